"""The figures that reports are read from, summed up at night in a few statements."""

from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.supply.events import FiguresSummedUp

_SHELVES: Final = """
    INSERT INTO supply_shelffigures (warehouse_id, item_id, on_hand, oldest_on, moved_on, sold_year, list_value,
                                     cost_value)
    WITH sold AS (
        SELECT l.shelf_id, max(m.at) AS last, sum(m.quantity) FILTER (WHERE m.at >= %(at)s - interval '1 year') AS year
          FROM supply_movement m JOIN supply_layer l ON l.id = m.layer_id WHERE m.kind = 'ISSUE' GROUP BY 1
    ),
    stands AS (
        SELECT shelf_id, min(received_at) AS oldest, sum(on_hand * list_price) AS listed,
               sum(on_hand * unit_cost) AS cost
          FROM supply_layer WHERE on_hand > 0 GROUP BY 1
    )
    SELECT s.warehouse_id, s.item_id, s.on_hand, (t.oldest AT TIME ZONE 'UTC')::date,
           (coalesce(o.last, t.oldest) AT TIME ZONE 'UTC')::date, coalesce(o.year, 0), t.listed, t.cost
      FROM supply_shelf s JOIN stands t ON t.shelf_id = s.id LEFT JOIN sold o ON o.shelf_id = s.id
     WHERE s.on_hand > 0
"""

# Ages at which stock is looked at: a quarter, half a year, one year, two.
_AGES: Final = """
    INSERT INTO supply_figure (report, warehouse_id, key, name_zh, name_en, titles, copies, list_value, cost_value,
                               received, sold, sent_back, summed_at)
    SELECT 'age', f.warehouse_id, a.key, a.zh, a.en, count(*), sum(l.on_hand), sum(l.on_hand * l.list_price),
           sum(l.on_hand * l.unit_cost), 0, 0, 0, %(at)s
      FROM supply_layer l JOIN supply_shelf f ON f.id = l.shelf_id
      JOIN (VALUES ('1', '三个月内', 'Up to three months', 0, 91), ('2', '三至六个月', 'Three to six months', 91, 183),
                   ('3', '半年至一年', 'Half a year to a year', 183, 365),
                   ('4', '一至两年', 'One to two years', 365, 730),
                   ('5', '两年以上', 'More than two years', 730, 100000)) a (key, zh, en, least, most)
        ON l.received_at <= %(at)s - make_interval(days => a.least)
       AND l.received_at > %(at)s - make_interval(days => a.most)
     WHERE l.on_hand > 0 GROUP BY GROUPING SETS ((a.key, a.zh, a.en, f.warehouse_id), (a.key, a.zh, a.en))
"""

# What came, was sold and went back within a year, and what stands now, by whom it came from and by what it is about.
_SELL_THROUGH: Final = """
    INSERT INTO supply_figure (report, warehouse_id, key, name_zh, name_en, titles, copies, list_value, cost_value,
                               received, sold, sent_back, summed_at)
    WITH moved AS (
        SELECT layer_id, sum(quantity) FILTER (WHERE kind = 'RECEIVE') AS received,
               sum(quantity) FILTER (WHERE kind = 'ISSUE') AS sold, sum(quantity) FILTER (WHERE kind = 'RETURN') AS back
          FROM supply_movement
         WHERE at >= %(at)s - interval '1 year' AND kind IN ('RECEIVE', 'ISSUE', 'RETURN') GROUP BY 1
    )
    SELECT {report}, s.warehouse_id, g.key, g.zh, g.en, count(DISTINCT s.item_id), sum(l.on_hand),
           sum(l.on_hand * l.list_price), sum(l.on_hand * l.unit_cost), coalesce(sum(m.received), 0),
           coalesce(sum(m.sold), 0), coalesce(sum(m.back), 0), %(at)s
      FROM supply_layer l JOIN supply_shelf s ON s.id = l.shelf_id LEFT JOIN moved m ON m.layer_id = l.id
      {join}
     WHERE l.on_hand > 0 OR m.layer_id IS NOT NULL
     GROUP BY GROUPING SETS ((g.key, g.zh, g.en, s.warehouse_id), (g.key, g.zh, g.en))
"""
_BY: Final = (
    (
        "'supplier'",
        "JOIN (SELECT id, id::text AS key, name AS zh, name AS en FROM supply_supplier) g ON g.id = l.supplier_id",
    ),
    (
        "'subject'",
        (
            "JOIN catalog_item i ON i.id = s.item_id JOIN (SELECT id, id::text AS key, name_zh AS zh, name_en AS en"
            " FROM catalog_category UNION ALL SELECT NULL, '0', '未分类', 'No subject') g"
            " ON g.id IS NOT DISTINCT FROM i.category_id"
        ),
    ),
)


@use_case("supply.sum_up")
def sum_up_figures(*, actor: Actor, at: datetime) -> int:
    """Sum up how copies came and went, by shelf, age, supplier and subject; return how many shelves have copies."""
    values = {"at": at}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM supply_figure; DELETE FROM supply_shelffigures")
        cursor.execute(_SHELVES, values)
        shelves = int(cursor.rowcount)
        cursor.execute(_AGES, values)
        for report, join in _BY:
            cursor.execute(_SELL_THROUGH.format(report=report, join=join), values)
    publish(FiguresSummedUp(shelves=shelves), actor=actor, at=at)
    return shelves
