"""
What the club owes in points, on any day, from the ledger alone.

Breakage is expected from the club's own lots: of those that lapsed in the two years before, what share of the points
that were still there at an age lapsed in the end. A point that is there now is taken to lapse as those did that were
there at its age; where none ever were, it is taken to be spent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.core.cache import cache
from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import add_months, club_zone, day_start
from shuyou.kernel.money import cents
from shuyou.kernel.usecase import query
from shuyou.loyalty.queries._names import named
from shuyou.loyalty.queries._points import rule_at

AGE: Final = 6
"""Months in a step of age."""
HISTORY: Final = 24
"""Months of lots that lapsed from which breakage is learned."""
MONTHS: Final = 13
KEPT: Final = 40 * 24 * 3600
"""Seconds for which the sums of a day are kept, while nothing else is posted up to it."""
type _Figures = tuple[
    Sequence[tuple[int, int, int]], Sequence[tuple[int, int, int]], Sequence[tuple[date, int, int, int]]
]
"""Points by tier and step of age; what was there and what lapsed by step; what each month earned, spent and lost."""

# What first changed a reader’s tier after the day says in which one they were. Ages are worked out once for each day.
_OUTSTANDING: Final = """
    WITH left_over AS (
        SELECT e.lot_id, sum(e.points) AS points FROM loyalty_pointsentry e WHERE e.posted_at < %(end)s
         GROUP BY e.lot_id HAVING sum(e.points) <> 0
    ),
    then_in AS (
        SELECT DISTINCT ON (member_id) member_id, was_id FROM loyalty_tierchange
         WHERE at >= %(end)s AND tier_id <> was_id ORDER BY member_id, at, id
    ),
    of_day AS MATERIALIZED (
        SELECT coalesce(c.was_id, m.tier_id) AS tier_id, l.earned_at::date AS day, sum(o.points) AS points
          FROM left_over o JOIN loyalty_pointslot l ON l.id = o.lot_id
          JOIN members_member m ON m.person_id = l.account_id
          LEFT JOIN then_in c ON c.member_id = m.person_id GROUP BY 1, 2
    )
    SELECT tier_id, ((extract(year FROM age(%(on)s::date, day)) * 12
                      + extract(month FROM age(%(on)s::date, day)))::int / %(age)s) AS bucket, sum(points)::bigint
      FROM of_day GROUP BY 1, 2 ORDER BY 1, 2
"""
_TIERS: Final = "SELECT id, name_zh, name_en FROM members_tier ORDER BY rank"
# Whatever was posted up to a day, or changed a tier, changes one of these.
_AS_OF: Final = """
    SELECT (SELECT id FROM loyalty_pointsentry WHERE posted_at < %(end)s ORDER BY id DESC LIMIT 1),
           (SELECT id FROM loyalty_tierchange WHERE at < %(end)s ORDER BY id DESC LIMIT 1)
"""

# At the end of each step of age: what was still there of lots that lapsed since, and what of it lapsed in the end.
_BREAKAGE: Final = """
    WITH over AS (
        SELECT id, earned_at, earned FROM loyalty_pointslot
         WHERE expires_on < %(on)s AND expires_on >= %(since)s AND earned > 0
    ),
    lapsed AS (
        SELECT e.lot_id, -sum(e.points) AS points FROM loyalty_pointsentry e JOIN over ON over.id = e.lot_id
         WHERE e.kind = 'EXPIRE' AND e.posted_at < %(end)s GROUP BY e.lot_id
    ),
    there AS (
        SELECT b.bucket, over.id, sum(e.points) AS points
          FROM over CROSS JOIN generate_series(0, (SELECT least(20, extract(year FROM age(%(end)s, min(earned_at))) * 12
                 / %(age)s + 12 / %(age)s)::int FROM over)) b (bucket)
          JOIN loyalty_pointsentry e ON e.lot_id = over.id
           AND e.posted_at <= over.earned_at + make_interval(months => b.bucket * %(age)s)
           AND e.kind <> 'EXPIRE' AND e.posted_at < %(end)s
         WHERE over.earned_at + make_interval(months => b.bucket * %(age)s) < %(end)s
         GROUP BY b.bucket, over.id
    )
    SELECT there.bucket, sum(there.points)::bigint, sum(least(coalesce(lapsed.points, 0), there.points))::bigint
      FROM there LEFT JOIN lapsed ON lapsed.lot_id = there.id WHERE there.points > 0 GROUP BY there.bucket
"""

# What was taken back, by returns or by hand, lowers what was earned; what is set aside is spent when it is used.
_MONTHS: Final = """
    SELECT date_trunc('month', e.posted_at AT TIME ZONE %(zone)s)::date,
           coalesce(sum(e.points) FILTER (WHERE e.kind = 'EARN' OR e.contra = 'cost'), 0)::bigint,
           coalesce(-sum(e.points) FILTER (WHERE e.kind IN ('REDEEM', 'RESTORE')
                                              AND e.contra NOT IN ('cost', 'held')), 0)::bigint,
           coalesce(-sum(e.points) FILTER (WHERE e.kind = 'EXPIRE'), 0)::bigint
      FROM loyalty_pointsentry e WHERE e.posted_at >= %(since)s AND e.posted_at < %(end)s GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierOwed:
    """What is owed to the readers of a tier, by the tier they were in at the end of that day."""

    tier: str
    points: int
    worth: Decimal
    breakage: int
    """Points of it that are expected to lapse."""
    provision: Decimal
    """What is expected to be asked for, in money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthMoved:
    """What a month gave, what was spent in it, net of what came back, and what lapsed; with the worth of each."""

    month: date
    earned: int
    spent: int
    lapsed: int
    cost: Decimal
    """Of what was spent, in money."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakageStep:
    """Points that were there at an age, of lots that have lapsed by now, and how many lapsed in the end."""

    months: int
    there: int
    lapsed: int

    @property
    def rate(self) -> Decimal:
        """Return the share that lapsed."""
        return Decimal(self.lapsed) / self.there if self.there else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Liability:
    """What the club owes in points at the end of a day."""

    on: date
    point_value: Decimal
    tiers: tuple[TierOwed, ...]
    months: tuple[MonthMoved, ...]
    steps: tuple[BreakageStep, ...]

    @property
    def points(self) -> int:
        """Return all points that are there."""
        return sum(row.points for row in self.tiers)

    @property
    def breakage(self) -> int:
        """Return the points that are expected to lapse."""
        return sum(row.breakage for row in self.tiers)

    @property
    def worth(self) -> Decimal:
        """Return what all points are worth."""
        return sum((row.worth for row in self.tiers), Decimal(0))

    @property
    def provision(self) -> Decimal:
        """Return what is expected to be asked for."""
        return sum((row.provision for row in self.tiers), Decimal(0))

    @property
    def most_moved(self) -> int:
        """Return the largest figure of a month, by which bars are drawn."""
        return max((max(row.earned, row.spent, row.lapsed) for row in self.months), default=0)


# A lot is there with all of its points on the day it was earned: breakage at no age at all.
_LAPSE_RATE: Final = """
    SELECT coalesce(sum(e.points), 0)::bigint, sum(l.earned)::bigint
      FROM loyalty_pointslot l
      LEFT JOIN (SELECT lot_id, -sum(points) AS points FROM loyalty_pointsentry WHERE kind = 'EXPIRE'
                  GROUP BY lot_id) e ON e.lot_id = l.id
     WHERE l.expires_on < %(on)s AND l.expires_on >= %(since)s AND l.earned > 0
"""


def lapse_rate(*, on: date) -> Decimal:
    """Return which share of points lapsed in the end, of lots that lapsed in the two years before a day."""
    with connection.cursor() as cursor:
        cursor.execute(_LAPSE_RATE, {"on": on, "since": add_months(on, -HISTORY)})
        lapsed, earned = cursor.fetchone()
    return min(Decimal(lapsed) / earned, Decimal(1)).quantize(Decimal("0.0001")) if earned else Decimal(0)


@query("loyalty.see_liability")
def liability(*, on: date, actor: Actor) -> Liability:
    """Return what was owed at the end of a day, as it is kept, or by three statements over the whole ledger."""
    end = day_start(on + timedelta(days=1))
    value = rule_at(end - timedelta(microseconds=1)).point_value
    figures = _figures(on, end)
    steps = tuple(BreakageStep(months=bucket * AGE, there=there, lapsed=lapsed) for bucket, there, lapsed in figures[1])
    months = tuple(
        MonthMoved(month=month, earned=earned, spent=spent, lapsed=lapsed, cost=cents(spent * _worth(month, end)))
        for month, earned, spent, lapsed in figures[2]
    )
    rates = {step.months // AGE: step.rate for step in steps}
    return Liability(on=on, point_value=value, tiers=_tiers(figures[0], rates, value), months=months, steps=steps)


def _figures(on: date, end: datetime) -> _Figures:
    """Return the sums of a day; they are kept until something else is posted up to it."""
    with connection.cursor() as cursor:
        cursor.execute(_AS_OF, {"end": end})
        key = "loyalty.liability:" + ":".join(str(part) for part in (on, *cursor.fetchone()))
        kept: _Figures | None = cache.get(key)
        if kept is not None:
            return kept
        since, months = add_months(on, -HISTORY), day_start(add_months(on.replace(day=1), 1 - MONTHS))
        found = list[Any]()
        for statement in (_OUTSTANDING, _BREAKAGE, _MONTHS):
            first = months if statement is _MONTHS else since
            cursor.execute(statement, {"end": end, "on": on, "age": AGE, "since": first, "zone": str(club_zone())})
            found.append(sorted(cursor.fetchall()))
    cache.set(key, found, KEPT)
    return found[0], found[1], found[2]


def _tiers(rows: Sequence[tuple[int, int, int]], rates: Mapping[int, Decimal], value: Decimal) -> tuple[TierOwed, ...]:
    """Add up the steps of age of each tier, the lowest tier first."""
    with connection.cursor() as cursor:
        cursor.execute(_TIERS)
        tiers = cursor.fetchall()
    told = []
    for tier_id, zh, en in tiers:
        own = [(bucket, points) for tier, bucket, points in rows if tier == tier_id]
        if not own:
            continue
        points = sum(row[1] for row in own)
        breakage = int(sum((rates.get(bucket, Decimal(0)) * there for bucket, there in own), Decimal(0)))
        told.append(
            TierOwed(
                tier=named(zh, en), points=points, worth=cents(points * value), breakage=breakage,
                provision=cents((points - breakage) * value),
            )
        )  # fmt: skip
    return tuple(told)


def _worth(month: date, end: datetime) -> Decimal:
    last = min(day_start(add_months(month, 1)), end) - timedelta(microseconds=1)
    return rule_at(last).point_value
