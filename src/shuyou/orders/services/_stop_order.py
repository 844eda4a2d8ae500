"""Stopping an order for a reason, and letting it go on."""

from datetime import datetime

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import HeldAlready, NotHeld
from shuyou.orders.events import OrderLetGo, OrderStopped
from shuyou.orders.models import OrderHold
from shuyou.orders.queries._sight import require_sight
from shuyou.orders.services._hold_order import hold_order, save_order


@use_case("orders.stop")
def stop_order(number: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """
    Stop an order before it leaves the house: nobody picks, packs or ships it until it is let go.

    :raises WrongState: it has left, or is given up.
    :raises HeldAlready: it is stopped already.
    """
    if reason not in OrderHold.Reason:
        raise InvalidValue(label="reason", value=reason, field="reason")
    order = hold_order(number, "hold")
    actor.require_own(order.member_id)
    require_sight(number=order.number, actor=actor)
    if order.holds.filter(lifted_at=None).exists():
        raise HeldAlready(number=number)
    OrderHold.objects.create(order=order, reason=reason, started_by=actor.signature, started_at=at)
    save_order(order)
    told = OrderStopped(order_id=order.pk, number=order.number, member_id=order.member_id, cause=reason)
    events.publish(told, actor=actor, at=at)


@use_case("orders.stop")
def let_order_go(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Let a stopped order go on.

    :raises NotHeld: nobody stopped it, or somebody let it go meanwhile.
    """
    order = hold_order(number, "hold")
    actor.require_own(order.member_id)
    require_sight(number=order.number, actor=actor)
    who = actor.signature
    if not order.holds.filter(lifted_at=None).update(lifted_at=at, lifted_by=who):
        raise NotHeld(number=number)
    save_order(order)
    told = OrderLetGo(order_id=order.pk, number=order.number, member_id=order.member_id)
    events.publish(told, actor=actor, at=at)
