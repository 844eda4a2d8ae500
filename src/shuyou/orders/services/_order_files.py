"""A file of orders handed in on a page: kept until somebody says how to read it, then read by a job."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.files import Progress, RunOptions, faults_path, weigh
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import use_case
from shuyou.orders.events.files import OrderFileMoved
from shuyou.orders.imports import open_orders
from shuyou.orders.models import OrderFile, OrderMapping
from shuyou.orders.services._import_orders import CHUNK, PERMISSION, OrderReading, import_orders
from shuyou.payments.errors import FileStarted

Status = OrderFile.Status
KEPT: Final = timedelta(days=30)
"""How long a file that nobody started, or the rows refused of one, are kept: they name readers."""


def hand_in_orders(file: IO[bytes], *, name: str, actor: Actor, at: datetime) -> int:
    """
    Keep a file of orders that is to be read, and return its number.

    :raises NotPermitted: the actor may not import orders.
    :raises FileRefused: the file is none that can be read.
    """
    actor.require(PERMISSION)
    suffix = "".join(char for char in Path(name).suffix.lower() if char.isalnum() or char == ".")[:8]
    kept = default_storage.save(f"orders/{uuid4().hex}{suffix}", File(file))
    try:
        path = Path(default_storage.path(kept))
        open_orders(path, columns={}, is_lenient=True)
        return _open(name=name, file=kept, size=weigh(path).size, actor=actor, at=at)
    except BaseException:
        default_storage.delete(kept)
        raise


@use_case("orders.import")
def _open(*, name: str, file: str, size: int, actor: Actor, at: datetime) -> int:
    row = OrderFile.objects.create(
        file=file, file_name=Path(name).name[:200], size=size, handed_in_by=actor.signature, handed_in_at=at
    )
    publish(OrderFileMoved(file_id=row.pk, step="handed_in"), actor=actor, at=at)
    return row.pk


@use_case("orders.import")
def start_order_file(reading: OrderReading, *, file_id: int, save_as: str = "", actor: Actor, at: datetime) -> None:
    """
    Have a file of orders read in the way somebody chose.

    :raises NotFound: there is no such file.
    :raises FileStarted: it was started already.
    :raises FileRefused: read this way, it lacks a column.
    """
    row = _held(file_id)
    open_orders(Path(default_storage.path(row.file)), columns=reading.columns, is_guessed=reading.is_guessed)
    if name := tidy(save_as)[:60]:
        _save_mapping(name, reading, actor, at)
    OrderFile.objects.filter(pk=file_id).update(status=Status.RUNNING, reading=asdict(reading))
    publish(OrderFileMoved(file_id=file_id, step="started"), actor=actor, at=at)


@use_case("orders.import")
def drop_order_file(*, file_id: int, actor: Actor, at: datetime) -> None:
    """
    Forget a file of orders that was never read.

    :raises NotFound: there is no such file.
    :raises FileStarted: it was started already.
    """
    row = _held(file_id)
    row.delete()
    transaction.on_commit(lambda: default_storage.delete(row.file))
    publish(OrderFileMoved(file_id=file_id, step="dropped"), actor=actor, at=at)


def take_in_orders(*, file_id: int, actor: Actor, at: datetime) -> None:
    """Read a file of orders that was started, from where it stopped if it was broken off; keep what was refused."""
    actor.require(PERMISSION)
    row = OrderFile.objects.get(pk=file_id)
    if row.status != Status.RUNNING:
        return
    path, found = Path(default_storage.path(row.file)), OrderFile.objects.filter(pk=file_id)

    def note(progress: Progress) -> None:
        size = max(progress.size, progress.position)
        found.update(position=progress.position, size=size, rows=progress.rows)

    reading, options = OrderReading(**row.reading), RunOptions(chunk=CHUNK, on_progress=note)
    try:
        report = import_orders(path, reading=reading, actor=actor, at=at, file_id=file_id, options=options)
    except Exception as problem:
        failure = str(getattr(problem, "code", type(problem).__name__))[:300]
        found.update(status=Status.FAILED, failure=failure, ended_at=at)
        raise
    faults = f"{row.file}{faults_path(path).name.removeprefix(path.name)}" if report.faults else ""
    found.update(
        status=Status.DONE, file=faults, rows=report.read, placed=report.imported, known=report.unchanged,
        refused=report.reported, failure="", ended_at=at,
    )  # fmt: skip
    default_storage.delete(row.file)


def forget_order_files(*, actor: Actor, at: datetime) -> int:
    """Delete what is still kept of files that came in a month ago or longer; return of how many."""
    actor.require(PERMISSION)
    old = OrderFile.objects.filter(handed_in_at__lt=at - KEPT).exclude(file="").exclude(status=Status.RUNNING)
    forgotten = 0
    for file_id, file in old.order_by("pk").values_list("pk", "file"):
        forgotten += OrderFile.objects.filter(pk=file_id, file=file).exclude(status=Status.RUNNING).update(file="")
        default_storage.delete(file)
    return forgotten


def _held(file_id: int) -> OrderFile:
    row = OrderFile.objects.select_for_update(no_key=True).filter(pk=file_id).first()
    if row is None:
        raise NotFound(what="file", key=file_id)
    if row.status != Status.WAITING or not row.file:
        raise FileStarted(value=row.file_name)
    return row


def _save_mapping(name: str, reading: OrderReading, actor: Actor, at: datetime) -> None:
    """Keep a way to read under a name; the one of the same name is replaced."""
    kept = {
        "columns": dict(reading.columns), "source": reading.source[:40], "channel": reading.channel,
        "payment": reading.payment, "used_at": at, "owner_id": int(actor.id) if actor.kind == STAFF else None,
    }  # fmt: skip
    if not OrderMapping.objects.filter(name=name).update(**kept):
        OrderMapping.objects.bulk_create([OrderMapping(name=name, **kept)], ignore_conflicts=True)
