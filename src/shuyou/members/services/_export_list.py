"""Lists of members that leave the house as files: asked for, allowed by a second person if they tell much, taken."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case
from shuyou.members import queries
from shuyou.members.errors.lists import (
    ExportDecided,
    ExportMissing,
    ExportNotReady,
    ExportOwn,
    ExportReasonMissing,
    FileAboveLimits,
    NobodyToExport,
)
from shuyou.members.events import lists as events
from shuyou.members.models import ListExport, NamedFile
from shuyou.members.rules import one_line
from shuyou.members.rules.listing import MemberFilter

KEPT_DAYS: Final = 7
LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDraft:
    """Which members are to be taken away: the filter, how its address says it, the columns, and why."""

    wanted: MemberFilter
    query: str
    columns: Sequence[str]
    is_masked: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TakenExport:
    """A file that may be written now."""

    export_id: int
    uid: UUID
    query: str
    columns: tuple[str, ...]
    is_masked: bool
    rows: int
    people: frozenset[int]
    """Who may stand in it."""
    taken_by: str


@use_case("members.export")
def ask_export(draft: ExportDraft, *, actor: Actor, at: datetime) -> UUID:
    """
    Ask for a list as a file and return the export's uid; above the actor's limits it waits for a colleague's word.

    Who passes the filter now is kept with it: however often the file is taken, nobody else comes to stand in it.

    :raises NotPermitted: contacts in full are not for this actor.
    :raises ExportReasonMissing: contacts in full or above the limits, and nothing said why.
    :raises NobodyToExport: the filter lets nobody pass.
    """
    reason = one_line(draft.reason, field="reason", limit=LONGEST_REASON)
    if not draft.is_masked:
        actor.require("members.export_open")
        if not reason:
            raise ExportReasonMissing(value="")
    wanted, today = draft.wanted, club_day(at)
    is_closed = wanted.restricted == "yes"  # readers who asked that nothing be done with their data
    rows = 0 if is_closed else queries.count_members(wanted=wanted, on=today, actor=actor)
    if not rows:
        raise NobodyToExport()
    needs_approval = _is_above_limits(rows, is_masked=draft.is_masked, actor=actor, at=at)
    if needs_approval and not reason:
        raise ExportReasonMissing(value="")
    export = ListExport.objects.create(
        query=draft.query[:2000], columns=list(draft.columns), is_masked=draft.is_masked, rows=rows, reason=reason,
        people=queries.member_ids_of(wanted=wanted, order=queries.Order(), after=0, on=today, limit=rows, actor=actor),
        status=ListExport.Status.ASKED if needs_approval else ListExport.Status.READY,
        asked_by_id=int(actor.id), asked_at=at,
    )  # fmt: skip
    told = events.ExportAsked(export_id=export.pk, rows=rows, is_masked=draft.is_masked, needs_approval=needs_approval)
    publish(told, actor=actor, at=at)
    return export.uid


@use_case("members.approve_export")
def decide_export(*, uid: UUID, is_approved: bool, actor: Actor, at: datetime) -> None:
    """
    Let a list leave the house, or refuse it.

    :raises ExportMissing: there is none.
    :raises ExportOwn: the actor asked for it.
    :raises ExportDecided: somebody decided before.
    """
    export = _held(uid)
    if str(export.asked_by_id) == actor.id:
        raise ExportOwn()
    if export.status != ListExport.Status.ASKED:
        raise ExportDecided()
    export.status = ListExport.Status.READY if is_approved else ListExport.Status.REFUSED
    export.decided_by_id, export.decided_at = int(actor.id), at
    export.save(update_fields=["status", "decided_by", "decided_at"])
    publish(events.ExportDecided(export_id=export.pk, is_approved=is_approved), actor=actor, at=at)


@use_case("members.export")
def take_export(*, uid: UUID, actor: Actor, at: datetime) -> TakenExport:
    """
    Note that a file is taken now and return what is to stand in it; only who asked takes it, for a week.

    :raises ExportMissing: there is none, or a colleague asked for it.
    :raises ExportNotReady: it waits, was refused, or is too old.
    :raises NotPermitted: contacts in full are no longer for this actor.
    """
    export = _held(uid)
    if str(export.asked_by_id) != actor.id:
        raise ExportMissing()
    if not export.is_masked:
        actor.require("members.export_open")
    since = export.decided_at or export.asked_at
    is_over = export.people is None or at - since > timedelta(days=KEPT_DAYS)
    if export.status != ListExport.Status.READY or is_over:
        raise ExportNotReady(status=ListExport.Status(export.status).label)
    export.taken_at = at
    export.save(update_fields=["taken_at"])
    told = events.ExportTaken(export_id=export.pk, rows=export.rows, is_masked=export.is_masked)
    publish(told, actor=actor, at=at)
    return TakenExport(
        export.pk, export.uid, export.query, tuple(export.columns), export.is_masked, export.rows,
        frozenset(export.people or ()), export.asked_by.full_name or export.asked_by.username,
    )  # fmt: skip


@step
def take_named_file(*, what: str, readers: Iterable[object], actor: Actor, at: datetime) -> None:
    """
    Count a file of another list by the readers that it names; within the actor's limits only.

    Readers are looked at until there are more than may be taken, each once.

    :raises NotPermitted: nobody's names are for this actor to take away.
    :raises FileAboveLimits: it names too many.
    """
    actor.require("members.export")
    limits, (taken, _) = _limits(actor, at)
    most = max(min(limits.rows, limits.rows_per_day - taken), 0)
    named: set[object] = set()
    for reader in readers:
        named.add(reader)
        if len(named) > most:
            raise FileAboveLimits(value=f"{len(named)}+", most=most)
    NamedFile.objects.create(what=what, readers=len(named), taken_by_id=int(actor.id), taken_at=at)


def _is_above_limits(rows: int, *, is_masked: bool, actor: Actor, at: datetime) -> bool:
    """
    Tell whether somebody else has to allow so many more readers; many files of a few are a file of many.

    The files of one person are asked for one after the other, so that the day's sum holds.
    """
    limits, (taken, shown) = _limits(actor, at)
    if rows > limits.rows or taken + rows > limits.rows_per_day:
        return True
    return not is_masked and (rows > limits.open_rows or shown + rows > limits.open_rows_per_day)


def _limits(actor: Actor, at: datetime) -> tuple[queries.ExportLimits, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"members.export:{actor.id}"])
    return queries.export_limits(actor=actor), queries.exported_alone(actor=actor, at=at)


def _held(uid: UUID) -> ListExport:
    export = ListExport.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if export is None:
        raise ExportMissing()
    return export
