"""Reserving, releasing and issuing copies, in layers, oldest first."""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import NotFound
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import step
from shuyou.supply.errors import OutOfStock

# Notes which shelves it got hold of, so that the next statement need not wait for the answer to this one.
_LOCK = """
    WITH held AS (
        SELECT s.id FROM supply_shelf s JOIN supply_warehouse w ON w.id = s.warehouse_id
         WHERE w.code = %(warehouse)s AND s.item_id = ANY (%(items)s)
         ORDER BY s.id FOR NO KEY UPDATE OF s
    )
    SELECT set_config('shuyou.held_shelves', coalesce(array_agg(id), '{}')::text, true) FROM held
"""

# Says how many copies of each item are free, and takes what is wanted if that is enough of every one. `before` is what
# older layers of the shelf give, so a layer gives what is still missing after them. A shelf that was put up since the
# lock is not held and gives nothing yet; nor does one promise more than its layers have.
_RESERVE = """
    WITH want AS (
        SELECT n.item_id, n.quantity, s.id AS shelf_id, least(s.on_hand - s.reserved, (
                   SELECT coalesce(sum(l.on_hand - l.reserved), 0) FROM supply_layer l
                    WHERE l.shelf_id = s.id AND l.on_hand > 0)) AS free
          FROM unnest(%(items)s::bigint[], %(copies)s::int[]) AS n (item_id, quantity)
          LEFT JOIN (supply_shelf s JOIN supply_warehouse w ON w.id = s.warehouse_id AND w.code = %(warehouse)s)
            ON s.item_id = n.item_id AND s.id = ANY (current_setting('shuyou.held_shelves')::bigint[])
    ),
    granted AS (SELECT * FROM want WHERE NOT EXISTS (SELECT FROM want WHERE free < quantity)),
    open AS (
        SELECT l.id, l.shelf_id, l.list_price, l.discount_rate, l.unit_cost, l.on_hand - l.reserved AS copies,
               sum(l.on_hand - l.reserved) OVER older - (l.on_hand - l.reserved) AS before, g.quantity, g.item_id
          FROM supply_layer l JOIN granted g ON g.shelf_id = l.shelf_id
         WHERE l.on_hand > 0 AND l.on_hand > l.reserved
        WINDOW older AS (PARTITION BY l.shelf_id ORDER BY l.received_at, l.id)
    ),
    take AS (SELECT *, least(copies, quantity - before) AS taken FROM open WHERE before < quantity),
    layers AS (UPDATE supply_layer l SET reserved = l.reserved + t.taken FROM take t WHERE l.id = t.id),
    shelves AS (
        UPDATE supply_shelf s SET reserved = s.reserved + g.quantity FROM granted g WHERE s.id = g.shelf_id
    ),
    movements AS (
        INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost,
                                     at)
        SELECT id, item_id, 'RESERVE', taken, %(source)s, list_price, discount_rate, unit_cost, %(at)s FROM take
    )
    SELECT item_id, free FROM want
"""

_LOCK_HELD = """
    SELECT s.id FROM supply_shelf s
     WHERE s.id IN (SELECT l.shelf_id FROM supply_movement m JOIN supply_layer l ON l.id = m.layer_id
                     WHERE m.source = %s AND m.kind = 'RESERVE')
     ORDER BY s.id FOR NO KEY UPDATE
"""

# What a source still holds: reserved and neither released nor issued. %(gone)s is 1 when copies leave the house.
_SETTLE = """
    WITH held AS (
        SELECT m.layer_id, m.item_id, m.quantity, m.list_price, m.discount_rate, m.unit_cost, l.shelf_id
          FROM supply_movement m JOIN supply_layer l ON l.id = m.layer_id
         WHERE m.source = %(source)s AND m.kind = 'RESERVE' AND NOT EXISTS (
            SELECT FROM supply_movement x
             WHERE x.source = m.source AND x.layer_id = m.layer_id AND x.kind IN ('RELEASE', 'ISSUE'))
    ),
    layers AS (
        UPDATE supply_layer l SET reserved = l.reserved - h.quantity, on_hand = l.on_hand - h.quantity * %(gone)s
          FROM held h WHERE l.id = h.layer_id
    ),
    shelves AS (
        UPDATE supply_shelf s SET reserved = s.reserved - h.copies, on_hand = s.on_hand - h.copies * %(gone)s
          FROM (SELECT shelf_id, sum(quantity) AS copies FROM held GROUP BY shelf_id) h WHERE s.id = h.shelf_id
    )
    INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost, at)
    SELECT layer_id, item_id, %(kind)s, quantity, %(source)s, list_price, discount_rate, unit_cost, %(at)s FROM held
"""


@step
def reserve_copies(*, wanted: Mapping[int, int], titles: Mapping[int, str], warehouse: str, source: str,
                   at: datetime) -> None:  # fmt: skip
    """
    Set copies aside for a source, from the oldest layers, all or none. `wanted` is copies by item id.

    Shelves are locked in order of id, so that buyers who meet on titles queue and never deadlock.

    :raises OutOfStock: some item has too few free copies.
    """
    asked, copies_asked = list(wanted), list(wanted.values())
    values: dict[str, str | list[int]] = {"warehouse": warehouse, "items": asked, "copies": copies_asked}
    with planned() as cursor:
        cursor.execute(_LOCK, values)
        cursor.execute(_RESERVE, {**values, "source": source, "at": at})
        free = dict(cursor.fetchall())
    for item_id, copies in wanted.items():
        if free[item_id] < copies:
            raise OutOfStock(item_id=item_id, title=titles.get(item_id, ""), wanted=copies, free=free[item_id])


@step
def release_copies(*, source: str, at: datetime) -> int:
    """Give back what a source still holds, to the very layers; return the number of layers touched."""
    return _settle(source, "RELEASE", gone=0, at=at)


@step
def issue_copies(*, source: str, at: datetime) -> int:
    """
    Send what a source holds out of the house; return the number of layers touched.

    :raises NotFound: the source holds nothing.
    """
    layers = _settle(source, "ISSUE", gone=1, at=at)
    if not layers:
        raise NotFound(what=_("reservation"), key=source)
    return layers


def _settle(source: str, kind: str, *, gone: int, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_HELD, [source])
        cursor.execute(_SETTLE, {"source": source, "kind": kind, "gone": gone, "at": at})
        return int(cursor.rowcount)
