"""
What is to be reordered, planned for every title in every place by a few statements over whole tables.

The pace of a title is forecast by the method of Teunter, Syntetos and Babai (TSB) for goods that sell now and then: how
likely a week has a sale at all, and how many copies such a week takes, each smoothed exponentially. Smoothing is a
weighted sum, so that one statement does for all titles what a library does for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.supply.events import ReordersPlanned
from shuyou.supply.models import ReorderRun
from shuyou.supply.services._propose import propose
from shuyou.supply.services._receive import QUEUE

SIZE_WEIGHT: Final = 0.2
CHANCE_WEIGHT: Final = 0.1
"""How much the latest week counts: for how many copies a sale takes, for whether there is one."""

AHEAD: Final = 6
"""Weeks to come that are compared with the same ones of a year ago."""

HELD_OUT: Final = 4
"""Weeks that the forecast is tried on."""

MOST_TRIED: Final = 20_000
"""About as many titles tell how good the forecast is."""

LARGEST_BATCH: Final = 5_000

type Values = dict[str, datetime | date | str | float | list[int] | None]

# On an occasion more is sold than a title sells by itself: such days count as if there had been none.
_OCCASIONS: Final = """
    CREATE TEMP TABLE plan_occasion ON COMMIT DROP AS
    SELECT i.item_id, d::date AS day, max(o.factor) AS factor, max(o.name) AS name
      FROM supply_occasion o JOIN supply_occasionitem i ON i.occasion_id = o.id,
           generate_series(o.starts_on, o.ends_on, interval '1 day') d
     WHERE o.ends_on >= %(today)s - 728 GROUP BY 1, 2
"""

_SOLD: Final = """
    CREATE TEMP TABLE plan_sold ON COMMIT DROP AS
    SELECT s.warehouse_id, {item} AS item_id, floor(extract(epoch FROM %(at)s - m.at) / 604800)::int AS week,
           {copies} AS copies
      FROM supply_movement m JOIN supply_layer l ON l.id = m.layer_id JOIN supply_shelf s ON s.id = l.shelf_id
      {merged} {occasions}
     WHERE m.kind = 'ISSUE' AND m.at < %(at)s AND m.at >= %(at)s - interval '104 weeks'
       AND (%(items)s::bigint[] IS NULL OR m.item_id = ANY (%(sold_items)s))
     GROUP BY 1, 2, 3
"""

# What was sold under another name counts for the title that it was merged into.
_APART: Final = {"item": "m.item_id", "merged": ""}
_AS_ONE: Final = {
    "item": "coalesce(g.lead, m.item_id)",
    "merged": "LEFT JOIN unnest(%(gone)s::bigint[], %(leads)s::bigint[]) AS g (gone, lead) ON g.gone = m.item_id",
}
_PLAIN: Final = {"copies": "sum(m.quantity)::float8", "occasions": ""}
_LEVELLED: Final = {
    "copies": "sum(m.quantity / coalesce(o.factor, 1))::float8",
    "occasions": ("LEFT JOIN plan_occasion o ON o.item_id = m.item_id AND o.day = (m.at AT TIME ZONE %(zone)s)::date"),
}

# Week 0 is the latest. A weighted sum: the newest has the whole weight, each older one a part less; the first week is
# where smoothing began and keeps what is left.
_PACE: Final = """
    CREATE TEMP TABLE {name} ON COMMIT DROP AS
    WITH ranked AS (
        SELECT warehouse_id, item_id, week - {shift} AS week, copies,
               row_number() OVER shelf - 1 AS newer, count(*) OVER whole AS sold_weeks,
               max(week - {shift}) OVER whole + 1 AS weeks
          FROM plan_sold WHERE week >= {shift} AND item_id %% {every} = 0
        WINDOW shelf AS (PARTITION BY warehouse_id, item_id ORDER BY week),
               whole AS (PARTITION BY warehouse_id, item_id)
    )
    SELECT warehouse_id, item_id, max(weeks) AS weeks, max(sold_weeks) AS sold_weeks,
           (sum(%(b)s * power(1 - %(b)s, week)) + power(1 - %(b)s, max(weeks)))
           * (sum(%(a)s * copies * power(1 - %(a)s, newer))
              + power(1 - %(a)s, max(sold_weeks)) * max(copies) FILTER (WHERE newer = sold_weeks - 1)) AS weekly,
           sqrt(greatest(sum(copies * copies) - sum(copies) ^ 2 / max(weeks), 0) / greatest(max(weeks) - 1, 1))
               AS deviation
      FROM ranked GROUP BY warehouse_id, item_id
"""

# How much more a subject sold a year ago in the weeks that come now than in the quarter before them; school books are
# a subject of their own, so that terms show. Few sales prove little: both sides get some copies more.
_SEASONS: Final = """
    CREATE TEMP TABLE plan_season ON COMMIT DROP AS
    SELECT g.kind, g.code, least(greatest(
               (coalesce(sum(p.copies) FILTER (WHERE p.week BETWEEN 52 - %(ahead)s AND 51), 0) / %(ahead)s + 5)
               / (coalesce(sum(p.copies) FILTER (WHERE p.week BETWEEN 52 AND 64), 0) / 13 + 5), 0.5), 3) AS factor
      FROM plan_sold p JOIN plan_group g USING (item_id) GROUP BY 1, 2 HAVING max(p.week) >= 64
"""

_GROUPS: Final = """
    CREATE TEMP TABLE plan_group ON COMMIT DROP AS
    SELECT i.id AS item_id, i.grade_from IS NOT NULL OR i.school_subject <> '' AS kind,
           CASE WHEN i.grade_from IS NOT NULL OR i.school_subject <> '' THEN 0
                ELSE coalesce(i.category_id, 0) END AS code
      FROM catalog_item i WHERE EXISTS (SELECT FROM plan_sold p WHERE p.item_id = i.id)
"""

# Who said that it has none of a title is passed over for a while.
_REFUSED: Final = """
    CREATE TEMP TABLE plan_refused ON COMMIT DROP AS
    SELECT DISTINCT q.item_id, o.supplier_id
      FROM supply_purchaseorder o JOIN supply_purchaseline q ON q.order_id = o.id
     WHERE o.answered_at >= %(at)s - interval '60 days' AND q.answer IN ('out', 'none', 'reprinting')
"""

# Whoever delivered a title last and may be ordered from; of a title that never came, whoever brought its publisher's.
_SOURCES: Final = """
    CREATE TEMP TABLE plan_source ON COMMIT DROP AS
    SELECT DISTINCT ON (s.item_id) s.item_id, p.id AS supplier_id
      FROM plan_what t JOIN supply_shelf s USING (item_id) JOIN supply_layer l ON l.shelf_id = s.id
      JOIN supply_supplier p ON p.id = l.supplier_id
     WHERE p.is_active AND p.licence_number <> '' AND p.licence_until >= %(today)s
       AND NOT EXISTS (SELECT FROM plan_refused r WHERE r.item_id = s.item_id AND r.supplier_id = p.id)
     ORDER BY s.item_id, l.received_at DESC, l.id DESC
"""
_NEW_SOURCES: Final = """
    INSERT INTO plan_source
    WITH orphan AS (
        SELECT DISTINCT t.item_id, i.publisher_id FROM plan_what t JOIN catalog_item i ON i.id = t.item_id
         WHERE i.publisher_id IS NOT NULL AND NOT EXISTS (SELECT FROM plan_source s WHERE s.item_id = t.item_id)
    ),
    kin AS (
        SELECT DISTINCT ON (i.publisher_id) i.publisher_id, p.id AS supplier_id
          FROM catalog_item i JOIN supply_shelf s ON s.item_id = i.id JOIN supply_layer l ON l.shelf_id = s.id
          JOIN supply_supplier p ON p.id = l.supplier_id
         WHERE i.publisher_id IN (SELECT publisher_id FROM orphan) AND p.is_active AND p.licence_number <> ''
           AND p.licence_until >= %(today)s
         ORDER BY i.publisher_id, l.received_at DESC, l.id DESC
    )
    SELECT o.item_id, k.supplier_id FROM orphan o JOIN kin k USING (publisher_id)
     WHERE NOT EXISTS (SELECT FROM plan_refused r WHERE r.item_id = o.item_id AND r.supplier_id = k.supplier_id)
"""

# How long suppliers really take: the median of the orders of a year, if there were three.
_TERMS: Final = """
    CREATE TEMP TABLE plan_terms ON COMMIT DROP AS
    WITH taken AS (
        SELECT o.supplier_id, count(*) AS orders,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.first - o.sent_at) / 86400) AS days
          FROM supply_purchaseorder o
          JOIN (SELECT order_id, min(posted_at) AS first FROM supply_receipt
                 WHERE posted_at >= %(at)s - interval '1 year' GROUP BY order_id) r ON r.order_id = o.id
         WHERE o.sent_at IS NOT NULL GROUP BY o.supplier_id
    )
    SELECT p.id AS supplier_id, p.terms <> 'firm' AS may_return, coalesce(t.orders, 0) >= 3 AS is_measured,
           CASE WHEN t.orders >= 3 THEN greatest(ceil(t.days), 1)::int ELSE p.lead_days END AS lead_days,
           CASE WHEN p.terms = 'firm' THEN 4 ELSE 6 END AS cover,
           CASE WHEN p.terms = 'firm' THEN 1.28 ELSE 1.64 END AS z
      FROM supply_supplier p LEFT JOIN taken t ON t.supplier_id = p.id
"""

_WHAT: Final = """
    CREATE TEMP TABLE plan_what ON COMMIT DROP AS
    WITH waiting AS (
        SELECT warehouse_id, item_id, sum(copies)::int AS copies FROM supply_want
         WHERE state = 'found' AND purchase_line_id IS NULL AND item_id IS NOT NULL
           AND (%(items)s::bigint[] IS NULL OR item_id = ANY (%(items)s)) GROUP BY 1, 2
    ),
    coming AS (
        SELECT warehouse_id, item_id, sum(copies)::int AS copies FROM (
            SELECT o.warehouse_id, q.item_id,
                   greatest(least(q.ordered, coalesce(q.confirmed, q.ordered)) - q.received, 0) AS copies
              FROM supply_purchaseline q JOIN supply_purchaseorder o ON o.id = q.order_id WHERE q.is_open
            UNION ALL
            SELECT o.warehouse_id, q.item_id, q.ordered FROM supply_purchaseorder o
              JOIN supply_purchaseline q ON q.order_id = o.id WHERE o.state IN ('draft', 'approved')
            UNION ALL
            SELECT r.target_id, t.item_id, t.sent
              FROM supply_transferline t JOIN supply_transfer r ON r.id = t.transfer_id
             WHERE t.is_underway
        ) c GROUP BY 1, 2
    ),
    kept AS (
        SELECT warehouse_id, item_id, least, is_stopped, (facts->>'season')::float8 AS season FROM supply_reorder
         WHERE %(items)s::bigint[] IS NULL OR item_id = ANY (%(items)s)
    )
    SELECT k.warehouse_id, k.item_id, coalesce(p.weekly, 0) AS weekly, coalesce(p.deviation, 0) AS deviation,
           coalesce(p.weeks, 0) AS weeks, coalesce(p.sold_weeks, 0) AS sold_weeks, coalesce(w.copies, 0) AS waiting,
           coalesce(c.copies, 0) AS coming, coalesce(s.on_hand - s.reserved, 0) AS free, h.least,
           coalesce(h.is_stopped, false) AS is_stopped, h.season AS season_then, i.status
      FROM (SELECT warehouse_id, item_id FROM plan_pace UNION SELECT warehouse_id, item_id FROM waiting
            UNION SELECT warehouse_id, item_id FROM kept WHERE least IS NOT NULL) k
      JOIN catalog_item i ON i.id = k.item_id AND i.merged_into_id IS NULL
      JOIN supply_warehouse v ON v.id = k.warehouse_id AND v.is_active
      LEFT JOIN plan_pace p USING (warehouse_id, item_id) LEFT JOIN waiting w USING (warehouse_id, item_id)
      LEFT JOIN coming c USING (warehouse_id, item_id) LEFT JOIN kept h USING (warehouse_id, item_id)
      LEFT JOIN supply_shelf s ON s.item_id = k.item_id AND s.warehouse_id = k.warehouse_id
"""

_ADVISE: Final = """
    WITH raised AS (
        SELECT item_id, max(name) AS name, sum(factor - 1) AS days FROM plan_occasion
         WHERE day >= %(today)s AND day < %(today)s + 42 GROUP BY item_id
    ),
    pace AS (
        SELECT t.*, z.supplier_id, coalesce(e.lead_days, 14) AS lead_days,
               coalesce(e.is_measured, false) AS is_measured,
               coalesce(e.may_return, true) AS may_return, coalesce(e.cover, 4) AS cover, coalesce(e.z, 1.28) AS z,
               CASE WHEN {is_whole} THEN coalesce(n.factor, 1) ELSE coalesce(t.season_then, 1) END AS season,
               coalesce(a.pack, 1) AS pack, coalesce(a.least_order, 1) AS least_order, g.kind AS is_school,
               1 + coalesce(r.days, 0) / 42 AS uplift, r.name AS occasion
          FROM plan_what t LEFT JOIN plan_source z USING (item_id) LEFT JOIN plan_terms e USING (supplier_id)
          LEFT JOIN plan_group g USING (item_id) LEFT JOIN plan_season n ON n.kind = g.kind AND n.code = g.code
          LEFT JOIN raised r USING (item_id) LEFT JOIN supply_article a USING (item_id)
    ),
    paced AS (
        SELECT *, weekly * season * uplift AS demand, z * deviation * sqrt(lead_days / 7.0 + 1) AS safety,
               free + coming - waiting AS position FROM pace
    ),
    needed AS (
        SELECT *, greatest(demand * (lead_days / 7.0 + 1) + safety, coalesce(least, 0)) AS need,
               demand * 26 < 0.5 AND least IS NULL AND waiting = 0 AS is_slow FROM paced
    ),
    advice AS (
        SELECT *, ceil(need + demand * cover)::int AS target,
               CASE WHEN is_stopped OR status <> 'available' OR is_slow OR position >= need THEN 0
                    ELSE ceil(greatest(ceil(need + demand * cover)::int - position, least_order)
                              / pack::float8)::int * pack END AS advised FROM needed
    )
    INSERT INTO supply_reorder AS k (warehouse_id, item_id, supplier_id, weekly, point, target, advised, facts,
                                     planned_at, is_stopped)
    SELECT warehouse_id, item_id, supplier_id, round(demand::numeric, 3), round(need::numeric, 2), target, advised,
           jsonb_strip_nulls(jsonb_build_object(
               'weekly', round(weekly::numeric, 1), 'weeks', weeks, 'sold_weeks', sold_weeks,
               'season', round(season::numeric, 2), 'is_school', is_school, 'uplift', round(uplift, 2),
               'occasion', occasion, 'waiting', waiting, 'free', free, 'coming', coming, 'lead_days', lead_days,
               'is_measured', is_measured, 'safety', round(safety::numeric, 1), 'least', least, 'cover', cover,
               'may_return', may_return, 'advised', advised)),
           %(at)s, false FROM advice
    ON CONFLICT (item_id, warehouse_id) DO UPDATE SET supplier_id = EXCLUDED.supplier_id, weekly = EXCLUDED.weekly,
        point = EXCLUDED.point, target = EXCLUDED.target, advised = EXCLUDED.advised, facts = EXCLUDED.facts,
        planned_at = EXCLUDED.planned_at
"""

# What neither sells nor is wanted any more is not reordered.
_REST: Final = """
    UPDATE supply_reorder SET weekly = 0, point = 0, target = 0, advised = 0, facts = '{}', planned_at = %(at)s
     WHERE planned_at IS DISTINCT FROM %(at)s AND (%(items)s::bigint[] IS NULL OR item_id = ANY (%(items)s))
"""

_ERRORS: Final = """
    WITH sold AS (
        SELECT warehouse_id, item_id, coalesce(sum(copies) FILTER (WHERE week < %(held)s), 0) AS now,
               coalesce(sum(copies) FILTER (WHERE week BETWEEN %(held)s AND 2 * %(held)s - 1), 0) AS before
          FROM plan_sold GROUP BY 1, 2
    )
    SELECT avg(abs(p.weekly * %(held)s - s.now)), avg(abs(s.before - s.now))
      FROM plan_tried p JOIN sold s USING (warehouse_id, item_id)
"""

_CROSSED: Final = """
    SELECT DISTINCT m.item_id FROM supply_movement m JOIN supply_reorder r ON r.item_id = m.item_id
     WHERE m.at >= %s AND m.kind IN ('ISSUE', 'RESERVE', 'LOSS', 'DAMAGE', 'SEND', 'HANDOVER', 'TAKEOVER')
     ORDER BY m.item_id LIMIT %s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a plan came to."""

    titles: int
    advised: int
    copies: int
    orders: int


@use_case("supply.plan_reorders")
def plan_reorders(*, actor: Actor, at: datetime, item_ids: Sequence[int] | None = None) -> Planned:
    """
    Plan what is to be reordered, of all titles or of some, and propose orders to suppliers.

    Proposals that nobody has touched are brought up to date; orders that people began count as coming.
    """
    values: Values = {
        "at": at, "today": club_day(at), "zone": settings.TIME_ZONE, "a": SIZE_WEIGHT, "b": CHANCE_WEIGHT,
        "ahead": AHEAD, "held": HELD_OUT, "items": None if item_ids is None else list(item_ids),
    }  # fmt: skip
    is_whole, merged = item_ids is None, catalog.merged_titles()
    sold = [item_id for item_id, lead in merged.items() if lead in set(item_ids or ())]
    values |= {"gone": list(merged), "leads": list(merged.values()), "sold_items": [*(item_ids or ()), *sold]}
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, ["reorder"])
        titles = _advise(cursor, values, is_whole=is_whole)
        cursor.execute(_REST, values)
        error, naive = _errors(cursor, values, titles) if is_whole else (None, None)
        cursor.execute("SELECT count(*), coalesce(sum(advised), 0) FROM supply_reorder WHERE advised > 0")
        advised, copies = cursor.fetchone()
    orders = propose(item_ids=item_ids, at=at)
    if is_whole:
        ReorderRun.objects.create(
            planned_at=at, titles=titles, advised=advised, copies=copies, error=error, naive_error=naive
        )
    told = ReordersPlanned(titles=titles, advised=advised, copies=copies, orders=orders)
    publish(told, actor=actor, at=at)
    return Planned(titles=titles, advised=advised, copies=copies, orders=orders)


def crossed_since(since: datetime) -> list[int]:
    """Return titles that left a shelf since a moment and are planned somewhere, at most a batch."""
    with connection.cursor() as cursor:
        cursor.execute(_CROSSED, [since, LARGEST_BATCH])
        return [row[0] for row in cursor.fetchall()]


def _advise(cursor: CursorWrapper, values: Values, *, is_whole: bool) -> int:
    cursor.execute("SET LOCAL work_mem = '256MB'")
    cursor.execute(_OCCASIONS, values)
    cursor.execute("SELECT EXISTS (SELECT FROM plan_occasion WHERE day < %(today)s)", values)
    is_levelled = cursor.fetchone()[0]
    sold = _SOLD.format(**(_LEVELLED if is_levelled else _PLAIN), **(_AS_ONE if values["gone"] else _APART))
    for statement in (sold, _PACE.format(name="plan_pace", shift=0, every=1), _GROUPS):
        cursor.execute(statement, values)
    cursor.execute("ANALYZE plan_sold; ANALYZE plan_pace; ANALYZE plan_group")
    for statement in (_SEASONS, _WHAT):
        cursor.execute(statement, values)
    cursor.execute("ANALYZE plan_what")
    for statement in (_REFUSED, _SOURCES, _NEW_SOURCES, _TERMS):
        cursor.execute(statement, values)
    cursor.execute("ANALYZE plan_source")
    cursor.execute(_ADVISE.format(is_whole="true" if is_whole else "false"), values)
    return int(cursor.rowcount)


def _errors(cursor: CursorWrapper, values: Values, titles: int) -> tuple[Decimal | None, Decimal | None]:
    """Return how far the plan of some weeks ago was off, and repeating the month before, of at most so many titles."""
    cursor.execute(_PACE.format(name="plan_tried", shift=HELD_OUT, every=1 + titles // MOST_TRIED), values)
    cursor.execute(_ERRORS, values)
    error, naive = cursor.fetchone()
    if error is None:
        return None, None
    return round(Decimal(error), 3), round(Decimal(naive), 3)
