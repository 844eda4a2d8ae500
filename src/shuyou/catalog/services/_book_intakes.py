"""A book list handed in on a page: kept until somebody says how to read it, then read by a job."""

from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.errors import IntakeStarted, MappingNameTaken
from shuyou.catalog.events import BookIntakeMoved
from shuyou.catalog.imports import BookFile, open_books
from shuyou.catalog.models import BookIntake, BookMapping
from shuyou.catalog.services._import_books import PERMISSION, BookReading, import_books, refuse_reading
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.files import HeadingMissing, Progress, RunOptions, faults_path, weigh
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case


def hand_in_books(file: IO[bytes], *, name: str, actor: Actor, at: datetime) -> int:
    """
    Keep a book list that is to be read, and return its number.

    :raises NotPermitted: the actor may not import books.
    :raises FileRefused: the file is none that can be read.
    """
    actor.require(PERMISSION)
    kept = default_storage.save(f"books/{uuid4().hex}/{_own_name(name)}", File(file))
    try:
        path = Path(default_storage.path(kept))
        return _open(name=name, file=kept, kind=_format(path), size=weigh(path).size, actor=actor, at=at)
    except BaseException:
        _delete(kept)
        raise


def _own_name(name: str) -> str:
    """Return the name a file is kept under: its own, by which titles tell where they came from and refusals speak."""
    suffix = "".join(char for char in Path(name).suffix.lower() if char.isalnum() or char == ".")[:8]
    return get_valid_filename(f"{Path(name).stem[:60].strip('. ') or 'list'}{suffix}")


def _delete(kept: str) -> None:
    """Delete a file that was handed in, and its folder unless what was refused of it still lies there."""
    default_storage.delete(kept)
    with suppress(OSError):
        Path(default_storage.path(kept)).parent.rmdir()


@use_case("catalog.import")
def _open(*, name: str, file: str, kind: str, size: int, actor: Actor, at: datetime) -> int:
    intake = BookIntake.objects.create(
        file=file, file_name=Path(name).name[:200], format=kind, size=size,
        started_by=actor.signature, started_at=at,
    )  # fmt: skip
    publish(BookIntakeMoved(intake_id=intake.pk, step="handed_in"), actor=actor, at=at)
    return intake.pk


def _format(path: Path) -> str:
    """Return what a file is; a table without known headings is one all the same."""
    try:
        books: BookFile = open_books(path, mapping={})
    except HeadingMissing:
        return "table"
    return books.format


@use_case("catalog.import")
def start_book_intake(reading: BookReading, *, intake_id: int, save_as: str = "", actor: Actor, at: datetime) -> None:
    """
    Have a book list read that was handed in, in the way somebody chose.

    :raises NotFound: there is no such intake.
    :raises IntakeStarted: it was started already.
    :raises FileRefused: read this way, it has no column of titles.
    :raises MappingNameTaken: somebody else's way to read has this name.
    """
    intake = _held(intake_id)
    refuse_reading(Path(default_storage.path(intake.file)), reading)
    if name := tidy(save_as)[:60]:
        _save_mapping(name, reading, actor, at)
    kept = asdict(reading) | {"rates": {code: str(rate) for code, rate in reading.rates.items()}}
    BookIntake.objects.filter(pk=intake_id).update(status=BookIntake.Status.RUNNING, reading=kept)
    publish(BookIntakeMoved(intake_id=intake_id, step="started"), actor=actor, at=at)


@use_case("catalog.import")
def drop_book_intake(*, intake_id: int, actor: Actor, at: datetime) -> None:
    """
    Forget a book list that was never read.

    :raises NotFound: there is no such intake.
    :raises IntakeStarted: it was started already.
    """
    intake = _held(intake_id)
    intake.delete()
    transaction.on_commit(lambda: _delete(intake.file))
    publish(BookIntakeMoved(intake_id=intake_id, step="dropped"), actor=actor, at=at)


def take_in_books(*, intake_id: int, actor: Actor, at: datetime) -> None:
    """Read a book list that was started, from where it stopped if it was broken off; keep what was refused of it."""
    actor.require(PERMISSION)
    intake = BookIntake.objects.get(pk=intake_id)
    if intake.status != BookIntake.Status.RUNNING:
        return
    path = Path(default_storage.path(intake.file))

    def note(progress: Progress) -> None:
        BookIntake.objects.filter(pk=intake_id).update(position=progress.position, rows=progress.rows)

    rates = {code: Decimal(rate) for code, rate in intake.reading["rates"].items()}
    reading = BookReading(**{**intake.reading, "rates": rates})
    options = RunOptions(on_progress=note)
    try:
        report = import_books(path, actor=actor, at=at, reading=reading, options=options)
    except Exception as problem:
        failure = str(getattr(problem, "code", type(problem).__name__))[:300]
        BookIntake.objects.filter(pk=intake_id).update(status=BookIntake.Status.FAILED, failure=failure, ended_at=at)
        raise
    faults = f"{intake.file}{faults_path(path).name.removeprefix(path.name)}" if report.faults else ""
    BookIntake.objects.filter(pk=intake_id).update(
        status=BookIntake.Status.DONE, file=faults, run_id=report.run_id, rows=report.read, added=report.imported,
        changed=report.merged, unchanged=report.unchanged, refused=report.reported, failure="", ended_at=at,
    )  # fmt: skip
    _delete(intake.file)


def _held(intake_id: int) -> BookIntake:
    intake = BookIntake.objects.select_for_update(no_key=True).filter(pk=intake_id).first()
    if intake is None:
        raise NotFound(what=_("intake"), key=intake_id)
    if intake.status != BookIntake.Status.WAITING:
        raise IntakeStarted(value=intake.file_name)
    return intake


def _save_mapping(name: str, reading: BookReading, actor: Actor, at: datetime) -> None:
    """Keep a way to read under a name; one's own of the same name is replaced."""
    owner = int(actor.id) if actor.kind == STAFF else None
    kept = {
        "columns": dict(reading.mapping), "source": reading.source[:40],
        "currency": reading.currency[:3], "used_at": at,
    }  # fmt: skip
    if BookMapping.objects.filter(name=name, owner_id=owner).update(**kept):
        return
    try:
        with transaction.atomic():
            BookMapping.objects.create(name=name, owner_id=owner, **kept)
    except IntegrityError as error:
        raise MappingNameTaken(value=name) from error
