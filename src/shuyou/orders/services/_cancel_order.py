"""Cancelling an order."""

from datetime import datetime

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import services as loyalty
from shuyou.orders.errors import MoneyReceived
from shuyou.orders.events import OrderCancelled
from shuyou.orders.models import Order
from shuyou.orders.services._hold_order import hold_order, source_of
from shuyou.supply import services as supply


@use_case("orders.cancel")
def cancel_order(number: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """
    Give up an order: copies go back to their layers and points to their lots.

    :raises WrongState: the parcel has left, or the order was cancelled before.
    :raises MoneyReceived: money came in, so it must be refunded first.
    """
    order = hold_order(number, "cancel")
    if order.paid_total > 0:
        raise MoneyReceived(number=number, paid=order.paid_total)
    loyalty.restore_points(member_id=order.member_id, source=source_of(order), at=at)
    supply.release_copies(source=source_of(order), at=at)
    order.state, order.cancelled_at = Order.State.CANCELLED, at
    order.save(update_fields=["state", "cancelled_at"])
    told = OrderCancelled(order_id=order.pk, number=order.number, member_id=order.member_id, reason=reason.strip()[:60])
    events.publish(told, actor=actor, at=at)
