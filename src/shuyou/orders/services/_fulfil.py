"""Picking, shipping and delivering an order as a whole."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Sum

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import CopiesMissing
from shuyou.orders.events import OrderDelivered, OrderPicked, OrderShipped
from shuyou.orders.models import Order, OrderLine, Shipment
from shuyou.orders.services._hold_order import hold_order, require_going, save_order, source_of
from shuyou.orders.services._parcels import parcel_of_rest, send_parcel
from shuyou.payments import services as payments


@use_case("orders.fulfil")
def pick_order(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Note that the copies were taken off the shelves.

    :raises WrongState: the order is not ready to be picked.
    :raises OrderHeld: somebody stopped it.
    :raises CopiesMissing: some have not come yet.
    """
    order = hold_order(number, "pick")
    require_going(order)
    require_all_copies(order)
    order.state, order.picked_at = Order.State.PICKED, at
    save_order(order, "state", "picked_at")
    told = OrderPicked(order_id=order.pk, number=order.number, member_id=order.member_id)
    events.publish(told, actor=actor, at=at)


@use_case("orders.fulfil")
def ship_order(number: str, *, waybill: str, carrier: str = "", actor: Actor, at: datetime) -> None:
    """
    Hand the parcel to the carrier; the copies leave the stock.

    :raises WrongState: the order is not picked.
    :raises OrderHeld: somebody stopped it.
    :raises WaybillTaken: another parcel goes by this waybill.
    """
    order = hold_order(number, "ship")
    require_going(order)
    parcel = parcel_of_rest(order, at)
    send_parcel(parcel, carrier=carrier, waybill=waybill, at=at)
    order.state, order.shipped_at, order.waybill = Order.State.SHIPPED, at, parcel.waybill
    save_order(order, "state", "shipped_at", "waybill")
    told = OrderShipped(order_id=order.pk, number=order.number, member_id=order.member_id)
    events.publish(told, actor=actor, at=at)


@use_case("orders.fulfil")
def deliver_order(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Note that the parcel arrived; for cash on delivery the money is taken in the same breath.

    :raises WrongState: the order is not under way.
    """
    order = hold_order(number, "deliver")
    order.shipments.filter(state=Shipment.State.SHIPPED).update(state=Shipment.State.DELIVERED, delivered_at=at)
    collected = collect(order, at)
    order.state, order.delivered_at = Order.State.DELIVERED, at
    save_order(order, "state", "delivered_at", "paid_total", "paid_at")
    told = OrderDelivered(order_id=order.pk, number=order.number, member_id=order.member_id, collected=str(collected))
    events.publish(told, actor=actor, at=at)


def require_all_copies(order: Order) -> None:
    """
    Refuse to pick an order of which copies have not come.

    :raises CopiesMissing: some have not.
    """
    waiting = OrderLine.objects.filter(order=order, waiting__gt=0).aggregate(copies=Sum("waiting"))["copies"]
    if waiting:
        raise CopiesMissing(number=order.number, copies=waiting)


def collect(order: Order, at: datetime) -> Decimal:
    """Record the money that a carrier collected at the door for an order, and return it."""
    due = order.total - order.paid_total
    if order.payment != Order.Payment.COD or due <= 0:
        return ZERO
    money = payments.Money(
        member_id=order.member_id, tender=order.payment, reference=order.number, source=source_of(order), amount=due
    )
    payments.record_receipt(money, at=at)
    order.paid_total, order.paid_at = order.total, at
    return due
