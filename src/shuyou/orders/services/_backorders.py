"""Copies that an order waits for: noted when it is placed, set aside when they come, the first who asked first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import step, use_case
from shuyou.orders.events import CopiesCame
from shuyou.orders.models import Order, OrderLine
from shuyou.orders.services._hold_order import held_source, hold_order, save_order
from shuyou.supply import services as supply
from shuyou.supply.queries import MAIN


@step
def reserve_or_wait(*, order_id: int, source: str, wanted: Mapping[int, int], at: datetime) -> int:
    """Set aside for a new order what is there, note what its lines wait for, and return how many copies those are."""
    granted = supply.reserve_what_is_there(old=(), source=source, wanted=wanted, warehouse=MAIN, at=at)
    missing = {item_id: copies - granted.get(item_id, 0) for item_id, copies in wanted.items()}
    note_waiting(order_id=order_id, missing=missing)
    return sum(missing.values())


# A title may stand in two lines, one of them a gift: the later one waits first.
_NOTE: Final = """
    WITH short AS (SELECT * FROM unnest(%s::bigint[], %s::int[]) AS m (item_id, copies)),
    shared AS (
        SELECT l.id, greatest(0, least(l.quantity, m.copies - (
                   coalesce(sum(l.quantity) OVER (PARTITION BY l.item_id ORDER BY l.position DESC), 0) - l.quantity
               ))) AS waiting
          FROM orders_orderline l JOIN short m USING (item_id) WHERE l.order_id = %s
    )
    UPDATE orders_orderline l SET waiting = s.waiting FROM shared s WHERE s.id = l.id
"""


def note_waiting(*, order_id: int, missing: Mapping[int, int]) -> None:
    """Note how many copies of each item an order waits for."""
    if any(missing.values()):
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [list(missing), list(missing.values()), order_id])


@use_case("orders.fulfil")
def set_aside_what_came(number: str, *, actor: Actor, at: datetime) -> int:
    """
    Set aside for an order the copies it waits for, as far as they are there by now; return how many.

    :raises WrongState: the order waits for nothing any more.
    """
    order = hold_order(number, "change")
    lines = list(OrderLine.objects.filter(order=order).order_by("position"))
    wanted = unsent_copies(order, lines)
    waited = sum(line.waiting for line in lines)
    old = held_source(order)
    order.holding += 1
    granted = supply.reserve_what_is_there(old=[old], source=held_source(order), wanted=wanted, warehouse=MAIN, at=at)
    left = {item_id: copies - granted.get(item_id, 0) for item_id, copies in wanted.items()}
    OrderLine.objects.filter(order=order).update(waiting=0)
    note_waiting(order_id=order.pk, missing=left)
    save_order(order, "holding")
    missing = sum(left.values())
    copies = waited - missing
    told = CopiesCame(
        order_id=order.pk, number=number, member_id=order.member_id, copies=copies, is_complete=not missing
    )
    events.publish(told, actor=actor, at=at)
    return copies


def unsent_copies(order: Order, lines: list[OrderLine]) -> dict[int, int]:
    """Return by item how many copies of an order are in no parcel yet."""
    sent = sent_copies(order)
    unsent: dict[int, int] = {}
    for line in lines:
        unsent[line.item_id] = unsent.get(line.item_id, 0) + line.quantity - sent.get(line.pk, 0)
    return {item_id: copies for item_id, copies in unsent.items() if copies > 0}


def sent_copies(order: Order) -> dict[int, int]:
    """Return by line how many copies are in parcels, packed or gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.line_id, sum(l.quantity)::int FROM orders_shipmentline l"
            " JOIN orders_shipment s ON s.id = l.shipment_id WHERE s.order_id = %s GROUP BY l.line_id",
            [order.pk],
        )
        return dict(cursor.fetchall())
