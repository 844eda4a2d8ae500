"""
Members by any of their data, in one of four orders, page by page, whatever the size of the club.

Two ways lead to a page. When few pass the filter, the index over words finds them all, and they are sorted. When many
pass, the first rows in the wanted order are read until enough have passed; should those who pass stand all at the
other end of the order, the first way is taken after all. The planner alone would bet on the second way for every
filter, and read the whole club when its guess is wrong.
"""

# ruff: noqa: S608 - every piece of these statements stands here; what was typed goes apart

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from django.db import connection

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.members.queries._list import MemberRow, member_rows
from shuyou.members.rules.listing import MemberFilter, Sort, is_chinese, words_of

PAGE: Final = 50
FEW: Final = 8_000
"""Up to so many who pass are found by words, sorted and counted; beyond, their number is an estimate."""
WINDOW: Final = 12_000
"""Rows read in order before the other way is taken."""
LAST: Final = chr(0x10FFFD)

_KEYS: Final = {Sort.NAME: "by_name", Sort.NUMBER: "by_number", Sort.JOINED: "joined_on", Sort.ACTIVITY: "activity"}


type Cell = str | int | date | None
type Start = tuple[Cell, int] | None
"""The key and id that a page begins behind; None: it is the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What comes first."""

    by: Sort = Sort.JOINED
    is_descending: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page lies: the one after a member, or the one before; 0 is no member."""

    after: int = 0
    before: int = 0


@dataclass(frozen=True, slots=True)
class MemberPage:
    """A page of members, where the next and the previous one lie, and how many there are in all."""

    rows: tuple[MemberRow, ...]
    next_after: int
    previous_before: int
    total: int
    is_estimate: bool


@dataclass(slots=True)
class Conditions:
    """Conditions on rows `l` of the listing, and the values in them."""

    texts: list[str] = field(default_factory=list)
    values: dict[str, Cell] = field(default_factory=dict)

    def add(self, text: str, **values: Cell) -> None:
        """Add a condition."""
        self.texts.append(text)
        self.values.update(values)

    @property
    def where(self) -> str:
        """Return all of them as one."""
        return " AND ".join(self.texts)


@query("members.search")
def list_members(
    *, wanted: MemberFilter, order: Order, place: Place, on: date, actor: Actor, limit: int = PAGE
) -> MemberPage:
    """Return a page of the members that pass a filter on a day, in at most five queries."""
    conditions = conditions_of(wanted, on)
    guess = _estimate(conditions)
    is_backwards = bool(place.before)
    found = _ids(conditions, order, place, limit=limit + 1, is_few=guess < FEW)
    ids = found.ids[:limit]
    has_more = len(found.ids) > limit
    if is_backwards:
        ids.reverse()
    rows = tuple(member_rows(member_ids=ids)) if ids else ()
    is_exact = found.total is not None
    return MemberPage(
        rows=rows,
        next_after=ids[-1] if ids and (has_more or is_backwards) else 0,
        previous_before=ids[0] if ids and (has_more if is_backwards else bool(place.after)) else 0,
        total=found.total if found.total is not None else guess,
        is_estimate=not is_exact,
    )


@query("members.search")
def count_members(*, wanted: MemberFilter, on: date, actor: Actor) -> int:
    """Return how many members pass a filter on a day, exactly, in one query."""
    conditions = conditions_of(wanted, on)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM members_listing l WHERE {conditions.where}", conditions.values)
        return int(cursor.fetchone()[0])


def member_ids_of(*, wanted: MemberFilter, order: Order, after: int, on: date, limit: int) -> list[int]:
    """Return the next members that pass a filter, for whoever reads them all; no total, no estimate."""
    found = conditions_of(wanted, on)
    start = _start(order, Place(after=after))
    key, way = _KEYS[order.by], "DESC" if order.is_descending else "ASC"
    behind = _behind(key, start, is_descending=order.is_descending)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT l.person_id FROM members_listing l WHERE {found.where} AND {behind}"
            f" ORDER BY {key} {way}, person_id {way} LIMIT {limit}",
            {**found.values, **_start_values(start)},
        )
        return [row[0] for row in cursor.fetchall()]


def conditions_of(wanted: MemberFilter, on: date) -> Conditions:
    """Return the conditions of a filter; ages are those of a day."""
    found = Conditions()
    found.add("l.is_restricted" if wanted.restricted == "yes" else "NOT l.is_restricted")
    words = words_of(wanted)
    if words.every:
        found.add(f"l.facets @> {_facets(words.every, 'every', found)}")
    for place, one_of in enumerate(words.some):
        found.add(f"l.facets && {_facets(one_of, f'some{place}_', found)}")
    for place, word in enumerate(words.none):
        found.add(f"NOT l.facets @> {_facets((word,), f'none{place}_', found)}")
    _add_spans(wanted, on, found)
    _add_ties(wanted, found)
    return found


def _facets(words: Sequence[str], name: str, found: Conditions) -> str:
    names = [f"{name}{place}" for place in range(len(words))]
    found.values.update(zip(names, words, strict=True))
    return f"ARRAY[{', '.join(f'members_facet(%({one})s)' for one in names)}]"


def _add_spans(wanted: MemberFilter, on: date, found: Conditions) -> None:
    """Add what lies between two ends: days of joining, ages, spellings."""
    if wanted.joined_from:
        found.add("l.joined_on >= %(joined_from)s", joined_from=wanted.joined_from)
    if wanted.joined_to:
        found.add("l.joined_on <= %(joined_to)s", joined_to=wanted.joined_to)
    if wanted.age_from is not None:
        found.add("l.born_on <= %(born_to)s", born_to=_years_before(on, wanted.age_from))
    if wanted.age_to is not None:
        born_from = _years_before(on, wanted.age_to + 1) + timedelta(days=1)
        found.add("l.born_on >= %(born_from)s", born_from=born_from)
    if wanted.name and not is_chinese(wanted.name):
        spelled = wanted.name.lower().replace(" ", "")
        found.add("l.by_name >= %(spelled)s AND l.by_name < %(spelled_to)s", spelled=spelled, spelled_to=f"{spelled}~")
    elif len(wanted.name) > 1:
        found.add(
            "l.person_id IN (SELECT p.id FROM members_person p WHERE p.name ~>=~ %(name)s AND p.name ~<~ %(name_to)s)",
            name=wanted.name, name_to=wanted.name + LAST,
        )  # fmt: skip


def _add_ties(wanted: MemberFilter, found: Conditions) -> None:
    """Add what other rows tie a member to: a helper, an institution."""
    if wanted.helper:
        helpers = {"any": "IS NOT NULL", "none": "IS NULL"}.get(wanted.helper, "= %(helper)s")
        found.add(
            f"EXISTS (SELECT FROM members_member m WHERE m.person_id = l.person_id AND m.helper_id {helpers})",
            helper=int(wanted.helper) if wanted.helper.isdigit() else 0,
        )
    if wanted.institution not in ("", "any", "none"):
        found.add(
            "l.person_id IN (SELECT c.person_id FROM members_institutioncontact c"
            " JOIN members_institution i ON i.id = c.institution_id"
            " WHERE i.number = %(institution)s AND c.until IS NULL)",
            institution=wanted.institution,
        )


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True, slots=True)
class _Ids:
    ids: list[int]
    total: int | None


def _estimate(conditions: Conditions) -> int:
    """Return how many rows the planner expects to pass."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (FORMAT JSON) SELECT 1 FROM members_listing l WHERE {conditions.where}", conditions.values
        )
        (answer,) = cursor.fetchone()
    plans = json.loads(answer) if isinstance(answer, str) else answer
    return int(plans[0]["Plan"]["Plan Rows"])


def _ids(conditions: Conditions, order: Order, place: Place, *, limit: int, is_few: bool) -> _Ids:
    """Return the ids of a page, from its near end, and the total if all were looked at."""
    start = _start(order, place)
    is_descending = order.is_descending != bool(place.before)
    if not is_few:
        ids = _by_order(conditions, order, start, is_descending=is_descending, limit=limit)
        if len(ids) == limit or not _goes_on(conditions, order, start, is_descending=is_descending):
            return _Ids(ids, None)
    return _by_words(conditions, order, start, is_descending=is_descending, limit=limit)


def _start(order: Order, place: Place) -> Start:
    """Return the key and id that the page begins behind; None: it is the first."""
    person_id = place.before or place.after
    if not person_id:
        return None
    key = _KEYS[order.by]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, person_id FROM members_listing l WHERE l.person_id = %s", [person_id])
        row: Start = cursor.fetchone()
    return row


def _behind(key: str, start: Start, *, is_descending: bool) -> str:
    if start is None:
        return "true"
    return f"({key}, person_id) {'<' if is_descending else '>'} (%(start_key)s, %(start_id)s)"


def _by_order(conditions: Conditions, order: Order, start: Start, *, is_descending: bool, limit: int) -> list[int]:
    """Read the first rows in order, and return those among them who pass."""
    way = "DESC" if is_descending else "ASC"
    key = _KEYS[order.by]
    window = f"{_window(conditions, order, start, is_descending=is_descending)} LIMIT {WINDOW}"
    statement = (
        f"SELECT person_id FROM ({window}) l WHERE {conditions.where}"
        f" ORDER BY {key} {way}, person_id {way} LIMIT {limit}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**conditions.values, **_start_values(start)})
        return [row[0] for row in cursor.fetchall()]


def _window(conditions: Conditions, order: Order, start: Start, *, is_descending: bool) -> str:
    """Return the statement that reads rows in order, from where the page begins, by one index."""
    way = "DESC" if is_descending else "ASC"
    key = _KEYS[order.by]
    spans = " AND ".join([_behind(key, start, is_descending=is_descending), *_within(conditions, key)])
    return f"SELECT l.* FROM members_listing l WHERE {spans} ORDER BY {key} {way}, person_id {way}"


def _goes_on(conditions: Conditions, order: Order, start: Start, *, is_descending: bool) -> bool:
    """Tell whether there are rows behind those that were read."""
    window = _window(conditions, order, start, is_descending=is_descending)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT FROM ({window} OFFSET {WINDOW} LIMIT 1) w", {**conditions.values, **_start_values(start)}
        )
        return cursor.fetchone() is not None


def _within(conditions: Conditions, key: str) -> list[str]:
    """Return the conditions on the key itself: they bound the rows that are read."""
    return [text for text in conditions.texts if text.startswith(f"l.{key} ")]


def _by_words(conditions: Conditions, order: Order, start: Start, *, is_descending: bool, limit: int) -> _Ids:
    """Find all who pass, sort and count them."""
    way = "DESC" if is_descending else "ASC"
    key = _KEYS[order.by]
    statement = (
        f"WITH found AS MATERIALIZED (SELECT l.person_id, l.{key} FROM members_listing l WHERE {conditions.where})"
        f" SELECT person_id, (SELECT count(*) FROM found) FROM found"
        f" WHERE {_behind(key, start, is_descending=is_descending)}"
        f" ORDER BY {key} {way}, person_id {way} LIMIT {limit}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**conditions.values, **_start_values(start)})
        rows = cursor.fetchall()
    return _Ids([row[0] for row in rows], rows[0][1] if rows else 0)


def _start_values(start: Start) -> Mapping[str, Cell]:
    return {"start_key": start[0], "start_id": start[1]} if start else {}
