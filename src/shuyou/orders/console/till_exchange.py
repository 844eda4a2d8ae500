"""An exchange at a till: a receipt, what comes back of it, and what is given, by whoever has the drawer."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of, go_to, key_in
from shuyou.kernel.errors import DomainError
from shuyou.kernel.money import ZERO
from shuyou.kernel.pages import status_of
from shuyou.members import queries as members
from shuyou.orders import queries
from shuyou.orders.console.exchange import back_of, copies_beside, wanted_of, what_it_comes_to
from shuyou.orders.models.till import SalePayment
from shuyou.orders.queries import till as till_queries
from shuyou.orders.queries._priced import Priced
from shuyou.orders.queries._return_worth import foreseen_of_copies
from shuyou.orders.queries.till import TillRow
from shuyou.orders.services import till as services
from shuyou.orders.services.till import Buying, SaleLine, Tender, TillExchangeDraft

VIA = "till"


@require_http_methods(["GET", "POST"])
def till_exchange(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Show what may be exchanged of a receipt, and exchange it."""
    actor = actor_of(request, via=VIA)
    actor.require("orders.exchange")
    till = till_queries.till_of(code=code, actor=actor)
    if request.method != "POST" or request.POST.get("do") == "look":
        return _form(request, till, number, None)
    try:
        done = services.exchange_at_till(_draft(request, till, number, actor), actor=actor, at=clock.now())
    except DomainError as why:
        return _form(request, till, number, why)
    said = gettext("Exchanged: ¥%(carried)s were paid by what came back, ¥%(charged)s beside it.")
    messages.success(request, said % {"carried": done.carried, "charged": done.charged})
    return go_to(request, reverse("orders:till_receipt", args=[done.order_number]))


def _draft(request: HttpRequest, till: TillRow, number: str, actor: Actor) -> TillExchangeDraft:
    wanted, back = wanted_of(request), back_of(request, number)
    priced = _priced(till, number, wanted.item_id, wanted.quantity, actor)
    worth = foreseen_of_copies(number=number, copies=back.copies, reason=back.reason, actor=actor).worth
    rest = priced.total - worth
    kind, reference = request.POST.get("tender", ""), request.POST.get("reference", "")[:40]
    return TillExchangeDraft(
        till=till.code, back=back, lines=(SaleLine(item_id=wanted.item_id, quantity=wanted.quantity),),
        tenders=(Tender(kind, rest, reference),) if rest > ZERO else (), request_key=key_in(request),
        damaged=copies_beside(request, "bad-"),
    )  # fmt: skip


def _priced(till: TillRow, number: str, item_id: int, copies: int, actor: Actor) -> Priced:
    """
    Return what a title costs at the till for whose sale it was.

    :raises DomainError: nobody sells it there.
    """
    buying = Buying(store=till.store_code, most_off=till.most_off)
    member_id = queries.order_detail(number=number, actor=actor).member_id
    if member_id is not None:
        (member_number,) = members.numbers_of(member_ids=[member_id]).values()
        head = members.member_head(number=member_number, actor=actor)
        buying = replace(buying, member_id=member_id, tier=head.tier.code, price_list=head.tier.price_list)
    line = SaleLine(item_id=item_id, quantity=copies)
    return services.price_at_till([line], buying, actor=actor, at=clock.now()).priced


def _form(request: HttpRequest, till: TillRow, number: str, refusal: DomainError | None) -> HttpResponse:
    actor, instead = actor_of(request, via=VIA), None
    try:
        if request.POST.get("isbn", "").strip():
            wanted = wanted_of(request)
            instead = _priced(till, number, wanted.item_id, wanted.quantity, actor)
    except DomainError as why:
        refusal = refusal or why
    seen = {
        **what_it_comes_to(request, number, instead, actor),
        "till": till,
        "tenders": [one for one in SalePayment.Tender.choices if one[0] in services.BY_HAND],
        "back": reverse("orders:till_returns", args=[till.code]),
        "refusal": refusal,
    }
    return render(request, "orders/exchange.html", seen, status=status_of(refusal))
