"""What is asked of points."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Max, Sum
from django.db.models.functions import Abs
from django.utils.translation import gettext

from shuyou.kernel import permissions
from shuyou.kernel.actor import SYSTEM, Actor
from shuyou.kernel.clock import club_day, day_start
from shuyou.kernel.history import Change, rows_history, signers
from shuyou.kernel.permissions import ROLE_NAMES, Role
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import (
    ActivityRecord,
    AdjustmentLimit,
    AdjustmentRequest,
    PartnerPosting,
    PointsAdjustment,
    PointsEntry,
)

SOON = timedelta(days=30)
"""Points that lapse within this time are worth a word."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """The earning rule of a moment."""

    rule_id: int
    version: int
    points_per_yuan: Decimal
    point_value: Decimal
    lot_months: int
    pending_days: int = 0
    gift_most: int = 0


@dataclass(frozen=True, slots=True)
class LotRow:
    """Points that were earned together, are not all spent and have not lapsed."""

    source: str
    earned: int
    remaining: int
    earned_at: datetime
    expires_on: date
    rule_version: int


@dataclass(frozen=True, slots=True)
class PointsState:
    """A member's points: what can be spent, what lapses soon, and the lots behind both."""

    usable: int
    lapsing: int
    lapses_on: date | None
    lots: tuple[LotRow, ...]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """What one source posted to the points ledger at a moment."""

    kind: str
    label: str
    points: int
    source: str
    posted_at: datetime
    rule_version: int
    reason: str = ""
    """Why somebody of the staff gave or took the points; empty for all others."""


CONTRA: Final = """
    CASE WHEN contra <> '' THEN contra ELSE CASE kind
        WHEN 'EARN' THEN 'cost' WHEN 'EXPIRE' THEN 'breakage' WHEN 'REDEEM' THEN 'sales' WHEN 'RESTORE' THEN 'sales'
        WHEN 'MOVE_IN' THEN 'merge' WHEN 'MOVE_OUT' THEN 'merge' ELSE 'member' END END
"""
"""The account that stands against a line of the ledger, in SQL."""

RULE_IN_FORCE = """
    SELECT id, version, points_per_yuan, point_value, lot_months, pending_days, gift_most FROM loyalty_earningrule
     WHERE code = 'base' AND valid_from <= %(at)s ORDER BY valid_from DESC, version DESC LIMIT 1
"""


def rule_at(at: datetime) -> RuleRow:
    """Return the earning rule in force at a moment, in one query."""
    with planned() as cursor:
        cursor.execute(RULE_IN_FORCE, {"at": at})
        rule = cursor.fetchone()
    return RuleRow(*rule) if rule else RuleRow(0, 0, Decimal(0), Decimal(0), 0)


_LOTS: Final = """
    SELECT l.source, l.earned, l.remaining, l.earned_at, l.expires_on, r.version
      FROM loyalty_pointslot l JOIN loyalty_earningrule r ON r.id = l.rule_id
     WHERE l.account_id = %(member)s AND l.remaining > 0 AND l.expires_on >= %(today)s ORDER BY l.expires_on, l.id
"""


@query("loyalty.view")
def points_state(*, member_id: int, today: date, actor: Actor) -> PointsState:
    """Return a member's open lots, the first to lapse first, in one query; what has lapsed counts no more."""
    with planned() as cursor:
        cursor.execute(_LOTS, {"member": member_id, "today": today})
        lots = tuple(LotRow(*row) for row in cursor.fetchall())
    soon = [lot for lot in lots if lot.expires_on <= today + SOON]
    return PointsState(
        usable=sum(lot.remaining for lot in lots),
        lapsing=sum(lot.remaining for lot in soon),
        lapses_on=soon[0].expires_on if soon else None,
        lots=lots,
    )


_ENTRIES: Final = """
    SELECT e.kind, sum(e.points)::int, e.source, e.posted_at, max(r.version),
           coalesce((SELECT a.reason FROM loyalty_pointsadjustment a WHERE a.source = e.source LIMIT 1), '')
      FROM loyalty_pointsentry e
      JOIN loyalty_pointslot l ON l.id = e.lot_id JOIN loyalty_earningrule r ON r.id = l.rule_id
     WHERE e.account_id = %(member)s AND e.posted_at < %(before)s
     GROUP BY e.kind, e.source, e.posted_at ORDER BY e.posted_at DESC, max(e.id) DESC LIMIT %(limit)s
"""


@query("loyalty.view")
def points_entries(*, member_id: int, before: datetime, limit: int, actor: Actor) -> list[EntryRow]:
    """
    Return what was last posted to a member's points before a moment, newest first, in one query.

    What one source took from several lots at a moment is one line.
    """
    with planned() as cursor:
        cursor.execute(_ENTRIES, {"member": member_id, "before": before, "limit": limit})
        return [
            EntryRow(kind, _label(kind, source), points, source, posted_at, version, reason)
            for kind, points, source, posted_at, version, reason in cursor.fetchall()
        ]


def _label(kind: str, source: str) -> str:
    if ":back:" in source:
        return gettext("Taken back with a return") if kind == PointsEntry.Kind.REDEEM else gettext("Given back")
    return gettext("Adjusted") if source.startswith("adjust:") else str(PointsEntry.Kind(kind).label)


def points_of_source(*, member_id: int, source: str) -> int:
    """Return the sum of what one source posted to a member's points."""
    total = PointsEntry.objects.filter(account_id=member_id, source=source).aggregate(total=Sum("points"))["total"]
    return int(total or 0)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many points somebody may give or take."""

    at_a_time: int
    per_day: int


@dataclass(frozen=True, slots=True)
class LimitRow:
    """How many points a role may give or take, and what that was before, the latest first."""

    role: str
    label: str
    at_a_time: int
    per_day: int
    history: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Points above somebody's limits that were asked for."""

    request_id: int
    member_number: str
    member_name: str
    points: int
    reason: str
    status: str
    status_label: str
    asked_by: str
    is_own: bool
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A stretch of requests and the id before which it goes on; None when this is the last."""

    rows: tuple[RequestRow, ...]
    next_before: int | None


_BY_HAND: Final = ("loyalty.adjust", "loyalty.record_activity", "loyalty.post_partner")
"""Permissions by which one person gives readers points."""


def adjustment_limits(*, actor: Actor) -> Limits | None:
    """Return how many points an actor may give or take, by the highest of their roles; None is without limit."""
    if actor.kind == SYSTEM:
        return None
    rows = AdjustmentLimit.objects.filter(role__in=[role.value for role in actor.roles])
    most = rows.aggregate(one=Max("points"), day=Max("points_per_day"))
    return Limits(most["one"] or 0, most["day"] or 0)


def adjusted_on(*, by: str, at: datetime) -> int:
    """
    Return how many points somebody gave and took on the day of a moment, without those that others approved.

    What they noted that readers did, or earned with partners, counts as well: it gives points by one person's word.
    """
    since = day_start(club_day(at))
    earned = PartnerPosting.objects.filter(kind=PartnerPosting.Kind.EARN)
    sums = (
        PointsAdjustment.objects.filter(adjusted_by=by, approved_by="", at__gte=since).aggregate(
            sum=Sum(Abs("points"))
        ),
        ActivityRecord.objects.filter(noted_by=by, noted_at__gte=since).aggregate(sum=Sum("points")),
        earned.filter(noted_by=by, posted_at__gte=since).aggregate(sum=Sum("points")),
    )
    return sum(one["sum"] or 0 for one in sums)


@query("loyalty.set_limits")
def adjustment_limit_rows(*, actor: Actor) -> list[LimitRow]:
    """Return the limits of every role that may adjust points, in two queries."""
    kept = {limit.role: limit for limit in AdjustmentLimit.objects.order_by("pk")}
    changes = rows_history([("loyalty_adjustmentlimit", limit.pk) for limit in kept.values()])
    rows = []
    for role in Role:
        if any(role in permissions.holders(code) for code in _BY_HAND):
            limit = kept.get(role.value, AdjustmentLimit(role=role.value, points=0, points_per_day=0))
            told = tuple(change for change in changes if change.row_id == limit.pk)
            rows.append(LimitRow(role.value, str(ROLE_NAMES[role]), limit.points, limit.points_per_day, told))
    return rows


@query("loyalty.adjust")
def adjustment_requests(*, status: str = "", before: int | None = None, actor: Actor, limit: int = 50) -> RequestPage:
    """Return requests, the latest first, in two queries: all for those who approve, one's own for the others."""
    mine = actor.signature
    found = AdjustmentRequest.objects.select_related("member__person").order_by("-pk")
    if not actor.may("loyalty.approve_adjustments"):
        found = found.filter(asked_by=mine)
    if status:
        found = found.filter(status=status)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found[: limit + 1])
    names = signers(key for row in rows for key in (row.asked_by, row.decided_by))
    page = tuple(
        RequestRow(
            row.pk, row.member.number, row.member.person.name, row.points, row.reason, row.status,
            str(AdjustmentRequest.Status(row.status).label), names[row.asked_by], row.asked_by == mine, row.asked_at,
            names[row.decided_by], row.decided_at, row.note,
        )
        for row in rows[:limit]
    )  # fmt: skip
    return RequestPage(page, page[-1].request_id if len(rows) > limit else None)


@query("loyalty.approve_adjustments")
def adjustment_requests_waiting(*, actor: Actor) -> int:
    """Return how many requests wait for a decision, by the index `requests_by_status`."""
    return AdjustmentRequest.objects.filter(status=AdjustmentRequest.Status.ASKED).count()
