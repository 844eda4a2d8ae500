"""Earning points: lots, lines of the ledger, a higher balance; or points that wait."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.kernel.clock import add_months, club_day
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import step
from shuyou.loyalty import queries
from shuyou.loyalty.queries import Earning, RuleRow
from shuyou.loyalty.rules import Award, Purchase, Reader, trace_of

# The account row is locked by its upsert; a repeat of the source finds the lot and posts nothing.
OPEN: Final = """
    INSERT INTO loyalty_pointsaccount AS a (member_id, balance) VALUES (%s, 0)
    ON CONFLICT (member_id) DO UPDATE SET balance = a.balance RETURNING balance
"""
# One statement for all of it: a repeat of a source finds the lot, posts nothing and leaves the balance as it is.
_TO_ACCOUNT: Final = """
    entry AS (
        INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at, contra)
        SELECT %(member)s, id, 'EARN', earned, source, %(at)s, %(contra)s FROM lot RETURNING points
    ),
    posted AS (SELECT sum(points) AS points FROM entry HAVING count(*) > 0)
    INSERT INTO loyalty_pointsaccount AS a (member_id, balance) SELECT %(member)s, points FROM posted
    ON CONFLICT (member_id) DO UPDATE SET balance = a.balance + EXCLUDED.balance RETURNING (SELECT points FROM posted)
"""
_POST: Final = f"""
    WITH lot AS (
        INSERT INTO loyalty_pointslot (account_id, rule_id, award_id, source, earned, remaining, earned_at, expires_on,
                                       trace)
        SELECT %(member)s, %(rule)s, n.award, n.source, n.points, n.points, %(at)s, %(expires)s, n.trace
          FROM jsonb_to_recordset(%(lots)s::jsonb) AS n (award bigint, source text, points int, trace jsonb)
        ON CONFLICT (account_id, source) DO NOTHING RETURNING id, source, earned
    ), {_TO_ACCOUNT}
"""  # noqa: S608 - the parts are ours
_EARN: Final = f"""
    WITH rule AS ({queries.RULE_IN_FORCE}),
    lot AS (
        INSERT INTO loyalty_pointslot (account_id, rule_id, source, earned, remaining, earned_at, expires_on, trace)
        SELECT %(member)s, id, %(source)s, points, points, %(at)s, expires_on,
               jsonb_build_object('amount', %(said)s::text)
          FROM (SELECT id, trunc(%(amount)s * points_per_yuan)::int AS points,
                       (%(today)s::date + make_interval(months => lot_months))::date AS expires_on FROM rule) r
         WHERE points > 0
        ON CONFLICT (account_id, source) DO NOTHING RETURNING id, source, earned
    ), {_TO_ACCOUNT}
"""  # noqa: S608 - the parts are ours
_WAIT: Final = """
    INSERT INTO loyalty_pendingpoints (account_id, rule_id, award_id, source, points, earned, earned_at, due_on, trace)
    SELECT %(member)s, %(rule)s, n.award, n.source, n.points, n.points, %(at)s, %(due)s, n.trace
      FROM jsonb_to_recordset(%(lots)s::jsonb) AS n (award bigint, source text, points int, trace jsonb)
    ON CONFLICT (account_id, source) DO NOTHING RETURNING points
"""
_LEFT: Final = """
    SELECT code, budget - given FROM loyalty_pointstally WHERE code = ANY (%s) ORDER BY id FOR NO KEY UPDATE
"""
_USE: Final = "UPDATE loyalty_pointstally SET given = given + %s WHERE code = %s"


@dataclass(frozen=True, slots=True)
class NewLot:
    """Points to post together."""

    source: str
    points: int
    award: int | None = None
    """The version of the rule that gives them; none: the terms of the program do."""
    trace: Mapping[str, object] | None = None


@step
def earn_points(*, member_id: int, amount: Decimal, source: str, at: datetime) -> int:
    """Post the points that an amount of money earns under the program's terms alone, once per source; return them."""
    with planned() as cursor:
        cursor.execute(
            _EARN,
            {
                "member": member_id, "amount": amount, "said": str(amount), "source": source, "at": at,
                "today": club_day(at), "contra": "",
            },
        )  # fmt: skip
        row = cursor.fetchone()
    return int(row[0]) if row else 0


@step
def earn_for_purchase(purchase: Purchase, *, reader: Reader, earning: Earning, source: str) -> int:
    """
    Post what is missing of the points that a purchase earns under the program and its rules; return how many.

    Each rule's points are a lot of their own (`SOURCE:by:CODE`). A purchase that was changed and paid again earns the
    rest as further lots (`…:rest:POINTS`). Whoever calls holds the member.
    """
    at, program = purchase.at, earning.program
    with planned() as cursor:
        cursor.execute(OPEN, [reader.member_id])
    given = queries.given_before(rules=earning.rules, member_id=reader.member_id, source=source, at=at)
    left = _held_budgets(earning.budgets)
    awards = earning.of(purchase, reader, queries.room_for(rules=earning.rules, given=given, left=left))
    lots = [lot for award in awards if (lot := _lot(award, purchase, source, given.own))]
    _use_budgets(awards, lots)
    if program.pending_days:
        return _wait(lots, program, member_id=reader.member_id, at=at)
    return _post(lots, program, member_id=reader.member_id, at=at)


def _held_budgets(codes: Sequence[str]) -> Mapping[str, int]:
    """Return what is left of budgets, which nobody else uses until the transaction ends."""
    if not codes:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [list(codes)])
        return dict(cursor.fetchall())


def _lot(award: Award, purchase: Purchase, source: str, own: Mapping[int | None, int]) -> NewLot | None:
    """Return what is missing of an award, or nothing."""
    earned = own.get(award.rule.rule_id if award.rule else None, 0)
    if award.points <= earned:
        return None
    name = f"{source}:by:{award.rule.code}" if award.rule else source
    return NewLot(
        source=f"{name}:rest:{award.points}" if earned else name,
        points=award.points - earned,
        award=award.rule.version_id if award.rule else None,
        trace=trace_of(award, purchase) | ({"less": earned} if earned else {}),
    )


def _use_budgets(awards: Sequence[Award], lots: Sequence[NewLot]) -> None:
    points = {lot.award: lot.points for lot in lots}
    for award in awards:
        if award.rule and award.rule.terms.budget and award.rule.version_id in points:
            with connection.cursor() as cursor:
                cursor.execute(_USE, [points[award.rule.version_id], f"rule:{award.rule.code}"])


@step
def post_lots(lots: Sequence[NewLot], program: RuleRow, *, member_id: int, at: datetime, contra: str = "") -> int:
    """Post points as lots that lapse as the program says, each once per source; return how many points that were."""
    wanted = [lot for lot in lots if lot.points > 0]
    if not wanted:
        return 0
    return _post(wanted, program, member_id=member_id, at=at, contra=contra)


def _post(lots: Sequence[NewLot], program: RuleRow, *, member_id: int, at: datetime, contra: str = "") -> int:
    if not lots:
        return 0
    with planned() as cursor:
        cursor.execute(
            _POST,
            {
                "member": member_id, "rule": program.rule_id, "lots": _data(lots), "at": at, "contra": contra,
                "expires": add_months(club_day(at), program.lot_months),
            },
        )  # fmt: skip
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def _wait(lots: Sequence[NewLot], program: RuleRow, *, member_id: int, at: datetime) -> int:
    if not lots:
        return 0
    due = club_day(at) + timedelta(days=program.pending_days)
    with planned() as cursor:
        cursor.execute(
            _WAIT,
            {"member": member_id, "rule": program.rule_id, "lots": _data(lots), "at": at, "due": due},
        )
        return sum(row[0] for row in cursor.fetchall())


def _data(lots: Sequence[NewLot]) -> str:
    return json.dumps(
        [{"source": lot.source, "points": lot.points, "award": lot.award, "trace": lot.trace} for lot in lots]
    )
