"""What points move: what readers buy before and after they first spend points, beside others of the same months."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO, cents
from shuyou.kernel.usecase import query

MONTHS: Final = 6
SAMPLE: Final = 5_000
"""Readers of each group and month who are looked at, chosen by chance that stays the same."""
FEWEST: Final = 5
"""Readers below whom a group is not told of."""

# Who spent points for the first time in a month, and who bought in it, has points and spent none before its third
# month after. Before: the 90 days before the month; after: the 90 days behind it.
_EFFECT: Final = """
    WITH months AS (
        SELECT generate_series(date_trunc('month', %(at)s::timestamptz) - interval '9 months',
                               date_trunc('month', %(at)s::timestamptz) - interval '4 months', interval '1 month') AS m
    ),
    first AS (
        SELECT account_id AS member_id, min(posted_at) AS at FROM loyalty_pointsentry
         WHERE kind = 'REDEEM' AND contra <> 'cost' GROUP BY account_id
    ),
    looked_at AS (
        SELECT m, true AS spent, member_id FROM months CROSS JOIN LATERAL (
               SELECT member_id FROM first WHERE at >= m AND at < m + interval '1 month'
                ORDER BY hashint8(member_id) LIMIT %(sample)s) s
         UNION ALL
        SELECT m, false, member_id FROM months CROSS JOIN LATERAL (
               SELECT DISTINCT o.member_id, hashint8(o.member_id) AS turn FROM orders_order o
                 JOIN loyalty_pointsaccount a ON a.member_id = o.member_id AND a.balance > 0
                 LEFT JOIN first f ON f.member_id = o.member_id
                WHERE o.placed_at >= m AND o.placed_at < m + interval '1 month' AND o.state <> 'cancelled'
                  AND (f.at IS NULL OR f.at >= m + interval '4 months')
                ORDER BY turn LIMIT %(sample)s) s
    )
    SELECT m::date, spent, count(*), sum(b.before), sum(b.after)
      FROM looked_at l CROSS JOIN LATERAL (
           SELECT coalesce(sum(o.net_total) FILTER (WHERE o.placed_at < l.m), 0) AS before,
                  coalesce(sum(o.net_total) FILTER (WHERE o.placed_at >= l.m + interval '1 month'), 0) AS after
             FROM orders_order o
            WHERE o.member_id = l.member_id AND o.state <> 'cancelled'
              AND o.placed_at >= l.m - interval '90 days'
              AND o.placed_at < l.m + interval '1 month' + interval '90 days') b
     GROUP BY m, spent ORDER BY m DESC, spent DESC
"""


@dataclass(frozen=True, slots=True)
class Bought:
    """What a group of readers bought for, each on average, before and after."""

    readers: int
    before: Decimal
    after: Decimal

    @property
    def more(self) -> Decimal:
        """Return by how much more each bought for after than before; less than nothing: less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class EffectMonth:
    """A month: those who first spent points in it, and others who bought in it; None: too few to be told of."""

    month: date
    spent: Bought | None
    others: Bought | None

    @property
    def difference(self) -> Decimal | None:
        """Return by how much more those who spent points grew than the others."""
        return self.spent.more - self.others.more if self.spent and self.others else None


@query("loyalty.see_liability")
def points_effect(*, at: datetime, actor: Actor) -> list[EffectMonth]:
    """Return what readers bought before and after they first spent points, by month, the newest first, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_EFFECT, {"at": at, "sample": SAMPLE})
        rows = cursor.fetchall()
    found: dict[date, dict[bool, Bought]] = {}
    for month, spent, readers, before, after in rows:
        if readers >= FEWEST:
            found.setdefault(month, {})[spent] = Bought(readers, cents(before / readers), cents(after / readers))
    return [EffectMonth(month, groups.get(True), groups.get(False)) for month, groups in found.items()]


def mean_difference(months: list[EffectMonth]) -> Decimal | None:
    """Return the difference of all months together, each weighing as many readers as spent points in it."""
    told = [(one.difference, one.spent.readers) for one in months if one.difference is not None and one.spent]
    if not told:
        return None
    return cents(sum((difference * readers for difference, readers in told), ZERO) / sum(n for _d, n in told))
