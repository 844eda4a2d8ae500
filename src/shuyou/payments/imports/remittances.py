"""Files of the post office: tables with headings (CSV, XLSX), or text with columns of fixed width."""

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from shuyou.kernel.files import Column, RecordTable, Row, Source, Table, detect_encoding, weigh
from shuyou.kernel.files.tables import is_xlsx
from shuyou.kernel.files.text import MEGABYTE
from shuyou.payments.errors import LayoutUnreadable
from shuyou.payments.rules import NewSlip

COLUMNS: Final = (
    Column("slip", ("汇票号码", "汇票号", "汇款单号", "汇单号", "票号", "号码"), is_required=True),
    Column("paid_on", ("交汇日期", "汇款日期", "收汇日期", "日期"), is_required=True),
    Column("amount", ("汇款金额", "金额", "汇款额"), is_required=True),
    Column("payer_name", ("汇款人姓名", "汇款人", "姓名"), is_required=True),
    Column("postcode", ("汇款人邮编", "邮政编码", "邮编")),
    Column("payer_address", ("汇款人地址", "地址")),
    Column("message", ("附言", "汇款附言", "留言", "备注")),
)
FIELDS: Final = tuple(column.field for column in COLUMNS)
DEFAULT_LAYOUT: Final = "slip 20, paid_on 8, amount 12, payer_name 20, postcode 6, payer_address 60, message"
LIMIT: Final = 64 * MEGABYTE
_MARKS: Final = ",\t;；|"


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of slips that is open."""

    source: Source[NewSlip]
    digest: str
    fields: Sequence[tuple[str, str]]
    ignored: tuple[str, ...]
    is_fixed: bool


class SlipTable(RecordTable[NewSlip]):
    """A table of slips, one to a row."""

    def rows(self) -> Generator[Row[NewSlip]]:
        """Yield every row that is not blank."""
        for row in self.table.rows():
            yield Row(row.line, None if row.record is None else NewSlip(**row.record), row.cells, row.problem)


class FixedText:
    """Slips in lines whose columns are so many bytes wide, as machines of the post office print them."""

    def __init__(self, path: Path, layout: str, *, size: int) -> None:
        self.path, self.size, self.position = path, size, 0
        self.encoding = detect_encoding(path)
        self.widths = layout_of(layout)

    @property
    def headings(self) -> Sequence[str]:
        """The names of the fields."""
        return [field for field, _width in self.widths]

    @property
    def fields(self) -> Sequence[tuple[str, str]]:
        """Each field under its own name."""
        return [(field, field) for field, _width in self.widths]

    def rows(self) -> Generator[Row[NewSlip]]:
        """Yield every line that is not blank."""
        self.position = 0
        with self.path.open(encoding=self.encoding, newline="") as file:
            for number, line in enumerate(file, 1):
                self.position += len(line.encode("gb18030", "replace"))
                if line.strip("\r\n\x1a \u3000"):
                    yield self._row(number, line.rstrip("\r\n\x1a"))

    def _row(self, number: int, line: str) -> Row[NewSlip]:
        """Cut a line by bytes of GB18030, in which the post office counts."""
        told, cells, start = line.encode("gb18030", "replace"), [], 0
        for _field, width in self.widths:
            end = start + width if width else len(told)
            cells.append(told[start:end].decode("gb18030", "replace").strip())
            start = end
        said = {field: cell for (field, _width), cell in zip(self.widths, cells, strict=True) if cell}
        return Row(number, NewSlip(**said), cells)


def layout_of(text: str) -> Sequence[tuple[str, int]]:
    """
    Return fields with their widths in bytes, as somebody wrote them; the last one may go to the end of the line.

    :raises LayoutUnreadable: it names no such fields, or no widths.
    """
    parts = [part.split() for part in re.split("[,，]", text) if part.strip()]
    widths: list[tuple[str, int]] = []
    for place, words in enumerate(parts, 1):
        is_last = place == len(parts)
        if words[0] not in FIELDS or not (len(words) == 2 or (is_last and len(words) == 1)):
            raise LayoutUnreadable(value=text)
        width = words[1] if len(words) == 2 else "0"
        if not (width.isascii() and width.isdigit() and int(width) < 1000) or (int(width) == 0 and not is_last):
            raise LayoutUnreadable(value=text)
        widths.append((words[0], int(width)))
    if not {"slip", "paid_on", "amount", "payer_name"} <= {field for field, _width in widths}:
        raise LayoutUnreadable(value=text)
    return widths


def open_slips(
    path: Path, *, columns: Mapping[str, str], layout: str = "", is_guessed: bool = True, is_lenient: bool = False
) -> Opened:
    """
    Open a file of slips; leniently, one is opened too whose columns are not known yet.

    :raises FileRefused: it is in no format that is read here.
    :raises LayoutUnreadable: the widths of the columns say nothing.
    """
    size = weigh(path, limit=LIMIT).size
    if layout or is_fixed_text(path):
        text = FixedText(path, layout or DEFAULT_LAYOUT, size=size)
        return Opened(text, weigh(path).digest, text.fields, (), is_fixed=True)
    wanted = [replace(column, is_required=False) for column in COLUMNS] if is_lenient else COLUMNS
    table = Table(path, wanted, chosen=columns, is_guessed=is_guessed, limit=LIMIT)
    return Opened(SlipTable(table), table.digest, table.fields, table.ignored, is_fixed=False)


def is_fixed_text(path: Path) -> bool:
    """
    Tell whether a file is text without marks between its columns.

    :raises FormatUnknown: it is neither text nor a workbook.
    """
    if is_xlsx(path):
        return False
    with path.open(encoding=detect_encoding(path), newline="") as file:
        head = [line for line in (file.readline() for _ in range(5)) if line.strip()]
    return bool(head) and not any(mark in head[0] for mark in _MARKS)
