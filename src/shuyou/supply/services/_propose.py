"""Proposed orders: one for each supplier and place, kept up to date with the plan until somebody takes it over."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import connection

from shuyou.kernel.clock import club_day
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import step
from shuyou.supply.models import PurchaseOrder, Supplier

_WANTING: Final = """
    SELECT DISTINCT r.supplier_id, r.warehouse_id FROM supply_reorder r
     WHERE r.advised > 0 AND r.supplier_id IS NOT NULL
       AND (%(items)s::bigint[] IS NULL OR r.item_id = ANY (%(items)s))
       AND NOT EXISTS (SELECT FROM supply_purchaseorder o WHERE o.supplier_id = r.supplier_id
                          AND o.warehouse_id = r.warehouse_id AND o.state = 'proposed' AND o.source = 'reorder')
     ORDER BY 1, 2
"""

_HOLD: Final = """
    SELECT id FROM supply_purchaseorder WHERE state = 'proposed' AND source = 'reorder' ORDER BY id FOR NO KEY UPDATE
"""

# A currency that nobody has entered a rate of is left at 1: such an order is not approved.
_RATES: Final = """
    UPDATE supply_purchaseorder o SET exchange_rate = x.rate
      FROM (SELECT DISTINCT ON (currency) currency, rate FROM supply_exchangerate WHERE from_on <= %(today)s
             ORDER BY currency, from_on DESC) x
     WHERE o.id = ANY (%(orders)s) AND x.currency = o.currency AND o.exchange_rate <> x.rate
"""

_PUT: Final = """
    INSERT INTO supply_purchaseline AS q (order_id, item_id, ordered, received, list_price, discount_rate, unit_cost,
                                          why, facts, is_open)
    SELECT o.id, r.item_id, r.advised, 0, c.price, p.discount_rate, round(c.price * p.discount_rate, 2), '',
           r.facts, false
      FROM supply_purchaseorder o JOIN supply_supplier p ON p.id = o.supplier_id
      JOIN supply_reorder r ON r.supplier_id = o.supplier_id AND r.warehouse_id = o.warehouse_id AND r.advised > 0
      JOIN catalog_item i ON i.id = r.item_id,
           round(i.list_price / o.exchange_rate, 2) c (price)
     WHERE o.id = ANY (%(orders)s) AND (%(items)s::bigint[] IS NULL OR r.item_id = ANY (%(items)s))
     ORDER BY o.id, i.title, i.id
    ON CONFLICT (order_id, item_id) DO UPDATE SET ordered = EXCLUDED.ordered, list_price = EXCLUDED.list_price,
        discount_rate = EXCLUDED.discount_rate, unit_cost = EXCLUDED.unit_cost, facts = EXCLUDED.facts
     WHERE (q.ordered, q.list_price, q.discount_rate, q.facts)
           IS DISTINCT FROM (EXCLUDED.ordered, EXCLUDED.list_price, EXCLUDED.discount_rate, EXCLUDED.facts)
"""

_DROP: Final = """
    DELETE FROM supply_purchaseline q USING supply_purchaseorder o
     WHERE q.order_id = o.id AND o.id = ANY (%(orders)s)
       AND (%(items)s::bigint[] IS NULL OR q.item_id = ANY (%(items)s))
       AND NOT EXISTS (SELECT FROM supply_reorder r WHERE r.item_id = q.item_id AND r.warehouse_id = o.warehouse_id
                          AND r.supplier_id = o.supplier_id AND r.advised > 0)
"""

_EMPTY: Final = """
    DELETE FROM supply_purchaseorder o
     WHERE o.id = ANY (%(orders)s) AND NOT EXISTS (SELECT FROM supply_purchaseline q WHERE q.order_id = o.id)
"""


@step
def propose(*, item_ids: Sequence[int] | None, at: datetime) -> int:
    """Bring the proposed orders up to date with the plan, for all titles or some; return how many there are."""
    values: dict[str, list[int] | date | None] = {
        "items": None if item_ids is None else list(item_ids), "today": club_day(at)
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WANTING, values)
        wanting = cursor.fetchall()
        suppliers = Supplier.objects.in_bulk([supplier_id for supplier_id, _ in wanting])
        PurchaseOrder.objects.bulk_create(
            _order(suppliers[supplier_id], warehouse_id, at) for supplier_id, warehouse_id in wanting
        )
        cursor.execute(_HOLD)
        orders = [row[0] for row in cursor.fetchall()]
        values["orders"] = orders
        cursor.execute(_RATES, values)
        cursor.execute(_PUT, values)
        cursor.execute(_DROP, values)
        cursor.execute(_EMPTY, values)
        return len(orders) - int(cursor.rowcount)


def _order(supplier: Supplier, warehouse_id: int, at: datetime) -> PurchaseOrder:
    return PurchaseOrder(
        number=next_number("PO", "purchase", width=6), supplier=supplier, warehouse_id=warehouse_id,
        source=PurchaseOrder.Source.REORDER, state=PurchaseOrder.State.PROPOSED, terms=supplier.terms,
        currency=supplier.currency, created_at=at,
    )  # fmt: skip
