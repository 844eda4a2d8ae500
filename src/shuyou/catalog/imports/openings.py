"""Which format a book list is in, told by its first bytes rather than by its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from shuyou.catalog.imports.marc import MarcFile, is_marc
from shuyou.catalog.imports.onix import OnixFile
from shuyou.catalog.imports.tables import BookTable
from shuyou.catalog.rules import NewBook
from shuyou.kernel.files import Source, weigh

HEAD = 4096
LIMIT = 500 * 1024 * 1024
"""The most bytes of a book list; suppliers part what is longer."""


@dataclass(frozen=True, slots=True)
class BookFile:
    """A book list that is open: its records, whose keys they carry, and for a table how its columns are read."""

    source: Source[NewBook]
    digest: str
    sender: str
    fields: Sequence[tuple[str, str]] = ()
    ignored: tuple[str, ...] = ()
    sent_at: datetime | None = None
    format: str = "table"


def open_books(
    path: Path, *, mapping: Mapping[str, str], is_guessed: bool = True, needs_title: bool = True
) -> BookFile:
    """
    Open a book list.

    :raises FileRefused: it is in no format that is read here.
    """
    weighed = weigh(path, limit=LIMIT)
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        onix = OnixFile(path, weighed.size)
        return BookFile(onix, weighed.digest, onix.sender, sent_at=onix.sent_at, format="onix")
    if is_marc(head):
        marc = MarcFile(path, weighed.size)
        return BookFile(marc, weighed.digest, marc.sender, format="marc")
    books = BookTable(path, mapping, is_guessed=is_guessed, needs_title=needs_title)
    return BookFile(books, weighed.digest, path.stem, books.table.fields, books.table.placing.ignored)
