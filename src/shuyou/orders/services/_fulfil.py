"""Picking, shipping and delivering an order."""

from datetime import datetime
from decimal import Decimal

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import use_case
from shuyou.orders.events import OrderDelivered, OrderPicked, OrderShipped
from shuyou.orders.models import Order
from shuyou.orders.services._hold_order import hold_order, source_of
from shuyou.payments import services as payments
from shuyou.supply import services as supply


@use_case("orders.fulfil")
def pick_order(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Note that the copies were taken off the shelves.

    :raises WrongState: the order is not ready to be picked.
    """
    order = hold_order(number, "pick")
    order.state, order.picked_at = Order.State.PICKED, at
    order.save(update_fields=["state", "picked_at"])
    told = OrderPicked(order_id=order.pk, number=order.number, member_id=order.member_id)
    events.publish(told, actor=actor, at=at)


@use_case("orders.fulfil")
def ship_order(number: str, *, waybill: str, actor: Actor, at: datetime) -> None:
    """
    Hand the parcel to the carrier; the copies leave the stock.

    :raises WrongState: the order is not picked.
    """
    order = hold_order(number, "ship")
    supply.issue_copies(source=source_of(order), at=at)
    order.state, order.shipped_at, order.waybill = Order.State.SHIPPED, at, waybill.strip()[:40]
    order.save(update_fields=["state", "shipped_at", "waybill"])
    told = OrderShipped(order_id=order.pk, number=order.number, member_id=order.member_id)
    events.publish(told, actor=actor, at=at)


@use_case("orders.fulfil")
def deliver_order(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Note that the parcel arrived; for cash on delivery the money is taken in the same breath.

    :raises WrongState: the order is not under way.
    """
    order = hold_order(number, "deliver")
    collected = _collect(order, at)
    order.state, order.delivered_at = Order.State.DELIVERED, at
    order.save(update_fields=["state", "delivered_at", "paid_total", "paid_at"])
    told = OrderDelivered(order_id=order.pk, number=order.number, member_id=order.member_id, collected=str(collected))
    events.publish(told, actor=actor, at=at)


def _collect(order: Order, at: datetime) -> Decimal:
    due = order.total - order.paid_total
    if order.payment != Order.Payment.COD or due <= 0:
        return ZERO
    money = payments.Money(
        member_id=order.member_id, tender=order.payment, reference=order.number, source=source_of(order), amount=due
    )
    payments.record_receipt(money, at=at)
    order.paid_total, order.paid_at = order.total, at
    return due
