"""Points nobody spent in time: they leave the balance by a line of the ledger for what is left of each lot."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.loyalty.events import PointsExpired

BATCH = 5_000
"""Accounts written off in one transaction; buyers wait for no longer than that takes."""

# All batches together walk the index `lot_to_spend_next` once, in order of accounts.
_LOCK = """
    SELECT member_id FROM loyalty_pointsaccount
     WHERE member_id = ANY (ARRAY(
           SELECT DISTINCT account_id FROM loyalty_pointslot
            WHERE remaining > 0 AND expires_on < %(today)s AND account_id > %(after)s
            ORDER BY account_id LIMIT %(batch)s))
     ORDER BY member_id FOR NO KEY UPDATE
"""

# A lot that was written off today and then given points back waits for tomorrow: one line a day and lot.
_EXPIRE = """
    WITH expired AS (
        SELECT l.id, l.account_id, l.remaining AS points FROM loyalty_pointslot l
         WHERE l.account_id = ANY (%(accounts)s) AND l.remaining > 0 AND l.expires_on < %(today)s AND NOT EXISTS (
               SELECT FROM loyalty_pointsentry x WHERE x.account_id = l.account_id AND x.kind = 'EXPIRE'
                  AND x.source = %(source)s AND x.lot_id = l.id)
    ),
    lots AS (UPDATE loyalty_pointslot l SET remaining = 0 FROM expired e WHERE l.id = e.id),
    accounts AS (
        UPDATE loyalty_pointsaccount a SET balance = a.balance - e.points
          FROM (SELECT account_id, sum(points) AS points FROM expired GROUP BY account_id) e
         WHERE a.member_id = e.account_id
    ),
    entries AS (
        INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at)
        SELECT account_id, id, 'EXPIRE', -points, %(source)s, %(at)s FROM expired
    )
    SELECT count(DISTINCT account_id), count(*), coalesce(sum(points), 0)::bigint FROM expired
"""


@dataclass(frozen=True, slots=True)
class Expired:
    """What one batch wrote off, and the last account it looked at: the next batch goes on after it."""

    accounts: int
    lots: int
    points: int
    last: int


@use_case("loyalty.expire")
def expire_points(*, after: int = 0, batch: int = BATCH, actor: Actor, at: datetime) -> Expired | None:
    """
    Write off what has lapsed in the next accounts after one; None if nothing has. A repeat finds nothing left.

    What readers are listed by is put right by the measuring of all of them, which the night does afterwards.
    """
    today = club_day(at)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"today": today, "after": after, "batch": batch})
        accounts = [row[0] for row in cursor.fetchall()]
        if not accounts:
            return None
        cursor.execute(_EXPIRE, {"accounts": accounts, "today": today, "source": f"lapse:{today}", "at": at})
        lapsed, lots, points = cursor.fetchone()
    if lots:
        publish(PointsExpired(accounts=lapsed, lots=lots, points=points), actor=actor, at=at)
    return Expired(accounts=lapsed, lots=lots, points=points, last=accounts[-1])
