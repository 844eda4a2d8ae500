"""
What moves stock: copies come as new layers, leave the oldest layers that are free, or leave layers that are named.

Each is one statement over the shelves, their layers and the ledger, under locks taken in order of the shelves' ids.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from shuyou.catalog import services as catalog
from shuyou.kernel.money import net_price
from shuyou.kernel.usecase import step
from shuyou.supply.errors import NotFree
from shuyou.supply.models import Movement

type Values = dict[str, list[int] | int | str | datetime]

LOCK = "SELECT id FROM supply_shelf WHERE item_id = ANY (%s) AND warehouse_id = %s ORDER BY id FOR NO KEY UPDATE"

# The average moves with each arrival; copies of a shelf that was empty begin it anew. Shelves are locked by the change
# itself, those that are there first, by their ids.
_PUT = """
    WITH line AS (
        SELECT * FROM unnest(%(items)s::bigint[], %(copies)s::int[], %(suppliers)s::bigint[], %(terms)s::text[],
                             %(list_prices)s::numeric[], %(rates)s::numeric[], %(costs)s::numeric[],
                             %(return_bys)s::date[], %(received)s::timestamptz[])
               WITH ORDINALITY AS t (item_id, copies, supplier_id, terms, list_price, rate, cost, return_by,
                                     received_at, position)
         WHERE NOT EXISTS (SELECT FROM supply_movement WHERE source = %(source)s AND kind = %(kind)s)
    ),
    shelf AS (
        INSERT INTO supply_shelf AS s (warehouse_id, item_id, on_hand, reserved, position, average_cost)
        SELECT %(warehouse)s, l.item_id, l.copies, 0, '', l.cost
          FROM (SELECT item_id, sum(copies)::int AS copies, round(sum(copies * cost) / sum(copies), 4) AS cost
                  FROM line GROUP BY item_id) l
          LEFT JOIN supply_shelf k ON k.item_id = l.item_id AND k.warehouse_id = %(warehouse)s
         ORDER BY k.id NULLS LAST, l.item_id
        ON CONFLICT (item_id, warehouse_id) DO UPDATE SET on_hand = s.on_hand + EXCLUDED.on_hand,
            average_cost = round((s.on_hand * s.average_cost + EXCLUDED.on_hand * EXCLUDED.average_cost)
                                 / (s.on_hand + EXCLUDED.on_hand), 4)
        RETURNING id, item_id
    ),
    layer AS (
        INSERT INTO supply_layer (shelf_id, supplier_id, terms, list_price, discount_rate, unit_cost, return_by,
                                  received_at, on_hand, reserved)
        SELECT s.id, l.supplier_id, l.terms, l.list_price, l.rate, l.cost, l.return_by, l.received_at, l.copies, 0
          FROM line l JOIN shelf s USING (item_id) ORDER BY l.position
        RETURNING id, shelf_id, on_hand, list_price, discount_rate, unit_cost
    )
    INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost, at)
    SELECT l.id, s.item_id, %(kind)s, l.on_hand, %(source)s, l.list_price, l.discount_rate, l.unit_cost, %(at)s
      FROM layer l JOIN shelf s ON s.id = l.shelf_id
"""

# What is free in each layer, the oldest first; `before` is what older ones give.
_TAKE = """
    WITH want AS (
        SELECT n.item_id, n.quantity, s.id AS shelf_id, coalesce(least(s.on_hand - s.reserved, (
                   SELECT sum(l.on_hand - l.reserved) FROM supply_layer l
                    WHERE l.shelf_id = s.id AND l.on_hand > 0)), 0) AS free
          FROM unnest(%(items)s::bigint[], %(copies)s::int[]) AS n (item_id, quantity)
          LEFT JOIN supply_shelf s ON s.item_id = n.item_id AND s.warehouse_id = %(warehouse)s
    ),
    granted AS (SELECT * FROM want WHERE NOT EXISTS (SELECT FROM want WHERE free < quantity)),
    open AS (
        SELECT l.id, l.on_hand - l.reserved AS copies, g.item_id, g.quantity,
               sum(l.on_hand - l.reserved) OVER older - (l.on_hand - l.reserved) AS before,
               l.list_price, l.discount_rate, l.unit_cost
          FROM supply_layer l JOIN granted g ON g.shelf_id = l.shelf_id
         WHERE l.on_hand > 0 AND l.on_hand > l.reserved
        WINDOW older AS (PARTITION BY l.shelf_id ORDER BY l.received_at, l.id)
    ),
    take AS (SELECT *, least(copies, quantity - before) AS taken FROM open WHERE before < quantity),
    layers AS (UPDATE supply_layer l SET on_hand = l.on_hand - t.taken FROM take t WHERE l.id = t.id),
    shelves AS (UPDATE supply_shelf s SET on_hand = s.on_hand - g.quantity FROM granted g WHERE s.id = g.shelf_id),
    movements AS (
        INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost,
                                     at)
        SELECT id, item_id, %(kind)s, taken, %(source)s, list_price, discount_rate, unit_cost, %(at)s FROM take
    )
    SELECT w.item_id, w.free, t.id, t.taken FROM want w LEFT JOIN take t USING (item_id) ORDER BY w.item_id, t.id
"""

_LOCK_LAYERS = """
    SELECT s.id FROM supply_shelf s
     WHERE s.id IN (SELECT shelf_id FROM supply_layer WHERE id = ANY (%s)) ORDER BY s.id FOR NO KEY UPDATE
"""

# Copies that leave named layers (sign −1) or come back to them (sign 1): all of them or none.
_CHANGE = """
    WITH want AS (
        SELECT n.layer_id, n.quantity, l.shelf_id, s.item_id, l.on_hand - l.reserved AS free,
               l.list_price, l.discount_rate, l.unit_cost
          FROM unnest(%(layers)s::bigint[], %(copies)s::int[]) AS n (layer_id, quantity)
          JOIN supply_layer l ON l.id = n.layer_id JOIN supply_shelf s ON s.id = l.shelf_id
    ),
    granted AS (
        SELECT * FROM want WHERE %(sign)s > 0 OR NOT EXISTS (SELECT FROM want WHERE free < quantity)
    ),
    layers AS (
        UPDATE supply_layer l SET on_hand = l.on_hand + %(sign)s * g.quantity FROM granted g WHERE l.id = g.layer_id
    ),
    shelves AS (
        UPDATE supply_shelf s SET on_hand = s.on_hand + %(sign)s * g.copies
          FROM (SELECT shelf_id, sum(quantity)::int AS copies FROM granted GROUP BY shelf_id) g WHERE s.id = g.shelf_id
    ),
    movements AS (
        INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost,
                                     at)
        SELECT layer_id, item_id, %(kind)s, quantity, %(source)s, list_price, discount_rate, unit_cost, %(at)s
          FROM granted
    )
    SELECT item_id, free, quantity FROM want WHERE %(sign)s < 0 AND free < quantity ORDER BY item_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLayer:
    """Copies of an item that come in together, with the terms they come on."""

    item_id: int
    copies: int
    supplier_id: int
    terms: str
    list_price: Decimal
    discount_rate: Decimal
    received_at: datetime
    unit_cost: Decimal | None = None
    """The net cost if it is not the list price at the discount rate."""
    return_by: date | None = None

    @property
    def cost(self) -> Decimal:
        """What a copy costs."""
        return net_price(self.list_price, self.discount_rate) if self.unit_cost is None else self.unit_cost


@dataclass(frozen=True, slots=True)
class Taken:
    """Copies that left a layer."""

    item_id: int
    layer_id: int
    copies: int


@step
def put_layers(
    layers: Sequence[NewLayer],
    *,
    warehouse_id: int,
    source: str,
    at: datetime,
    kind: str = Movement.Kind.RECEIVE,
) -> int:
    """
    Put copies on the shelves of a place, a layer each, once for a source and kind; return how many layers.

    Copies of a title that was merged come as copies of the one it leads to.
    """
    if not layers:
        return 0
    leads = catalog.hold_items(item_ids=[layer.item_id for layer in layers])
    with connection.cursor() as cursor:
        cursor.execute(
            _PUT,
            {
                "items": _array(leads[layer.item_id] for layer in layers),
                "copies": _array(layer.copies for layer in layers),
                "suppliers": _array(layer.supplier_id for layer in layers),
                "terms": [str(layer.terms) for layer in layers],
                "list_prices": _array(layer.list_price for layer in layers),
                "rates": _array(layer.discount_rate for layer in layers),
                "costs": _array(layer.cost for layer in layers),
                "return_bys": _array(layer.return_by for layer in layers),
                "received": _array(layer.received_at.isoformat() for layer in layers),
                "source": source,
                "kind": str(kind),
                "warehouse": warehouse_id,
                "at": at,
            },
        )
        return int(cursor.rowcount)


@step
def take_copies(wanted: Mapping[int, int], *, warehouse_id: int, kind: str, source: str, at: datetime) -> list[Taken]:
    """
    Take free copies (by item id) from the oldest layers of a place, all or none, and return from which.

    :raises NotFree: an item has too few that are free.
    """
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [list(wanted), warehouse_id])
        values: Values = {
            "items": list(wanted), "copies": list(wanted.values()), "warehouse": warehouse_id, "kind": str(kind),
            "source": source, "at": at,
        }  # fmt: skip
        cursor.execute(_TAKE, values)
        found = cursor.fetchall()
    for item_id, free, _layer, _copies in found:
        if free < wanted[item_id]:
            raise NotFree(item_id=item_id, wanted=wanted[item_id], free=free)
    return [Taken(item_id, layer_id, copies) for item_id, _free, layer_id, copies in found]


@step
def take_from_layers(copies: Mapping[int, int], *, kind: str, source: str, at: datetime) -> None:
    """
    Take free copies from named layers, all or none.

    :raises NotFree: a layer has too few that are free.
    """
    _change(copies, sign=-1, kind=kind, source=source, at=at)


@step
def put_into_layers(copies: Mapping[int, int], *, kind: str, source: str, at: datetime) -> None:
    """Put copies back into the layers they came from."""
    _change(copies, sign=1, kind=kind, source=source, at=at)


def _array(values: Iterable[Decimal | date | int | str | None]) -> str:
    """Return numbers or moments as PostgreSQL writes an array: none of them needs quotes, so none are looked for."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"


def _change(copies: Mapping[int, int], *, sign: int, kind: str, source: str, at: datetime) -> None:
    if not copies:
        return
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_LAYERS, [list(copies)])
        values: Values = {
            "layers": list(copies), "copies": list(copies.values()), "sign": sign, "kind": str(kind),
            "source": source, "at": at,
        }  # fmt: skip
        cursor.execute(_CHANGE, values)
        short = cursor.fetchone()
    if short is not None:
        raise NotFree(item_id=short[0], wanted=short[2], free=short[1])
