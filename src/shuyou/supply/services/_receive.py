"""Receiving a delivery: layers with their terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.money import net_price
from shuyou.kernel.usecase import use_case
from shuyou.supply.events import DeliveryReceived
from shuyou.supply.models import Supplier, Warehouse

# A new title has no shelf to lock yet, so a note that comes twice at the same time queues here.
_QUEUE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_LOCK = "SELECT id FROM supply_shelf WHERE item_id = ANY (%s) AND warehouse_id = %s ORDER BY id FOR NO KEY UPDATE"

# A repeat of the source finds its movements and adds nothing.
_RECEIVE = """
    WITH line AS (
        SELECT * FROM unnest(%(items)s::bigint[], %(copies)s::int[], %(list_prices)s::numeric[], %(rates)s::numeric[],
                             %(costs)s::numeric[])
               WITH ORDINALITY AS t (item_id, copies, list_price, rate, cost, position)
         WHERE NOT EXISTS (SELECT FROM supply_movement WHERE source = %(source)s AND kind = 'RECEIVE')
    ),
    shelf AS (
        INSERT INTO supply_shelf (warehouse_id, item_id, on_hand, reserved, position)
        SELECT %(warehouse)s, item_id, sum(copies), 0, '' FROM line GROUP BY item_id ORDER BY item_id
        ON CONFLICT (item_id, warehouse_id) DO UPDATE SET on_hand = supply_shelf.on_hand + EXCLUDED.on_hand
        RETURNING id, item_id
    ),
    layer AS (
        INSERT INTO supply_layer (shelf_id, supplier_id, terms, list_price, discount_rate, unit_cost, return_by,
                                  received_at, on_hand, reserved)
        SELECT s.id, %(supplier)s, %(terms)s, l.list_price, l.rate, l.cost, %(return_by)s, %(at)s, l.copies, 0
          FROM line l JOIN shelf s USING (item_id) ORDER BY l.position
        RETURNING id, shelf_id, on_hand, list_price, discount_rate, unit_cost
    )
    INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost, at)
    SELECT l.id, s.item_id, 'RECEIVE', l.on_hand, %(source)s, l.list_price, l.discount_rate, l.unit_cost, %(at)s
      FROM layer l JOIN shelf s ON s.id = l.shelf_id
"""


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """Copies of one item: list price, discount rate; the net cost follows from them."""

    item_id: int
    copies: int
    list_price: Decimal
    discount_rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What a supplier sent, on which terms; `source` is the delivery note, and makes a repeat harmless."""

    source: str
    warehouse: str
    supplier: str
    terms: str
    lines: Sequence[DeliveryLine]
    return_by: date | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """How many layers a delivery made; none when it was already received."""

    layers: int


@use_case("supply.receive")
def receive_delivery(delivery: Delivery, *, actor: Actor, at: datetime) -> Received:
    """
    Put a delivery on the shelves, a layer for each line.

    :raises InvalidValue: a line has no copies.
    """
    for line in delivery.lines:
        if line.copies <= 0:
            raise InvalidValue(label="copies", value=line.copies, field="copies")
    supplier = Supplier.objects.get(code=delivery.supplier)
    warehouse = Warehouse.objects.get(code=delivery.warehouse)
    lines = delivery.lines
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE, [delivery.source])
        cursor.execute(_LOCK, [[line.item_id for line in lines], warehouse.pk])
        cursor.execute(
            _RECEIVE,
            {
                "items": [line.item_id for line in lines],
                "copies": [line.copies for line in lines],
                "list_prices": [line.list_price for line in lines],
                "rates": [line.discount_rate for line in lines],
                "costs": [net_price(line.list_price, line.discount_rate) for line in lines],
                "source": delivery.source,
                "warehouse": warehouse.pk,
                "supplier": supplier.pk,
                "terms": delivery.terms,
                "return_by": delivery.return_by,
                "at": at,
            },
        )
        layers = cursor.rowcount
    copies = sum(line.copies for line in lines) if layers else 0
    told = DeliveryReceived(source=delivery.source, supplier_id=supplier.pk, layers=layers, copies=copies)
    events.publish(told, actor=actor, at=at)
    return Received(layers)
