"""Points that waited: they become lots when their days are over."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, club_zone
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.loyalty.events import PointsReleased

BATCH: Final = 5_000
"""Accounts whose points are released in one transaction."""

_LOCK: Final = """
    SELECT member_id FROM loyalty_pointsaccount
     WHERE member_id = ANY (ARRAY(
           SELECT DISTINCT account_id FROM loyalty_pendingpoints
            WHERE released_at IS NULL AND due_on <= %(today)s AND account_id > %(after)s
            ORDER BY account_id LIMIT %(batch)s))
     ORDER BY member_id FOR NO KEY UPDATE
"""
# What went back while it waited is less than what was earned; nothing is left of some.
_RELEASE: Final = """
    WITH due AS (
        UPDATE loyalty_pendingpoints SET released_at = %(at)s
         WHERE account_id BETWEEN %(first)s AND %(last)s AND account_id = ANY (%(accounts)s)
           AND released_at IS NULL AND due_on <= %(today)s
        RETURNING account_id, rule_id, award_id, source, points, earned, earned_at, trace
    ),
    lot AS (
        INSERT INTO loyalty_pointslot (account_id, rule_id, award_id, source, earned, remaining, earned_at, expires_on,
                                       trace)
        SELECT d.account_id, d.rule_id, d.award_id, d.source, d.points, d.points, d.earned_at,
               ((d.earned_at AT TIME ZONE %(zone)s)::date + make_interval(months => r.lot_months))::date,
               CASE WHEN d.points < d.earned THEN d.trace || jsonb_build_object(
                        'less', coalesce((d.trace->>'less')::int, 0) + d.earned - d.points) ELSE d.trace END
          FROM due d JOIN loyalty_earningrule r ON r.id = d.rule_id WHERE d.points > 0
        RETURNING id, account_id, source, earned
    ),
    entry AS (
        INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at)
        SELECT account_id, id, 'EARN', earned, source, %(at)s FROM lot
    ),
    account AS (
        UPDATE loyalty_pointsaccount a SET balance = a.balance + l.points
          FROM (SELECT account_id, sum(earned) AS points FROM lot GROUP BY account_id) l
         WHERE a.member_id = l.account_id
    )
    SELECT count(DISTINCT account_id), coalesce(sum(earned), 0)::bigint FROM lot
"""


@dataclass(frozen=True, slots=True)
class Released:
    """What one batch released, and the last account it looked at: the next batch goes on after it."""

    accounts: int
    points: int
    last: int


@use_case("loyalty.expire")
def release_points(*, after: int = 0, batch: int = BATCH, actor: Actor, at: datetime) -> Released | None:
    """
    Release what has waited long enough in the next accounts after one; None if nothing has. A repeat finds none.

    What readers are listed by is put right by the measuring of all of them, which the night does afterwards.
    """
    today = club_day(at)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"today": today, "after": after, "batch": batch})
        accounts = [row[0] for row in cursor.fetchall()]
        if not accounts:
            return None
        asked = {"accounts": accounts, "first": accounts[0], "last": accounts[-1], "today": today}
        cursor.execute(_RELEASE, {**asked, "at": at, "zone": str(club_zone())})
        readers, points = cursor.fetchone()
    publish(PointsReleased(accounts=readers, points=points), actor=actor, at=at)
    return Released(accounts=readers, points=points, last=accounts[-1])
