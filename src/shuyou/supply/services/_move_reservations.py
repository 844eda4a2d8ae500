"""Copies set aside for one source are set aside for others, with nothing in between that anybody else could take."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.catalog import queries as catalog
from shuyou.kernel.usecase import step
from shuyou.supply.services._reserve import release_copies, reserve_copies

# What is held and what is wanted anew may stand on different shelves: all of them are locked at once, in order of ids.
_LOCK_BOTH: Final = """
    SELECT s.id FROM supply_shelf s WHERE s.id IN (
        SELECT l.shelf_id FROM supply_movement m JOIN supply_layer l ON l.id = m.layer_id
         WHERE m.source = ANY (%(old)s) AND m.kind = 'RESERVE'
         UNION ALL
        SELECT x.id FROM supply_shelf x JOIN supply_warehouse w ON w.id = x.warehouse_id
         WHERE w.code = %(warehouse)s AND x.item_id = ANY (%(items)s))
     ORDER BY s.id FOR NO KEY UPDATE
"""
_FREE: Final = """
    SELECT s.item_id, greatest(0, least(s.on_hand - s.reserved, coalesce((
               SELECT sum(l.on_hand - l.reserved) FROM supply_layer l WHERE l.shelf_id = s.id AND l.on_hand > 0), 0)))
      FROM supply_shelf s JOIN supply_warehouse w ON w.id = s.warehouse_id
     WHERE w.code = %(warehouse)s AND s.item_id = ANY (%(items)s) ORDER BY s.item_id
"""


@step
def move_reservations(
    *, old: Sequence[str], new: Mapping[str, Mapping[int, int]], titles: Mapping[int, str], warehouse: str, at: datetime
) -> None:
    """
    Give back what old sources hold and set copies (by item id) aside for new ones, all or nothing.

    Of a title that was merged, copies of the one it leads to are set aside.

    :raises OutOfStock: some item has too few free copies.
    """
    leads = catalog.leading_items(item_ids={item_id for wanted in new.values() for item_id in wanted})
    named = {lead: titles[item_id] for item_id, lead in leads.items() if item_id in titles}
    _lock(old, set(leads.values()), warehouse)
    _release(old, at)
    for source, wanted in new.items():
        if wanted:
            led = _led(wanted, leads)
            reserve_copies(wanted=led, titles=named, warehouse=warehouse, source=source, at=at)


@step
def reserve_what_is_there(
    *, old: Sequence[str], source: str, wanted: Mapping[int, int], warehouse: str, at: datetime
) -> Mapping[int, int]:
    """Give back what old sources hold and set aside for another as many of the copies as are free; return how many."""
    leads = catalog.leading_items(item_ids=wanted)
    led = _led(wanted, leads)
    asked: dict[str, str | list[int]] = {"warehouse": warehouse, "items": sorted(led)}
    _lock(old, set(led), warehouse)
    _release(old, at)
    with connection.cursor() as cursor:
        cursor.execute(_FREE, asked)
        free = dict(cursor.fetchall())
    granted = {item_id: copies for item_id in led if (copies := min(led[item_id], int(free.get(item_id, 0))))}
    if granted:
        reserve_copies(wanted=granted, titles={}, warehouse=warehouse, source=source, at=at)
    shares, left = dict[int, int](), dict(granted)
    for item_id, copies in wanted.items():
        if share := min(copies, left.get(leads[item_id], 0)):
            shares[item_id] = share
            left[leads[item_id]] -= share
    return shares


def _led(wanted: Mapping[int, int], leads: Mapping[int, int]) -> dict[int, int]:
    """Return copies by the titles that those wanted lead to."""
    led = dict[int, int]()
    for item_id, copies in wanted.items():
        led[leads[item_id]] = led.get(leads[item_id], 0) + copies
    return led


def _lock(old: Sequence[str], items: set[int], warehouse: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_BOTH, {"old": list(old), "items": sorted(items), "warehouse": warehouse})


def _release(old: Sequence[str], at: datetime) -> None:
    for source in old:
        release_copies(source=source, at=at)
