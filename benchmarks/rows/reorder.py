"""Rows of the plan and the stocktake: 100,000 titles with two years of sales; 50,000 lines frozen, counted, booked."""

import time
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.db import connection

from benchmarks import database
from benchmarks.data import AT
from benchmarks.figures import Outcome, repeat
from benchmarks.stage import Stage
from shuyou.kernel.actor import Actor
from shuyou.supply import services
from shuyou.supply.models import PurchaseLine, PurchaseOrder, Reorder, Supplier, Warehouse
from shuyou.supply.rules import reasons

ITEMS: Final = 100_000
COUNTED: Final = 50_000
MEMBERS: Final = 1_001
"""A club of its own: what is sold here is sold in no other."""

RUNS: Final = 3
ACTOR: Final = Actor.job("bench")
BARE: Final = "the same sales only summed by week"

# Few titles sell much: sales fall with the number, their weeks follow from a hash, all the same each time.
_SALES: Final = """
    INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost, at)
    SELECT l.id, s.item_id, 'ISSUE', 1 + (n %% 7 = 0)::int, 'bench:sale:' || n, l.list_price, l.discount_rate,
           l.unit_cost, %(at)s - make_interval(secs => (hashint8(s.item_id * 4096 + n) & 2147483647)::float8
                                          / 2147483648 * 104 * 604800)
      FROM supply_shelf s
      JOIN LATERAL (SELECT * FROM supply_layer WHERE shelf_id = s.id ORDER BY id LIMIT 1) l ON true,
           generate_series(1, least(greatest((60000 / (1 + s.item_id %% 20000))::int,
                                             1 + (s.item_id %% 40)::int), 800)) n
     WHERE s.item_id <= %(items)s
"""
_LEFT: Final = "UPDATE supply_shelf SET on_hand = item_id % 60, reserved = 0"
_SUM: Final = """
    SELECT count(*) FROM (SELECT item_id, floor(extract(epoch FROM %(at)s - at) / 604800), sum(quantity)
                            FROM supply_movement WHERE kind = 'ISSUE' GROUP BY 1, 2) s
"""


class Missing(Exception):
    """Less came out than was put in."""


def reorder_100k(stage: Stage) -> Outcome:
    """Plan what is to be reordered, say why of each title, and propose the orders."""
    items = max(round(ITEMS * stage.scale), 1_000)
    sales = _club(stage, items)
    samples = repeat(lambda: _planned(items), runs=RUNS)
    return Outcome(
        runs=[sample["ours"] for sample in samples],
        beside={BARE: min(sample[BARE] for sample in samples)},
        scale=f"{items:,} titles with {sales:,} sales, {int(samples[-1]['lines']):,} lines proposed",
        is_full=items >= ITEMS,
    )


def count_50k(stage: Stage) -> Outcome:
    """Freeze a place, count its titles, finish and book the differences."""
    items = max(round(COUNTED * stage.scale), 1_000)
    _club(stage, items)
    counted = _goods(items)
    samples = repeat(lambda: _counted(counted), runs=RUNS)
    return Outcome(runs=samples, scale=f"{len(counted):,} lines, a tenth of them differing", is_full=items >= COUNTED)


def _planned(items: int) -> Mapping[str, float]:
    PurchaseLine.objects.filter(order__state="proposed").delete()
    PurchaseOrder.objects.filter(state="proposed").delete()
    with connection.cursor() as cursor:
        started = time.perf_counter()
        cursor.execute(_SUM, {"at": AT})
        cursor.fetchone()
        summed = time.perf_counter() - started
    started = time.perf_counter()
    planned = services.plan_reorders(actor=ACTOR, at=AT)
    plans = Reorder.objects.filter(planned_at=AT).values_list("facts", flat=True)
    told = sum(1 for facts in plans.iterator(chunk_size=10_000) if reasons(facts))
    spent = time.perf_counter() - started
    lines = PurchaseLine.objects.filter(order__state="proposed").count()
    if min(planned.titles, told) < items or lines != planned.advised or not lines:
        raise Missing
    return {"ours": spent, BARE: summed, "lines": lines}


def _counted(copies: Mapping[int, int]) -> float:
    place = Warehouse.objects.get(code="main").pk
    started = time.perf_counter()
    number = services.begin_count(place_id=place, actor=ACTOR, at=AT)
    services.record_counts(number=number, counted=copies, actor=ACTOR, at=AT)
    services.finish_count(number=number, leaves_out=True, actor=ACTOR, at=AT)
    services.approve_count(number=number, actor=ACTOR, at=AT)
    return time.perf_counter() - started


def _goods(items: int) -> dict[int, int]:
    """Return copies by item as somebody counts them: a tenth of the titles has one more than the ledger says."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item_id, on_hand FROM supply_shelf WHERE warehouse_id = 1 ORDER BY item_id LIMIT %s", [items]
        )
        return {item_id: on_hand + (item_id % 10 == 0) for item_id, on_hand in cursor.fetchall()}


def _club(stage: Stage, items: int) -> int:
    """Have a club with two years of sales, and return how many there are."""
    stage.club(MEMBERS, is_scaled=False)
    Supplier.objects.filter(pk=1).update(  # whose the layers are
        licence_number="bench", licence_until=(AT + timedelta(days=999)).date(), discount_rate=Decimal("0.65"),
        is_active=True,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT item_id) FROM supply_movement WHERE kind = 'ISSUE'")
        sales, titles = cursor.fetchone()
        if titles < items:
            stage.say(f"selling {items:,} titles for two years …")
            cursor.execute("ALTER TABLE supply_movement DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM supply_movement WHERE kind = 'ISSUE'")
            cursor.execute(_SALES, {"at": AT, "items": items})
            sales = cursor.rowcount
            cursor.execute("ALTER TABLE supply_movement ENABLE TRIGGER USER")
            cursor.execute(_LEFT)
            cursor.execute("VACUUM (ANALYZE) supply_movement, supply_shelf")
            database.checkpoint()
    return int(sales)
