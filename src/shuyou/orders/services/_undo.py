"""Taking back steps that can be taken back, and closing what is done."""

from datetime import datetime

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import MoneyReceived, ParcelsUnderway
from shuyou.orders.events import OrderClosed, StepUndone
from shuyou.orders.models import Order, Shipment
from shuyou.orders.services._hold_order import hold_order, save_order

State = Order.State


@use_case("orders.fulfil")
def undo_pick(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Put the copies back on the shelves, or take the order off its wave: it waits to be picked again.

    :raises WrongState: it is neither picked nor being picked.
    :raises ParcelsUnderway: a parcel of it is being packed: take it apart first.
    """
    order = hold_order(number, "unpick")
    if order.shipments.filter(state__in=(Shipment.State.PACKING, Shipment.State.PACKED)).exists():
        raise ParcelsUnderway(number=number)
    is_paid = order.paid_at is not None and order.payment not in (Order.Payment.COD, Order.Payment.ACCOUNT)
    order.state = State.PAID if is_paid else State.PLACED
    order.picking_at = order.picked_at = order.wave = None
    save_order(order, "state", "picking_at", "picked_at", "wave")
    _tell(order, "pick", actor, at)


@use_case("orders.fulfil")
def undo_delivery(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Say that a parcel did not arrive after all: it is on its way again.

    :raises WrongState: the order is not delivered.
    :raises MoneyReceived: the carrier collected money at the door, so it did arrive.
    """
    order = hold_order(number, "undeliver")
    if order.payment == Order.Payment.COD and order.paid_total > 0:
        raise MoneyReceived(number=number, paid=order.paid_total)
    order.state, order.delivered_at = State.SHIPPED, None
    save_order(order, "state", "delivered_at")
    last = order.shipments.filter(state=Shipment.State.DELIVERED).order_by("-sequence").first()
    if last:
        last.state, last.delivered_at = Shipment.State.SHIPPED, None
        last.save(update_fields=["state", "delivered_at"])
    _tell(order, "deliver", actor, at)


@use_case("orders.fulfil")
def close_order(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Close an order that is delivered and paid.

    :raises WrongState: it is not delivered.
    """
    order = hold_order(number, "close")
    order.state, order.closed_at = State.CLOSED, at
    save_order(order, "state", "closed_at")
    events.publish(OrderClosed(order_id=order.pk, number=order.number, member_id=order.member_id), actor=actor, at=at)


@use_case("orders.fulfil")
def reopen_order(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Open a closed order again.

    :raises WrongState: it is not closed.
    """
    order = hold_order(number, "reopen")
    order.state, order.closed_at = State.DELIVERED, None
    save_order(order, "state", "closed_at")
    _tell(order, "close", actor, at)


def _tell(order: Order, step: str, actor: Actor, at: datetime) -> None:
    told = StepUndone(order_id=order.pk, number=order.number, member_id=order.member_id, step=step, state=order.state)
    events.publish(told, actor=actor, at=at)
