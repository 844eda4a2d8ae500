"""Receiving a delivery: layers with their terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.usecase import use_case
from shuyou.supply.events import DeliveryReceived
from shuyou.supply.models import Supplier, Warehouse
from shuyou.supply.services._hold_wants import hold_for_readers
from shuyou.supply.services._postings import NewLayer, put_layers
from shuyou.supply.services._scope import require_place

# A new title has no shelf to lock yet, so a note that comes twice at the same time queues here.
QUEUE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


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
    Put a delivery on the shelves, a layer for each line, and hold copies for readers who wait.

    :raises InvalidValue: a line has no copies.
    :raises NotYourPlace: the actor belongs to other places.
    """
    for line in delivery.lines:
        if line.copies <= 0:
            raise InvalidValue(label="copies", value=line.copies, field="copies")
    supplier = Supplier.objects.get(code=delivery.supplier)
    warehouse = Warehouse.objects.get(code=delivery.warehouse)
    require_place(warehouse.pk, actor=actor)
    new = [
        NewLayer(
            item_id=line.item_id, copies=line.copies, supplier_id=supplier.pk, terms=delivery.terms,
            list_price=line.list_price, discount_rate=line.discount_rate, received_at=at, return_by=delivery.return_by,
        )
        for line in delivery.lines
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [delivery.source])
    layers = put_layers(new, warehouse_id=warehouse.pk, source=delivery.source, at=at)
    copies = sum(line.copies for line in delivery.lines) if layers else 0
    told = DeliveryReceived(source=delivery.source, supplier_id=supplier.pk, layers=layers, copies=copies)
    came = dict[int, int]()
    for line in delivery.lines if layers else ():
        came[line.item_id] = came.get(line.item_id, 0) + line.copies
    arrived = hold_for_readers(came, warehouse_id=warehouse.pk, at=at) if came else []
    events.publish_many([told, *arrived], actor=actor, at=at)
    return Received(layers)
