"""What readers look at, with their leave: asked, noted, shown, forgotten; and what a page fetches afterwards."""

import json
import re
import secrets
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock
from shuyou.kernel.errors import DomainError
from shuyou.orders import queries as orders
from shuyou.shop import queries, services
from shuyou.shop.errors import StepsWrong
from shuyou.shop.models import Step
from shuyou.shop.services import MOST_STEPS, Limit, Seen, count_tries
from shuyou.shop.views.door import (
    STAY,
    TRAIL,
    VISITOR,
    back_to,
    for_one,
    from_here,
    keep_cookie,
    parted,
    place_of,
    reader_of,
    trail_token,
)
from shuyou.shop.views.everybody import for_everybody, prices_of

LOOK: Final = "shuyou_look"
"""Whether this browser's reader said yes or no, for the script that asks."""
BATCHES: Final = Limit("steps", 240, services.TOLD_WITHIN)
LARGEST: Final = 16_000
KEY: Final = re.compile(r"[0-9A-Za-z-]{8,36}")
"""What a browser makes up so that each step counts once."""
FROM_BROWSER: Final = frozenset({"viewed", "searched"})
"""Steps that a browser may tell; baskets and orders are seen by the shop itself."""
SUGGESTED: Final = 8


@csrf_exempt  # the question stands on pages that are the same for everybody; `from_here` looks where the form stood
@require_http_methods(["GET", "POST"])
@from_here
@for_one
def leave(request: HttpRequest) -> HttpResponseBase:
    """Show what is remembered of this browser, and take its reader's word whether it may be."""
    if request.method != "POST":
        return _page(request)
    answer, at = request.POST.get("answer", ""), clock.now()
    url = back_to(request, reverse("shop:looking"))
    response = HttpResponseRedirect(url, status=HTTPStatus.SEE_OTHER)
    if answer == "yes":
        token = trail_token(request) or secrets.token_urlsafe(24)
        reader = reader_of(request)
        services.begin_trail(
            token=token, source=_source(request), campaign=request.POST.get("campaign", "")[:60],
            member_id=reader.member_id if reader else None, actor=VISITOR, at=at,
        )  # fmt: skip
        keep_cookie(response, TRAIL, token)
    else:
        services.forget_trail(token=trail_token(request), actor=VISITOR, at=at)
        response.delete_cookie(TRAIL, samesite="Lax")
        messages.success(request, gettext("Nothing that you look at is remembered, and what was is forgotten."))
    _keep_word(response, "yes" if answer == "yes" else "no")
    return response


def _page(request: HttpRequest) -> HttpResponse:
    rows = catalog.item_rows(item_ids=queries.looked_at_lately(token=trail_token(request), limit=24))
    seen = {"reader": reader_of(request), "rows": rows, "prices": prices_of(rows), "is_on": bool(trail_token(request))}
    return render(request, "shop/looking.html", seen)


def _keep_word(response: HttpResponseBase, word: str) -> None:
    response.set_cookie(LOOK, word, max_age=STAY * 6, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")


def _source(request: HttpRequest) -> str:
    """Return what brought a browser here: what a link said of itself, or the site it stood on."""
    if named := request.POST.get("source", "").strip():
        return named[:60]
    host = parted(request.POST.get("referrer", "")[:500]).hostname or ""
    return "direct" if host in ("", request.get_host().partition(":")[0]) else host.removeprefix("www.")[:60]


@csrf_exempt  # sent by the pages that are the same for everybody; `from_here` looks where they stood
@require_POST
@from_here
@for_one
def steps(request: HttpRequest) -> HttpResponseBase:
    """Note a batch of what a browser looked at; without leave nothing is kept."""
    at = clock.now()
    try:
        count_tries([(BATCHES, place_of(request))], at=at)
        services.note_steps(token=trail_token(request), steps=_steps_in(request.body), at=at)
    except DomainError as refusal:
        return JsonResponse({"code": refusal.code}, status=HTTPStatus.BAD_REQUEST)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _steps_in(body: bytes) -> list[Seen]:
    """Return the steps of a batch: a list of [kind, key, seconds since 1970, title's uid or words]."""
    try:
        told: Any = json.loads(body) if len(body) <= LARGEST else None
        if not isinstance(told, list) or len(told) > MOST_STEPS:
            raise StepsWrong(most=MOST_STEPS)
        return [_step_in(*one) for one in told]
    except (ValueError, TypeError, OverflowError, OSError, RecursionError):
        raise StepsWrong(most=MOST_STEPS) from None


def _step_in(kind: str, key: str, seconds: float, what: str) -> Seen:
    if kind not in FROM_BROWSER or not KEY.fullmatch(key):
        raise ValueError(kind)
    at = datetime.fromtimestamp(float(seconds), UTC)
    if kind == Step.Kind.VIEWED:
        return Seen(kind=kind, key=key, at=at, item=UUID(what))
    words = " ".join(str(what).split())[:80].replace("\0", "")
    words.encode()  # half a character, which JSON can hold, is no word
    if not words:
        raise ValueError(what)
    return Seen(kind=kind, key=key, at=at, words=words)


@require_GET
@for_one
def recent(request: HttpRequest) -> HttpResponse:
    """Draw what this browser looked at last, for a page that is otherwise the same for everybody."""
    rows = catalog.item_rows(item_ids=queries.looked_at_lately(token=trail_token(request)))
    return render(request, "shop/parts/recent.html", {"rows": rows, "prices": prices_of(rows)})


@require_GET
@for_everybody
def beside(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draw what buyers of a title also bought."""
    found = dict(orders.bought_beside(item_id=catalog.book_page(uid=uid).item_id))
    rows = catalog.item_rows(item_ids=list(found))
    return render(request, "shop/parts/beside.html", {"rows": rows, "prices": prices_of(rows)})


@require_GET
@for_everybody
def suggest(request: HttpRequest) -> HttpResponse:
    """Return titles that fit what is typed so far, as a list for the search box."""
    typed = request.GET.get("q", "").strip()[:80]
    rows = catalog.search_titles(text=typed, limit=SUGGESTED, is_guessing=False) if len(typed) > 1 else []
    return render(request, "shop/parts/suggested.html", {"rows": rows})
