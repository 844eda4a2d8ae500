"""Copies set aside for orders that go over the counter of a till: the orders that got them last wait again."""

from collections.abc import Mapping
from datetime import datetime

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import step
from shuyou.members import services as members
from shuyou.orders.events import CopiesLost
from shuyou.orders.models import Order, OrderLine
from shuyou.orders.rules import may_step
from shuyou.orders.services._backorders import note_waiting
from shuyou.orders.services._hold_order import held_source, save_order
from shuyou.orders.services._parcels import held_copies
from shuyou.supply import services as supply
from shuyou.supply.queries import MAIN
from shuyou.supply.services import over_the_counter
from shuyou.supply.services.over_the_counter import SetAside


@step
def hold_lenders(*, wanted: Mapping[int, int], place_id: int, buyer_id: int | None) -> frozenset[int]:
    """
    Lock the members whose orders may lose copies to a sale, with the buyer, in order of ids; return whom.

    Whoever changes an order holds its member, and members come before shelves: so it is looked ahead here, and looked
    again under the shelves' locks. An order that comes in between keeps its copies; the sale is noted for a person.
    """
    numbers = {
        number
        for one in over_the_counter.set_aside_there(wanted=wanted, place_id=place_id)
        if (number := _number_of(one))
    }
    owners = Order.objects.filter(number__in=numbers, member__isnull=False).values_list("member_id", flat=True)
    lenders = set(owners.order_by("member_id"))
    if not lenders:
        return frozenset()
    asked = lenders if buyer_id is None else lenders | {buyer_id}
    return frozenset(members.hold_kept_members(member_ids=asked).values())


@step
def take_over_copies(
    *, wanted: Mapping[int, int], place_id: int, held: frozenset[int], actor: Actor, at: datetime
) -> list[SetAside]:
    """Free copies for a sale that were set aside for orders of held members, as many as it lacks; return whose."""
    if not held:
        return []
    orders = _orders(wanted, place_id, held)
    others = OrderLine.objects.filter(order__in=orders.values()).order_by("item_id").values_list("item_id", flat=True)
    over_the_counter.hold_shelves(item_ids={*wanted, *others}, place_id=place_id)
    left = dict(over_the_counter.short_of(wanted=wanted, place_id=place_id))
    taken = list[SetAside]()
    for one in over_the_counter.set_aside_there(wanted=wanted, place_id=place_id):
        copies = min(left.get(one.item_id, 0), one.copies)
        order = orders.get(one.source)
        if copies <= 0 or (order is None and _number_of(one)):
            continue
        left[one.item_id] -= copies  # a wish gives up its own when the copies are handed out
        if order is not None and _lose(order, one.item_id, copies, actor, at):
            taken.append(SetAside(one.item_id, one.source, copies))
    return taken


def _orders(wanted: Mapping[int, int], place_id: int, held: frozenset[int]) -> Mapping[str, Order]:
    """Return by their reservations the orders of held members that may be changed: nobody took the copies yet."""
    numbers = {
        number
        for one in over_the_counter.set_aside_there(wanted=wanted, place_id=place_id)
        if (number := _number_of(one))
    }
    rows = Order.objects.filter(number__in=numbers, member_id__in=held).order_by("pk")
    return {held_source(order): order for order in rows if may_step("change", payment=order.payment, state=order.state)}


def _number_of(one: SetAside) -> str:
    """Return the number of the order that copies wait for on their shelf; empty: a wish has them, or a parcel."""
    kind, _sep, rest = one.source.partition(":")
    number, _sep, part = rest.partition(":")
    return number if kind == "order" and not part.startswith("p") else ""


def _lose(order: Order, item_id: int, copies: int, actor: Actor, at: datetime) -> bool:
    """Have an order wait for copies again that it had; tell whether it had them under this title."""
    lines = list(OrderLine.objects.filter(order=order).order_by("position"))
    rest = held_copies(order, lines)
    if rest.get(item_id, 0) < copies:
        return False
    rest[item_id] -= copies
    old = held_source(order)
    order.holding += 1
    new = {held_source(order): {item: many for item, many in rest.items() if many}}
    supply.move_reservations(old=[old], new=new, titles={}, warehouse=MAIN, at=at)
    waiting = sum(line.waiting for line in lines if line.item_id == item_id)
    note_waiting(order_id=order.pk, missing={item_id: waiting + copies})
    save_order(order, "holding")
    told = CopiesLost(order_id=order.pk, number=order.number, member_id=order.member_id, copies=copies)
    events.publish(told, actor=actor, at=at)
    return True
