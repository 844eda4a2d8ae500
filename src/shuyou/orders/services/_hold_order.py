"""Holding an order for a step of its life."""

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import NotFound
from shuyou.members import services as members
from shuyou.orders.errors import WrongState
from shuyou.orders.models import Order
from shuyou.orders.rules import may_step


def hold_order(number: str, step: str) -> Order:
    """
    Lock the member whose order it is and return the order, ready for a step.

    Whoever changes an order holds its member first, so the order needs no lock of its own until it is written:
    that keeps the one order of locks (member, account, shelf, order).

    :raises NotFound: there is no such order.
    :raises WrongState: the step does not start from where the order stands.
    """
    member_id = Order.objects.filter(number=number).values_list("member_id", flat=True).first()
    if member_id is None:
        raise NotFound(what=_("order"), key=number)
    members.hold_member(member_id=member_id, even_restricted=True)
    order = Order.objects.get(number=number)
    if not may_step(step, payment=order.payment, state=order.state):
        raise WrongState(number=number, state=Order.State(order.state).label)
    return order


def source_of(order: Order) -> str:
    """Return the name under which an order stands in the ledgers."""
    return f"order:{order.number}"
