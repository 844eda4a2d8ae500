"""What engines and readers' programs fetch: the map of titles, what they may look at, new titles as a feed."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from shuyou.catalog import queries as catalog
from shuyou.shop.views.everybody import for_everybody

CLOSED: Final = ("/console/", "/api/", "/me/", "/basket/", "/checkout/", "/pay/", "/supplier/", "/kiosk/", "/search/")
"""Where nothing is that anybody should find from outside."""


@require_GET
@for_everybody
def robots(request: HttpRequest) -> HttpResponse:
    """Say what may be looked through, and where the map of titles is."""
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in CLOSED), "Allow: /", "", f"Sitemap: {_map(request)}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def _map(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("shop:sitemap"))


@require_GET
@for_everybody
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name the parts of the map of titles."""
    parts = range(1, catalog.parts_of_titles() + 1)
    places = [request.build_absolute_uri(reverse("shop:sitemap_part", args=[part])) for part in parts]
    return _xml("shop/finding/sitemap.xml", {"places": places})


@require_GET
@for_everybody
def sitemap_part(request: HttpRequest, part: int) -> HttpResponse:
    """List the addresses of a part of the titles; the first part names the shop's own pages too."""
    if not 1 <= part <= max(catalog.parts_of_titles(), 1):
        raise Http404
    root = request.build_absolute_uri("/")[:-1]
    own = _own_places() if part == 1 else []
    places = [*own, *(reverse("shop:book", args=[uid]) for uid in catalog.titles_of_part(part=part))]
    return _xml("shop/finding/sitemap_part.xml", {"places": [f"{root}{place}" for place in places]})


def _own_places() -> list[str]:
    """Return the shop's own pages and its shelves."""
    shelves = catalog.category_shelves(per_shelf=1, limit=200)
    own = [reverse(name) for name in ("shop:home", "shop:help", "shop:about")]
    return [*own, *(reverse("shop:category", args=[one.code]) for one in shelves)]


@require_GET
@for_everybody
def feed(request: HttpRequest) -> HttpResponse:
    """Tell the titles that came last as RSS."""
    news = Rss201rev2Feed(
        title=gettext("New books of Shuyou Bookshop"), link=request.build_absolute_uri(reverse("shop:home")),
        description=gettext("What came onto the shelves last."), language=get_language(),
        feed_url=request.build_absolute_uri(),
    )  # fmt: skip
    for one in catalog.titles_added():
        place = request.build_absolute_uri(reverse("shop:book", args=[one.uid]))
        news.add_item(
            title=one.title, link=place, description=one.blurb or one.authors, author_name=one.authors or None,
            unique_id=place, pubdate=one.added_at,
        )  # fmt: skip
    return HttpResponse(news.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def _xml(template: str, seen: dict[str, object]) -> HttpResponse:
    return HttpResponse(render_to_string(template, seen), content_type="application/xml; charset=utf-8")
