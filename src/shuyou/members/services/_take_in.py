"""A file handed in on a page: kept until somebody says how to read it, then read by a job, as from the terminal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.events import publish
from shuyou.kernel.files import ImportReport, RunOptions, faults_path
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.intake import IntakeNotWaiting, MappingNameTaken
from shuyou.members.events.intake import IntakeDropped, IntakeOpened, IntakeStarted
from shuyou.members.imports.tables import MemberTable, open_table
from shuyou.members.models import Intake, SavedMapping
from shuyou.members.rules import short_text
from shuyou.members.rules.touches import one_of
from shuyou.members.services._import_members import PERMISSION, digest_of, run_intake
from shuyou.members.services._import_preferences import open_preferences, run_preferences
from shuyou.members.services._intakes import Status, close_intake, fail_intake, hold_intake, told_by

Kind = Intake.Kind
CHUNK = 2_000
"""Rows in one transaction: what a page shows moves every few seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeChoice:
    """How a file is to be read: the heading of each field, and what holds for all rows."""

    columns: Mapping[str, str]
    joined_via: str = ""
    source: str = ""
    save_as: str = ""
    """A name under which the choice is offered for files like this one."""


def hand_in(file: IO[bytes], *, name: str, kind: str = Kind.MEMBERS, actor: Actor, at: datetime) -> int:
    """
    Keep a file that is to be read, and return the number of its intake.

    :raises NotPermitted: the actor may not import members.
    :raises FileRefused: the file is none that can be read.
    """
    actor.require(PERMISSION)
    kind = one_of(kind, Kind.values, field="kind")
    suffix = "".join(char for char in Path(name).suffix.lower() if char.isalnum() or char == ".")[:8]
    kept = default_storage.save(f"intakes/{uuid4().hex}{suffix}", File(file))
    try:
        size = _table(kind, Path(default_storage.path(kept)), {}, is_first_look=True).size
        return _open(name=name, file=kept, size=size, kind=kind, actor=actor, at=at)
    except BaseException:
        default_storage.delete(kept)
        raise


@use_case("members.import")
def _open(*, name: str, file: str, size: int, kind: str, actor: Actor, at: datetime) -> int:
    intake = Intake.objects.create(
        uid=uuid7(), file=file, file_name=Path(name).name[:200], size=size, kind=kind, started_by=told_by(actor),
        started_at=at,
    )  # fmt: skip
    publish(IntakeOpened(intake_id=intake.pk), actor=actor, at=at)
    return intake.pk


@use_case("members.import")
def start_intake(choice: IntakeChoice, *, intake_id: int, actor: Actor, at: datetime) -> None:
    """
    Have a file read that was handed in, in the way somebody chose.

    :raises NotFound: there is no such intake.
    :raises IntakeNotWaiting: it was started already.
    :raises FileRefused: read this way, it has no column of names.
    :raises MappingNameTaken: somebody else's mapping has this name.
    """
    intake = _held_waiting(intake_id)
    table = _table(intake.kind, Path(default_storage.path(intake.file)), choice.columns)
    joined_via = short_text(choice.joined_via, field="joined_via", limit=20) or "import"
    source = short_text(choice.source, field="source", limit=40)
    save_as = short_text(choice.save_as, field="save_as", limit=60)
    if save_as:
        _save_mapping(save_as, choice.columns, actor, at)
    Intake.objects.filter(pk=intake_id).update(
        status=Status.RUNNING, columns=dict(choice.columns), joined_via=joined_via, source=source, size=table.size,
        digest=digest_of(table, kind=intake.kind, joined_via=joined_via, source=f"{source}#{intake_id}"),
    )  # fmt: skip
    publish(IntakeStarted(intake_id=intake_id), actor=actor, at=at)


@use_case("members.import")
def drop_intake(*, intake_id: int, actor: Actor, at: datetime) -> None:
    """
    Forget a file that was handed in and never read.

    :raises NotFound: there is no such intake.
    :raises IntakeNotWaiting: it was started already.
    """
    intake = _held_waiting(intake_id)
    Intake.objects.filter(pk=intake_id).delete()
    transaction.on_commit(lambda: default_storage.delete(intake.file))
    publish(IntakeDropped(intake_id=intake_id), actor=actor, at=at)


def take_in(*, intake_id: int, actor: Actor, at: datetime) -> None:
    """
    Read a file that was started, from where it stopped if it was broken off; only refused rows are kept of it.

    :raises NotPermitted: the actor may not import members.
    """
    actor.require(PERMISSION)
    intake = Intake.objects.get(pk=intake_id)
    if intake.status != Status.RUNNING:
        return
    path = Path(default_storage.path(intake.file))
    try:
        report = _run(intake, path, actor=actor, at=at)
    except Exception as problem:
        fail_intake(intake_id, problem, at=at)
        raise
    faults = f"{intake.file}{faults_path(path).name.removeprefix(path.name)}" if report.faults else ""
    close_intake(intake_id, report, at=at, file=faults)
    default_storage.delete(intake.file)


def give_undoing_up(*, intake_id: int, problem: BaseException) -> None:
    """Keep that a file could not be taken back, and by what; nothing of it was."""
    failure = str(getattr(problem, "code", type(problem).__name__))[:300]
    Intake.objects.filter(pk=intake_id, status=Status.UNDOING).update(status=Status.DONE, failure=failure)


def _run(intake: Intake, path: Path, *, actor: Actor, at: datetime) -> ImportReport:
    options = RunOptions(chunk=CHUNK)
    if intake.kind == Kind.PREFERENCES:
        words = open_preferences(path, intake.columns, is_guessed=False)
        return run_preferences(intake, words, path=path, options=options, actor=actor, at=at)
    people = open_table(path, intake.columns, is_guessed=False)
    return run_intake(intake, people, path=path, options=options, actor=actor, at=at)


def _table(kind: str, path: Path, columns: Mapping[str, str], *, is_first_look: bool = False) -> MemberTable:
    """
    Return a file as a table, guessing and asking for no column at the first look.

    :raises FileRefused: it is none, or has no column that is needed.
    """
    if kind == Kind.PREFERENCES:
        return open_preferences(path, columns, is_guessed=is_first_look, needs_reader=not is_first_look)
    return open_table(path, columns, is_guessed=is_first_look, needs_name=not is_first_look)


def _held_waiting(intake_id: int) -> Intake:
    intake = hold_intake(intake_id)
    if intake.status != Status.WAITING:
        raise IntakeNotWaiting(number=intake.pk, status=str(Status(intake.status).label))
    return intake


def _save_mapping(name: str, columns: Mapping[str, str], actor: Actor, at: datetime) -> None:
    """Keep a choice under a name; one's own of the same name is replaced."""
    owner = int(actor.id) if actor.kind == STAFF else None
    kept = {"columns": dict(columns), "used_at": at}
    if SavedMapping.objects.filter(name=name, owner_id=owner).update(**kept):
        return
    try:
        with transaction.atomic():
            SavedMapping.objects.create(name=name, owner_id=owner, **kept)
    except IntegrityError as error:
        raise MappingNameTaken(value=name) from error
