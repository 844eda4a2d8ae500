"""One order: what was asked for, how far it has come, and the steps that come next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from shuyou.catalog import queries as catalog
from shuyou.kernel import clock, history
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.doors import STATUS, actor_of, go_to, key_in
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.loyalty import queries as loyalty
from shuyou.members import queries as members
from shuyou.members import services as member_services
from shuyou.orders import queries, services
from shuyou.orders.console.typed import money_typed
from shuyou.orders.errors import ReasonMissing
from shuyou.orders.models import Order, OrderHold
from shuyou.orders.queries import OrderDetail
from shuyou.orders.queries._exchanges import exchanges_of
from shuyou.orders.services import PaymentDraft
from shuyou.payments import queries as payments
from shuyou.payments import services as payment_services
from shuyou.supply import queries as supply

STEP_PERMISSION: Final[Mapping[str, str]] = {
    "pay": "orders.take_payment",
    "pick": "orders.fulfil",
    "ship": "orders.fulfil",
    "deliver": "orders.fulfil",
    "cancel": "orders.cancel",
    "change": "orders.place",
    "hold": "orders.stop",
    "unpick": "orders.fulfil",
    "pack": "orders.fulfil",
    "undeliver": "orders.fulfil",
    "close": "orders.fulfil",
    "reopen": "orders.fulfil",
}
EVENTS: Final[Mapping[str, Promise]] = {
    "orders.payment_taken": _("Part of the money came in"),
    "orders.order_paid": _("Paid"),
    "orders.order_picked": _("Picked"),
    "orders.order_shipped": _("Shipped"),
    "orders.order_delivered": _("Delivered"),
    "orders.order_cancelled": _("Cancelled"),
    "orders.order_changed": _("Changed"),
    "orders.order_stopped": _("Stopped"),
    "orders.order_let_go": _("May go on"),
    "orders.step_undone": _("Step taken back"),
    "orders.copies_came": _("Copies came"),
    "orders.copies_lost": _("Copies sold at a till"),
    "orders.order_closed": _("Closed"),
    "orders.parcel_changed": _("Parcel"),
    "orders.return_changed": _("Return"),
    "orders.exchange_made": _("Exchanged"),
    "orders.wave_begun": _("Being picked"),
    "orders.wave_picked": _("Picked"),
}
COLUMNS: Final[Mapping[str, Promise]] = {
    "state": _("State"),
    "total": _("To pay"),
    "address": _("Address"),
    "paid_total": _("Received"),
    "waybill": _("Waybill"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the order, with where its title is and where its copies stand."""

    row: queries.LineRow
    item: catalog.ItemRow | None
    position: str


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the order's history: what happened, who did it, what changed."""

    at: datetime
    label: str
    who: str
    changes: Sequence[tuple[str, str, str]]


@require_GET
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order; for a number under which money was paid ahead, the special order that it waits for."""
    actor = actor_of(request)
    try:
        return _page(request, number, actor)
    except NotFound:
        if special := queries.special_of_order(order_number=number, actor=actor):
            return go_to(request, reverse("orders:special", args=[special]))
        if number.startswith(services.PRINT_JOB):
            return go_to(request, reverse("orders:print_job", args=[number]))
        raise


@require_POST
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Record money that came in for the order."""

    def take(actor: Actor, at: datetime) -> str:
        detail = queries.order_detail(number=number, actor=actor)
        amount = money_typed(request.POST.get("amount", ""))
        reference = request.POST.get("reference", "")[:60]
        typed = request.POST.get("tender", "")
        tender = typed if typed in dict(payments.tenders_by_hand()) else detail.payment
        draft = PaymentDraft(
            number=number, tender=tender, reference=reference, amount=amount,
            request_key=key_in(request) if tender == "value" else None,
        )  # fmt: skip
        due = services.take_payment(draft, actor=actor, at=at)
        if due:
            return gettext("Recorded. ¥%(due)s is still to come.") % {"due": due}
        return gettext("Order %(number)s is paid.") % {"number": number}

    return _step(request, number, "pay", take)


@require_POST
def pick(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the copies are off the shelves."""

    def take(actor: Actor, at: datetime) -> str:
        services.pick_order(number, actor=actor, at=at)
        return gettext("Order %(number)s is picked.") % {"number": number}

    return _step(request, number, "pick", take)


@require_POST
def ship(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the parcel is with the carrier."""

    def take(actor: Actor, at: datetime) -> str:
        services.ship_order(number, waybill=request.POST.get("waybill", ""), actor=actor, at=at)
        return gettext("Order %(number)s is on its way.") % {"number": number}

    return _step(request, number, "ship", take)


@require_POST
def deliver(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the parcel arrived."""

    def take(actor: Actor, at: datetime) -> str:
        services.deliver_order(number, actor=actor, at=at)
        return gettext("Order %(number)s is delivered.") % {"number": number}

    return _step(request, number, "deliver", take)


@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Give the order up."""

    def take(actor: Actor, at: datetime) -> str:
        reason = request.POST.get("reason", "").strip()
        if not reason:
            raise ReasonMissing()
        services.cancel_order(number, reason=reason, actor=actor, at=at)
        return gettext("Order %(number)s is cancelled; copies and points went back.") % {"number": number}

    return _step(request, number, "cancel", take)


def _step(request: HttpRequest, number: str, step: str, take: Callable[[Actor, datetime], str]) -> HttpResponse:
    actor = actor_of(request)
    try:
        said = take(actor, clock.now())
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(request, number, actor, step=step, refusal=refusal)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("orders:detail", args=[number]), status=HTTPStatus.SEE_OTHER)


def _page(
    request: HttpRequest, number: str, actor: Actor, *, step: str = "", refusal: DomainError | None = None
) -> HttpResponse:
    detail, at = queries.order_detail(number=number, actor=actor), clock.now()
    if detail.address and detail.member_id:  # who saw where a parcel goes is written down
        member_services.record_access(person_id=detail.member_id, part="order", reason="", actor=actor, at=at)
    source = f"order:{number}"
    seen = {
        "order": detail,
        "tone": queries.TONES[detail.state],
        "member": members.member_rows(member_ids=[detail.member_id])[0] if detail.member_id else None,
        "may_open_member": actor.may("members.view"),
        "lines": _lines(detail),
        "copies": sum(line.quantity for line in detail.lines),
        "price_names": _price_names(detail),
        "providers_off": not (payment_services.is_on(code="wechat") or payment_services.is_on(code="alipay")),
        "tenders": payments.tenders_by_hand(),
        "key": request.POST.get("key") or uuid4(),
        "receipts": payments.receipts_for(source=source, actor=actor) if actor.may("payments.view") else [],
        "points": loyalty.points_of_source(member_id=detail.member_id, source=source) if detail.member_id else 0,
        "steps": {
            name for name, permission in STEP_PERMISSION.items() if name in detail.allowed and actor.may(permission)
        },
        "waits": sorted(detail.allowed & {"pay", "pick", "ship", "deliver"}),
        "aside": queries.order_aside(order_id=detail.order_id, actor=actor),
        "parcels": queries.parcels_of(number=number, actor=actor),
        "waiting": sum(line.waiting for line in detail.lines),
        "hold_reasons": OrderHold.Reason.choices,
        "may_return": detail.state in ("shipped", "delivered", "closed") and actor.may("orders.return"),
        "may_exchange": detail.state in ("shipped", "delivered", "closed") and actor.may("orders.exchange"),
        "exchanges": exchanges_of(order_id=detail.order_id, actor=actor),
        "history": _history(detail),
        "refused_step": step,
        "refusal": refusal,
        "sent": request.POST,
    }
    status = STATUS[refusal.kind] if refusal else HTTPStatus.OK
    return render(request, "orders/order.html", seen, status=status)


def _lines(detail: OrderDetail) -> list[Line]:
    item_ids = [line.item_id for line in detail.lines]
    items = {row.item_id: row for row in catalog.item_rows(item_ids=item_ids)}
    stock = supply.stock(item_ids=item_ids)
    return [
        Line(line, items.get(line.item_id), stock[line.item_id].position if line.item_id in stock else "")
        for line in detail.lines
    ]


def _price_names(detail: OrderDetail) -> Mapping[str, str]:
    ladder = catalog.price_ladder(item_ids=[line.item_id for line in detail.lines[:1]])
    bundles = {str(one.item_id): one.title for one in detail.bundles}
    return {listed.code: listed.name for steps in ladder.values() for listed in steps} | bundles


def _history(detail: OrderDetail) -> list[Told]:
    told = [
        Told(change.at, str(EVENTS.get(change.event, change.event)), _who(change), _changes(change))
        for change in history.row_history("orders_order", detail.order_id)
    ]
    kind, _sep, user_id = detail.placed_by.partition(":")
    names = history.staff_names([user_id]) if kind == STAFF else {}
    placed = Told(detail.placed_at, gettext("Placed"), names.get(user_id, gettext("the system")), [])
    return [*told, placed]


def _who(change: history.Change) -> str:
    return change.actor_name or gettext("the system")


def _changes(change: history.Change) -> Sequence[tuple[str, str, str]]:
    return [
        (str(label), _cell(column, change.before[column]), _cell(column, change.after.get(column)))
        for column, label in COLUMNS.items()
        if column in change.before
    ]


def _cell(column: str, value: history.Cell) -> str:
    if column == "state":
        return str(Order.State(str(value)).label)
    return f"¥{Decimal(str(value)):.2f}" if column in ("paid_total", "total") else str(value or "")
