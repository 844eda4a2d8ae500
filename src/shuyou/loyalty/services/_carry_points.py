"""
Points when two members become one, and two again: lots go with their lines, balances follow.

What the kept one spent meanwhile from lots that go back is paid from the kept one's own lots, the first to lapse first.
A line brings the lot back to where it stood, lines of the same source take as much from the lots that pay: nothing is
made or lost. What they cannot pay stays missing in the lot that goes back, and a later return makes good for it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.carrying import Carrier, Compared, Owned
from shuyou.kernel.clock import club_day
from shuyou.kernel.templatetags.ui import points as said
from shuyou.kernel.usecase import step
from shuyou.loyalty.rules import Debt, Fund, cover
from shuyou.members import services as members

LINES: Final = Owned(table="loyalty_pointsentry", owner="account_id")

_OPEN = "INSERT INTO loyalty_pointsaccount (member_id, balance) VALUES (%(kept)s, 0) ON CONFLICT DO NOTHING"
_LOCK = """
    SELECT member_id FROM loyalty_pointsaccount WHERE member_id IN (%(kept)s, %(absorbed)s)
     ORDER BY member_id FOR NO KEY UPDATE
"""
# A source that both have lots of is told apart by the absorbed one's id; the lines keep it as it was.
_CARRY_LOTS = """
    WITH moved AS (
        UPDATE loyalty_pointslot l SET account_id = %(kept)s, source = CASE WHEN EXISTS (
                 SELECT FROM loyalty_pointslot k WHERE k.account_id = %(kept)s AND k.source = l.source)
               THEN left(l.source, 60) || '~' || %(absorbed)s ELSE l.source END
          FROM loyalty_pointslot was WHERE was.id = l.id AND l.account_id = %(absorbed)s
        RETURNING l.id, was.source AS was, l.source AS is_now
    )
    INSERT INTO members_mergedrow (merge_id, table_name, row_key, before, after)
    SELECT %(merge)s, 'loyalty_pointslot', id::text,
           jsonb_build_object('account_id', %(absorbed)s::bigint, 'source', was),
           jsonb_build_object('account_id', %(kept)s::bigint, 'source', is_now) FROM moved
"""
_CARRY_BALANCE = """
    WITH given AS (
        UPDATE loyalty_pointsaccount a SET balance = 0 FROM loyalty_pointsaccount was
         WHERE a.member_id = %(absorbed)s AND was.member_id = a.member_id RETURNING was.balance
    )
    UPDATE loyalty_pointsaccount SET balance = loyalty_pointsaccount.balance + given.balance
      FROM given WHERE member_id = %(kept)s
"""

_GOING = """
    SELECT l.id FROM loyalty_pointslot l JOIN members_mergedrow j ON j.row_key = l.id::text
     WHERE j.merge_id = %(merge)s AND j.table_name = 'loyalty_pointslot' AND l.account_id = %(kept)s
"""
# What each source has spent from each of these lots since the merge, and has not given back, by returns either. What a
# return took back of a lot that its own order earned is no debt of anybody's.
_DEBTS = """
    SELECT e.lot_id, s.source, -sum(e.points)::int
      FROM loyalty_pointsentry e JOIN loyalty_pointslot l ON l.id = e.lot_id,
           LATERAL (SELECT split_part(e.source, ':back:', 1) AS earned,
                           CASE e.kind WHEN 'RESTORE' THEN split_part(e.source, ':back:', 1)
                                       ELSE e.source END AS source) s
     WHERE e.lot_id = ANY (%(going)s) AND e.kind IN ('REDEEM', 'RESTORE', 'GIVE', 'MOVE_IN', 'MOVE_OUT')
       AND NOT EXISTS (
           SELECT FROM members_mergedrow j WHERE j.merge_id = %(merge)s AND j.table_name = 'loyalty_pointsentry'
              AND j.row_key = e.id::text)
       AND NOT (s.earned <> e.source AND e.kind = 'REDEEM'
                AND (l.source = s.earned OR starts_with(l.source, s.earned || ':')))
     GROUP BY e.lot_id, l.expires_on, s.source HAVING sum(e.points) < 0 ORDER BY l.expires_on, e.lot_id, min(e.id)
"""
_FUNDS = """
    SELECT id, remaining FROM loyalty_pointslot
     WHERE account_id = %(kept)s AND remaining > 0 AND expires_on >= %(today)s AND id <> ALL (%(going)s)
     ORDER BY expires_on, id
"""
_RETURN = """
    WITH accounts AS (
        INSERT INTO loyalty_pointsaccount (member_id, balance)
        SELECT %(absorbed)s, 0 WHERE cardinality(%(going)s::bigint[]) > 0
            OR EXISTS (SELECT FROM members_mergedrow j WHERE j.merge_id = %(merge)s
                          AND j.table_name = 'loyalty_pendingpoints')
        ON CONFLICT DO NOTHING
    ),
    lots AS (
        UPDATE loyalty_pointslot l SET account_id = %(absorbed)s, source = coalesce(j.before->>'source', l.source)
          FROM members_mergedrow j WHERE j.merge_id = %(merge)s AND j.table_name = 'loyalty_pointslot'
           AND j.row_key = l.id::text AND l.id = ANY (%(going)s)
    )
    UPDATE loyalty_pointsentry SET account_id = %(absorbed)s WHERE lot_id = ANY (%(going)s)
"""
_POST = """
    WITH moves AS (
        SELECT * FROM jsonb_to_recordset(%(moves)s::jsonb) AS m (account bigint, lot bigint, source text, points int)
    ),
    lots AS (
        UPDATE loyalty_pointslot l SET remaining = l.remaining + m.points
          FROM (SELECT lot, sum(points) AS points FROM moves GROUP BY lot) m WHERE l.id = m.lot
    )
    INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at, moved_by_id)
    SELECT account, lot, CASE WHEN points > 0 THEN 'MOVE_IN' ELSE 'MOVE_OUT' END, points, source, %(at)s, %(merge)s
      FROM moves
"""
_BALANCE = """
    UPDATE loyalty_pointsaccount a SET balance = e.points
      FROM (SELECT i.id, coalesce(sum(e.points), 0) AS points
              FROM unnest(ARRAY[%(kept)s, %(absorbed)s]::bigint[]) i (id)
              LEFT JOIN loyalty_pointsentry e ON e.account_id = i.id GROUP BY i.id) e
     WHERE a.member_id = e.id AND a.balance <> e.points
"""
_CLOSE = """
    DELETE FROM loyalty_pointsaccount a WHERE a.member_id = %(kept)s AND a.balance = 0
       AND EXISTS (SELECT FROM members_mergedrow j WHERE j.merge_id = %(merge)s
                      AND j.table_name = 'loyalty_pointsaccount' AND j.row_key = a.member_id::text)
       AND NOT EXISTS (SELECT FROM loyalty_pointslot l WHERE l.account_id = a.member_id)
       AND NOT EXISTS (SELECT FROM loyalty_pendingpoints p WHERE p.account_id = a.member_id)
       AND NOT EXISTS (SELECT FROM loyalty_pointshold h WHERE h.account_id = a.member_id)
"""
# One grant holds at a time: the kept one's; the other waits with the absorbed one, in case the two are parted again.
_SECOND_GRANT = """
    t.ended_at IS NULL AND EXISTS (
        SELECT FROM loyalty_tiergrant k WHERE k.member_id = %(kept)s AND k.ended_at IS NULL)
"""

type Ids = dict[str, int]


@dataclass(frozen=True, slots=True)
class _Way:
    """How the lots go back: which, what was spent from them meanwhile, and what pays for it."""

    going: Sequence[int]
    debts: Sequence[Debt]
    funds: Sequence[Fund]


@step
def carry_points(*, merge_id: int, kept_id: int, absorbed_id: int, at: datetime) -> None:
    """Give the absorbed one's lots and lines to the kept one, and the balance with them."""
    ids: Ids = {"merge": merge_id, "kept": kept_id, "absorbed": absorbed_id}
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM loyalty_pointsaccount WHERE member_id = %(absorbed)s", ids)
        if cursor.fetchone() is None:
            return
        cursor.execute(_OPEN, ids)
        if cursor.rowcount:
            members.claim_rows(
                merge_id=merge_id, table="loyalty_pointsaccount", keys=[kept_id], before={}, after={"balance": 0}
            )
        cursor.execute(_LOCK, ids)
        members.carry_rows([LINES], merge_id=merge_id, kept_id=kept_id, absorbed_id=absorbed_id)
        cursor.execute(_CARRY_LOTS, ids)
        cursor.execute(_CARRY_BALANCE, ids)


@step
def bring_points_back(*, merge_id: int, kept_id: int, absorbed_id: int, at: datetime) -> Mapping[str, int]:
    """Give lots back as they stood but for what has lapsed; return how many points the kept one could not pay."""
    ids: Ids = {"merge": merge_id, "kept": kept_id, "absorbed": absorbed_id}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, ids)
        way = _way(ids, at)
        cursor.execute(_RETURN, {**ids, "going": list(way.going)})
        moves = cover(way.debts, way.funds)
        posted = [
            {"account": kept_id if move.is_payment else absorbed_id, "lot": move.lot, "source": move.source,
             "points": move.points}
            for move in moves
        ]  # fmt: skip
        cursor.execute(_POST, {"moves": json.dumps(posted), "at": at, "merge": merge_id})
        cursor.execute(_BALANCE, ids)
        cursor.execute(_CLOSE, ids)
    return _missing(way)


def foresee_points(*, merge_id: int, kept_id: int, absorbed_id: int, at: datetime) -> Mapping[str, int]:
    """Return how many points the kept one could not pay back now."""
    return _missing(_way({"merge": merge_id, "kept": kept_id, "absorbed": absorbed_id}, at))


def _way(ids: Ids, at: datetime) -> _Way:
    with connection.cursor() as cursor:
        cursor.execute(_GOING, ids)
        going = [row[0] for row in cursor.fetchall()]
        cursor.execute(_DEBTS, {**ids, "going": going})
        debts = [Debt(*row) for row in cursor.fetchall()]
        cursor.execute(_FUNDS, {**ids, "going": going, "today": club_day(at)})
        return _Way(going, debts, [Fund(*row) for row in cursor.fetchall()])


def _missing(way: _Way) -> Mapping[str, int]:
    short = sum(debt.points for debt in way.debts) - sum(fund.points for fund in way.funds)
    spent = sum(debt.points for debt in way.debts)
    return {key: value for key, value in (("missing", max(short, 0)), ("paid_back", spent - max(short, 0))) if value}


def say_points(figures: Mapping[str, int]) -> Sequence[str]:
    """Say what becomes of points that were spent meanwhile."""
    paid, missing = figures.get("paid_back", 0), figures.get("missing", 0)
    told = []
    if paid:
        told.append(
            ngettext(
                "%(points)s point spent since is paid back from the kept member's own.",
                "%(points)s points spent since are paid back from the kept member's own.",
                paid,
            )
            % {"points": said(paid)}
        )
    if missing:
        told.append(
            ngettext(
                "%(points)s point spent since cannot be given back: the kept member has none left.",
                "%(points)s points spent since cannot be given back: the kept member has none left.",
                missing,
            )
            % {"points": said(missing)}
        )
    return told


def compare_points(kept_id: int, absorbed_id: int, at: datetime) -> Sequence[Compared]:
    """Return the points that each can spend."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account_id, sum(remaining) FROM loyalty_pointslot WHERE account_id IN (%s, %s)"
            " AND remaining > 0 AND expires_on >= %s GROUP BY account_id",
            [kept_id, absorbed_id, club_day(at)],
        )
        found = {account: int(total) for account, total in cursor.fetchall()}
    kept, absorbed = found.get(kept_id, 0), found.get(absorbed_id, 0)
    return [Compared(label=gettext("Points"), kept=said(kept), absorbed=said(absorbed), together=said(kept + absorbed))]


CARRIER: Final = Carrier(
    key="loyalty",
    order=20,
    owned=(
        Owned(table="loyalty_adjustmentrequest", owner="member_id", label=_("Points asked for")),
        Owned(table="loyalty_pendingpoints", owner="account_id", label=_("Points that wait")),
        Owned(table="loyalty_pointshold", owner="account_id", label=_("Points set aside")),
        Owned(table="loyalty_rewarduse", owner="member_id", label=_("Rewards that were taken")),
        Owned(table="loyalty_activityrecord", owner="member_id", once=("activity_id", "reference")),
        Owned(table="loyalty_partnerposting", owner="member_id"),
        Owned(table="loyalty_referralcode", owner="member_id", key="member_id"),
        Owned(table="loyalty_referral", owner="friend_id", key="friend_id", unless="t.referrer_id = %(kept)s"),
        Owned(
            table="loyalty_referral",
            owner="referrer_id",
            key="friend_id",
            unless="t.friend_id = %(kept)s",
            label=_("Friends"),
        ),
        Owned(table="loyalty_reminder", owner="member_id", once=("kind", "subject", "lapses_on", "days")),
        Owned(table="loyalty_valuecard", owner="holder_id", label=_("Stored-value cards")),
        Owned(table="loyalty_valuecard", owner="buyer_id"),
        Owned(table="loyalty_valuerequest", owner="to_holder_id"),
        Owned(
            table="loyalty_clubmembership",
            owner="member_id",
            label=_("Clubs"),
            once=("club_id",),
            once_if="t.left_at IS NULL AND k.left_at IS NULL",
        ),
        Owned(table="loyalty_memberpass", owner="member_id"),
        Owned(table="loyalty_merchantcheck", owner="member_id"),
        Owned(table="loyalty_tierstanding", owner="member_id", key="member_id"),
        Owned(table="loyalty_tiergrant", owner="member_id", unless=_SECOND_GRANT),
        Owned(table="loyalty_tierchange", owner="member_id", label=_("Changes of tier")),
    ),
    by_hand=frozenset({"loyalty_pointsaccount.member_id", "loyalty_pointslot.account_id", LINES.column}),
    carry=carry_points,
    bring_back=bring_points_back,
    foresee=foresee_points,
    words=say_points,
    compare=compare_points,
)
