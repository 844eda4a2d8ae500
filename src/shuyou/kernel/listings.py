"""
Lists by any filter in any order, page by page, however long they are: over one narrow row for each thing listed.

Two ways lead to a page. When few rows pass the filter, the index over words finds them all, and they are sorted. When
many pass, the first rows in the wanted order are read until enough have passed; should those who pass stand all at the
other end of the order, the first way is taken after all. The planner alone would bet on the second way for every
filter, and read the whole list when its guess is wrong.
"""

# ruff: noqa: S608 - every piece of these statements stands in code; what was typed goes apart

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connection

FEW: Final = 8_000
"""Up to so many who pass are found by words, sorted and counted; beyond, their number is an estimate."""
WINDOW: Final = 12_000
"""Rows read in order before the other way is taken."""

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
class Listing:
    """A table of narrow rows: its name, the column of ids, and how many rows each way may read."""

    table: str
    key: str
    few: int = FEW
    window: int = WINDOW

    def page(self, found: Conditions, by: str, place: Place, *, is_descending: bool, limit: int) -> Page:
        """Return a page of the rows that pass, in the order of a column, in at most four queries."""
        guess = self.estimate(found)
        is_backwards = bool(place.before)
        read = self._ids(found, by, place, is_descending=is_descending, limit=limit + 1, is_few=guess < self.few)
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
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM {self.table} l WHERE {found.where}", found.values)
            (answer,) = cursor.fetchone()
        plans = json.loads(answer) if isinstance(answer, str) else answer
        return int(plans[0]["Plan"]["Plan Rows"])

    def _ids(self, found: Conditions, by: str, place: Place, *, is_descending: bool, limit: int, is_few: bool) -> _Ids:
        """Return the ids of a page, from its near end, and the total if all were looked at."""
        start = self._start(by, place)
        is_downward = is_descending != bool(place.before)
        if not is_few:
            ids = self._by_order(found, by, start, is_descending=is_downward, limit=limit)
            if len(ids) == limit or not self._goes_on(found, by, start, is_descending=is_downward):
                return _Ids(ids, None)
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


def _start_values(start: Start) -> Mapping[str, Cell]:
    return {"start_key": start[0], "start_id": start[1]} if start else {}
