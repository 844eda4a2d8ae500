"""Points when goods come back: what they earned is taken back, even if it was spent, and what paid for them returns."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Final

from django.db import connection

from shuyou.kernel.clock import club_day
from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import step
from shuyou.loyalty import queries
from shuyou.loyalty.rules import money_for

# A merge that was undone may have moved what a source spent to lots of somebody else: those accounts are held as well.
_LOCK: Final = """
    SELECT member_id FROM loyalty_pointsaccount WHERE member_id = %(member)s OR member_id = ANY (ARRAY(
           SELECT account_id FROM loyalty_pointsentry WHERE moved_by_id IS NOT NULL
              AND (source = %(source)s OR starts_with(source, %(source)s || ':back:'))))
     ORDER BY member_id FOR NO KEY UPDATE
"""
# All that the source earned, whatever rule gave it; what was taken back of it; and what of it still waits.
_EARNED: Final = """
    SELECT coalesce((SELECT sum(earned) FROM loyalty_pointslot WHERE account_id = %(member)s
                        AND (source = %(source)s OR starts_with(source, %(source)s || ':'))), 0)
           + coalesce(w.waiting, 0) + coalesce(w.cut, 0),
           coalesce((SELECT -sum(points) FROM loyalty_pointsentry WHERE account_id = ANY (%(accounts)s)
                        AND kind IN ('REDEEM', 'MOVE_IN', 'MOVE_OUT')
                        AND starts_with(source, %(source)s || ':back:')), 0) + coalesce(w.cut, 0),
           coalesce(w.waiting, 0)
      FROM (SELECT sum(earned - points) AS cut, sum(points) FILTER (WHERE released_at IS NULL) AS waiting
              FROM loyalty_pendingpoints WHERE account_id = %(member)s
               AND (source = %(source)s OR starts_with(source, %(source)s || ':'))) w
"""

# What comes back frees the budgets of the rules that gave it, in proportion, all returns of the source together.
_FREE: Final = """
    WITH mine AS (
        SELECT award_id, earned FROM loyalty_pointslot
         WHERE account_id = %(member)s AND (source = %(source)s OR starts_with(source, %(source)s || ':'))
         UNION ALL
        SELECT award_id, CASE WHEN released_at IS NULL THEN earned ELSE earned - points END FROM loyalty_pendingpoints
         WHERE account_id = %(member)s AND (source = %(source)s OR starts_with(source, %(source)s || ':'))
    ),
    given AS (
        SELECT 'rule:' || r.code AS code, sum(m.earned) AS points
          FROM mine m JOIN loyalty_pointsruleversion v ON v.id = m.award_id
          JOIN loyalty_pointsrule r ON r.id = v.rule_id
         GROUP BY r.code
    ),
    held AS (
        SELECT t.id, g.points FROM loyalty_pointstally t JOIN given g ON g.code = t.code
         ORDER BY t.id FOR NO KEY UPDATE OF t
    )
    UPDATE loyalty_pointstally t
       SET given = greatest(
               t.given - div(h.points * %(after)s, %(earned)s) + div(h.points * %(before)s, %(earned)s), 0)
      FROM held h WHERE t.id = h.id
"""

# Points that wait go first: nobody could spend them yet.
_CUT: Final = """
    WITH open AS (
        SELECT id, points, sum(points) OVER (ORDER BY id) - points AS before FROM loyalty_pendingpoints
         WHERE account_id = %(member)s AND released_at IS NULL AND points > 0
           AND (source = %(source)s OR starts_with(source, %(source)s || ':'))
    ),
    cut AS (SELECT id, least(points, %(points)s - before)::int AS points FROM open WHERE before < %(points)s)
    UPDATE loyalty_pendingpoints p SET points = p.points - c.points FROM cut c WHERE p.id = c.id RETURNING c.points
"""

# The order's own lots give first; what was spent of it is taken from the lots that lapse first. Points that have lapsed
# are worth nothing, so nobody pays with them, even before the night writes them off.
_TAKE: Final = """
    WITH open AS (
        SELECT id, remaining, sum(remaining) OVER (
                   ORDER BY NOT (source = %(source)s OR starts_with(source, %(source)s || ':')), expires_on, id
               ) - remaining AS before
          FROM loyalty_pointslot WHERE account_id = %(member)s AND remaining > 0 AND expires_on >= %(today)s
    ),
    take AS (SELECT id, least(remaining, %(points)s - before)::int AS points FROM open WHERE before < %(points)s),
    lots AS (UPDATE loyalty_pointslot l SET remaining = l.remaining - t.points FROM take t WHERE l.id = t.id),
    account AS (
        UPDATE loyalty_pointsaccount SET balance = balance - (SELECT coalesce(sum(points), 0) FROM take)
         WHERE member_id = %(member)s
    )
    INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at, contra)
    SELECT %(member)s, id, 'REDEEM', -points, %(back)s, %(at)s, 'cost' FROM take RETURNING -points
"""

# What a source spent of each lot and has not got back, by earlier returns either; lots that lapse last come first.
_GIVE: Final = """
    WITH spent AS (
        SELECT account_id, lot_id, -sum(points) AS points FROM loyalty_pointsentry
         WHERE account_id = ANY (%(accounts)s)
           AND (source = %(source)s AND kind IN ('REDEEM', 'RESTORE', 'MOVE_IN', 'MOVE_OUT')
                OR starts_with(source, %(source)s || ':back:') AND kind = 'RESTORE')
         GROUP BY account_id, lot_id HAVING sum(points) < 0
    ),
    open AS (
        SELECT s.account_id, s.lot_id, s.points,
               sum(s.points) OVER (ORDER BY l.expires_on DESC, l.id DESC) - s.points AS before
          FROM spent s JOIN loyalty_pointslot l ON l.id = s.lot_id
    ),
    give AS (
        SELECT account_id, lot_id, least(points, %(points)s - before)::int AS points FROM open WHERE before < %(points)s
    ),
    lots AS (UPDATE loyalty_pointslot l SET remaining = l.remaining + g.points FROM give g WHERE l.id = g.lot_id),
    account AS (
        UPDATE loyalty_pointsaccount a SET balance = a.balance + g.points
          FROM (SELECT account_id, sum(points) AS points FROM give GROUP BY account_id) g
         WHERE a.member_id = g.account_id
    )
    INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at)
    SELECT account_id, lot_id, 'RESTORE', points, %(back)s, %(at)s FROM give RETURNING points
"""


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Points that were taken back; for those that are spent and gone, what they are worth in money."""

    points: int
    short: int
    short_worth: Decimal


@step
def take_points_back(
    *, member_id: int, source: str, back: str, part: Decimal, whole: Decimal, at: datetime, short_before: int = 0
) -> TakenBack:
    """
    Take back what a source earned, as far as its goods have come back: `part` of `whole`, all returns together.

    `back` names this return among those of the source (`SOURCE:back:NAME`). The balance never falls below nothing: what
    is spent and gone is returned as `short`, with its worth to be kept back; `short_before` was settled so earlier.
    """
    named: dict[str, int | str] = {"member": member_id, "source": source}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, named)
        cursor.execute(_EARNED, named | {"accounts": [row[0] for row in cursor.fetchall()]})
        earned, before, waiting = cursor.fetchone()
        share = part / whole if whole else ZERO
        wanted = int((earned * share).to_integral_value(rounding=ROUND_DOWN)) - int(before) - short_before
        if wanted <= 0:
            return TakenBack(0, 0, ZERO)
        gone = int(before) + short_before
        cursor.execute(_FREE, named | {"earned": earned, "before": gone, "after": gone + wanted})
        cut = 0
        if waiting:
            cursor.execute(_CUT, named | {"points": wanted})
            cut = sum(row[0] for row in cursor.fetchall())
        asked: dict[str, int | str | date | datetime] = {
            **named,
            "back": back,
            "points": wanted - cut,
            "at": at,
            "today": club_day(at),
        }
        cursor.execute(_TAKE, asked)
        taken = cut + sum(row[0] for row in cursor.fetchall())
    short = wanted - taken
    return TakenBack(taken, short, money_for(short, queries.rule_at(at).point_value) if short else ZERO)


@step
def give_points_back(*, member_id: int, source: str, back: str, points: int, at: datetime) -> int:
    """Give points that a source spent back to the very lots, as many as come back with its goods; return how many."""
    if points <= 0:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"member": member_id, "source": source})
        accounts = [row[0] for row in cursor.fetchall()]
        cursor.execute(_GIVE, {"accounts": accounts, "source": source, "back": back, "points": points, "at": at})
        return sum(row[0] for row in cursor.fetchall())
