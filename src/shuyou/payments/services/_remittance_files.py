"""A file of remittances handed in on a page: kept until somebody says how to read it, then read by a job."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.files import (
    ImportReport,
    Preview,
    Progress,
    RunOptions,
    faults_path,
    preview,
    run_digest,
    run_import,
)
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.payments.errors import FileStarted
from shuyou.payments.events import RemittanceFileMoved
from shuyou.payments.imports.remittances import open_slips
from shuyou.payments.models import RemittanceFile, RemittanceMapping
from shuyou.payments.services._take_in_slips import SlipLoader

PERMISSION = "payments.import"
Status = RemittanceFile.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipReading:
    """How a file of remittances is read: the heading of each field, or how wide its columns are."""

    columns: Mapping[str, str] = field(default_factory=dict)
    layout: str = ""
    is_guessed: bool = True


def hand_in_remittances(file: IO[bytes], *, name: str, actor: Actor, at: datetime) -> int:
    """
    Keep a file of remittances that is to be read, and return its number.

    :raises NotPermitted: the actor may not import remittances.
    :raises FileRefused: the file is none that can be read.
    """
    actor.require(PERMISSION)
    suffix = "".join(char for char in Path(name).suffix.lower() if char.isalnum() or char == ".")[:8]
    kept = default_storage.save(f"remittances/{uuid4().hex}{suffix}", File(file))
    try:
        open_slips(Path(default_storage.path(kept)), columns={}, is_lenient=True)
        return _open(name=name, file=kept, actor=actor, at=at)
    except BaseException:
        default_storage.delete(kept)
        raise


@use_case("payments.import")
def _open(*, name: str, file: str, actor: Actor, at: datetime) -> int:
    row = RemittanceFile.objects.create(
        file=file, file_name=Path(name).name[:200], handed_in_by=actor.signature, handed_in_at=at
    )
    publish(RemittanceFileMoved(file_id=row.pk, step="handed_in"), actor=actor, at=at)
    return row.pk


def preview_remittances(
    path: Path, *, reading: SlipReading, actor: Actor, at: datetime, limit: int = 10, is_lenient: bool = False
) -> Preview:
    """
    Show how a file of remittances would be read.

    :raises NotPermitted: the actor may not import remittances.
    :raises FileRefused: it cannot be read in this way.
    """
    actor.require(PERMISSION)
    found = open_slips(path, **asdict(reading), is_lenient=is_lenient)
    loader = SlipLoader(today=club_day(at))
    return preview(found.source, loader.draft, fields=found.fields, ignored=found.ignored, limit=limit)


@use_case("payments.import")
def start_remittance_file(reading: SlipReading, *, file_id: int, save_as: str = "", actor: Actor, at: datetime) -> None:
    """
    Have a file of remittances read in the way somebody chose.

    :raises NotFound: there is no such file.
    :raises FileStarted: it was started already.
    :raises FileRefused: read this way, it lacks a column.
    """
    row = _held(file_id)
    open_slips(Path(default_storage.path(row.file)), **asdict(reading))
    if name := tidy(save_as)[:60]:
        _save_mapping(name, reading, actor, at)
    RemittanceFile.objects.filter(pk=file_id).update(status=Status.RUNNING, reading=asdict(reading))
    publish(RemittanceFileMoved(file_id=file_id, step="started"), actor=actor, at=at)


@use_case("payments.import")
def drop_remittance_file(*, file_id: int, actor: Actor, at: datetime) -> None:
    """
    Forget a file of remittances that was never read.

    :raises NotFound: there is no such file.
    :raises FileStarted: it was started already.
    """
    row = _held(file_id)
    row.delete()
    transaction.on_commit(lambda: default_storage.delete(row.file))
    publish(RemittanceFileMoved(file_id=file_id, step="dropped"), actor=actor, at=at)


def take_in_remittances(*, file_id: int, actor: Actor, at: datetime) -> None:
    """Read a file of remittances that was started, from where it stopped if it was broken off."""
    actor.require(PERMISSION)
    row = RemittanceFile.objects.get(pk=file_id)
    if row.status != Status.RUNNING:
        return
    path = Path(default_storage.path(row.file))
    found = RemittanceFile.objects.filter(pk=file_id)
    options = RunOptions(chunk=500, on_progress=lambda progress: _note(file_id, progress))
    try:
        report = import_remittances(
            path, reading=SlipReading(**row.reading), file_id=file_id, actor=actor, at=at, options=options
        )
    except Exception as problem:
        failure = str(getattr(problem, "code", type(problem).__name__))[:300]
        found.update(status=Status.FAILED, failure=failure, ended_at=at)
        raise
    faults = f"{row.file}{faults_path(path).name.removeprefix(path.name)}" if report.faults else ""
    found.update(
        status=Status.DONE, file=faults, rows=report.read, added=report.imported, known=report.unchanged,
        refused=report.reported, failure="", ended_at=at,
    )  # fmt: skip
    default_storage.delete(row.file)


def import_remittances(
    path: Path,
    *,
    reading: SlipReading,
    actor: Actor,
    at: datetime,
    file_id: int | None = None,
    options: RunOptions | None = None,
) -> ImportReport:
    """
    Take the slips of a file in; what was taken in before is told and changes nothing.

    :raises NotPermitted: the actor may not import remittances.
    :raises FileRefused: the file cannot be read in this way.
    """
    actor.require(PERMISSION)
    found = open_slips(path, **asdict(reading))
    digest = run_digest(found.digest, kind="remittances", reading=repr(reading))
    loader = SlipLoader(today=club_day(at), file_id=file_id)
    return run_import(
        found.source, loader, path=path, digest=digest, actor=actor, at=at, options=options or RunOptions(chunk=500)
    )


def _note(file_id: int, progress: Progress) -> None:
    RemittanceFile.objects.filter(pk=file_id).update(rows=progress.rows)


def _held(file_id: int) -> RemittanceFile:
    row = RemittanceFile.objects.select_for_update(no_key=True).filter(pk=file_id).first()
    if row is None:
        raise NotFound(what="file", key=file_id)
    if row.status != Status.WAITING:
        raise FileStarted(value=row.file_name)
    return row


def _save_mapping(name: str, reading: SlipReading, actor: Actor, at: datetime) -> None:
    """Keep a way to read under a name; the one of the same name is replaced."""
    kept = {
        "columns": dict(reading.columns), "layout": reading.layout[:300], "used_at": at,
        "owner_id": int(actor.id) if actor.kind == STAFF else None,
    }  # fmt: skip
    if not RemittanceMapping.objects.filter(name=name).update(**kept):
        RemittanceMapping.objects.bulk_create([RemittanceMapping(name=name, **kept)], ignore_conflicts=True)
