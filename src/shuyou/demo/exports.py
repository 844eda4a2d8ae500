"""The sample club on paper as tables of the lake, so that models can be tried on it without a database."""

from collections.abc import Mapping, Sequence
from typing import Final

import pyarrow as pa

from shuyou.demo.rules.truth import Truth

_ID, _TEXT, _DAY, _FLAG, _MOMENT = pa.int64(), pa.string(), pa.date32(), pa.bool_(), pa.timestamp("us")
NET, COST = 0.9, 0.6
"""What readers pay, and what a copy costs the club, beside the list price."""

_EMPTY: Final[Mapping[str, Mapping[str, pa.DataType]]] = {
    "consents": {"consent_id": _ID, "member_id": _ID, "purpose": _TEXT, "is_granted": _FLAG},
    "household_places": {
        "person_id": _ID, "household_id": _ID, "role": _TEXT, "birth_year": _ID, "first_grade_year": _ID,
    },
    "returns": {
        "return_id": _ID, "member_id": _ID, "state": _TEXT, "amount": _ID, "asked_at": _MOMENT, "done_at": _MOMENT,
    },
    "return_lines": {"return_id": _ID, "line_id": _ID, "quantity": _ID, "reason": _TEXT},
    "contacts": {"member_id": _ID, "minutes": _ID, "at": _MOMENT},
    "messages": {"member_id": _ID, "cost": _ID, "asked_at": _MOMENT},
}  # fmt: skip
_COLUMNS: Final[Mapping[str, Mapping[str, pa.DataType]]] = {
    "orders": {"order_id": _ID, "member_id": _ID, "channel": _TEXT, "state": _TEXT, "placed_at": _MOMENT},
    "order_lines": {
        "line_id": _ID, "order_id": _ID, "member_id": _ID, "item_id": _ID, "quantity": _ID, "list_amount": _ID,
        "net_amount": _ID, "price_reason": _TEXT, "is_promoted": _FLAG,
    },
    "items": {
        "item_id": _ID, "category_id": _ID, "clc": _TEXT, "series_id": _ID, "kind": _TEXT, "value_class": _TEXT,
        "audience": _TEXT, "grade_from": _ID, "grade_to": _ID,
    },
    "order_wishes": {"order_id": _ID, "is_gift": _FLAG},
    "categories": {"category_id": _ID, "name_zh": _TEXT, "name_en": _TEXT},
    "members": {
        "member_id": _ID, "status": _TEXT, "joined_on": _DAY, "birth_year": _ID, "first_grade_year": _ID, "sex": _TEXT,
        "tier_id": _ID,
    },
    "shelves": {"item_id": _ID, "average_cost": _ID},
}  # fmt: skip


def lake_tables(found: Truth) -> Mapping[str, pa.Table]:
    """Return the club as the lake would have it; ids are places counted from 1, and nothing hidden is in it."""
    shelves = {name: place for place, name in enumerate(sorted({book.shelf_name for book in found.books}), start=1)}
    rows: dict[str, list[tuple[object, ...]]] = {
        "orders": [
            (order.number, order.member + 1, order.channel, order.course.state, order.placed_at.replace(tzinfo=None))
            for order in found.orders
        ],
        "order_lines": _lines(found),
        "items": [
            (at, shelves[book.shelf_name], None, None, "book", "everyday", "", book.grade or None, book.grade or None)
            for at, book in enumerate(found.books, start=1)
        ],
        "order_wishes": [(order.number, True) for order in found.orders if order.is_wrapped],
        "categories": [(place, name, "") for name, place in shelves.items()],
        "members": [
            (one.index + 1, "active", one.joined, one.born.year if one.born else None, None, one.gender, 1)
            for one in found.members
        ],
        "shelves": [(at, _fen(book.list_price, COST)) for at, book in enumerate(found.books, start=1)],
    }  # fmt: skip
    made = {name: _table(columns, rows[name]) for name, columns in _COLUMNS.items()}
    return made | {name: _table(columns, ()) for name, columns in _EMPTY.items()}


def _lines(found: Truth) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for order in found.orders:
        for line in order.lines:
            price, copies = found.books[line.book].list_price, line.quantity
            rows.append((
                len(rows) + 1, order.number, order.member + 1, line.book + 1, copies, _fen(price, 1) * copies,
                _fen(price, NET) * copies, "list:member", False,
            ))  # fmt: skip
    return rows


def _fen(price: object, part: float) -> int:
    return round(float(str(price)) * 100 * part)


def _table(columns: Mapping[str, pa.DataType], rows: Sequence[tuple[object, ...]]) -> pa.Table:
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pa.table({name: pa.array(cells[at], type=kind) for at, (name, kind) in enumerate(columns.items())})
