"""Books from CSV and XLSX."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from shuyou.catalog.imports.columns import COLUMNS
from shuyou.catalog.rules import NewBook
from shuyou.kernel.files import Row, Table


class BookTable:
    """A table of books, one to a row."""

    def __init__(self, path: Path, mapping: Mapping[str, str], *, is_guessed: bool, needs_title: bool) -> None:
        columns = COLUMNS if needs_title else [replace(column, is_required=False) for column in COLUMNS]
        self.table = Table(path, columns, chosen=mapping, is_guessed=is_guessed)

    @property
    def headings(self) -> Sequence[str]:
        """The table's headings."""
        return self.table.headings

    @property
    def fields(self) -> Sequence[tuple[str, str]]:
        """The fields found, with the table's headings of them."""
        return self.table.fields

    @property
    def encoding(self) -> str:
        """The table's encoding."""
        return self.table.encoding

    @property
    def size(self) -> int:
        """How much there is to read."""
        return self.table.size

    @property
    def position(self) -> int:
        """How far it has been read."""
        return self.table.position

    def rows(self) -> Generator[Row[NewBook], None, None]:
        """Yield every row that is not blank."""
        for row in self.table.rows():
            record = None if row.record is None else NewBook(**row.record)  # type: ignore[arg-type]
            yield Row(row.line, record, row.cells, row.problem)
