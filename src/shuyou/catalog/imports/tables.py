"""Books from CSV and XLSX."""

from collections.abc import Generator, Mapping
from dataclasses import replace
from pathlib import Path

from shuyou.catalog.imports.columns import COLUMNS
from shuyou.catalog.rules import NewBook
from shuyou.kernel.files import RecordTable, Row, Table


class BookTable(RecordTable[NewBook]):
    """A table of books, one to a row."""

    def __init__(self, path: Path, mapping: Mapping[str, str], *, is_guessed: bool, needs_title: bool) -> None:
        columns = COLUMNS if needs_title else [replace(column, is_required=False) for column in COLUMNS]
        super().__init__(Table(path, columns, chosen=mapping, is_guessed=is_guessed))

    def rows(self) -> Generator[Row[NewBook], None, None]:
        """Yield every row that is not blank."""
        for row in self.table.rows():
            record = None if row.record is None else NewBook(**row.record)  # type: ignore[arg-type]
            yield Row(row.line, record, row.cells, row.problem)
