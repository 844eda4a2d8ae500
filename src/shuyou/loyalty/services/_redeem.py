"""Spending points, first to expire first, and giving them back to the very lots."""

from datetime import datetime
from decimal import Decimal

from django.db import connection

from shuyou.kernel.clock import club_day
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import step
from shuyou.loyalty import queries
from shuyou.loyalty.errors import NotEnoughPoints
from shuyou.loyalty.rules import money_for

_LOCK = "SELECT balance FROM loyalty_pointsaccount WHERE member_id = %s FOR NO KEY UPDATE"

# `before` is what lots that expire sooner give; too few points in all, and nothing is taken.
_SPEND = f"""
    WITH rule AS ({queries.RULE_IN_FORCE}),
    open AS (
        SELECT id, remaining, sum(remaining) OVER (ORDER BY expires_on, id) - remaining AS before
          FROM loyalty_pointslot
         WHERE account_id = %(member)s AND remaining > 0 AND expires_on >= %(today)s
    ),
    usable AS (SELECT coalesce(sum(remaining), 0) AS points FROM open),
    take AS (
        SELECT id, least(remaining, %(points)s - before) AS points FROM open
         WHERE before < %(points)s AND (SELECT points FROM usable) >= %(points)s
    ),
    lots AS (UPDATE loyalty_pointslot l SET remaining = l.remaining - t.points FROM take t WHERE l.id = t.id),
    account AS (
        UPDATE loyalty_pointsaccount SET balance = balance - (SELECT coalesce(sum(points), 0) FROM take)
         WHERE member_id = %(member)s
    ),
    entries AS (
        INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at, contra)
        SELECT %(member)s, id, 'REDEEM', -points, %(source)s, %(at)s, %(contra)s FROM take
    )
    SELECT points::bigint, coalesce((SELECT point_value FROM rule), 0) FROM usable
"""  # noqa: S608 - both parts are ours
# A merge that was undone may have moved what a source spent to lots of somebody else: they get it back too.
_LOCK_ALL = """
    SELECT member_id FROM loyalty_pointsaccount WHERE member_id = %(member)s OR member_id = ANY (ARRAY(
           SELECT account_id FROM loyalty_pointsentry WHERE source = %(source)s AND moved_by_id IS NOT NULL))
     ORDER BY member_id FOR NO KEY UPDATE
"""
_RESTORE = """
    WITH spent AS (
        SELECT account_id, lot_id, -sum(points) AS points, max(contra) AS contra FROM loyalty_pointsentry
         WHERE account_id = ANY (%(accounts)s) AND source = %(source)s
           AND kind IN ('REDEEM', 'RESTORE', 'MOVE_IN', 'MOVE_OUT')
         GROUP BY account_id, lot_id HAVING sum(points) < 0
    ),
    lots AS (UPDATE loyalty_pointslot l SET remaining = l.remaining + s.points FROM spent s WHERE l.id = s.lot_id),
    accounts AS (
        UPDATE loyalty_pointsaccount a SET balance = a.balance + s.points
          FROM (SELECT account_id, sum(points) AS points FROM spent GROUP BY account_id) s
         WHERE a.member_id = s.account_id
    )
    INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at, contra)
    SELECT account_id, lot_id, 'RESTORE', points, %(source)s, %(at)s, contra FROM spent RETURNING points
"""


@step
def redeem_points(*, member_id: int, points: int, source: str, at: datetime, contra: str = "") -> Decimal:
    """
    Spend points from the lots that expire first and return what they are worth as a tender.

    `contra` is the account that they go to where it is not sales, such as `rewards`.

    :raises NotEnoughPoints: fewer points than asked for can be spent today.
    """
    today = club_day(at)
    with planned() as cursor:
        cursor.execute(_LOCK, [member_id])
        cursor.execute(
            _SPEND,
            {
                "member": member_id, "points": points, "source": source, "at": at, "today": today, "contra": contra,
            },
        )  # fmt: skip
        usable, point_value = cursor.fetchone()
    if usable < points:
        raise NotEnoughPoints(balance=usable, asked=points)
    return money_for(points, point_value)


@step
def restore_points(*, member_id: int, source: str, at: datetime) -> int:
    """Give back what a source spent and has not got back, to the very lots with their old expiry; return the points."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ALL, {"member": member_id, "source": source})
        accounts = [row[0] for row in cursor.fetchall()]
        cursor.execute(_RESTORE, {"accounts": accounts, "source": source, "at": at})
        return sum(row[0] for row in cursor.fetchall())
