"""What remains when files and history are in: names, numbers, ranks, statistics."""

from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.demo.imports.lexicon import title_words

HOT_SHARE: Final = 0.08
_SERIES: Final = "number_order"
_TABLES: Final = (
    "members_person members_member members_phone members_email members_address members_card members_consent"
    " catalog_item catalog_identifier catalog_titlesearch catalog_contribution catalog_contributor"
    " orders_order orders_orderline payments_receipt loyalty_pointsaccount loyalty_pointslot loyalty_pointsentry"
    " supply_shelf supply_layer supply_movement"
).split()

# The best sellers of the last year are searched first; rank counts copies.
_RANK: Final = """
    WITH sold AS (
        SELECT l.item_id, sum(l.quantity)::int AS copies FROM orders_orderline l
          JOIN orders_order o ON o.id = l.order_id
         WHERE o.placed_at >= %(since)s AND o.state <> 'cancelled' GROUP BY l.item_id
    ),
    ranked AS (
        SELECT item_id, copies, row_number() OVER (ORDER BY copies DESC, item_id)
                                <= %(share)s * (SELECT count(*) FROM catalog_item) AS hot
          FROM sold
    )
    UPDATE catalog_titlesearch s SET rank = r.copies, is_hot = r.hot FROM ranked r WHERE s.item_id = r.item_id
"""


def next_serial() -> int:
    """Return the serial of the next order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [_SERIES])
        return int(cursor.fetchone()[0])


def continue_numbers(serial: int) -> None:
    """Have orders of today go on where the history ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(%s::regclass, %s, false)", [_SERIES, serial])


def name_shelves() -> None:
    """Give the shelves of the sample club, which its file names in Chinese, their English names."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE catalog_category SET name_en = %s WHERE scheme = 'shop' AND name_zh = %s",
            [(shelf.name_en, shelf.name) for shelf in title_words().shelves],
        )


def rank_titles(*, since: datetime) -> None:
    """Rank titles by what was sold since a moment."""
    with connection.cursor() as cursor:
        cursor.execute(_RANK, {"since": since, "share": HOT_SHARE})


def refresh_statistics() -> None:
    """Let the planner know how large the tables have become."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(_TABLES)}")
