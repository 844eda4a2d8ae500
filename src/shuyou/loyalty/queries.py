"""What is asked of loyalty."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import OuterRef, Subquery, Sum
from django.utils.translation import gettext

from shuyou.kernel.actor import SYSTEM, Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import AdjustmentLimit, PointsAdjustment, PointsEntry, PointsLot

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
    """One line of the points ledger."""

    kind: str
    label: str
    points: int
    source: str
    posted_at: datetime
    rule_version: int
    reason: str = ""
    """Why somebody of the staff gave or took the points; empty for all others."""


RULE_IN_FORCE = """
    SELECT id, version, points_per_yuan, point_value, lot_months FROM loyalty_earningrule
     WHERE code = 'base' AND valid_from <= %(at)s ORDER BY valid_from DESC, version DESC LIMIT 1
"""


def rule_at(at: datetime) -> RuleRow:
    """Return the earning rule in force at a moment, in one query."""
    with planned() as cursor:
        cursor.execute(RULE_IN_FORCE, {"at": at})
        rule = cursor.fetchone()
    return RuleRow(*rule) if rule else RuleRow(0, 0, Decimal(0), Decimal(0), 0)


@query("loyalty.view")
def points_state(*, member_id: int, today: date, actor: Actor) -> PointsState:
    """Return a member's open lots, the first to lapse first, in one query; what has lapsed counts no more."""
    rows = PointsLot.objects.filter(account_id=member_id, remaining__gt=0, expires_on__gte=today)
    lots = tuple(
        LotRow(*row)
        for row in rows.order_by("expires_on", "pk").values_list(
            "source", "earned", "remaining", "earned_at", "expires_on", "rule__version"
        )
    )
    soon = [lot for lot in lots if lot.expires_on <= today + SOON]
    return PointsState(
        usable=sum(lot.remaining for lot in lots),
        lapsing=sum(lot.remaining for lot in soon),
        lapses_on=soon[0].expires_on if soon else None,
        lots=lots,
    )


@query("loyalty.view")
def points_entries(*, member_id: int, before: datetime, limit: int, actor: Actor) -> list[EntryRow]:
    """Return the latest lines of a member's points ledger before a moment, newest first, in one query."""
    reason = PointsAdjustment.objects.filter(source=OuterRef("source")).values("reason")[:1]
    rows = (
        PointsEntry.objects.filter(account_id=member_id, posted_at__lt=before)
        .order_by("-posted_at", "-pk")
        .values_list("kind", "points", "source", "posted_at", "lot__rule__version", Subquery(reason))
    )
    return [
        EntryRow(kind, _label(kind, source), points, source, posted_at, version, why or "")
        for kind, points, source, posted_at, version, why in rows[:limit]
    ]


def _label(kind: str, source: str) -> str:
    return gettext("Adjusted") if source.startswith("adjust:") else str(PointsEntry.Kind(kind).label)


def points_of_source(*, member_id: int, source: str) -> int:
    """Return the sum of what one source posted to a member's points."""
    total = PointsEntry.objects.filter(account_id=member_id, source=source).aggregate(total=Sum("points"))["total"]
    return int(total or 0)


def adjustment_limit(*, actor: Actor) -> int | None:
    """Return how many points an actor may give or take at a time, in one query; None is without limit."""
    if actor.kind == SYSTEM:
        return None
    roles = [role.value for role in actor.roles]
    return max(AdjustmentLimit.objects.filter(role__in=roles).values_list("points", flat=True), default=0)
