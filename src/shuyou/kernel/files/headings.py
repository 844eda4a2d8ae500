"""Which column of somebody's table holds what."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shuyou.kernel.files.refusals import HeadingMissing, MappingWrong

MOST_SHOWN: Final = 60
LONGEST_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A field that an importer knows, and the headings it goes by besides its own name."""

    field: str
    names: tuple[str, ...] = ()
    is_required: bool = False
    instead: tuple[str, ...] = ()
    """Fields any of which does as well as this one."""


@dataclass(frozen=True, slots=True)
class Placing:
    """The place of each field that was found, and the headings that nobody asked for."""

    places: Mapping[str, int]
    ignored: tuple[str, ...]


def plain(heading: str) -> str:
    """Return a heading without what people decorate it with: case, spaces, marks, asterisks, units in brackets."""
    folded = unicodedata.normalize("NFKC", heading).lower()
    bare = folded.split("(")[0] if folded.find("(") > 0 else folded
    return "".join(char for char in bare if char.isalnum())


def match(
    headings: Sequence[str],
    columns: Sequence[Column],
    *,
    chosen: Mapping[str, str] | None = None,
    is_guessed: bool = True,
    name: str = "",
) -> Placing:
    """
    Find each field's column: as chosen, else by its names, the first of several, unless nothing is to be guessed.

    :raises MappingWrong: a choice names an unknown field or heading.
    :raises HeadingMissing: a required field has no column.
    """
    places = _chosen_places(headings, columns, chosen or {})
    taken = set(places.values())
    known = {plain(label): column.field for column in reversed(columns) for label in (column.field, *column.names)}
    for place, heading in enumerate(headings if is_guessed else ()):
        field = known.get(plain(heading))
        if field and field not in places and place not in taken:
            places[field] = place
    missing = [column for column in columns if column.is_required and places.keys().isdisjoint(_ways(column))]
    if missing:
        fields = ", ".join("/".join((column.field, *column.names[:2])) for column in missing)
        raise HeadingMissing(name=name, fields=fields, headings=_some(headings))
    used = set(places.values())
    ignored = tuple(heading for place, heading in enumerate(headings) if place not in used and heading)
    return Placing(places, ignored)


def _ways(column: Column) -> tuple[str, ...]:
    return (column.field, *column.instead)


def _some(headings: Sequence[str]) -> str:
    shown = [heading if len(heading) <= LONGEST_SHOWN else f"{heading[:LONGEST_SHOWN]}…" for heading in headings]
    return ", ".join(shown[:MOST_SHOWN] + ["…"] * (len(shown) > MOST_SHOWN))


def likeness(headings: Iterable[str], columns: Sequence[Column]) -> int:
    """Return how many cells of a row are headings of known columns."""
    known = {plain(label) for column in columns for label in (column.field, *column.names)}
    return len({plain(heading) for heading in headings} & known)


def _chosen_places(headings: Sequence[str], columns: Sequence[Column], chosen: Mapping[str, str]) -> dict[str, int]:
    fields = [column.field for column in columns]
    by_heading = {heading.strip(): place for place, heading in reversed(list(enumerate(headings)))}
    places: dict[str, int] = {}
    for field, heading in chosen.items():
        if field not in fields or heading.strip() not in by_heading:
            raise MappingWrong(field=field, heading=heading, fields=", ".join(fields))
        places[field] = by_heading[heading.strip()]
    return places
