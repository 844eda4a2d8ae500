"""Cancelling an order."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import services as loyalty
from shuyou.orders.errors import MoneyReceived, ParcelsUnderway, WrongState
from shuyou.orders.events import OrderCancelled
from shuyou.orders.models import Order, OrderLine
from shuyou.orders.queries._sight import require_sight
from shuyou.orders.services._count_uses import released_uses
from shuyou.orders.services._give_back import give_money_back
from shuyou.orders.services._hold_order import held_source, hold_order, require_going, save_order, source_of
from shuyou.payments import services as payments
from shuyou.supply import services as supply

ONE: Final = Decimal(1)
BEFORE_PICKING: Final = (Order.State.PLACED, Order.State.PAID)


@use_case("orders.cancel")
def cancel_order(number: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """
    Give up an order: copies go back to their layers, points to their lots, and what it earned is taken back.

    :raises WrongState: the parcel has left, or the order was cancelled before.
    :raises MoneyReceived: money came in, so it must be refunded first.
    :raises ParcelsUnderway: part of it is in a parcel.
    """
    order = hold_order(number, "cancel")
    actor.require_own(order.member_id)
    require_sight(number=order.number, actor=actor)
    kept = order.paid_total - payments.refunded_of(source=source_of(order)) if order.paid_total else ZERO
    if kept > 0:
        raise MoneyReceived(number=number, paid=kept)
    _give_up(order, reason, actor, at)


@use_case("orders.cancel")
def give_order_up(number: str, *, reason: str, actor: Actor, at: datetime) -> Decimal:
    """
    Give up an order before it is picked, as whoever ordered may, and give back all that was paid; return how much.

    The money goes the way it came, once: whoever asks at the same time finds the order given up.

    :raises WrongState: it is being picked, the parcel has left, or it was given up before.
    :raises OrderHeld: somebody of the club stopped it, and decides.
    :raises ParcelsUnderway: part of it is in a parcel.
    """
    order = hold_order(number, "cancel")
    actor.require_own(order.member_id)
    require_sight(number=order.number, actor=actor)
    if order.state not in BEFORE_PICKING:
        raise WrongState(number=number, state=Order.State(order.state).label)
    require_going(order)
    source = source_of(order)
    kept = order.paid_total - payments.refunded_of(source=source) if order.paid_total else ZERO
    if kept > 0:  # accounts before shelves
        why = gettext("Order %(number)s was given up") % {"number": number}
        give_money_back(source=source, amount=kept, reason=why, actor=actor, at=at)
    _give_up(order, reason, actor, at)
    return kept


def _give_up(order: Order, reason: str, actor: Actor, at: datetime) -> None:
    number = order.number
    if order.shipments.exists():
        raise ParcelsUnderway(number=number)
    if order.payment == Order.Payment.ACCOUNT:
        payments.lower_credit(source=source_of(order), amount=order.total - order.paid_total, is_paid=False, at=at)
    short = _put_points_right(order, at)
    supply.release_copies(source=held_source(order), at=at)
    released_uses(order_id=order.pk, at=at)
    OrderLine.objects.filter(order=order, waiting__gt=0).update(waiting=0)
    order.state, order.cancelled_at = Order.State.CANCELLED, at
    order.wave = None
    save_order(order, "state", "cancelled_at", "wave")
    told = OrderCancelled(
        order_id=order.pk,
        number=order.number,
        member_id=order.member_id,
        reason=reason.strip()[:60],
        points_short=short,
    )
    events.publish(told, actor=actor, at=at)


def _put_points_right(order: Order, at: datetime) -> int:
    """Give back the points that paid for an order and take back what it earned; return how many of those are gone."""
    if order.member_id is None:
        return 0
    source = source_of(order)
    loyalty.restore_points(member_id=order.member_id, source=source, at=at)
    taken = loyalty.take_points_back(
        member_id=order.member_id, source=source, back=f"{source}:back:cancel", part=ONE, whole=ONE, at=at
    )
    return taken.short
