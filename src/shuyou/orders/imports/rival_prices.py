"""Tables of what others ask: a title by its number, who, the price and the day."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from shuyou.kernel.files import Column, Row, Table
from shuyou.kernel.files.text import MEGABYTE

COLUMNS: Final = (
    Column("isbn", ("ISBN", "书号", "条码", "商品编码"), is_required=True),
    Column("rival", ("商家", "竞争对手", "书店", "平台", "seller", "rival"), is_required=True),
    Column("price", ("价格", "售价", "单价"), is_required=True),
    Column("seen_on", ("日期", "观察日期", "采价日期", "date")),
)
LIMIT: Final = 8 * MEGABYTE


def price_rows(path: Path) -> Iterator[Row[dict[str, str]]]:
    """
    Yield the rows of a table of prices.

    :raises FileRefused: it is no table, too large, or lacks a column.
    """
    yield from Table(path, COLUMNS, limit=LIMIT).rows()
