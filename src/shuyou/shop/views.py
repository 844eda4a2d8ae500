"""The window of the bookshop, the same for everybody, so that a proxy may keep it for a while; and joining the club."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, Final
from uuid import UUID, uuid4

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow, ListedPrice
from shuyou.kernel import clock
from shuyou.kernel.actor import SYSTEM, Actor
from shuyou.kernel.doors import NOBODY, STATUS
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.registry import registry
from shuyou.members import queries as member_queries
from shuyou.members import services as members
from shuyou.shop.forms import JoinForm
from shuyou.supply import queries as supply

FRESH: Final = 60
"""Seconds for which a page may be shown again without asking."""

FEW: Final = 5
"""Copies at which a reader is told how many are left."""

MOST_FOUND: Final = 60

MOST_JOINING: Final = 20
JOIN_SECONDS: Final = 600
"""So many may ask to join from one address of the net within so many seconds; a school's readers share one."""


def for_everybody[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let caches keep the answer for a moment, one for each language."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except NotFound as missing:
            raise Http404 from missing
        patch_cache_control(response, public=True, max_age=FRESH)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        return response

    return answer


@require_GET
@for_everybody
def home(request: HttpRequest) -> HttpResponse:
    """Show what is new and the shelves that sell best, in five queries."""
    shelves = catalog.category_shelves(per_shelf=7, limit=5)
    fresh = catalog.newest_items(limit=14)
    standing = [row for shelf in shelves for row in shelf.rows]
    chosen = standing[0] if standing else (fresh[0] if fresh else None)
    seen = {
        "chosen": chosen,
        "left": [row for row in standing if row != chosen][:3],
        "right": [row for row in standing if row != chosen][3:7],
        "fresh": fresh,
        "shelves": shelves,
        "prices": _prices([*fresh, *standing]),
    }
    return render(request, "shop/home.html", seen)


@require_GET
@for_everybody
def search(request: HttpRequest) -> HttpResponse:
    """Find books by number, words or first letters; the only one that a number means opens at once."""
    typed = request.GET.get("q", "").strip()[:80]
    rows = catalog.search_titles(text=typed, limit=MOST_FOUND) if typed else catalog.newest_items(limit=MOST_FOUND)
    seen = {"typed": typed, "rows": rows, "prices": _prices(rows), "is_full": len(rows) == MOST_FOUND}
    return render(request, "shop/search.html", seen)


@require_GET
@for_everybody
def shelf(request: HttpRequest, code: str) -> HttpResponse:
    """Show a shelf, page by page."""
    after = request.GET.get("after", "")
    page = catalog.shelf_page(code=code, after=int(after) if after.isdecimal() and len(after) < 18 else 0)
    return render(request, "shop/shelf.html", {"page": page, "prices": _prices(page.rows)})


@require_GET
@for_everybody
def book(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a book with its list, member and VIP price side by side, in at most four queries."""
    page = catalog.book_page(uid=uid)
    free = supply.free_copies(item_ids=[page.item_id])[page.item_id]
    beside = catalog.shelf_neighbours(category_id=page.category_id, but=page.item_id) if page.category_id else []
    seen = {
        "book": page,
        "free": free,
        "has_few": 0 < free <= FEW,
        "beside": beside,
        "prices": _prices(beside),
    }
    return render(request, "shop/book.html", seen)


@require_GET
@for_everybody
def about_data(request: HttpRequest) -> HttpResponse:
    """Say whose data the books are, and what is invented."""
    at = clock.now()
    offered = sorted((panel for panel in registry.panels if panel.slot == "shop.about"), key=lambda panel: panel.order)
    loaded = ((panel, panel.load(0, NOBODY, at)) for panel in offered)
    parts = [render_to_string(panel.template, {"panel": seen}) for panel, seen in loaded if seen is not None]
    return render(request, "shop/about.html", {"parts": parts})


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, *, is_kiosk: bool = False) -> HttpResponse:
    """
    Let a reader ask to join: on the web, or at a kiosk in a shop.

    Whoever is a member already gets the very same answer: who is one is nobody's business here.
    """
    if request.method != "POST":
        return _join_page(request, JoinForm(initial={"key": uuid4()}, is_kiosk=is_kiosk), is_kiosk=is_kiosk)
    form = JoinForm(request.POST, is_kiosk=is_kiosk)
    if not form.is_valid():
        return _join_page(request, form, is_kiosk=is_kiosk, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if not form.is_by_program:
        if _is_too_often(request):
            form.add_error(None, gettext("Too many have joined from here just now. Try again in ten minutes."))
            return _join_page(request, form, is_kiosk=is_kiosk, status=HTTPStatus.TOO_MANY_REQUESTS)
        actor = Actor(SYSTEM, "join", "kiosk" if is_kiosk else "web")
        try:
            key = str(form.cleaned_data["key"] or uuid4())
            members.ask_to_join(form.draft(), request_key=key, actor=actor, at=clock.now())
        except DomainError as refusal:
            form.put_refusals(refusal)
            return _join_page(request, form, is_kiosk=is_kiosk, status=STATUS[refusal.kind])
    done = "shop:kiosk_joined" if is_kiosk else "shop:joined"
    return HttpResponseRedirect(reverse(done), status=HTTPStatus.SEE_OTHER)


@never_cache
@require_GET
def joined(request: HttpRequest, *, is_kiosk: bool = False) -> HttpResponse:
    """Thank a reader who asked to join; a kiosk soon is there for the next one."""
    return render(request, "shop/joined.html", {"is_kiosk": is_kiosk})


def _join_page(
    request: HttpRequest, form: JoinForm, *, is_kiosk: bool, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    texts = {row.purpose: row.text for row in member_queries.consent_texts(at=clock.now())}
    return render(request, "shop/join.html", {"form": form, "texts": texts, "is_kiosk": is_kiosk}, status=status)


def _is_too_often(request: HttpRequest) -> bool:
    """Count who joins from one address of the net; the address itself is not kept."""
    address = get_adapter(request).get_client_ip(request)
    place = salted_hmac("shop.join", address, algorithm="sha256").hexdigest()[:32]
    key = f"join:{place}:{int(clock.now().timestamp()) // JOIN_SECONDS}"
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, JOIN_SECONDS)
    return count > MOST_JOINING


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


def _prices(rows: Iterable[ItemRow]) -> Mapping[int, Mapping[str, ListedPrice]]:
    ladder = catalog.price_ladder(item_ids=list({row.item_id for row in rows}))
    return {item_id: {step.code: step for step in steps} for item_id, steps in ladder.items()}
