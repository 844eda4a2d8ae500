"""Why a member has these points: each lot with the terms that gave it, the lines it comes from, and where it went."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.paging import PAGE
from shuyou.kernel.usecase import query
from shuyou.loyalty.queries._names import named
from shuyou.loyalty.rules import Terms, points_for, terms_from

_LOTS: Final = """
    SELECT l.id, l.source, l.earned, l.remaining, l.earned_at, l.expires_on, l.trace, r.version, r.points_per_yuan,
           p.code, p.name_zh, p.name_en, v.number, v.terms,
           coalesce((SELECT a.reason FROM loyalty_pointsadjustment a WHERE a.source = l.source), ''),
           (SELECT jsonb_agg(jsonb_build_array(e.kind, e.points, e.source, e.posted_at) ORDER BY e.id)
              FROM loyalty_pointsentry e WHERE e.lot_id = l.id)
      FROM loyalty_pointslot l JOIN loyalty_earningrule r ON r.id = l.rule_id
      LEFT JOIN loyalty_pointsruleversion v ON v.id = l.award_id LEFT JOIN loyalty_pointsrule p ON p.id = v.rule_id
     WHERE l.account_id = %(member)s AND (%(after)s = 0 OR l.id < %(after)s) ORDER BY l.id DESC LIMIT %(limit)s
"""
_SUMS: Final = """
    SELECT coalesce((SELECT balance FROM loyalty_pointsaccount WHERE member_id = %(member)s), 0),
           coalesce((SELECT sum(points) FROM loyalty_pointsentry WHERE account_id = %(member)s), 0)::int
"""
# What readers did is named by the occasion, in the language of whoever reads it.
_ACTIVITIES: Final = "SELECT code, name_zh, name_en FROM loyalty_activity WHERE code = ANY (%s)"
_OCCASIONS: Final = {"referral:join": _("a friend joined"), "referral:order": _("a friend’s first order")}
_WAITING: Final = """
    SELECT source, points, due_on FROM loyalty_pendingpoints
     WHERE account_id = %(member)s AND released_at IS NULL AND points > 0 ORDER BY due_on, id
"""


@dataclass(frozen=True, slots=True)
class LineWhy:
    """A line of the receipt, and the points that come from it."""

    position: int
    title: str
    copies: int
    points: int


@dataclass(frozen=True, slots=True)
class MoveWhy:
    """What happened to a lot: earned, spent, given back, lapsed."""

    kind: str
    points: int
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LotWhy:
    """Points earned together, and why."""

    lot_id: int
    source: str
    earned: int
    remaining: int
    earned_at: datetime
    expires_on: date
    program_version: int
    points_per_yuan: Decimal
    rule_code: str
    rule_zh: str
    rule_en: str
    rule_version: int
    terms: Terms | None
    reason: str
    amount: Decimal | None
    times: Decimal
    """What the reader's tier multiplied the points of the program by."""
    less: int
    """Points of the same purchase that another lot holds, or that went back before they could be spent."""
    lines: tuple[LineWhy, ...]
    moves: tuple[MoveWhy, ...]

    @property
    def recomputed(self) -> int:
        """Return the points that come of what is told: of the lines, else of the money, else what was given by hand."""
        if self.lines:
            return sum(line.points for line in self.lines) - self.less
        if self.amount is not None:
            return points_for(self.amount, self.points_per_yuan * self.times)
        return self.earned

    @property
    def left(self) -> int:
        """Return what is left of what comes of what is told, after all that happened to it."""
        begun = ("EARN", "GET")
        return self.recomputed + sum(move.points for move in self.moves if move.kind not in begun)


@dataclass(frozen=True, slots=True)
class PointsWhy:
    """A member's points explained: the balance, the sum of the ledger, the lots of a page, and what waits."""

    balance: int
    posted: int
    lots: tuple[LotWhy, ...]
    waiting: tuple[tuple[str, int, date], ...]
    next_after: int


@query("loyalty.view")
def points_why(*, member_id: int, actor: Actor, after: int = 0, limit: int = PAGE) -> PointsWhy:
    """Return a member's lots with all that explains them, the newest first, in at most six queries."""
    asked = {"member": member_id, "after": after, "limit": limit + 1}
    with connection.cursor() as cursor:
        cursor.execute(_LOTS, asked)
        rows = cursor.fetchall()
        cursor.execute(_SUMS, asked)
        balance, posted = cursor.fetchone()
        cursor.execute(_WAITING, asked)
        waiting = tuple(cursor.fetchall())
    page = [(row, json.loads(row[6] or "{}")) for row in rows[:limit]]
    titles = _titles(trace for _row, trace in page) if page else {}
    said = _said(row[1] for row, _trace in page)
    lots = tuple(_lot(row, trace, titles, said) for row, trace in page)
    return PointsWhy(balance, posted, lots, waiting, lots[-1].lot_id if len(rows) > limit else 0)


def _titles(traces: Iterable[Mapping[str, Any]]) -> Mapping[int, str]:  # type: ignore[explicit-any]  # as JSON holds it
    ids = sorted({line[1] for trace in traces for line in trace.get("lines", ())})
    return {row.item_id: row.title for row in catalog.item_rows(item_ids=ids)} if ids else {}


def _said(sources: Iterable[str]) -> Mapping[str, str]:
    """Return in words what points were given for, by the first two parts of their source."""
    keys = {_occasion(source) for source in sources}
    found = {key: str(words) for key, words in _OCCASIONS.items() if key in keys}
    codes = [key.partition(":")[2] for key in keys if key.startswith("activity:")]
    if codes:
        with connection.cursor() as cursor:
            cursor.execute(_ACTIVITIES, [codes])
            found |= {f"activity:{code}": named(name_zh, name_en) for code, name_zh, name_en in cursor.fetchall()}
    return found


def _occasion(source: str) -> str:
    return ":".join(source.split(":", 2)[:2])


def _lot(  # type: ignore[explicit-any]  # as the database and JSON hold it
    row: Sequence[Any], trace: Mapping[str, Any], titles: Mapping[int, str], said: Mapping[str, str]
) -> LotWhy:
    lot_id, source, earned, remaining, earned_at, expires_on, _trace, version, per_yuan, *rest = row
    code, name_zh, name_en, number, terms, reason, moves = rest
    return LotWhy(
        lot_id=lot_id, source=source, earned=earned, remaining=remaining, earned_at=earned_at, expires_on=expires_on,
        program_version=version, points_per_yuan=per_yuan, rule_code=code or "", rule_zh=name_zh or "",
        rule_en=name_en or "", rule_version=number or 0, terms=terms_from(json.loads(terms)) if terms else None,
        reason=reason or said.get(_occasion(source)) or str(trace.get("why", "")),
        amount=Decimal(trace["amount"]) if "amount" in trace else None,
        times=Decimal(trace.get("times", 1)), less=int(trace.get("less", 0)),
        lines=tuple(
            LineWhy(position, titles.get(item, ""), copies, points)
            for position, item, copies, points in trace.get("lines", ())
        ),
        moves=tuple(
            MoveWhy(kind, points, told, datetime.fromisoformat(at))
            for kind, points, told, at in json.loads(moves or "[]")
        ),
    )  # fmt: skip
