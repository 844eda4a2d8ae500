"""How many readers somebody may take away in files on their own word."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Q, Sum

from shuyou.kernel import permissions
from shuyou.kernel.actor import Actor
from shuyou.kernel.history import Change, rows_history
from shuyou.kernel.permissions import ROLE_NAMES, Role
from shuyou.kernel.usecase import query
from shuyou.members.models import ExportLimit, ListExport, NamedFile

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ExportLimits:
    """How many readers a file and the files of a day may hold; the open ones show contacts and cards in full."""

    rows: int
    rows_per_day: int
    open_rows: int
    open_rows_per_day: int


@dataclass(frozen=True, slots=True)
class ExportLimitRow:
    """The limits of a role, and what they were before, the latest first."""

    role: str
    label: str
    limits: ExportLimits
    history: tuple[Change, ...]


def export_limits(*, actor: Actor) -> ExportLimits:
    """Return an actor's limits, by the highest of their roles, in one query; without a role nothing is allowed."""
    most = ExportLimit.objects.filter(role__in=[role.value for role in actor.roles]).aggregate(
        rows=Max("rows"), rows_per_day=Max("rows_per_day"), open_rows=Max("open_rows"),
        open_rows_per_day=Max("open_rows_per_day"),
    )  # fmt: skip
    return ExportLimits(**{name: value or 0 for name, value in most.items()})


def exported_alone(*, actor: Actor, at: datetime) -> tuple[int, int]:
    """Return of how many readers somebody asked for files within a day that nobody else allowed: all, and in full."""
    alone = ListExport.objects.filter(
        asked_by_id=int(actor.id), asked_at__gt=at - DAY, status=ListExport.Status.READY, decided_by=None
    )
    sums = alone.aggregate(all=Sum("rows"), open=Sum("rows", filter=Q(is_masked=False)))
    named = NamedFile.objects.filter(taken_by_id=int(actor.id), taken_at__gt=at - DAY).aggregate(all=Sum("readers"))
    return (sums["all"] or 0) + (named["all"] or 0), sums["open"] or 0


@query("members.approve_export")
def export_limit_rows(*, actor: Actor) -> list[ExportLimitRow]:
    """Return the limits of every role that may take lists away, in two queries."""
    kept = {limit.role: limit for limit in ExportLimit.objects.order_by("pk")}
    changes = rows_history([("members_exportlimit", limit.pk) for limit in kept.values()])
    rows = []
    for role in Role:
        if role in permissions.holders("members.export"):
            limit = kept.get(role.value, ExportLimit(role=role.value))
            limits = ExportLimits(limit.rows, limit.rows_per_day, limit.open_rows, limit.open_rows_per_day)
            told = tuple(change for change in changes if change.row_id == limit.pk)
            rows.append(ExportLimitRow(role.value, str(ROLE_NAMES[role]), limits, told))
    return rows
