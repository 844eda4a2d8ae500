"""Copies of items: what is there, in which layers, and what moved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.kernel.statements import planned
from shuyou.supply.models import Layer, Movement, Supplier

MAIN = "main"
"""The warehouse that phone orders are served from."""

# Only the shelves asked about are looked up: what stands in WITH and is named twice would be read whole otherwise.
FREE: Final = """
    WITH shelf AS NOT MATERIALIZED (
        SELECT s.item_id, s.on_hand - s.reserved AS free FROM supply_shelf s JOIN supply_warehouse w
            ON w.id = s.warehouse_id AND w.code = %(warehouse)s
    )
    SELECT i.id, greatest(s.free, (
               SELECT min(coalesce(p.free, 0) / b.quantity) FROM catalog_bundlepart b
                 LEFT JOIN shelf p ON p.item_id = b.part_id WHERE b.bundle_id = coalesce(i.merged_into_id, i.id)), 0)
      FROM catalog_item i LEFT JOIN shelf s ON s.item_id = coalesce(i.merged_into_id, i.id)
     WHERE i.id = ANY (%(items)s)
"""


@dataclass(frozen=True, slots=True)
class StockRow:
    """Copies of an item: on hand, set aside, and where they stand."""

    item_id: int
    on_hand: int
    reserved: int
    position: str

    @property
    def free(self) -> int:
        """Copies that can still be promised."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer of an item's stock, with its terms."""

    supplier: str
    terms: str
    list_price: Decimal
    discount_rate: Decimal
    unit_cost: Decimal
    received_at: datetime
    return_by: date | None
    on_hand: int
    reserved: int

    @property
    def free(self) -> int:
        """Copies that can still be promised."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One line of the stock ledger."""

    kind: str
    label: str
    quantity: int
    source: str
    supplier: str
    at: datetime

    @property
    def is_out(self) -> bool:
        """Tell whether the copies were taken away from what can be promised."""
        return self.kind in ("RESERVE", "ISSUE")


@dataclass(frozen=True, slots=True)
class SupplierRow:
    """Who books are bought from."""

    code: str
    name: str


def stock(*, item_ids: Iterable[int], warehouse: str = MAIN) -> Mapping[int, StockRow]:
    """
    Return the stock of items in a warehouse by item id, in one query; items never stocked are missing.

    A title that was merged has the stock of the one it leads to.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.id, s.on_hand, s.reserved, s.position FROM catalog_item i"
            " JOIN supply_shelf s ON s.item_id = coalesce(i.merged_into_id, i.id)"
            " JOIN supply_warehouse w ON w.id = s.warehouse_id AND w.code = %s WHERE i.id = ANY (%s) ORDER BY i.id",
            [warehouse, list(item_ids)],
        )
        return {row[0]: StockRow(*row) for row in cursor.fetchall()}


def free_copies(*, item_ids: Iterable[int], warehouse: str = MAIN) -> Mapping[int, int]:
    """
    Return how many copies of each item can be promised, in one query; 0 for items never stocked.

    Of a bundle, as many as lie packed, or as its parts are there for.
    """
    wanted = list(item_ids)
    with planned() as cursor:
        cursor.execute(FREE, {"warehouse": warehouse, "items": wanted})
        free = dict(cursor.fetchall())
    return {item_id: free.get(item_id, 0) for item_id in wanted}


def layers(*, item_id: int) -> list[LayerRow]:
    """Return the layers of an item that still hold copies, oldest first, in one query."""
    rows = (
        Layer.objects.filter(shelf__item_id=item_id, on_hand__gt=0)
        .order_by("received_at", "pk")
        .select_related("supplier")
    )
    return [
        LayerRow(
            supplier=layer.supplier.name,
            terms=layer.get_terms_display(),
            list_price=layer.list_price,
            discount_rate=layer.discount_rate,
            unit_cost=layer.unit_cost,
            received_at=layer.received_at,
            return_by=layer.return_by,
            on_hand=layer.on_hand,
            reserved=layer.reserved,
        )
        for layer in rows
    ]


def movements(*, item_id: int, limit: int = 12) -> list[MovementRow]:
    """Return the latest movements of an item, newest first, in one query (index `movement_of_item`)."""
    rows = Movement.objects.filter(item_id=item_id).order_by("-at", "-pk").select_related("layer", "layer__supplier")
    return [
        MovementRow(
            kind=row.kind,
            label=str(Movement.Kind(row.kind).label),
            quantity=row.quantity,
            source=row.source,
            supplier=row.layer.supplier.name,
            at=row.at,
        )
        for row in rows[:limit]
    ]


def suppliers() -> list[SupplierRow]:
    """Return all suppliers by name, in one query."""
    return [SupplierRow(*row) for row in Supplier.objects.order_by("name").values_list("code", "name")]
