"""Setting copies aside for many sources at once: the same copies of the same layers as one source after the other."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.usecase import step
from shuyou.supply.errors import OutOfStock

_FREE: Final = """
    WITH held AS (
        SELECT s.id, s.item_id, s.on_hand - s.reserved AS free
          FROM supply_shelf s JOIN supply_warehouse w ON w.id = s.warehouse_id
         WHERE w.code = %s AND s.item_id = ANY (%s::bigint[]) ORDER BY s.id FOR NO KEY UPDATE OF s
    )
    SELECT h.item_id, greatest(0, least(h.free, coalesce((
               SELECT sum(l.on_hand - l.reserved) FROM supply_layer l WHERE l.shelf_id = h.id AND l.on_hand > 0), 0)))
      FROM held h
"""

# What is wanted of an item, and what its layers have, are laid end to end: copies are taken where the two overlap.
_RESERVE: Final = """
    WITH want AS (
        SELECT n.source, n.item_id, n.copies, n.place,
               sum(n.copies) OVER (PARTITION BY n.item_id ORDER BY n.place) AS until
          FROM unnest(string_to_array(%(sources)s, E'\\n'), %(items)s::bigint[], %(copies)s::int[])
               WITH ORDINALITY AS n (source, item_id, copies, place)
    ),
    open AS (
        SELECT l.id, l.shelf_id, s.item_id, l.list_price, l.discount_rate, l.unit_cost,
               l.on_hand - l.reserved AS copies,
               sum(l.on_hand - l.reserved) OVER (PARTITION BY l.shelf_id ORDER BY l.received_at, l.id) AS until
          FROM supply_shelf s JOIN supply_warehouse w ON w.id = s.warehouse_id JOIN supply_layer l ON l.shelf_id = s.id
         WHERE w.code = %(warehouse)s AND s.item_id = ANY (%(asked)s::bigint[])
           AND l.on_hand > 0 AND l.on_hand > l.reserved
    ),
    take AS (
        SELECT w.source, w.place, o.*, least(w.until, o.until) - greatest(w.until - w.copies, o.until - o.copies)
               AS taken
          FROM want w JOIN open o ON o.item_id = w.item_id
           AND o.until > w.until - w.copies AND o.until - o.copies < w.until
    ),
    layers AS (
        UPDATE supply_layer l SET reserved = l.reserved + t.taken
          FROM (SELECT id, sum(taken) AS taken FROM take GROUP BY id) t WHERE l.id = t.id
    ),
    shelves AS (
        UPDATE supply_shelf s SET reserved = s.reserved + t.taken
          FROM (SELECT shelf_id, sum(taken) AS taken FROM take GROUP BY shelf_id) t WHERE s.id = t.shelf_id
    ),
    movements AS (
        INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost,
                                     at)
        SELECT id, item_id, 'RESERVE', taken, source, list_price, discount_rate, unit_cost, %(at)s FROM take
         ORDER BY place, until
    )
    SELECT item_id, sum(taken)::int FROM take GROUP BY item_id
"""

type WantedBy = tuple[str, int, int]
"""For which source, of which item, how many copies."""


@step
def hold_shelves(*, item_ids: Collection[int], warehouse: str) -> Mapping[int, int]:
    """Lock the shelves of items in order of id until the transaction ends, and return how many copies are free."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [warehouse, _numbers(item_ids)])
        return {item_id: int(free) for item_id, free in cursor.fetchall()}


@step
def reserve_for_many(*, wanted: Sequence[WantedBy], warehouse: str, at: datetime) -> None:
    """
    Set copies of shelves that are held (see `hold_shelves`) aside for many sources, in the order given, all or none.

    :raises OutOfStock: some item has too few free copies.
    """
    sources, items, copies = [one[0] for one in wanted], [one[1] for one in wanted], [one[2] for one in wanted]
    asked: dict[int, int] = {}
    for _source, item_id, number in wanted:
        asked[item_id] = asked.get(item_id, 0) + number
    with connection.cursor() as cursor:
        cursor.execute(
            _RESERVE,
            {"sources": "\n".join(sources), "items": _numbers(items), "copies": _numbers(copies),
             "asked": _numbers(asked), "warehouse": warehouse, "at": at},
        )  # fmt: skip
        taken = dict(cursor.fetchall())
    for item_id, number in asked.items():
        if taken.get(item_id, 0) < number:
            raise OutOfStock(item_id=item_id, title="", wanted=number, free=taken.get(item_id, 0))


def _numbers(numbers: Iterable[int]) -> str:
    """Return numbers as the server reads an array of them: thousands are written in one go."""
    return "{" + ",".join(map(str, numbers)) + "}"
