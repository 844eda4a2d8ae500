"""Holding an order for a step of its life."""

from collections.abc import Iterable, Mapping
from typing import Final, cast

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import step
from shuyou.members import services as members
from shuyou.orders.errors import OrderHeld, WrongState
from shuyou.orders.errors.till import SoldToGuest
from shuyou.orders.models import Channel, Order, OrderHold
from shuyou.orders.rules import may_step

ATTEMPTS: Final = 4
"""How often somebody is asked for whose order goes to another member in the very moment of asking."""


def hold_order(number: str, wanted: str) -> Order:
    """
    Lock the member whose order it is and return the order, ready for a step.

    Whoever changes an order holds its member first, so the order needs no lock of its own until it is written:
    that keeps the one order of locks (member, account, shelf, order). A guest's order on the web is held by its number.

    :raises NotFound: there is no such order.
    :raises SoldToGuest: it is nobody's: sold at a till.
    :raises WrongState: the step does not start from where the order stands.
    """
    order = _held(number)
    if not may_step(wanted, payment=order.payment, state=order.state):
        raise WrongState(number=number, state=Order.State(order.state).label)
    return order


def hold_any_order(number: str) -> Order:
    """
    Lock the member whose order it is and return the order, wherever it stands.

    :raises NotFound: there is no such order.
    """
    return _held(number)


def hold_sold_order(number: str) -> Order:
    """
    Lock the member whose order it is and return the order, wherever it stands; a guest's is locked itself.

    A guest has no member to be held first; nobody who holds shelves or accounts waits for a sale to a guest.

    :raises NotFound: there is no such order.
    """
    if Order.objects.filter(number=number, member_id=None).exists():
        return Order.objects.select_for_update(no_key=True).get(number=number)
    return _held(number)


@step
def hold_owners(*, order_ids: Iterable[int]) -> Mapping[int, int]:
    """Lock the members whose orders these are, then those of guests, in order of ids; return the owner of each."""
    asked, held = list(order_ids), dict[int, int]()
    owners: dict[int, int] = {}
    for _attempt in range(ATTEMPTS):
        owned = Order.objects.filter(pk__in=asked, member__isnull=False).order_by("pk")
        owners = dict(owned.values_list("pk", "member_id"))
        held = dict(members.hold_kept_members(member_ids=owners.values()))
        if all(held.get(owner) == owner for owner in owners.values()):
            break
    guests = Order.objects.filter(pk__in=asked, member=None).order_by("pk")
    for number in guests.values_list("number", flat=True):
        hold_guests_order(number)
    return {order_id: held.get(owner, owner) for order_id, owner in owners.items()}


def _held(number: str) -> Order:
    """Return an order once the member whose it is then is held: a merge may give it to another meanwhile."""
    for _attempt in range(ATTEMPTS):
        known = Order.objects.filter(number=number).values_list("member_id").first()
        if known is None:
            raise NotFound(what=_("order"), key=number)
        member_id = cast("int | None", known[0])
        if member_id is None:
            hold_guests_order(number)
            order = Order.objects.get(number=number)
            owner: int | None = order.member_id
            if owner is None:
                return _of_web(order)
            continue
        held = members.hold_kept_member(member_id=member_id, even_restricted=True)
        order = Order.objects.get(number=number)
        if order.member_id == held.member_id:
            return order
    message = f"order {number} went from member to member while it was to be held"
    raise RuntimeError(message)


@step
def hold_guests_order(number: str) -> None:
    """Hold an order that is nobody's by its number, where others hold the member: before accounts and shelves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"orders.of_guest:{number}"])


def _of_web(order: Order) -> Order:
    if order.channel == Channel.TILL:
        raise SoldToGuest(number=order.number)
    return order


def owner_of(order: Order) -> int:
    """
    Return the member whose order it is, for what is done for members only.

    :raises SoldToGuest: it is nobody's.
    """
    owner: int | None = order.member_id
    if owner is None:
        raise SoldToGuest(number=order.number)
    return owner


def source_of(order: Order) -> str:
    """Return the name under which an order stands in the ledgers."""
    return f"order:{order.number}"


def held_source(order: Order) -> str:
    """Return the name of the reservation that holds the copies an order waits with: each change makes another."""
    return f"{source_of(order)}:h{order.holding}" if order.holding else source_of(order)


def save_order(order: Order, *fields: str) -> None:
    """Save fields of a held order, and move its version: whoever still looks at the older one is told."""
    order.version += 1
    order.save(update_fields=[*fields, "version"])


def require_going(order: Order) -> None:
    """
    Refuse to go on with an order that somebody stopped.

    :raises OrderHeld: it is stopped.
    """
    reason = order.holds.filter(lifted_at=None).values_list("reason", flat=True).first()
    if reason:
        raise OrderHeld(number=order.number, reason=OrderHold.Reason(reason).label)
