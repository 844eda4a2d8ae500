"""A list of members as a file, with the mark of who took it, in CSV or XLSX, written row by row."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from shuyou.kernel.formulas import harmless

MOST_IN_SHEET: Final = 1_000_000
"""Rows that a workbook holds, with room to spare."""

BOM: Final = "\ufeff"


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[str]], mark: str) -> Iterator[str]:
    """Return the lines of a file that spreadsheets take for UTF-8; the last one says where it came from."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    yield BOM
    for row in _with_mark(header, rows, mark):
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def workbook(header: Sequence[str], rows: Iterable[Sequence[str]], mark: str, number: int) -> IO[bytes]:
    """Return an open workbook file; a hidden column and its properties say where it came from as well."""
    book = Workbook(write_only=True)
    book.properties.creator, book.properties.description = "Shuyou", mark
    sheet = book.create_sheet()
    sheet.column_dimensions[get_column_letter(len(header) + 1)].hidden = True
    for row in _with_mark(header, rows, mark):
        sheet.append([*(harmless(cell) for cell in row), str(number)])
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file


def _with_mark(header: Sequence[str], rows: Iterable[Sequence[str]], mark: str) -> Iterator[Sequence[str]]:
    yield header
    yield from rows
    yield [mark, *[""] * (len(header) - 1)]
