"""What is asked of loyalty."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum

from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.loyalty.models import PointsEntry, PointsLot

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
    rows = (
        PointsEntry.objects.filter(account_id=member_id, posted_at__lt=before)
        .order_by("-posted_at", "-pk")
        .values_list("kind", "points", "source", "posted_at", "lot__rule__version")
    )
    return [
        EntryRow(kind, str(PointsEntry.Kind(kind).label), points, source, posted_at, version)
        for kind, points, source, posted_at, version in rows[:limit]
    ]


def points_of_source(*, member_id: int, source: str) -> int:
    """Return the sum of what one source posted to a member's points."""
    total = PointsEntry.objects.filter(account_id=member_id, source=source).aggregate(total=Sum("points"))["total"]
    return int(total or 0)
