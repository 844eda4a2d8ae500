"""A table from outside without what some of its rows say: they stay in their places, with marks in their cells."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final
from uuid import uuid4

from shuyou.kernel.files.tables import DELIMITERS, CsvFile, XlsxFile, is_xlsx
from shuyou.kernel.files.text import detect_encoding, weigh

MARK: Final = "•••"

type Meant = Callable[[Sequence[str]], bool]


def blank_table(path: Path, is_meant: Meant) -> Path | None:
    """
    Write a table anew beside the old one, with marks instead of the rows that are meant; return None if none are.

    Every other row stays in its place, so that a reading that was broken off can go on. A workbook becomes a CSV.

    :raises FileRefused: the file cannot be read to its end.
    """
    file = XlsxFile(path) if is_xlsx(path) else CsvFile(path, detect_encoding(path), weigh(path).size)
    if not any(is_meant(cells) for _, cells, _ in file.lines()):
        return None
    suffix = ".csv" if isinstance(file, XlsxFile) else path.suffix
    copy = path.with_name(f"{uuid4().hex}{suffix}")
    own = (file.delimiter,) if isinstance(file, CsvFile) else ()
    try:
        for delimiter in (*own, *DELIMITERS):
            _write(file, copy, delimiter, is_meant)
            if CsvFile(copy, file.encoding, 0).delimiter == delimiter:
                break
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return copy


def _write(file: CsvFile | XlsxFile, copy: Path, delimiter: str, is_meant: Meant) -> None:
    with copy.open("w", encoding=file.encoding, errors="replace", newline="") as text:
        writer = csv.writer(text, delimiter=delimiter)
        for _, cells, problem in file.lines():
            is_gone = problem is not None or is_meant(cells)
            writer.writerow([MARK if cell else "" for cell in cells] or [MARK] if is_gone else cells)
