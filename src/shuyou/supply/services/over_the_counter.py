"""Copies that go over the counter of a store: whoever holds one in the hand has proved that it was there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.usecase import step
from shuyou.supply.models import Movement
from shuyou.supply.services._counts import find_copies
from shuyou.supply.services._postings import LOCK, take_copies

# What is free of each item in a place, as its layers and its shelf say it.
_FREE: Final = """
    SELECT n.item_id, coalesce(least(s.on_hand - s.reserved, (
               SELECT sum(l.on_hand - l.reserved) FROM supply_layer l
                WHERE l.shelf_id = s.id AND l.on_hand > 0)), 0)::int
      FROM unnest(%(items)s::bigint[]) AS n (item_id)
      LEFT JOIN supply_shelf s ON s.item_id = n.item_id AND s.warehouse_id = %(place)s
"""


@step
def hand_out_copies(*, wanted: Mapping[int, int], place_id: int, source: str, at: datetime) -> Mapping[int, int]:
    """
    Issue copies (by item id) that a reader takes along, and return those that the books did not have free.

    A copy that is sold was there, whatever the books say: it is found first, on the terms of the last that came, and
    then issued, so that stock, costs and returns stay right. Shelves are locked in order of their ids.
    """
    if not wanted:
        return {}
    items = sorted(wanted)
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [items, place_id])
        cursor.execute(_FREE, {"items": items, "place": place_id})
        free = dict(cursor.fetchall())
    missing = {item_id: wanted[item_id] - max(free[item_id], 0) for item_id in items if wanted[item_id] > free[item_id]}
    if missing:
        find_copies(missing, warehouse_id=place_id, source=source, at=at)
    take_copies(wanted, warehouse_id=place_id, kind=Movement.Kind.ISSUE, source=source, at=at)
    return missing
