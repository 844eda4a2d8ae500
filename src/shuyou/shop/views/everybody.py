"""What pages that are the same for everybody share: how long they may be kept, and what one copy costs whom."""

import gzip
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Concatenate, Final

from django.conf import settings
from django.core.cache import caches
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import BookPage, ItemRow, ListedPrice
from shuyou.kernel import clock
from shuyou.kernel.doors import is_partial
from shuyou.kernel.errors import NotFound
from shuyou.kernel.statements import pipelined
from shuyou.orders import queries as orders

FRESH: Final = 60
"""Seconds for which a page may be shown again without asking."""
ZIPPED: Final = 6
"""How hard kept pages are pressed: once for all who look at them."""


def for_everybody[**P](
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let caches keep the answer for a moment, one for each language; this process keeps it for a shorter one."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        key, seconds = _key(request), settings.SHUYOU_PAGES_KEPT
        kept = caches["pages"].get(key) if seconds and request.method == "GET" else None
        if kept is not None:
            return _public(_sent(request, *kept))
        try:
            response = view(request, *args, **kwargs)
        except NotFound as missing:
            raise Http404 from missing
        if (
            seconds
            and isinstance(response, HttpResponse)
            and response.status_code == HTTPStatus.OK
            and _is_page(response)
        ):
            kept = (sha256(response.content).hexdigest()[:20], response.content)
            caches["pages"].set(key, kept, seconds)
            return _public(_sent(request, *kept))
        return _public(response)

    return answer


def kept[T](name: str, make: Callable[[], T]) -> T:
    """Return a part of such pages, made anew or as this process made it within the time that pages are kept."""
    key, seconds = f"{name}:{get_language()}", settings.SHUYOU_PAGES_KEPT
    part: T | None = caches["pages"].get(key) if seconds else None
    if part is None:
        part = make()
        if seconds:
            caches["pages"].set(key, part, seconds)
    return part


def _sent(request: HttpRequest, mark: str, plain: bytes) -> HttpResponse:
    """
    Return a kept page: nothing of it to who has it already, zipped to who takes it so.

    What is the same for everybody holds no secret that its length could tell.
    """
    etag = f'W/"{mark}"'
    if etag in request.headers.get("If-None-Match", ""):
        response: HttpResponse = HttpResponseNotModified()
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        response = HttpResponse(_zipped(mark, plain), headers={"Content-Encoding": "gzip"})
    else:
        response = HttpResponse(plain)
    response.headers["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _zipped(mark: str, plain: bytes) -> bytes:
    """Return a kept page as it was zipped for the first who took it so."""
    key = f"zipped:{mark}"
    zipped: bytes | None = caches["pages"].get(key)
    if zipped is None:
        zipped = gzip.compress(plain, ZIPPED)
        caches["pages"].set(key, zipped, settings.SHUYOU_PAGES_KEPT)
    return zipped


def _public[R: HttpResponseBase](response: R) -> R:
    patch_cache_control(response, public=True, max_age=FRESH)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _is_page(response: HttpResponse) -> bool:
    is_html = response.headers.get("Content-Type", "").startswith("text/html")
    return is_html and response.status_code == HTTPStatus.OK and not response.cookies


def _key(request: HttpRequest) -> str:
    """Return all that a page for everybody hangs on: where it stands, the language, and whether a part is asked for."""
    parts = (request.scheme or "", request.get_host(), get_language() or "", str(is_partial(request)))
    return sha256("\n".join((*parts, request.get_full_path())).encode()).hexdigest()


def prices_of(
    rows: Iterable[ItemRow], *, page: BookPage | None = None, channel: str = "web", store: str = "", only: str = ""
) -> Mapping[int, Mapping[str, ListedPrice]]:
    """
    Return what one copy of books, and of the one whose page it is, costs whom there, as it is charged.

    If `only` one tier's price is shown, no other is reckoned.
    """
    with pipelined():
        read = ask_prices(rows, page=page, channel=channel, store=store, only=only)
    return read()


def ask_prices(
    rows: Iterable[ItemRow], *, page: BookPage | None = None, channel: str = "web", store: str = "", only: str = ""
) -> Callable[[], Mapping[int, Mapping[str, ListedPrice]]]:
    """Ask for what `prices_of` returns, and return what reads it: in a pipeline, nobody waits before that."""
    dear, where = {row.item_id: row.list_price for row in rows}, orders.Sold(channel, store, clock.now())
    told = {"channel": channel, "store": store, "only": only}
    ladder = catalog.ask_ladder(item_ids=list(dear), **told, at=where.at) if dear else None
    stamp = orders.ask_stamp()

    def read() -> Mapping[int, Mapping[str, ListedPrice]]:
        ladders = dict(ladder()) if ladder else {}
        if page is not None:
            dear[page.item_id], ladders[page.item_id] = page.list_price, list(page.ladder)
        shown = orders.shown_ladders(ladders=ladders, list_prices=dear, where=where, stamp=stamp())
        return {item_id: {step.code: step for step in steps} for item_id, steps in shown.items()}

    return read


def as_charged(page: BookPage, prices: Mapping[int, Mapping[str, ListedPrice]]) -> BookPage:
    """Return a book with what one copy costs whom, promotions and all."""
    return replace(page, ladder=tuple(prices[page.item_id].values()))
