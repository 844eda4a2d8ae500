"""Which format a book list is in, told by its first bytes rather than by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shuyou.catalog.imports.tables import BookTable
from shuyou.catalog.rules import NewBook
from shuyou.kernel.files import Source


@dataclass(frozen=True, slots=True)
class BookFile:
    """A book list that is open: its records, whose keys they carry, and for a table how its columns are read."""

    source: Source[NewBook]
    digest: str
    sender: str
    fields: Sequence[tuple[str, str]] = ()
    ignored: tuple[str, ...] = ()


def open_books(path: Path, *, mapping: Mapping[str, str]) -> BookFile:
    """
    Open a book list.

    :raises FileRefused: it is in no format that is read here.
    """
    books = BookTable(path, mapping)
    return BookFile(books, books.table.digest, path.stem, books.table.fields, books.table.placing.ignored)
