"""Tables of the lake made by hand, and an engine over them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

import ibis
import pyarrow as pa

_ID, _TEXT, _DAY, _FLAG, _MOMENT = pa.int64(), pa.string(), pa.date32(), pa.bool_(), pa.timestamp("us")
COLUMNS: Mapping[str, Mapping[str, pa.DataType]] = {
    "orders": {
        "order_id": _ID, "member_id": _ID, "channel": _TEXT, "state": _TEXT, "placed_at": _MOMENT, "net_total": _ID,
    },
    "order_lines": {
        "line_id": _ID, "order_id": _ID, "member_id": _ID, "item_id": _ID, "quantity": _ID, "list_amount": _ID,
        "net_amount": _ID, "price_reason": _TEXT, "is_promoted": _FLAG,
    },
    "order_wishes": {"order_id": _ID, "is_gift": _FLAG},
    "items": {
        "item_id": _ID, "category_id": _ID, "clc": _TEXT, "series_id": _ID, "kind": _TEXT, "value_class": _TEXT,
        "audience": _TEXT, "grade_from": _ID, "grade_to": _ID,
    },
    "categories": {"category_id": _ID, "name_zh": _TEXT, "name_en": _TEXT},
    "members": {
        "member_id": _ID, "status": _TEXT, "joined_on": _DAY, "birth_year": _ID, "first_grade_year": _ID, "sex": _TEXT,
        "tier_id": _ID,
    },
    "household_places": {
        "person_id": _ID, "household_id": _ID, "role": _TEXT, "birth_year": _ID, "first_grade_year": _ID,
    },
    "returns": {
        "return_id": _ID, "member_id": _ID, "state": _TEXT, "amount": _ID, "asked_at": _MOMENT, "done_at": _MOMENT,
    },
    "return_lines": {"return_id": _ID, "line_id": _ID, "quantity": _ID, "reason": _TEXT},
    "contacts": {"member_id": _ID, "minutes": _ID, "at": _MOMENT},
    "messages": {"member_id": _ID, "cost": _ID, "asked_at": _MOMENT},
    "shelves": {"item_id": _ID, "average_cost": _ID},
    "consents": {"consent_id": _ID, "member_id": _ID, "purpose": _TEXT, "is_granted": _FLAG},
}  # fmt: skip

NOVEL, PICTURE, VIOLIN = 1, 2, 3
GRADES = 100
"""Workbooks of a grade have this number and the grade as their id."""


@dataclass(slots=True)
class Club:
    """A club in tables: say who is a member and what they bought, and take the tables."""

    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def __post_init__(self) -> None:
        book = ("book", "everyday")
        self.rows["categories"] += [
            (1, "小说", "Novels"), (2, "儿童绘本", "Picture books"), (3, "乐器", "Instruments"), (4, "中小学教辅", ""),
        ]  # fmt: skip
        self.rows["items"] += [
            (NOVEL, 1, "I247", None, *book, "", None, None), (PICTURE, 2, None, None, *book, "", None, None),
            (VIOLIN, 3, None, None, "instrument", "high_value", "", None, None),
            *((GRADES + grade, 4, None, None, *book, "school", grade, grade) for grade in range(1, 13)),
        ]  # fmt: skip
        self.rows["shelves"] += [(item[0], 1000) for item in self.rows["items"]]

    def join(self, member_id: int, *, born: int | None = None, on: date = date(2020, 1, 1)) -> None:
        """Let somebody join."""
        self.rows["members"].append((member_id, "active", on, born, None, "F", 1))

    def child(self, member_id: int, *, entered: int) -> None:
        """Give a member a child of whom the club knows."""
        self.rows["household_places"] += [
            (member_id, member_id, "adult", None, None), (member_id + 10_000, member_id, "child", None, entered),
        ]  # fmt: skip

    def buy(
        self,
        member_id: int,
        day: date,
        item: int = NOVEL,
        *,
        yuan: int = 40,
        copies: int = 1,
        gift: bool = False,
        paid: float = 1.0,
        reason: str = "list:member",
        is_promoted: bool = False,
    ) -> int:
        """Let somebody (0: nobody knows who) buy a title for a part of its price, in one order; return the line."""
        order, line = len(self.rows["orders"]) + 1, len(self.rows["order_lines"]) + 1
        at = datetime(day.year, day.month, day.day, 10)  # noqa: DTZ001 - the lake has the club's clock without zone
        fen = yuan * 100 * copies
        self.rows["orders"].append((order, member_id or None, "web", "delivered", at, fen))
        self.rows["order_lines"].append(
            (line, order, member_id or None, item, copies, fen, round(fen * paid), reason, is_promoted)
        )
        if gift:
            self.rows["order_wishes"].append((order, True))
        return line

    def consent(self, member_id: int, *, is_granted: bool) -> None:
        """Let somebody say yes or no to being profiled."""
        self.rows["consents"].append((len(self.rows["consents"]) + 1, member_id, "profiling", is_granted))

    def complain(self, member_id: int, day: date) -> None:
        """Let somebody send back what was damaged, of which the sums do not matter."""
        self.send_back(member_id, day, line=0, amount=4000)

    def send_back(
        self,
        member_id: int,
        day: date,
        *,
        line: int,
        amount: int,
        copies: int = 1,
        reason: str = "damaged",
        state: str = "done",
    ) -> None:
        """Let somebody send back copies of a line; what is done or refused is so at once."""
        number = len(self.rows["returns"]) + 1
        at = datetime(day.year, day.month, day.day, 11)  # noqa: DTZ001 - as above
        done = at if state == "done" else None
        self.rows["returns"].append((number, member_id, state, amount, at, done))
        self.rows["return_lines"].append((number, line, copies, reason))

    def tables(self) -> Mapping[str, pa.Table]:
        """Return the tables as the lake has them."""
        return {name: _table(columns, self.rows[name]) for name, columns in COLUMNS.items()}


def _table(columns: Mapping[str, pa.DataType], rows: Sequence[tuple[object, ...]]) -> pa.Table:
    cells: Iterable[Sequence[object]] = list(zip(*rows, strict=True)) or [()] * len(columns)
    made = zip(columns.items(), cells, strict=True)
    return pa.table({name: pa.array(values, type=kind) for (name, kind), values in made})


@dataclass(slots=True)
class TablesEngine:
    """An engine over tables in memory."""

    given: Mapping[str, pa.Table]
    name: str = "tables"

    def names(self) -> frozenset[str]:
        """Return which tables there are."""
        return frozenset(self.given)

    def table(self, name: str) -> ibis.Table:
        """Return a table."""
        return ibis.memtable(self.given[name])

    def arrow(self, expression: ibis.Table) -> pa.Table:
        """Work an expression out and return its rows."""
        return expression.to_pyarrow()

    def keep(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Work an expression out and return its rows as a table."""
        return ibis.memtable(self.arrow(expression))

    def put_aside(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Work an expression out and return its rows as a table."""
        return self.keep(expression, name)

    def lay(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Work an expression out and return its rows as a table."""
        return self.keep(expression, name)

    def write(self, expression: ibis.Table, name: str) -> int:
        """Nothing is written here."""
        raise NotImplementedError(name)

    def close(self) -> None:
        """Let go of nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
