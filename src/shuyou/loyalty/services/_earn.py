"""Earning points: a lot, a line of the ledger, a higher balance."""

from datetime import datetime
from decimal import Decimal

from django.db import connection

from shuyou.kernel.clock import add_months, club_day
from shuyou.kernel.usecase import step
from shuyou.loyalty import queries
from shuyou.loyalty.queries import RuleRow
from shuyou.loyalty.rules import points_for

# The account row is locked by its upsert; a repeat of the source finds the lot and posts nothing.
_OPEN = """
    INSERT INTO loyalty_pointsaccount AS a (member_id, balance) VALUES (%s, 0)
    ON CONFLICT (member_id) DO UPDATE SET balance = a.balance RETURNING balance
"""
_EARN = """
    WITH lot AS (
        INSERT INTO loyalty_pointslot (account_id, rule_id, source, earned, remaining, earned_at, expires_on)
        VALUES (%(member)s, %(rule)s, %(source)s, %(points)s, %(points)s, %(at)s, %(expires)s)
        ON CONFLICT (account_id, source) DO NOTHING RETURNING id
    ),
    entry AS (
        INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at)
        SELECT %(member)s, id, 'EARN', %(points)s, %(source)s, %(at)s FROM lot RETURNING points
    )
    UPDATE loyalty_pointsaccount SET balance = balance + entry.points
      FROM entry WHERE member_id = %(member)s RETURNING balance
"""

_EARNED_BY = """
    SELECT coalesce(sum(earned), 0)::int FROM loyalty_pointslot
     WHERE account_id = %(member)s AND (source = %(source)s OR starts_with(source, %(source)s || ':rest:'))
"""


@step
def earn_points(*, member_id: int, amount: Decimal, source: str, at: datetime) -> int:
    """Post the points that an amount of money earns under the rule of that moment, once per source; return them."""
    rule = queries.rule_at(at)
    points = points_for(amount, rule.points_per_yuan)
    return open_lot(rule, member_id=member_id, points=points, source=source, at=at)


@step
def earn_up_to(*, member_id: int, amount: Decimal, source: str, at: datetime) -> int:
    """
    Post what is missing of the points that an amount earns for a source, and return how many that were.

    An order that was changed and paid again earns the rest as a lot of its own (`SOURCE:rest:POINTS`).
    """
    rule = queries.rule_at(at)
    wanted = points_for(amount, rule.points_per_yuan)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [member_id])
        cursor.execute(_EARNED_BY, {"member": member_id, "source": source})
        earned = cursor.fetchone()[0]
    name = f"{source}:rest:{wanted}" if earned else source
    return open_lot(rule, member_id=member_id, points=wanted - earned, source=name, at=at)


def open_lot(rule: RuleRow, *, member_id: int, points: int, source: str, at: datetime) -> int:
    """Post points as a lot of their own that lapses as the rule says, once per source; return them."""
    if points <= 0:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [member_id])
        cursor.execute(
            _EARN,
            {
                "member": member_id, "rule": rule.rule_id, "source": source, "points": points, "at": at,
                "expires": add_months(club_day(at), rule.lot_months),
            },
        )  # fmt: skip
        return points if cursor.rowcount else 0
