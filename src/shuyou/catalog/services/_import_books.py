"""Book lists of suppliers and shops become items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from shuyou.catalog.events import BooksImported
from shuyou.catalog.imports import BookFile, open_books
from shuyou.catalog.rules import BookDraft, NewBook, ShopTerms, clean_book
from shuyou.catalog.services._keeping import Hand
from shuyou.catalog.services._shelve import Outcome, Shelved, shelve
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import (
    Chunk,
    Entry,
    ImportReport,
    Loaded,
    Preview,
    RunOptions,
    Tally,
    preview,
    run_digest,
    run_import,
)

PERMISSION = "catalog.import"
CHUNK = 2_000
"""The most records in one transaction: a book is a heavier record than a reader, and memory stays small."""


@dataclass(frozen=True, slots=True)
class BookReading:
    """How a book list is read: whose it is, which heading holds what, and what its currency is worth here."""

    source: str = ""
    """Whose keys these are; empty: the sender that the file names, or else the file's own name."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    currency: str = ""
    """The currency of prices without one; empty: the installation's."""
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    """What one unit of a currency is worth in the installation's."""
    is_guessed: bool = True
    """Columns that the mapping does not name are known by their headings."""


@dataclass(frozen=True, slots=True)
class BookLoader:
    """Takes the records of a book list into the catalogue."""

    terms: ShopTerms
    source: str
    currency: str
    sent_at: datetime | None = None
    """When the message was sent, if it says so."""
    kind: str = "books"

    def draft(self, record: NewBook) -> BookDraft:
        """
        Return the clean draft of a record.

        :raises DomainError: with everything that is wrong.
        """
        told = record if record.currency or not self.currency else replace(record, currency=self.currency)
        return clean_book(told, self.terms)

    def load(self, entries: Sequence[Entry[BookDraft]], chunk: Chunk) -> Loaded:
        """Shelve the drafts of a chunk."""
        drafts = [entry.draft for entry in entries]
        hand = Hand(actor=chunk.actor, at=chunk.at, run_id=chunk.run_id)
        return _loaded(shelve(drafts, self.source, hand=hand, since=chunk.started_at, sent_at=self.sent_at))

    def told(self, run_id: int, tally: Tally, created: tuple[int, ...]) -> BooksImported:
        """Return the event of a chunk."""
        return BooksImported(
            run_id=run_id, created=created, merged=tally.merged, unchanged=tally.unchanged, reported=tally.reported
        )


def import_books(
    path: Path, *, actor: Actor, at: datetime, reading: BookReading | None = None, options: RunOptions | None = None
) -> ImportReport:
    """
    Take a book list into the catalogue: CSV, XLSX, ONIX 3 or MARC.

    Every record becomes an item, adds to one, or is reported beside the file. The import may be broken off at any
    moment and started again: it goes on where it stopped.

    :raises NotPermitted: the actor may not import books.
    :raises FileRefused: the file cannot be read, or has no column of titles.
    """
    actor.require(PERMISSION)
    reading = reading or BookReading()
    books = open_books(path, mapping=reading.mapping, is_guessed=reading.is_guessed)
    report = run_import(
        books.source,
        _loader(books, reading),
        path=path,
        digest=run_digest(books.digest, kind="books", reading=repr(reading)),
        actor=actor,
        at=at,
        options=replace(options or RunOptions(), chunk=min(options.chunk if options else CHUNK, CHUNK)),
    )
    return replace(report, ignored=books.ignored)


def refuse_reading(path: Path, reading: BookReading) -> None:
    """
    Pass if a file can be read in a way; what it holds is not looked at.

    :raises FileRefused: it cannot, or has no column of titles.
    """
    open_books(path, mapping=reading.mapping, is_guessed=reading.is_guessed)


def preview_books(
    path: Path, *, actor: Actor, reading: BookReading | None = None, limit: int = 10, needs_title: bool = True
) -> Preview:
    """
    Show how a book list would be read; one without a column of titles too, if none is needed.

    :raises NotPermitted: the actor may not import books.
    :raises FileRefused: the file cannot be read, or has no column of titles.
    """
    actor.require(PERMISSION)
    reading = reading or BookReading()
    books = open_books(path, mapping=reading.mapping, is_guessed=reading.is_guessed, needs_title=needs_title)
    return preview(books.source, _loader(books, reading).draft, fields=books.fields, ignored=books.ignored, limit=limit)


def _loader(books: BookFile, reading: BookReading) -> BookLoader:
    terms = ShopTerms(settings.SHUYOU_CURRENCY, {code.upper(): rate for code, rate in reading.rates.items()})
    return BookLoader(terms, (reading.source or books.sender)[:40], reading.currency, books.sent_at)


def _loaded(shelved: Shelved) -> Loaded:
    outcomes = shelved.outcomes
    refused = {place: outcome for place, outcome in enumerate(outcomes) if isinstance(outcome, DomainError)}
    tally = Tally(
        imported=outcomes.count(Outcome.IMPORTED),
        merged=outcomes.count(Outcome.MERGED),
        unchanged=outcomes.count(Outcome.UNCHANGED),
    )
    return Loaded(tally, shelved.created, refused)
