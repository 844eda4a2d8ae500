"""The window of the bookshop, the same for everybody, so that a proxy may keep it for a while."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow, SearchFilter, TitleHit
from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.kernel.doors import NOBODY, id_in, is_partial
from shuyou.kernel.errors import NotFound
from shuyou.kernel.registry import registry
from shuyou.kernel.statements import pipelined
from shuyou.shop import queries
from shuyou.shop.queries import PieceRow, Window
from shuyou.shop.views.everybody import as_charged, ask_prices, for_everybody, kept, prices_of
from shuyou.supply.queries import shop_floor
from shuyou.supply.queries.shop_floor import CopiesThere

MOST_FOUND: Final = 60
MOST_PAGES: Final = 19

KIOSK_FOUND: Final = 12

CHOSEN: Final = 7
"""Titles of a list that the first page shows."""


@require_GET
@for_everybody
def home(request: HttpRequest) -> HttpResponse:
    """Show what is new, what staff put into the window, and the shelves that sell best, in at most eight queries."""
    window = queries.window_at(at=clock.now())
    chosen_lists = _chosen(window)
    shelves = catalog.category_shelves(per_shelf=7, limit=5)
    fresh = catalog.newest_items(limit=14, on=club_day(clock.now()))
    standing = [row for shelf in shelves for row in shelf.rows]
    chosen = standing[0] if standing else (fresh[0] if fresh else None)
    seen = {
        "chosen": chosen,
        "left": [row for row in standing if row != chosen][:3],
        "right": [row for row in standing if row != chosen][3:7],
        "fresh": fresh,
        "shelves": shelves,
        "prices": prices_of([*fresh, *standing, *(row for _piece, rows in chosen_lists for row, _note in rows)]),
        "window": window,
        "lists": chosen_lists,
    }
    return render(request, "shop/home.html", seen)


def _chosen(window: Window) -> list[tuple[PieceRow, list[tuple[ItemRow, str]]]]:
    """Return the lists of the window with the first of their titles and what is said of each, in one query."""
    wanted = [one.item_id for _piece, titles in window.lists for one in titles[:CHOSEN]]
    rows = {row.item_id: row for row in catalog.item_rows(item_ids=list(dict.fromkeys(wanted)))}
    return [
        (piece, [(rows[one.item_id], one.note) for one in titles[:CHOSEN] if one.item_id in rows])
        for piece, titles in window.lists
    ]


@require_GET
@for_everybody
def search(request: HttpRequest) -> HttpResponse:
    """Find books by number, words, sounds or first letters, and say what they can be narrowed by."""
    typed = request.GET.get("q", "").strip()[:80]
    wanted = SearchFilter.of(request.GET.dict(), is_public=True)
    page = min(int(asked), MOST_PAGES) if (asked := request.GET.get("page", "")).isdecimal() and len(asked) < 4 else 0
    found = catalog.find_titles(text=typed, wanted=wanted, page=page, limit=MOST_FOUND, is_counted=True)
    rows = found.rows if typed or wanted.chosen else catalog.newest_items(limit=MOST_FOUND, on=club_day(clock.now()))
    seen = {
        "typed": typed, "searched": typed, "rows": rows, "prices": prices_of(rows), "found": found,
        "chosen": wanted.chosen, "looked": {"kind": "searched", "what": typed} if typed else None,
        "groups": catalog.facet_groups(facets=found.facets, text=typed, wanted=wanted) if found.facets else [],
        "next_query": urlencode({"q": typed, **wanted.chosen, "page": page + 1}) if found.has_more else "",
    }  # fmt: skip
    return render(request, "shop/search.html", seen)


@require_GET
@for_everybody
def shelf(request: HttpRequest, code: str) -> HttpResponse:
    """Show a shelf, page by page."""
    after, own = (id_in(request.GET.get(name, "")) for name in ("after", "own"))
    page = catalog.shelf_page(code=code, after=after, own=own)
    return render(request, "shop/shelf.html", {"page": page, "prices": prices_of(page.rows), "own": own})


@require_GET
@for_everybody
def cover(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Send the picture of a book's cover."""
    file = catalog.cover_of(uid=uid)
    if not file or not default_storage.exists(file):
        raise NotFound(what=gettext("cover"), key=uid)
    response = FileResponse(default_storage.open(file), content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@require_GET
@for_everybody
def about_data(request: HttpRequest) -> HttpResponse:
    """Say whose data the books are, and what is invented."""
    at = clock.now()
    offered = sorted((panel for panel in registry.panels if panel.slot == "shop.about"), key=lambda panel: panel.order)
    loaded = ((panel, panel.load(0, NOBODY, at)) for panel in offered)
    parts = [render_to_string(panel.template, {"panel": seen}) for panel, seen in loaded if seen is not None]
    return render(request, "shop/about.html", {"parts": parts})


@csrf_exempt  # so that pages need no cookie; the worst a stranger can do is to change the language
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language for this browser and go back to where the reader was."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back, status=HTTPStatus.SEE_OTHER)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            samesite="Lax",
            httponly=True,
        )
    return response


@dataclass(frozen=True, slots=True)
class Finding:
    """A title at the screen in a store: where it stands here, and which other places have it."""

    hit: TitleHit
    here: CopiesThere | None
    elsewhere: tuple[CopiesThere, ...]
    price: Decimal | None
    """What members pay."""


@require_GET
@for_everybody
def kiosk_choice(request: HttpRequest) -> HttpResponse:
    """Let whoever sets up a screen say in which store it stands; its address is that store's from then on."""
    return render(request, "shop/kiosk_choice.html", {"stores": shop_floor.stores(), "is_kiosk": True})


@require_GET
@for_everybody
def kiosk(request: HttpRequest, store: str) -> HttpResponse:
    """Find books at the screen in a store: where they stand here, who else has them; without words, by shelf."""
    place = _store(store)
    typed = request.GET.get("q", "").strip()[:80]
    wanted = SearchFilter.of(request.GET.dict(), is_public=True)
    is_here_only = request.GET.get("here") == "1"
    is_asked = bool(typed or wanted.shelf is not None)
    found = catalog.find_titles(text=typed, wanted=wanted, limit=KIOSK_FOUND * (4 if is_here_only else 1))
    findings = _findings(found.hits if is_asked else (), store)
    if is_here_only:
        findings = [one for one in findings if one.here][:KIOSK_FOUND]
    seen = {
        "is_kiosk": True, "store": place, "typed": typed, "wanted": wanted, "is_here_only": is_here_only,
        "is_asked": is_asked, "found": found, "findings": findings,
        "start": reverse("shop:kiosk", args=[store]), "shelves": [] if is_asked else catalog.shelf_names(),
    }  # fmt: skip
    return render(request, "shop/kiosk.html#results" if is_partial(request) else "shop/kiosk.html", seen)


@require_GET
@for_everybody
def kiosk_book(request: HttpRequest, store: str, uid: UUID) -> HttpResponse:
    """Show a book at the screen in a store: what it is, where it stands, what it costs whom, who else has it."""
    place = _store(store)
    page = catalog.book_page(uid=uid, channel="till", store=store)
    page = as_charged(page, prices_of((), page=page, channel="till", store=store))
    there = shop_floor.copies_there(item_ids=[page.item_id]).get(page.item_id, [])
    seen = {
        "is_kiosk": True, "store": place, "book": page,
        "here": next((one for one in there if one.code == store), None),
        "elsewhere": [one for one in there if one.code != store],
    }  # fmt: skip
    return render(request, "shop/kiosk_book.html", seen)


def _store(code: str) -> shop_floor.StoreRow:
    found = next((store for store in kept("stores", shop_floor.stores) if store.code == code), None)
    if found is None:
        raise NotFound(what=gettext("store"), key=code)
    return found


def _findings(hits: Iterable[TitleHit], store: str) -> list[Finding]:
    rows = list(hits)
    if not rows:
        return []
    with pipelined():
        copies = shop_floor.ask_copies(item_ids=[hit.row.item_id for hit in rows])
        asked = ask_prices([hit.row for hit in rows], channel="till", store=store, only="member")
    there, prices = copies(), asked()
    return [
        Finding(
            hit,
            next((one for one in there.get(hit.row.item_id, ()) if one.code == store), None),
            tuple(one for one in there.get(hit.row.item_id, ()) if one.code != store),
            step.price if (step := prices.get(hit.row.item_id, {}).get("member")) else None,
        )
        for hit in rows
    ]
