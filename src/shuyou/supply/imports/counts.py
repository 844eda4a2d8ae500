"""Counts from a file, as counting devices and spreadsheets write them: a number of each title and how many copies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.db import connection

from shuyou.catalog import queries as catalog
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files.headings import Column
from shuyou.kernel.files.tables import Table
from shuyou.supply.errors import SeveralTitles, TitleUnknown
from shuyou.supply.rules import whole_typed

COLUMNS: Final = (
    Column("code", ("isbn", "ean", "barcode", "条码", "条形码", "书号", "编码", "商品编码"), is_required=True),
    Column(
        "copies", ("count", "counted", "quantity", "qty", "数量", "册数", "盘点数", "实盘数", "实盘"), is_required=True
    ),
)
LIMIT: Final = 64 * 1024 * 1024

# Plainly written numbers are looked up all at once; the others as if they were scanned.
_ITEMS: Final = """
    SELECT value, min(item_id), count(DISTINCT item_id) FROM catalog_identifier WHERE value = ANY (%s) GROUP BY value
"""


@dataclass(frozen=True, slots=True)
class CountFault:
    """A row that could not be counted, and why."""

    line: int
    cells: Sequence[str]
    reason: str


@dataclass(frozen=True, slots=True)
class CountFile:
    """What a file says: copies by item, rows of one title added up, and the rows that say nothing."""

    counted: Mapping[int, int]
    rows: int
    faults: tuple[CountFault, ...]


def read_counts(path: Path) -> CountFile:
    """
    Read a file of counts, CSV or XLSX.

    :raises DomainError: it is no table, or lacks a column.
    """
    rows = list(Table(path, COLUMNS, limit=LIMIT).rows())
    codes = [row.record.get("code", "").replace("-", "") for row in rows if row.record]
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [sorted(set(codes))])
        known = {value: item_id for value, item_id, items in cursor.fetchall() if items == 1}
    counted: dict[int, int] = {}
    faults = []
    for row in rows:
        try:
            if row.problem or row.record is None:
                raise row.problem or TitleUnknown(value="")
            copies = whole_typed(row.record.get("copies", ""), field="copies")
            item_id = _item_of(row.record.get("code", ""), known)
        except DomainError as problem:
            faults.append(CountFault(row.line, row.cells, problem.sentence))
        else:
            counted[item_id] = counted.get(item_id, 0) + copies
    return CountFile(counted, len(rows), tuple(faults))


def _item_of(code: str, known: Mapping[str, int]) -> int:
    item_id = known.get(code.replace("-", ""))
    if item_id is not None:
        return item_id
    found = catalog.items_by_code(code=code) if code else []
    if len(found) != 1:
        raise SeveralTitles(value=code, count=len(found)) if found else TitleUnknown(value=code)
    return found[0].item_id
