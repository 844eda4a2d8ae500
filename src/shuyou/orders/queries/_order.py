"""One order in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import MEMBER, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO, cents
from shuyou.kernel.usecase import query
from shuyou.orders.errors.till import SoldToGuest
from shuyou.orders.models import Channel, Order, OrderLine, OrderWish
from shuyou.orders.queries._priced import Saved, SoldInParts, savings
from shuyou.orders.queries._sight import require_sight
from shuyou.orders.queries._sold_bundles import bundles_of
from shuyou.orders.rules import GIFT, STEPS, bundle_of, may_step
from shuyou.orders.rules.returning import DISTANCE, LEFT_OUT, SEALED
from shuyou.payments import services as payments


@dataclass(frozen=True, slots=True)
class LineRow:
    """One title of an order: list price, discount rate and net, for one copy and for all."""

    item_id: int
    position: int
    title: str
    quantity: int
    list_price: Decimal
    discount_rate: Decimal
    net_price: Decimal
    list_amount: Decimal
    net_amount: Decimal
    price_reason: str
    waiting: int
    """Copies that have not come yet."""
    kind: str
    """What kind of goods it is if it was bought from afar, where the law gives seven days; else empty."""
    steps: tuple[Saved, ...]

    @property
    def is_gift(self) -> bool:
        """Tell whether it came for nothing, beside what was bought."""
        return self.price_reason.startswith(GIFT)

    @property
    def saving(self) -> Decimal:
        """Return what the member saved on the copies."""
        return self.list_amount - self.net_amount

    @property
    def is_left_out(self) -> bool:
        """Tell whether the law gives no seven days for it, whoever bought it from afar."""
        return self.kind in LEFT_OUT

    @property
    def is_sealed(self) -> bool:
        """Tell whether it comes back by right only with its seal whole."""
        return self.kind in SEALED


@dataclass(frozen=True, slots=True)
class WantedRow:
    """A title or bundle that somebody asked for: copies, what one costs, and how many have not come yet."""

    item_id: int
    title: str
    quantity: int
    net_price: Decimal
    waiting: int


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of an order's life, and when it was taken."""

    key: str
    label: str
    at: datetime | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """An order in full."""

    order_id: int
    number: str
    member_id: int | None
    """None: it was sold to a guest at a till."""
    state: str
    state_label: str
    channel_label: str
    payment: str
    payment_label: str
    recipient: str
    phone: str
    address: str
    postcode: str
    list_total: Decimal
    net_total: Decimal
    delivery_fee: Decimal
    points_spent: int
    points_value: Decimal
    total: Decimal
    paid_total: Decimal
    owed: Decimal | None
    """What an institution owes for it on account; None: nobody does."""
    note: str
    waybill: str
    version: int
    placed_by: str
    placed_at: datetime
    lines: tuple[LineRow, ...]
    steps: tuple[StepRow, ...]
    allowed: frozenset[str]
    bundles: tuple[SoldInParts, ...] = ()
    """Bundles that stand in it as their parts."""

    @property
    def wanted(self) -> tuple[WantedRow, ...]:
        """Return what was asked for: titles, and bundles in the place of their parts; gifts left out."""
        whole = {one.item_id for one in self.bundles}
        alone = [line for line in self.lines if not (line.is_gift or bundle_of(line.price_reason) in whole)]
        return (
            *(WantedRow(line.item_id, line.title, line.quantity, line.net_price, line.waiting) for line in alone),
            *(WantedRow(one.item_id, one.title, one.copies, self._price_of(one), 0) for one in self.bundles),
        )

    def _price_of(self, bundle: SoldInParts) -> Decimal:
        parts = (line.net_amount for line in self.lines if bundle_of(line.price_reason) == bundle.item_id)
        return cents(sum(parts, ZERO) / bundle.copies)

    @property
    def owner_id(self) -> int:
        """
        Return whose it is.

        :raises SoldToGuest: it is nobody's.
        """
        if self.member_id is None:
            raise SoldToGuest(number=self.number)
        return self.member_id

    @property
    def due(self) -> Decimal:
        """Return the money still to come: on account nothing for what came back before it was paid."""
        due = self.total - self.paid_total
        return due if self.owed is None else min(due, self.owed)

    @property
    def saving(self) -> Decimal:
        """Return what the member saves against list price."""
        return self.list_total - self.net_total


@query("orders.view")
def order_detail(*, number: str, actor: Actor) -> OrderDetail:
    """
    Return an order in full, in two queries, or three where an institution owes for it, or it has bundles.

    :raises NotFound: there is no such order.
    """
    order = _seen(number, actor)
    sees_contact = actor.may("members.see_contact") or actor.may("orders.fulfil")
    lines = _lines(order)
    return OrderDetail(
        order_id=order.pk,
        number=order.number,
        member_id=order.member_id,
        state=order.state,
        state_label=str(Order.State(order.state).label),
        channel_label=str(Channel(order.channel).label),
        payment=order.payment,
        payment_label=str(Order.Payment(order.payment).label),
        recipient=order.recipient,
        phone=order.phone if sees_contact else "",
        address=order.address if sees_contact else "",
        postcode=order.postcode,
        list_total=order.list_total,
        net_total=order.net_total,
        delivery_fee=order.delivery_fee,
        points_spent=order.points_spent,
        points_value=order.points_value,
        total=order.total,
        paid_total=order.paid_total,
        owed=_owed(order),
        note=order.note,
        waybill=order.waybill,
        version=order.version,
        placed_by=order.placed_by,
        placed_at=order.placed_at,
        lines=lines,
        steps=tuple(_steps(order)),
        allowed=_allowed(order),
        bundles=bundles_of(order_id=order.pk) if any(bundle_of(line.price_reason) for line in lines) else (),
    )


def _seen(number: str, actor: Actor) -> Order:
    order = Order.objects.filter(number=number).first()
    if order is None:
        raise NotFound(what=_("order"), key=number)
    actor.require_own(order.member_id)
    require_sight(number=number, actor=actor)
    return order


def _owed(order: Order) -> Decimal | None:
    is_on_account = order.payment == Order.Payment.ACCOUNT
    return payments.owed_for(source=f"order:{order.number}") if is_on_account else None


def _lines(order: Order) -> tuple[LineRow, ...]:
    fields = (
        "item_id", "position", "title", "quantity", "list_price", "discount_rate", "net_price", "list_amount",
        "net_amount", "price_reason", "waiting", "item__kind", "price_steps",
    )  # fmt: skip
    rows = OrderLine.objects.filter(order=order).order_by("position").values_list(*fields)
    is_from_afar = order.channel in DISTANCE
    return tuple(LineRow(*(*head, kind if is_from_afar else "", savings(steps))) for *head, kind, steps in rows)


def _allowed(order: Order) -> frozenset[str]:
    # An order with money in it is refunded before it is cancelled, so cancelling is not offered.
    steps = [step for step in STEPS if may_step(step, payment=order.payment, state=order.state)]
    return frozenset(step for step in steps if step != "cancel" or not order.paid_total)


@query("orders.view")
def number_of_request(*, request_key: UUID, actor: Actor) -> str:
    """Return the number of the order that a request made; empty if it made none, or another member's."""
    rows = Order.objects.filter(request_key=request_key)
    if actor.kind == MEMBER:
        rows = rows.filter(member_id=int(actor.id))
    return rows.values_list("number", flat=True).first() or ""


def has_guest_orders(*, phone: str) -> bool:
    """Tell whether a guest ordered on the web with a phone, in one query (index `orders_of_guests`)."""
    return bool(phone) and Order.objects.filter(member=None, channel=Channel.WEB, phone=phone).exists()


@query("orders.view")
def last_invoice_buyer(*, member_id: int, actor: Actor) -> tuple[str, str]:
    """Return to whom a member had their last invoice made out, and the number of the firm; empty: nobody yet."""
    wishes = OrderWish.objects.filter(order__member_id=member_id).exclude(invoice_title="")
    found = wishes.order_by("-order__placed_at", "-order_id").values_list("invoice_title", "tax_number").first()
    return found or ("", "")


def _steps(order: Order) -> Sequence[StepRow]:
    states = Order.State
    path = [states.PLACED, states.PAID, states.PICKED, states.PACKED, states.SHIPPED, states.DELIVERED]
    if order.payment == Order.Payment.TILL:
        path = [states.PLACED, states.PAID, states.DELIVERED]
    if order.payment in (Order.Payment.COD, Order.Payment.ACCOUNT):
        path.remove(states.PAID)
    if order.shipped_at and not order.packed_at:  # packed without scanning
        path.remove(states.PACKED)
    if order.picking_at and not order.picked_at:
        path.insert(path.index(states.PICKED), states.PICKING)
    if order.closed_at:
        path.append(states.CLOSED)
    if order.state == states.CANCELLED:
        path = [state for state in path if getattr(order, f"{state}_at")] + [states.CANCELLED]
    return [
        StepRow(state, str(states(state).label), getattr(order, f"{state}_at"), state == order.state) for state in path
    ]
