"""Tables from outside, CSV and XLSX, read as a stream."""

import csv
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from io import BufferedReader, TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from shuyou.kernel.files.headings import Column, Placing, likeness, match
from shuyou.kernel.files.refusals import (
    FileDamaged,
    FormatUnknown,
    NoRows,
    RowUnreadable,
    TooManyCells,
    TooManyColumns,
)
from shuyou.kernel.files.rows import Row
from shuyou.kernel.files.text import LIMIT, MEGABYTE, detect_encoding, weigh
from shuyou.kernel.formulas import plain_cell

if TYPE_CHECKING:
    from openpyxl import Workbook

FORMATS: Final = "CSV, XLSX"
DELIMITERS: Final = (",", "\t", ";", "；", "|")
TITLE_ROWS: Final = 5
"""Headings are looked for in that many first rows: people put a title above them."""

WIDEST_CELL: Final = MEGABYTE
MOST_COLUMNS: Final = 1_000
MOST_SHEET_ROWS: Final = 1_048_576
UNPACKED_LIMIT: Final = 4 * LIMIT
PACKED_TIGHTLY: Final = 100
"""Tables unpack to some ten times their size; what unpacks to more than this is no table."""

SMALL: Final = 64 * MEGABYTE
BROKEN: Final = (
    ArithmeticError, AttributeError, EOFError, LookupError, RuntimeError, SyntaxError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What libraries raise inside a workbook that no spreadsheet has written."""

type Cells = tuple[int, list[str], RowUnreadable | None]


class Table:
    """A table with its columns found; a record is what each mapped field says, empty cells left out."""

    def __init__(
        self,
        path: Path,
        columns: Sequence[Column],
        *,
        chosen: Mapping[str, str] | None = None,
        is_guessed: bool = True,
        encoding: str = "",
        limit: int = LIMIT,
    ) -> None:
        weighed = weigh(path, limit=limit)
        self.path, self.digest = path, weighed.digest
        self._file: CsvFile | XlsxFile = (
            XlsxFile(path) if is_xlsx(path) else CsvFile(path, encoding or detect_encoding(path), weighed.size)
        )
        self._start, self.headings = self._find_headings(columns)
        self.placing: Placing = match(self.headings, columns, chosen=chosen, is_guessed=is_guessed, name=path.name)

    @property
    def encoding(self) -> str:
        """The encoding of the file; workbooks report in one that spreadsheets recognise."""
        return self._file.encoding

    @property
    def size(self) -> int:
        """How much there is to read."""
        return self._file.size

    @property
    def position(self) -> int:
        """How far it has been read."""
        return self._file.position

    @property
    def places(self) -> Mapping[str, int]:
        """The place of each field that was found."""
        return self.placing.places

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings that nobody asked for."""
        return self.placing.ignored

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Each field that was found, with its heading, from left to right."""
        places = sorted(self.placing.places.items(), key=lambda found: found[1])
        return [(field, self.headings[place]) for field, place in places]

    def rows(self) -> Generator[Row[dict[str, str]], None, None]:
        """Yield every row under the headings that is not blank."""
        places = list(self.placing.places.items())
        width = len(self.headings)
        for line, cells, problem in islice(self._file.lines(), self._start, None):
            if problem is not None:
                yield Row(line, None, cells, problem)
                continue
            if len(cells) > width and any(cells[width:]):
                yield Row(line, None, cells[:MOST_COLUMNS], TooManyCells(cells=len(cells), headings=width))
                continue
            filled = len(cells)
            record = {field: cells[place] for field, place in places if place < filled and cells[place]}
            if record or any(cells):
                yield Row(line, record, cells)

    def _find_headings(self, columns: Sequence[Column]) -> tuple[int, list[str]]:
        first = list(islice(self._file.lines(), TITLE_ROWS))
        filled = [(place, cells) for place, (_, cells, _) in enumerate(first) if any(cells)]
        if not filled:
            raise NoRows(name=self.path.name)
        place, cells = max(filled, key=lambda row: (likeness(row[1], columns), -row[0]))
        if len(cells) > MOST_COLUMNS:
            raise TooManyColumns(name=self.path.name, columns=len(cells), limit=MOST_COLUMNS)
        return place + 1, cells


class RecordTable[R](ABC):
    """A table whose rows are read as records of a package; what is known of the file, the table says."""

    def __init__(self, table: Table) -> None:
        self.table = table

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

    @abstractmethod
    def rows(self) -> Generator[Row[R]]:
        """Yield every record that is not blank."""


class CsvFile:
    """Lines of a CSV file; blank ones are empty lists."""

    def __init__(self, path: Path, encoding: str, size: int) -> None:
        self.path, self.encoding, self.size = path, encoding, size
        self.delimiter = self._sniff()
        self._binary: BufferedReader | None = None

    @property
    def position(self) -> int:
        """How many bytes have been read."""
        return self._binary.tell() if self._binary and not self._binary.closed else 0

    def lines(self) -> Iterator[Cells]:
        """Yield the number of each row's first line, its cells, and what is wrong with it."""
        csv.field_size_limit(WIDEST_CELL)
        with self.path.open("rb") as binary, TextIOWrapper(binary, self.encoding, newline="") as text:
            self._binary = binary
            reader = csv.reader(text, delimiter=self.delimiter)
            while True:
                line = reader.line_num + 1
                try:
                    cells = next(reader)
                except StopIteration:
                    break
                except csv.Error as error:
                    yield line, [], RowUnreadable(reason=str(error))
                    continue
                yield line, [plain_cell(cell.strip()) for cell in cells], None

    def _sniff(self) -> str:
        with self.path.open(encoding=self.encoding, newline="") as text:
            head = "".join(islice(text, TITLE_ROWS))
        return max(DELIMITERS, key=head.count)


class XlsxFile:
    """Rows of a workbook's first sheet."""

    encoding = "utf-8-sig"

    def __init__(self, path: Path) -> None:
        self.path = path
        self.position = 0
        with _told_as_damage(path):
            self._refuse_bombs()
            with closing(self._open()) as workbook:
                self.size = workbook.worksheets[0].max_row or 0

    def lines(self) -> Iterator[Cells]:
        """Yield the number of each row and its cells as text."""
        with _told_as_damage(self.path), closing(self._open()) as workbook:
            sheet = workbook.worksheets[0]
            sheet.reset_dimensions()  # what a sheet says of its own size may be anything
            for place, values in enumerate(sheet.iter_rows(values_only=True), start=1):
                if place > MOST_SHEET_ROWS:
                    raise FileDamaged(name=self.path.name, reason=f"it has rows beyond {MOST_SHEET_ROWS}")
                self.position = place
                cells = _texts(values)
                if max(map(len, cells), default=0) > WIDEST_CELL:
                    yield place, [], RowUnreadable(reason=f"a cell holds more than {WIDEST_CELL} characters")
                else:
                    yield place, cells, None

    def _open(self) -> "Workbook":
        # Every process that knows of imports would pay for this at its start, and few ever read a workbook.
        from openpyxl import load_workbook

        return load_workbook(self.path, read_only=True, data_only=True)

    def _refuse_bombs(self) -> None:
        with zipfile.ZipFile(self.path) as archive:
            entries = archive.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            packed = self.path.stat().st_size
            if unpacked > UNPACKED_LIMIT or unpacked > max(SMALL, PACKED_TIGHTLY * packed):
                raise FileDamaged(name=self.path.name, reason="it unpacks to too much")
            for entry in entries:
                if entry.filename.endswith(".xml"):
                    with archive.open(entry) as file:
                        if b"<!DOCTYPE" in file.read(1024):
                            raise FileDamaged(name=self.path.name, reason="it declares entities")


@contextmanager
def _told_as_damage(path: Path) -> Iterator[None]:
    try:
        yield
    except BROKEN as error:
        raise FileDamaged(name=path.name, reason=str(error) or type(error).__name__) from error


def is_xlsx(path: Path) -> bool:
    """
    Tell whether a file is a workbook rather than text.

    :raises FormatUnknown: it is something else.
    """
    if zipfile.is_zipfile(path):
        with _told_as_damage(path), zipfile.ZipFile(path) as archive:
            if "xl/workbook.xml" in archive.namelist():
                return True
        raise FormatUnknown(name=path.name, formats=FORMATS)
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"<?xml")):
        raise FormatUnknown(name=path.name, formats=FORMATS)
    return False


def _texts(values: Sequence[object]) -> list[str]:
    """Return the cells of a row without the empty ones at its end, of which a coloured row has thousands."""
    cells = [_cell_text(value) for value in values]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell_text(value: object) -> str:
    match value:
        case None:
            return ""
        case str():
            return value.strip()
        case bool():
            return "Y" if value else "N"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
