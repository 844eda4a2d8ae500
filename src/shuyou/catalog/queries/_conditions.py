"""Conditions on rows of the search: what words may mean, and what is asked of titles beside them."""

from dataclasses import dataclass

from shuyou.catalog.queries._counts import Cell
from shuyou.catalog.queries._listed import OF_CLASS
from shuyou.catalog.queries._meanings import Meaning
from shuyou.catalog.rules.searching import BANDS, Reason, SearchFilter, Way


@dataclass(slots=True)
class Where:
    """A condition on rows `s` of the search, and the values in it."""

    text: str
    values: dict[str, Cell]

    def put(self, value: Cell) -> str:
        """Keep a value and return its place."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"


def where_of(meaning: Meaning | None, wanted: SearchFilter) -> Where:
    """Return the condition that titles meet which are meant so, and pass a filter."""
    where = Where("", {})
    parts = _filters(where, wanted)
    if meaning is not None:
        lines = [
            " AND ".join(f"({' OR '.join(_way(where, way) for way in word)})" for word in line)
            for line in meaning.lines
        ]
        parts.append(f"({' OR '.join(lines)})")
    where.text = " AND ".join(parts) or "true"
    return where


def _way(where: Where, way: Way) -> str:
    if way.ids:
        column = {Reason.PUBLISHER: "publisher_id", Reason.SHELF: "category_id"}.get(way.reason, "item_id")
        return f"s.{column} = ANY ({where.put(list(way.ids))}::bigint[])"
    parts = [f"s.toks @> {where.put(list(way.marks))}::text[]"] if way.marks else []
    if way.reason is Reason.LETTERS and way.text:
        parts.append(f"starts_with(s.initials, {where.put(way.text)})")
    elif way.text and len(way.text) != 2:  # two characters are a pair that is in the marks
        parts.append(f"strpos(s.norm, {where.put(way.text)}) > 0")
    return f"({' AND '.join(parts)})"


def _filters(where: Where, wanted: SearchFilter) -> list[str]:
    parts = []
    if wanted.shelf is not None:
        parts.append(f"s.category_id = {where.put(wanted.shelf)}")
    if wanted.own is not None:
        parts.append(f"s.item_id IN ({OF_CLASS.format(own=where.put(wanted.own))})")
    if wanted.kind:
        parts.append(f"s.kind = {where.put(wanted.kind)}")
    if wanted.status:
        parts.append(f"s.status = {where.put(wanted.status)}")
    if wanted.is_public:
        parts.append("s.status <> 'withdrawn'")
    if wanted.band is not None and 0 <= wanted.band <= len(BANDS):
        borders = [0, *BANDS, None]
        parts.append(f"s.price >= {where.put(borders[wanted.band])}")
        if (upper := borders[wanted.band + 1]) is not None:
            parts.append(f"s.price < {where.put(upper)}")
    if wanted.grade is not None and wanted.grade in range(13):
        parts.append(f"s.grades & {where.put(1 << wanted.grade)} <> 0")
    return parts
