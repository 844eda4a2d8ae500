"""The record of a file that is taken in: where it stands, how far it is, what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.files import ImportReport, OnProgress, Progress
from shuyou.kernel.uids import uuid7
from shuyou.members.models import Intake

Status = Intake.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class NewIntake:
    """A file that is about to be read, and how."""

    digest: str
    file_name: str
    size: int
    columns: Mapping[str, str]
    joined_via: str
    source: str
    kind: str = "members"


def open_intake(draft: NewIntake, *, is_resumed: bool, actor: Actor, at: datetime) -> Intake:
    """Return the intake of a run that was broken off, or a new one; it is under way from now on."""
    open_ones = Intake.objects.filter(digest=draft.digest, status__in=[Status.RUNNING, Status.FAILED], file="")
    if is_resumed and (earlier := open_ones.order_by("-pk").first()):
        Intake.objects.filter(pk=earlier.pk).update(status=Status.RUNNING, failure="", ended_at=None)
        return earlier
    open_ones.filter(status=Status.RUNNING).update(status=Status.FAILED, ended_at=at)
    return Intake.objects.create(
        uid=uuid7(), file_name=draft.file_name[:200], digest=draft.digest, columns=dict(draft.columns),
        joined_via=draft.joined_via[:20], source=draft.source[:40], status=Status.RUNNING, size=draft.size,
        kind=draft.kind,
        started_by=told_by(actor), started_at=at,
    )  # fmt: skip


def note_progress(intake_id: int, then: OnProgress | None) -> OnProgress:
    """Return what keeps how far an intake is, and tells whoever waits on a terminal too."""

    def note(progress: Progress) -> None:
        Intake.objects.filter(pk=intake_id).update(
            position=progress.position, size=max(progress.size, progress.position), rows=progress.rows
        )
        if then:
            then(progress)

    return note


def close_intake(intake_id: int, report: ImportReport, *, at: datetime, file: str = "") -> None:
    """Keep what an intake came to."""
    Intake.objects.filter(pk=intake_id).update(
        status=Status.DONE, file=file, rows=report.read, added=report.imported, merged=report.merged,
        unchanged=report.unchanged, refused=report.reported, failure="", ended_at=at,
    )  # fmt: skip


def fail_intake(intake_id: int, problem: BaseException, *, at: datetime) -> None:
    """Keep that an intake was broken off, and by what: the kind of fault, never what the file said."""
    failure = getattr(problem, "code", type(problem).__name__)
    Intake.objects.filter(pk=intake_id).update(status=Status.FAILED, failure=str(failure)[:300], ended_at=at)


def hold_intake(intake_id: int) -> Intake:
    """
    Lock an intake and return it.

    :raises NotFound: there is none of this number.
    """
    intake = Intake.objects.select_for_update(no_key=True).filter(pk=intake_id).first()
    if intake is None:
        raise NotFound(what="intake", key=intake_id)
    return intake


def told_by(actor: Actor) -> str:
    """Return who did something, as tables keep it."""
    return actor.signature
