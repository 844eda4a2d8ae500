"""
Lists by any filter in any order, page by page, however long they are: over one narrow row for each thing listed.

Two ways lead to a page. When few rows pass the filter, the index over words finds them all, and they are sorted. When
many pass, the first rows in the wanted order are read until enough have passed; should those who pass stand all at the
other end of the order, the first way is taken after all. The planner alone would bet on the second way for every
filter, and read the whole list when its guess is wrong.
"""

# ruff: noqa: S608 - every piece of these statements stands in code; what was typed goes apart

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db import connection

FEW: Final = 8_000
"""Up to so many who pass are found by words, sorted and counted; beyond, their number is an estimate."""
TOO_WIDE: Final = 10
"""An index is too wide to be read beside another that leaves this many times fewer rows."""
WINDOW: Final = 12_000
"""Rows read in order before the other way is taken."""

_SPAN: Final = re.compile(r"l\.(\w+) (?=[<>])")
"""A column compared with a value."""
_COMPARED: Final = re.compile(r"\(+(\w+) [<>]")
"""The column in what the planner says it compares."""

type Cell = str | int | date | Decimal | list[str] | list[int] | None
type Start = tuple[Cell, int] | None
"""The key and id that a page begins behind; None: it is the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page lies: the one after a row, or the one before, by its id; 0 is no row."""

    after: int = 0
    before: int = 0


@dataclass(slots=True)
class Conditions:
    """Conditions on rows `l` of the listing, and the values in them."""

    texts: list[str] = field(default_factory=list)
    values: dict[str, Cell] = field(default_factory=dict)
    along: dict[str, str] = field(default_factory=dict)
    """By a column of order: a condition that holds for all who pass, and that an index in this order begins with."""

    def add(self, text: str, **values: Cell) -> None:
        """Add a condition."""
        self.texts.append(text)
        self.values.update(values)

    def unread(self, columns: Collection[str]) -> "Conditions":
        """Return the same conditions, worded so that no index of these columns is read for them."""
        # The only element of an array is the column itself, whatever its type, but no index knows it.
        texts = [_SPAN.sub(r"(ARRAY[l.\1])[1] ", text) if _column(text) in columns else text for text in self.texts]
        return Conditions(texts, self.values, self.along)

    @property
    def where(self) -> str:
        """Return all of them as one."""
        return " AND ".join(self.texts) or "true"


@dataclass(frozen=True, slots=True)
class Page:
    """The ids of a page in their order, where the next and the previous one lie, and how many rows there are."""

    ids: tuple[int, ...]
    next_after: int
    previous_before: int
    total: int
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class _Ids:
    ids: list[int]
    total: int | None


@dataclass(frozen=True, slots=True)
class _Expected:
    """What the planner expects of conditions: how many rows, and columns whose index it had better not read."""

    rows: int
    too_wide: frozenset[str]


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of narrow rows: its name, the column of ids, and how many rows each way may read."""

    table: str
    key: str
    few: int = FEW
    window: int = WINDOW

    def page(self, found: Conditions, by: str, place: Place, *, is_descending: bool, limit: int) -> Page:
        """Return a page of the rows that pass, in the order of a column, in at most four queries."""
        expected = self._expected(found)
        guess = expected.rows
        is_backwards = bool(place.before)
        read = self._ids(found, by, place, is_descending=is_descending, limit=limit + 1, expected=expected)
        ids = read.ids[:limit]
        has_more = len(read.ids) > limit
        if is_backwards:
            ids.reverse()
        return Page(
            ids=tuple(ids),
            next_after=ids[-1] if ids and (has_more or is_backwards) else 0,
            previous_before=ids[0] if ids and (has_more if is_backwards else bool(place.after)) else 0,
            total=read.total if read.total is not None else guess,
            is_estimate=read.total is None,
        )

    def count(self, found: Conditions) -> int:
        """Return how many rows pass, exactly, in one query."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.table} l WHERE {found.where}", found.values)
            return int(cursor.fetchone()[0])

    def following(self, found: Conditions, by: str, *, is_descending: bool, after: int, limit: int) -> list[int]:
        """Return the next rows that pass, for whoever reads them all; no total, no estimate."""
        start = self._start(by, Place(after=after))
        way = "DESC" if is_descending else "ASC"
        behind = self._behind(by, start, is_descending=is_descending)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT l.{self.key} FROM {self.table} l WHERE {found.where} AND {behind}"
                f" ORDER BY {by} {way}, {self.key} {way} LIMIT {limit}",
                {**found.values, **_start_values(start)},
            )
            return [row[0] for row in cursor.fetchall()]

    def estimate(self, found: Conditions) -> int:
        """Return how many rows the planner expects to pass."""
        return self._expected(found).rows

    def _expected(self, found: Conditions) -> _Expected:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {self.table} l WHERE {found.where}", found.values)
            plan = _plan_of(cursor.fetchone()[0])
        return _Expected(int(plan["Plan Rows"]), frozenset(_too_wide(plan)))

    def _ids(
        self, found: Conditions, by: str, place: Place, *, is_descending: bool, limit: int, expected: _Expected
    ) -> _Ids:
        """Return the ids of a page, from its near end, and the total if all were looked at."""
        start = self._start(by, place)
        is_downward = is_descending != bool(place.before)
        if expected.rows >= self.few:
            ids = self._by_order(found, by, start, is_descending=is_downward, limit=limit)
            if len(ids) == limit or not self._goes_on(found, by, start, is_descending=is_downward):
                return _Ids(ids, None)
        found = found.unread(expected.too_wide)
        return self._by_words(found, by, start, is_descending=is_downward, limit=limit)

    def _start(self, by: str, place: Place) -> Start:
        """Return the key and id that the page begins behind; None: it is the first."""
        row_id = place.before or place.after
        if not row_id:
            return None
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {by}, {self.key} FROM {self.table} l WHERE l.{self.key} = %s", [row_id])
            row: Start = cursor.fetchone()
        return row

    def _behind(self, by: str, start: Start, *, is_descending: bool) -> str:
        if start is None:
            return "true"
        return f"({by}, {self.key}) {'<' if is_descending else '>'} (%(start_key)s, %(start_id)s)"

    def _by_order(self, found: Conditions, by: str, start: Start, *, is_descending: bool, limit: int) -> list[int]:
        """Read the first rows in order, and return those among them that pass."""
        way = "DESC" if is_descending else "ASC"
        window = f"{self._window(found, by, start, is_descending=is_descending)} LIMIT {self.window}"
        statement = (
            f"SELECT {self.key} FROM ({window}) l WHERE {found.where}"
            f" ORDER BY {by} {way}, {self.key} {way} LIMIT {limit}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, {**found.values, **_start_values(start)})
            return [row[0] for row in cursor.fetchall()]

    def _window(self, found: Conditions, by: str, start: Start, *, is_descending: bool) -> str:
        """Return the statement that reads rows in order, from where the page begins, by one index."""
        way = "DESC" if is_descending else "ASC"
        within = [text for text in found.texts if text.startswith(f"l.{by} ")]
        within += [found.along[by]] if by in found.along else []
        spans = " AND ".join([self._behind(by, start, is_descending=is_descending), *within])
        return f"SELECT l.* FROM {self.table} l WHERE {spans} ORDER BY {by} {way}, {self.key} {way}"

    def _goes_on(self, found: Conditions, by: str, start: Start, *, is_descending: bool) -> bool:
        """Tell whether there are rows behind those that were read."""
        window = self._window(found, by, start, is_descending=is_descending)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT FROM ({window} OFFSET {self.window} LIMIT 1) w", {**found.values, **_start_values(start)}
            )
            return cursor.fetchone() is not None

    def _by_words(self, found: Conditions, by: str, start: Start, *, is_descending: bool, limit: int) -> _Ids:
        """Find all that pass, sort and count them."""
        way = "DESC" if is_descending else "ASC"
        columns = ", ".join(f"l.{column}" for column in dict.fromkeys((self.key, by)))
        statement = (
            f"WITH found AS MATERIALIZED (SELECT {columns} FROM {self.table} l WHERE {found.where})"
            f" SELECT {self.key}, (SELECT count(*) FROM found) FROM found"
            f" WHERE {self._behind(by, start, is_descending=is_descending)}"
            f" ORDER BY {by} {way}, {self.key} {way} LIMIT {limit}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, {**found.values, **_start_values(start)})
            rows = cursor.fetchall()
        return _Ids([row[0] for row in rows], rows[0][1] if rows else 0)


def _plan_of(answer: str | list[dict[str, Any]]) -> Mapping[str, Any]:
    """Return what the database said of a statement, whether it came as text or read already."""
    plans = json.loads(answer) if isinstance(answer, str) else answer
    plan: Mapping[str, Any] = plans[0]["Plan"]
    return plan


def _column(text: str) -> str:
    """Return the column that a condition compares with a value, if it does just that."""
    spans = _SPAN.match(text)
    return spans[1] if spans else ""


def _too_wide(plan: Mapping[str, Any]) -> Iterator[str]:
    """
    Return the columns whose index would be read for far more rows than another index leaves to look at.

    The planner counts a row of a table as dear as a page of a disk; where tables lie in memory, looking at the rows
    that the narrowest index leaves is quicker than reading hundreds of thousands of entries of the next.
    """
    for part in plan.get("Plans", ()):
        yield from _too_wide(part)
    if plan["Node Type"] != "BitmapAnd":
        return
    narrowest = min(part["Plan Rows"] for part in plan["Plans"])
    for part in plan["Plans"]:
        condition = _COMPARED.match(part.get("Index Cond", ""))
        if condition and part["Plan Rows"] > TOO_WIDE * narrowest:
            yield condition[1]


def _start_values(start: Start) -> Mapping[str, Cell]:
    return {"start_key": start[0], "start_id": start[1]} if start else {}
