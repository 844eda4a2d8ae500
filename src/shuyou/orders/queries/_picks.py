"""Titles for a reader to look at next: by what they bought, by what others bought with a title, by what sells now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import get_language, gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query

OTHERS: Final = 300
"""Buyers of a title who are looked at."""
LATELY: Final = timedelta(days=30)
LOOKED_THROUGH: Final = 3_000
"""Lines of late that are counted for what sells now."""

# The latest lines alone are looked at, so that who bought thousands of titles costs no more than others.
_BY_HABIT: Final = """
    WITH bought AS MATERIALIZED (
        SELECT l.item_id, max(l.id) AS latest FROM (
               SELECT id, item_id, order_id FROM orders_orderline WHERE member_id = %(member)s
                ORDER BY id DESC LIMIT 300) l
          JOIN orders_order o ON o.id = l.order_id AND o.state <> 'cancelled' GROUP BY 1
    ), habit AS (
        SELECT 'series' AS reason, i.series_id AS key, count(*) AS titles, 3 AS weight FROM bought b
          JOIN catalog_item i ON i.id = b.item_id WHERE i.series_id IS NOT NULL GROUP BY 2
        UNION ALL
        SELECT 'author', w.contributor_id, count(*), 2 FROM bought b
          JOIN catalog_contribution w ON w.item_id = b.item_id AND w.role = 'author' GROUP BY 2
        UNION ALL
        SELECT 'class', i.category_id, count(*), 1 FROM bought b
          JOIN catalog_item i ON i.id = b.item_id WHERE i.category_id IS NOT NULL GROUP BY 2 HAVING count(*) > 1
    ), strong AS (
        SELECT * FROM (SELECT h.*, row_number() OVER (PARTITION BY reason ORDER BY titles DESC, key) AS place
                         FROM habit h) p WHERE p.place <= 3
    ), meant AS (
        SELECT c.id AS item_id, s.*, row_number() OVER (PARTITION BY s.reason, s.key ORDER BY c.id DESC) AS nth
          FROM strong s CROSS JOIN LATERAL (
            (SELECT i.id FROM catalog_item i WHERE s.reason = 'series' AND i.series_id = s.key ORDER BY i.id LIMIT 20)
            UNION ALL
            (SELECT w.item_id FROM catalog_contribution w
              WHERE s.reason = 'author' AND w.contributor_id = s.key AND w.role = 'author'
              ORDER BY w.item_id DESC LIMIT 20)
            UNION ALL
            (SELECT i.id FROM catalog_item i
              WHERE s.reason = 'class' AND i.category_id = s.key ORDER BY i.id DESC LIMIT 20)) c
         WHERE c.id NOT IN (SELECT item_id FROM bought)
    ), once AS (
        SELECT DISTINCT ON (m.item_id) m.* FROM meant m
          JOIN catalog_item i ON i.id = m.item_id AND i.status IN ('available', 'announced')
           AND i.merged_into_id IS NULL AND i.least_age IS NULL AND i.list_price > 0
         ORDER BY m.item_id, m.weight DESC, m.titles DESC
    )
    SELECT o.item_id, o.reason, coalesce(CASE o.reason
             WHEN 'series' THEN (SELECT name FROM catalog_series WHERE id = o.key)
             WHEN 'author' THEN (SELECT name FROM catalog_contributor WHERE id = o.key)
             ELSE (SELECT CASE WHEN %(zh)s THEN name_zh ELSE name_en END FROM catalog_category WHERE id = o.key)
             END, '')
      FROM once o ORDER BY o.nth, o.weight DESC, o.titles DESC, o.item_id DESC LIMIT %(limit)s
"""
_BESIDE: Final = """
    WITH buyers AS MATERIALIZED (
        SELECT DISTINCT member_id FROM (
            SELECT member_id FROM orders_orderline WHERE item_id = %(item)s AND member_id IS NOT NULL
             LIMIT %(others)s) l
    )
    SELECT l.item_id, count(DISTINCT l.member_id) AS readers FROM buyers b
      JOIN orders_orderline l ON l.member_id = b.member_id AND l.item_id <> %(item)s
      JOIN catalog_item i ON i.id = l.item_id AND i.status IN ('available', 'announced')
       AND i.merged_into_id IS NULL AND i.least_age IS NULL
     GROUP BY 1 HAVING count(DISTINCT l.member_id) >= 2
     ORDER BY readers DESC, l.item_id DESC LIMIT %(limit)s
"""
_NOW: Final = """
    SELECT l.item_id FROM (
        SELECT id FROM orders_order WHERE placed_at > %(since)s AND state <> 'cancelled'
         ORDER BY placed_at DESC, id DESC LIMIT %(most)s) o
      JOIN orders_orderline l ON l.order_id = o.id
      JOIN catalog_item i ON i.id = l.item_id AND i.status IN ('available', 'announced')
       AND i.merged_into_id IS NULL AND i.least_age IS NULL
     GROUP BY 1 ORDER BY count(DISTINCT l.member_id) DESC, l.item_id DESC LIMIT %(limit)s
"""
_HAS: Final = """
    SELECT EXISTS (SELECT FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id AND o.state <> 'cancelled'
                    WHERE l.member_id = %(member)s AND l.item_id = %(item)s)
"""


_CLASSES: Final = """
    SELECT k.code, count(*) FROM (
        SELECT item_id, order_id FROM orders_orderline WHERE member_id = %(member)s ORDER BY id DESC LIMIT 300) l
      JOIN orders_order o ON o.id = l.order_id AND o.state <> 'cancelled'
      JOIN catalog_item i ON i.id = l.item_id JOIN catalog_category k ON k.id = i.category_id
     GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 12
"""


@dataclass(frozen=True, slots=True)
class Pick:
    """A title for a reader, and the reason in words."""

    item_id: int
    why: str


@query("orders.view")
def picks_by_habit(*, member_id: int, limit: int, actor: Actor) -> list[Pick]:
    """Return titles that go with what a reader bought and that they have not bought, the surest first, in one query."""
    with planned() as cursor:
        cursor.execute(_BY_HABIT, {"member": member_id, "limit": limit, "zh": (get_language() or "").startswith("zh")})
        return [Pick(item_id, _why(reason, word)) for item_id, reason, word in cursor.fetchall()]


@query("orders.view")
def classes_bought(*, member_id: int, actor: Actor) -> Mapping[str, int]:
    """Return the shelves that a reader buys from, by code, with how many titles, the favourite first, in one query."""
    with planned() as cursor:
        cursor.execute(_CLASSES, {"member": member_id})
        return dict(cursor.fetchall())


def _why(reason: str, word: str) -> str:
    if reason == "series":
        return gettext("goes on with the series “%(word)s”") % {"word": word}
    if reason == "author":
        return gettext("another book by %(word)s, whom you have bought") % {"word": word}
    return gettext("new on a shelf you buy from: %(word)s") % {"word": word}


def bought_beside(*, item_id: int, limit: int = 7) -> list[tuple[int, int]]:
    """Return what buyers of a title also bought, and how many of them, of up to 300 buyers, in one query."""
    with planned() as cursor:
        cursor.execute(_BESIDE, {"item": item_id, "others": OTHERS, "limit": limit})
        return [(item, readers) for item, readers in cursor.fetchall()]


def sells_now(*, at: datetime, limit: int = 14) -> list[int]:
    """Return the titles that most readers bought of late, in one query (index `orders_newest`)."""
    with planned() as cursor:
        cursor.execute(_NOW, {"since": at - LATELY, "most": LOOKED_THROUGH, "limit": limit})
        return [row[0] for row in cursor.fetchall()]


@query("orders.view")
def has_bought(*, member_id: int, item_id: int, actor: Actor) -> bool:
    """Tell whether a reader has ordered a title here, in one query (index `lines_of_member`)."""
    with planned() as cursor:
        cursor.execute(_HAS, {"member": member_id, "item": item_id})
        return bool(cursor.fetchone()[0])
