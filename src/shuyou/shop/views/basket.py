"""The basket: of a browser, or of a reader wherever they are, with live prices and their reasons."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel import clock
from shuyou.kernel.doors import STATUS, id_in
from shuyou.kernel.errors import DomainError
from shuyou.orders import queries as orders
from shuyou.orders.queries import BasketAsked, BasketLineRow, ReaderBasket
from shuyou.shop import queries, services
from shuyou.shop.errors import CopiesWrong
from shuyou.shop.queries import BasketContent, Reader
from shuyou.shop.rules import copies_meant
from shuyou.shop.views.door import (
    BASKET,
    VISITOR,
    for_one,
    from_here,
    keep_cookie,
    owner_of,
    owner_or_new,
    reader_of,
    trail_token,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A basket as pages show it: each line with its title's row."""

    content: BasketContent
    basket: ReaderBasket
    rows: Mapping[int, ItemRow]

    @property
    def lines(self) -> list[tuple[BasketLineRow, ItemRow]]:
        """Return the lines with their titles."""
        return [(line, self.rows[line.item_id]) for line in self.basket.lines if line.item_id in self.rows]


def seen_basket(request: HttpRequest, asked: BasketAsked | None = None) -> Seen:
    """Return the basket of a browser or reader as it would be charged now."""
    reader, at = reader_of(request), clock.now()
    content = queries.basket_content(owner=owner_of(request))
    wanted = asked or asked_by(reader, content)
    actor = reader.actor if reader else VISITOR
    found = orders.reader_basket(asked=wanted, actor=actor, at=at)
    rows = {row.item_id: row for row in catalog.item_rows(item_ids=list(content.copies))} if content.copies else {}
    return Seen(content, found, rows)


def asked_by(reader: Reader | None, content: BasketContent) -> BasketAsked:
    """Return what is asked of a basket by nobody known, or by a reader with their prices."""
    if reader is None:
        return BasketAsked(copies=content.copies)
    return BasketAsked(
        copies=content.copies, member_id=reader.member_id, tier=reader.tier, price_list=reader.price_list
    )


@require_GET
@for_one
def basket(request: HttpRequest) -> HttpResponse:
    """Show the basket."""
    return _page(request, None)


@csrf_exempt  # the pages of titles are the same for everybody; `from_here` looks where the form stood
@require_POST
@from_here
@for_one
def add(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Put copies of a title into the basket."""
    owner, token = owner_or_new(request)
    item_id = catalog.book_page(uid=uid).item_id
    try:
        copies = _copies(request)
        services.put_into_basket(owner=owner, item_id=item_id, copies=copies, at=clock.now())
    except DomainError as refusal:
        return _page(request, refusal)
    note_basket(request, "added", [item_id])
    response = HttpResponseRedirect(reverse("shop:basket"), status=HTTPStatus.SEE_OTHER)
    if token:
        keep_cookie(response, BASKET, token)
    return response


def note_basket(request: HttpRequest, kind: str, item_ids: Sequence[int] = (), words: str = "") -> None:
    """Note with what this browser looked at what its reader did, if they allow that."""
    services.note_basket_step(
        token=trail_token(request), kind=kind, item_ids=item_ids, words=words, key=secrets.token_hex(8), at=clock.now()
    )


def _copies(request: HttpRequest) -> int:
    typed = request.POST.get("copies", "1")[:20]
    copies = copies_meant(typed)
    if copies is None:
        raise CopiesWrong(value=typed)
    return copies


@require_POST
@for_one
def change(request: HttpRequest) -> HttpResponse:
    """Have other copies of titles in the basket, or take one out."""
    owner, at = owner_of(request), clock.now()
    if not (owner.account_id or owner.digest):
        return HttpResponseRedirect(reverse("shop:basket"), status=HTTPStatus.SEE_OTHER)
    out = id_in(request.POST.get("out", ""))
    try:
        for item_id, copies in _copies_typed(request, but=out).items():
            services.set_copies(owner=owner, item_id=item_id, copies=copies, at=at)
        if out:
            services.set_copies(owner=owner, item_id=out, copies=0, at=at)
            note_basket(request, "returned", [out])
            messages.success(request, gettext("Taken out of the basket."))
    except DomainError as refusal:
        return _page(request, refusal)
    url = "shop:checkout" if request.POST.get("go") == "checkout" else "shop:basket"
    return HttpResponseRedirect(reverse(url), status=HTTPStatus.SEE_OTHER)


def _copies_typed(request: HttpRequest, *, but: int) -> dict[int, int]:
    """
    Return how many copies of each title were typed, but of one that is taken out.

    :raises CopiesWrong: so many of one of them cannot be; then none is changed.
    """
    wanted: dict[int, int] = {}
    for name, typed in request.POST.items():
        item_id = id_in(name.removeprefix("copies-")) if name.startswith("copies-") else 0
        if item_id and item_id != but:
            copies = copies_meant(str(typed)[:20])
            if copies is None:
                raise CopiesWrong(value=str(typed)[:20])
            wanted[item_id] = copies
    return wanted


def _page(request: HttpRequest, refusal: DomainError | None) -> HttpResponse:
    seen = seen_basket(request)
    shown = {"seen": seen, "basket": seen.basket, "reader": reader_of(request), "refusal": refusal}
    status = STATUS[refusal.kind] if refusal else HTTPStatus.OK
    return render(request, "shop/basket.html", shown, status=status)
