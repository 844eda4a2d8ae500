"""The rows of an order in a file: those that follow each other under one number are one order."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import Column, RecordTable, Row, Table
from shuyou.kernel.files.text import MEGABYTE
from shuyou.orders.errors.order_files import ForeignNumberMissing, RowBeforeUnreadable

COLUMNS: Final = (
    Column("number", ("订单号", "订单编号", "外部订单号", "平台订单号", "order number", "order id"), is_required=True),
    Column("member", ("会员号", "会员编号", "会员", "会员手机", "手机号", "手机", "member number"), is_required=True),
    Column("isbn", ("ISBN", "书号", "条码", "商品编码"), is_required=True),
    Column("quantity", ("数量", "册数", "copies")),
    Column("channel", ("渠道", "订购渠道")),
    Column("payment", ("付款方式", "支付方式", "付款")),
    Column("recipient", ("收货人", "收件人", "收货人姓名")),
    Column("phone", ("收货电话", "收件人电话", "联系电话", "电话")),
    Column("address", ("收货地址", "收件地址", "地址")),
    Column("postcode", ("邮编", "邮政编码")),
    Column("points", ("使用积分", "积分")),
    Column("note", ("备注", "留言", "买家留言")),
    Column("may_wait", ("可等待", "缺货等待")),
)
LIMIT: Final = 256 * MEGABYTE

type Record = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OrderRows:
    """What a file says of one order: by line, what stands there, or why it cannot be read."""

    number: str
    rows: Sequence[tuple[int, Record]]
    problems: Sequence[DomainError] = ()


@dataclass(frozen=True, slots=True)
class BulkLine:
    """Copies of a title by the number that somebody else knows it by, and the line where that stands."""

    code: str
    quantity: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDraft:
    """An order of a file before its member and titles are looked for."""

    number: str
    member: str
    wanted: tuple[BulkLine, ...]
    channel: str
    payment: str
    recipient: str = ""
    phone: str = ""
    address: str = ""
    postcode: str = ""
    points: int = 0
    note: str = ""
    may_wait: bool = False


class OrderTable(RecordTable[OrderRows]):
    """A table of orders, one order to a record."""

    def rows(self) -> Generator[Row[OrderRows]]:
        """
        Yield every order.

        A row that cannot be read refuses the order around it: nobody knows what it would have added.
        """
        is_after_unreadable = False
        for number, rows in self._gathered():
            first, *others = rows
            problems = [problem for row in rows if (problem := _problem(row, number)) is not None]
            if is_after_unreadable and number:
                problems.append(RowBeforeUnreadable(in_line=first.line))
            is_after_unreadable = rows[-1].problem is not None
            said = [(row.line, row.record) for row in rows if row.record is not None]
            rest = [(row.line, row.cells) for row in others]
            yield Row(first.line, OrderRows(number, said, problems), first.cells, rest=rest)

    def _gathered(self) -> Iterator[tuple[str, Sequence[Row[dict[str, str]]]]]:
        """Find rows that belong together, with their number; one without a number belongs to the order above it."""
        number, gathered = "", list[Row[dict[str, str]]]()
        for row in self.table.rows():
            own = row.record.get("number", "") if row.record else ""
            if gathered and own and own != number:
                yield number, gathered
                gathered = []
            gathered.append(row)
            number = own or (number if len(gathered) > 1 else "")
        if gathered:
            yield number, gathered


def _problem(row: Row[dict[str, str]], number: str) -> DomainError | None:
    """Return what is wrong with a row, told of its line."""
    problem = row.problem or (None if number else ForeignNumberMissing())
    if problem is not None:
        problem.params["in_line"] = row.line
    return problem


def open_orders(
    path: Path, *, columns: Mapping[str, str], is_guessed: bool = True, is_lenient: bool = False
) -> OrderTable:
    """
    Open a file of orders; leniently, one is opened too whose columns are not known yet.

    :raises FileRefused: it is in no format that is read here.
    """
    wanted = [replace(column, is_required=False) for column in COLUMNS] if is_lenient else COLUMNS
    return OrderTable(Table(path, wanted, chosen=columns, is_guessed=is_guessed, limit=LIMIT))
