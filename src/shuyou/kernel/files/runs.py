"""
The run of an import: rows in chunks, each chunk one transaction that also moves the checkpoint.

Every row read ends as one of four: imported (a new record), merged (into a record that is known, which it changed, or
that an earlier row of the same run made), unchanged (known, and nothing new) or reported (refused, with the reason).
"""

import gc
import hashlib
import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched, islice
from pathlib import Path
from time import perf_counter
from typing import Final, Protocol

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.functional import Promise

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, problems_of
from shuyou.kernel.events import Event, publish
from shuyou.kernel.files.faults import FaultsFile, faults_path
from shuyou.kernel.files.progress import OnProgress, Progress
from shuyou.kernel.files.refusals import ImportRunning
from shuyou.kernel.files.rows import Row, Source
from shuyou.kernel.models import ImportRun

CHUNK: Final = 5_000
TRIES: Final = 3
"""How often a chunk is tried that meets somebody else's new rows under the same unique key."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows by how they ended."""

    imported: int = 0
    merged: int = 0
    unchanged: int = 0
    reported: int = 0

    @property
    def read(self) -> int:
        """All rows: none is ever lost."""
        return self.imported + self.merged + self.unchanged + self.reported

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.imported + other.imported,
            self.merged + other.merged,
            self.unchanged + other.unchanged,
            self.reported + other.reported,
        )


@dataclass(frozen=True, slots=True)
class Entry[D]:
    """A row that may be written: its line, and the clean draft made of it."""

    line: int
    draft: D


@dataclass(frozen=True, slots=True)
class Chunk:
    """Which chunk of which run is being written."""

    run_id: int
    started_at: datetime
    """By the database's clock, as are the times of creation it is compared with."""
    at: datetime
    actor: Actor


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a chunk's entries; refused ones by their place among them."""

    tally: Tally
    created: tuple[int, ...] = ()
    refused: Mapping[int, DomainError] = field(default_factory=dict)
    remarked: Mapping[int, Sequence[DomainError]] = field(default_factory=dict)
    """What is left to be said of entries that were taken: told beside the refused ones, and counted as taken."""


class Loader[R, D](Protocol):
    """What an importer of one kind of records does."""

    @property
    def kind(self) -> str:
        """What the records are called in the list of runs."""

    def draft(self, record: R) -> D:
        """
        Return the clean draft of a record; touches no database.

        :raises DomainError: with everything that is wrong.
        """

    def load(self, entries: Sequence[Entry[D]], chunk: Chunk) -> Loaded:
        """Write the drafts with set-based statements inside the running transaction."""

    def told(self, run_id: int, tally: Tally, created: tuple[int, ...]) -> Event:
        """Return the one event of a chunk."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; the counts add up to the rows read."""

    path: Path
    kind: str
    run_id: int
    read: int
    imported: int
    merged: int
    unchanged: int
    reported: int
    resumed_after: int
    seconds: float
    faults: Path | None
    ignored: tuple[str, ...] = ()
    intake_id: int = 0
    """The number under which the import can be taken back; 0: it cannot."""

    @property
    def rows_per_second(self) -> float:
        """Speed of the rows read this time."""
        return (self.read - self.resumed_after) / self.seconds if self.seconds else 0.0


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How an import is run."""

    chunk: int = CHUNK
    is_resumed: bool = True
    on_progress: OnProgress | None = None
    words: Mapping[str, str | Promise] = field(default_factory=dict)
    """What fields are called in the report of refused rows, where the file has no heading for them."""


def run_digest(digest: str, **settings: object) -> str:
    """Return the key of a run: the same file read in another way is another run."""
    told = json.dumps(settings, sort_keys=True, default=str)
    return hashlib.sha256(f"{digest}{told}".encode()).hexdigest()


def run_import[R, D](
    source: Source[R], loader: Loader[R, D], *, path: Path, digest: str, actor: Actor, at: datetime, options: RunOptions
) -> ImportReport:
    """
    Import a file from where its last run stopped, chunk by chunk.

    :raises ImportRunning: another process is importing the same file.
    """
    started = perf_counter()
    with _alone(digest, path):
        run = _open_run(loader.kind, path, digest, is_resumed=options.is_resumed)
        before = run.rows_read
        report = faults_path(path)
        with (
            _without_loaded(),
            FaultsFile(
                report,
                headings=source.headings,
                encoding=source.encoding,
                length=run.faults_length,
                heading_of={**{name: str(word) for name, word in options.words.items()}, **dict(source.fields)},
            ) as faults,
            closing(source.rows()) as rows,
            closing(_read_ahead(source, islice(rows, before, None), loader, options.chunk)) as parts,
        ):
            for part in parts:
                _import_chunk(part, loader, run, faults, Chunk(run.pk, run.started_at, at, actor))
                if options.on_progress:
                    options.on_progress(Progress(part.position, source.size, run.rows_read))
        ImportRun.objects.filter(pk=run.pk).update(finished_at=Now())
    return ImportReport(
        path=path, kind=loader.kind, run_id=run.pk,
        read=run.rows_read, imported=run.imported, merged=run.merged, unchanged=run.unchanged, reported=run.reported,
        resumed_after=before, seconds=perf_counter() - started, faults=report if run.faults_length else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Part[R, D]:
    """The rows of a chunk with their drafts, those refused while cleaning, and how far the file was read."""

    rows: Sequence[Row[R]]
    entries: Sequence[tuple[int, Entry[D]]]
    refused: Mapping[int, Sequence[DomainError]]
    position: int


def _read_ahead[R, D](
    source: Source[R], rows: Iterator[Row[R]], loader: Loader[R, D], size: int
) -> Generator[_Part[R, D]]:
    """Read and clean the next chunk in a thread of its own, while the database writes the one before."""
    language = translation.get_language()
    chunks = batched(rows, size)

    def read() -> _Part[R, D] | None:
        with translation.override(language):
            if (chunk := next(chunks, None)) is None:
                return None
            return _Part(chunk, *_drafts(chunk, loader), source.position)

    with ThreadPoolExecutor(1, thread_name_prefix="import") as reader:
        ahead = reader.submit(read)
        while (part := ahead.result()) is not None:
            ahead = reader.submit(read)
            yield part


def _import_chunk[R, D](
    part: _Part[R, D], loader: Loader[R, D], run: ImportRun, faults: FaultsFile, chunk: Chunk
) -> None:
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic(durable=True):
                _write_chunk(part.rows, part.entries, dict(part.refused), loader, run, faults, chunk)
        except (IntegrityError, OperationalError):
            run.refresh_from_db()
            faults.cut_back(run.faults_length)
            if attempt == TRIES:
                raise
        else:
            return


def _drafts[R, D](
    rows: Sequence[Row[R]], loader: Loader[R, D]
) -> tuple[list[tuple[int, Entry[D]]], dict[int, Sequence[DomainError]]]:
    entries: list[tuple[int, Entry[D]]] = []
    refused: dict[int, Sequence[DomainError]] = {}
    for place, row in enumerate(rows):
        if row.problem is not None or row.record is None:
            refused[place] = [row.problem] if row.problem else []
            continue
        try:
            entries.append((place, Entry(row.line, loader.draft(row.record))))
        except DomainError as refusal:
            refused[place] = problems_of(refusal)
    return entries, refused


def _write_chunk[R, D](
    rows: Sequence[Row[R]],
    entries: Sequence[tuple[int, Entry[D]]],
    refused: dict[int, Sequence[DomainError]],
    loader: Loader[R, D],
    run: ImportRun,
    faults: FaultsFile,
    chunk: Chunk,
) -> None:
    loaded = loader.load([entry for _, entry in entries], chunk) if entries else Loaded(Tally())
    refused |= {entries[place][0]: problems_of(problem) for place, problem in loaded.refused.items()}
    tally = loaded.tally + Tally(reported=len(refused))
    assert tally.read == len(rows), f"{tally} does not account for {len(rows)} rows"
    told = {entries[place][0]: remarks for place, remarks in loaded.remarked.items()} | refused
    for place in sorted(told):
        for line, problems, cells in rows[place].told(told[place]):
            faults.add(line, problems, cells)
    publish(loader.told(run.pk, tally, loaded.created), actor=chunk.actor, at=chunk.at)
    _move_checkpoint(run, tally, faults.settle())


def _move_checkpoint(run: ImportRun, tally: Tally, faults_length: int) -> None:
    run.rows_read += tally.read
    run.imported += tally.imported
    run.merged += tally.merged
    run.unchanged += tally.unchanged
    run.reported += tally.reported
    run.faults_length = faults_length
    run.save(update_fields=["rows_read", "imported", "merged", "unchanged", "reported", "faults_length"])


def _open_run(kind: str, path: Path, digest: str, *, is_resumed: bool) -> ImportRun:
    unfinished = ImportRun.objects.filter(kind=kind, digest=digest, finished_at=None)
    run = unfinished.first()
    if run is not None and is_resumed and _faults_are_there(run, path):
        return run
    unfinished.update(finished_at=Now())
    run = ImportRun.objects.create(kind=kind, file_name=path.name[:255], digest=digest)
    run.refresh_from_db()
    return run


def _faults_are_there(run: ImportRun, path: Path) -> bool:
    report = faults_path(path)
    return not run.faults_length or (report.exists() and report.stat().st_size >= run.faults_length)


def is_under_way(digest: str) -> bool:
    """Tell whether the file of a run is being read just now; if not, nobody begins before this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_key(digest)])
        return not cursor.fetchone()[0]


@contextmanager
def _without_loaded() -> Iterator[None]:
    """
    Keep what was loaded before out of the collector's sight meanwhile.

    So many rows set it off again and again, and each time it would go through all of the program: a third of the time.
    """
    if gc.get_freeze_count():  # the web server has done so for good
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _key(digest: str) -> int:
    return int(digest[:15], 16)


@contextmanager
def _alone(digest: str, path: Path) -> Iterator[None]:
    """Hold the file for this session; the server lets go of it when the process dies."""
    key = _key(digest)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        (is_ours,) = cursor.fetchone()
    if not is_ours:
        raise ImportRunning(name=path.name)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
