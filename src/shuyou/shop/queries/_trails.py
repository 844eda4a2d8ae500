"""What was looked at: by this browser lately, by a member, and how visits became buyers."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.shop.models import Step
from shuyou.shop.services._digests import digest_of_token

RECENT: Final = 8
LATEST: Final = 12

_RECENT: Final = """
    SELECT item_id FROM (
        SELECT s.item_id, max(s.at) AS latest FROM shop_trail t
          JOIN LATERAL (SELECT item_id, at FROM shop_step WHERE trail_id = t.id AND kind = 'viewed'
                         ORDER BY at DESC LIMIT 60) s ON true
         WHERE t.digest = %(digest)s GROUP BY 1) r ORDER BY latest DESC LIMIT %(limit)s
"""
_LATEST: Final = """
    SELECT s.kind, coalesce(i.title, ''), coalesce(i.uid::text, ''), s.words, s.at FROM shop_trail t
      JOIN LATERAL (SELECT * FROM shop_step s WHERE s.trail_id = t.id AND s.at < %(before)s
                     ORDER BY s.at DESC LIMIT %(limit)s) s ON true
      LEFT JOIN catalog_item i ON i.id = s.item_id
     WHERE t.member_id = %(member)s ORDER BY s.at DESC, s.id DESC LIMIT %(limit)s
"""
# Of trails that began in the time: how far each came. A reader counts where they came first; who buys twice came back.
_FUNNEL: Final = """
    WITH begun AS (
        SELECT t.id, t.source, t.member_id, t.was_member, t.began_at,
               row_number() OVER (PARTITION BY coalesce(t.member_id, -t.id) ORDER BY t.began_at) = 1 AS is_first
          FROM shop_trail t WHERE t.began_at >= %(since)s AND t.began_at < %(until)s
    ), come AS (
        SELECT b.*,
               EXISTS (SELECT FROM shop_step s WHERE s.trail_id = b.id AND s.kind = 'viewed') AS looked,
               EXISTS (SELECT FROM shop_step s WHERE s.trail_id = b.id AND s.kind = 'added') AS added,
               EXISTS (SELECT FROM shop_step s WHERE s.trail_id = b.id AND s.kind = 'checkout') AS went,
               (SELECT count(*) FROM orders_order o WHERE o.member_id = b.member_id AND o.channel = 'web'
                   AND o.state <> 'cancelled' AND o.placed_at >= b.began_at) AS orders,
               (SELECT coalesce(sum(o.total), 0) FROM orders_order o WHERE o.member_id = b.member_id
                   AND o.channel = 'web' AND o.state <> 'cancelled' AND o.placed_at >= b.began_at) AS spent
          FROM begun b
    )
    SELECT source, count(*), count(*) FILTER (WHERE looked), count(*) FILTER (WHERE added),
           count(*) FILTER (WHERE went), count(*) FILTER (WHERE is_first AND NOT was_member AND member_id IS NOT NULL),
           count(*) FILTER (WHERE is_first AND orders > 0), count(*) FILTER (WHERE is_first AND orders > 1),
           coalesce(sum(spent) FILTER (WHERE is_first), 0)
      FROM come GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50
"""


@dataclass(frozen=True, slots=True)
class StepRow:
    """One thing that a reader did in the shop."""

    kind: str
    kind_label: str
    title: str
    item_uid: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """What became of the visits that one source brought."""

    source: str
    visits: int
    looked: int
    added: int
    went: int
    joined: int
    bought: int
    again: int
    spent: Decimal


def looked_at_lately(*, token: str, limit: int = RECENT) -> list[int]:
    """Return the titles that this browser looked at last, the latest first, in one query."""
    if not token:
        return []
    with planned() as cursor:
        cursor.execute(_RECENT, {"digest": digest_of_token(token), "limit": limit})
        return [row[0] for row in cursor.fetchall()]


@query("members.view")
def steps_of_member(*, member_id: int, before: datetime, limit: int = LATEST, actor: Actor) -> list[StepRow]:
    """Return what a reader did in the shop before a moment, the latest first, in one query (index `steps_of_trail`)."""
    with planned() as cursor:
        cursor.execute(_LATEST, {"member": member_id, "before": before, "limit": limit})
        return [
            StepRow(kind, str(Step.Kind(kind).label), title, uid, words, at)
            for kind, title, uid, words, at in cursor.fetchall()
        ]


@query("shop.view")
def funnel(*, since: datetime, until: datetime, actor: Actor) -> list[FunnelRow]:
    """Return by source how many visits of a time looked, chose, joined, bought and came back, in one query."""
    with planned() as cursor:
        cursor.execute(_FUNNEL, {"since": since, "until": until})
        return [FunnelRow(*row) for row in cursor.fetchall()]
