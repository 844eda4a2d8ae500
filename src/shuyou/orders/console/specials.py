"""Special orders at the desk: the board of what waits, one with its deeds, and the list of all."""

from typing import Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.doors import actor_of
from shuyou.kernel.errors import DomainError
from shuyou.kernel.lists import Column, FilterForm, tabs_of
from shuyou.kernel.pages import deed, status_of
from shuyou.kernel.templatetags.ui import iso, money, points
from shuyou.members import queries as members
from shuyou.orders import queries, services
from shuyou.orders.console.typed import money_typed
from shuyou.orders.console.warehouse import TABS, WarehouseList
from shuyou.orders.errors import AddressMissing
from shuyou.orders.models import Order, SpecialOrder
from shuyou.orders.queries import SpecialFilter, SpecialRow
from shuyou.orders.services import Deposit, Destination, SpecialGoing
from shuyou.payments import queries as money_queries
from shuyou.supply import queries as supply
from shuyou.supply import services as supply_services

TONES: Final = {
    "open": "warn", "found": "warn", "ordered": "info", "held": "good", "fetched": "good", "lapsed": "bad",
    "given_up": "",
}  # fmt: skip
STATES: Final = (
    ("open", _("To be looked for")),
    ("found", _("Found, to be ordered")),
    ("ordered", _("Ordered")),
    ("held", _("Held for the reader")),
)
PAYMENTS: Final = (Order.Payment.REMITTANCE, Order.Payment.COD, Order.Payment.CASH)
TENDERS: Final = ("cash", "card", "remittance", "transfer")


class SpecialFilterForm(FilterForm):
    """Which special orders the list shows."""

    outcome = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any")), ("open", _("Still open")), *SpecialOrder.Outcome.choices],
    )

    def wanted(self) -> SpecialFilter:
        """Return the filter."""
        return SpecialFilter(**self.given())


SPECIALS: Final = WarehouseList[SpecialRow](
    name="orders:specials_all",
    title=_("All special orders"),
    permission="orders.view",
    form=SpecialFilterForm,
    read=queries.list_specials,
    columns=(
        Column(
            label=_("Number"), text=lambda row: row.number, cls="n", sort="pk",
            url=lambda row: reverse("orders:special", args=[row.number]),
        ),
        Column(label=_("Title"), text=lambda row: row.title),
        Column(label=_("Copies"), text=lambda row: points(row.copies), cls="num"),
        Column(
            label=_("Member"), text=lambda row: row.member, names="members.export",
            url=lambda row: reverse("console:member", args=[row.member_number]),
        ),
        Column(label=_("State"), text=lambda row: row.state_label, tone=lambda row: TONES.get(row.state, "")),
        Column(label=_("Days"), text=lambda row: points(row.days(clock.now())), cls="num"),
        Column(label=_("Paid ahead"), text=lambda row: money(row.deposit) if row.deposit else "", cls="num"),
        Column(label=_("Order"), text=lambda row: row.order_number, cls="n"),
        Column(label=_("Asked on"), text=lambda row: iso(row.noted_at), cls="n"),
    ),
    empty=_("Nobody waits for a title."),
    advice=_("Take an order, and let a title that is lacking be ordered for the reader."),
)  # fmt: skip


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show what waits, by how far it has come, the longest first."""
    actor, at = actor_of(request), clock.now()
    rows = queries.special_board(actor=actor)
    columns = [
        (label, TONES[state], [(row, row.days(at)) for row in rows if row.state == state]) for state, label in STATES
    ]
    seen = {"columns": columns, "tabs": tabs_of(TABS, "orders:specials", actor), "count": len(rows)}
    return render(request, "orders/specials.html", seen)


@require_GET
def special(request: HttpRequest, number: str) -> HttpResponse:
    """Show a special order and what can be done with it."""
    return _page(request, number, None)


@require_POST
def special_deed(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Take money ahead, note that the reader knows, make the order, or give it up."""
    actor, at, sent = actor_of(request), clock.now(), request.POST

    def act() -> None:
        match what:
            case "deposit":
                amount = money_typed(sent.get("amount", ""))
                tender = sent.get("tender", "") if sent.get("tender") in TENDERS else TENDERS[0]
                deposit = Deposit(tender=tender, reference=sent.get("reference", "")[:60], amount=amount)
                services.take_deposit(number, deposit=deposit, actor=actor, at=at)
            case "told":
                supply_services.tell_reader(number=number, actor=actor, at=at)
            case "order":
                services.order_held_copies(number, going=_going(request, number, actor), actor=actor, at=at)
            case "close":
                supply_services.give_up_want(number=number, actor=actor, at=at)
            case _:
                raise Http404

    url = reverse("orders:special", args=[number])
    return deed(request, act, url=url, said=gettext("Saved."), draw=lambda again, why: _page(again, number, why))


def _going(request: HttpRequest, number: str, actor: Actor) -> SpecialGoing:
    """Return how the copy goes: to the reader's address, or to a place to be fetched."""
    payment, place = request.POST.get("payment", ""), request.POST.get("place", "")[:20]
    payment = payment if payment in PAYMENTS else Order.Payment.REMITTANCE
    if place:
        return SpecialGoing(payment=payment, pickup_place=place)
    row = queries.special_detail(number=number, actor=actor)
    return SpecialGoing(payment=payment, destination=going_home(row.member_id, actor))


def going_home(member_id: int, actor: Actor) -> Destination:
    """
    Return a reader's own address as a parcel's.

    :raises AddressMissing: they have none that is whole.
    """
    known = [one for one in members.member_addresses(member_id=member_id, actor=actor) if one.is_whole]
    home = next((one for one in known if one.is_default), known[0] if known else None)
    if home is None:
        raise AddressMissing()
    return Destination(home.recipient, home.phone, f"{home.region} {home.street}".strip(), home.postcode)


def _page(request: HttpRequest, number: str, refusal: DomainError | None) -> HttpResponse:
    actor, at = actor_of(request), clock.now()
    row = queries.special_detail(number=number, actor=actor)
    is_open = row.closed_at is None
    seen = {
        "special": row,
        "days": row.days(at),
        "tone": TONES.get(row.state, ""),
        "tabs": tabs_of(TABS, "orders:specials", actor),
        "places": [one for one in supply.places(actor=actor) if one.kind == "store"] if row.state == "held" else [],
        "payments": [(one.value, one.label) for one in PAYMENTS],
        "tenders": [(one, money_queries.tender_name(code=one)) for one in TENDERS],
        "may_order": is_open and row.state == "held" and actor.may("orders.place"),
        "may_pay": is_open and row.item_id is not None and actor.may("orders.take_payment"),
        "may_note": is_open and actor.may("supply.note_wants"),
        "refusal": refusal,
    }
    return render(request, "orders/special.html", seen, status=status_of(refusal))
