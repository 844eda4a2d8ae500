"""How many of the titles that were found are of each sort, so that the next click is no guess."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.utils.translation import get_language, gettext

from shuyou.catalog.models import Category, Item
from shuyou.catalog.queries._own import own_classes
from shuyou.catalog.rules.searching import BANDS, SearchFilter
from shuyou.kernel.statements import planned

type Cell = str | int | Decimal | list[int] | list[str] | None
"""What stands in a condition."""

MOST_COUNTED: Final = 20_000
"""Beyond so many, the counts are of these alone and say so."""
SHELVES: Final = 12
GRADES: Final = 13
_COUNT: Final = """
    WITH found AS MATERIALIZED (
        SELECT s.item_id, s.category_id, s.kind, s.status, s.grades,
               width_bucket(s.price, %(borders)s::numeric[]) AS band
          FROM catalog_titlesearch s WHERE {where} LIMIT {most})
    SELECT grouping(category_id, kind, status, grades, band), category_id, kind, status, grades, band, count(*)
      FROM found GROUP BY GROUPING SETS ((), (category_id), (kind), (status), (grades), (band))
    UNION ALL
    SELECT -1, f.own_class_id, '', '', 0, 0, count(*) FROM found JOIN catalog_filing f ON f.item_id = found.item_id
     GROUP BY f.own_class_id
"""
_OWN: Final = -1
_ALL: Final = 0b11111
_SHELF: Final = _ALL ^ 0b10000
_KIND: Final = _ALL ^ 0b01000
_STATUS: Final = _ALL ^ 0b00100
_GRADE: Final = _ALL ^ 0b00010
_BAND: Final = _ALL ^ 0b00001


@dataclass(frozen=True, slots=True)
class Facet:
    """A value that titles can be narrowed by, in words, and how many have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """How many titles were found, and how many of each sort."""

    total: int
    has_more: bool
    """There are more than were counted."""
    shelves: tuple[Facet, ...]
    own: tuple[Facet, ...]
    """Classes of the club's own."""
    kinds: tuple[Facet, ...]
    statuses: tuple[Facet, ...]
    bands: tuple[Facet, ...]
    grades: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value to narrow by, or to let go, as a link: its words, how many have it, and the address."""

    label: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """The values of one sort."""

    label: str
    links: tuple[FacetLink, ...]


def facet_groups(*, facets: Facets, text: str, wanted: SearchFilter) -> list[FacetGroup]:
    """Return the sorts that what was found can be narrowed by: those with a choice, and those chosen."""
    groups = {
        "shelf": (gettext("Shelf"), facets.shelves), "own": (gettext("Class of ours"), facets.own),
        "band": (gettext("Price"), facets.bands),
        "kind": (gettext("Kind of goods"), facets.kinds), "status": (gettext("Status"), facets.statuses),
        "grade": (gettext("School year"), facets.grades),
    }  # fmt: skip
    chosen = wanted.chosen
    found = []
    for name, (label, values) in groups.items():
        if wanted.is_public:
            values = tuple(one for one in values if one.value != Item.Status.WITHDRAWN)
        if len(values) > 1 or name in chosen:
            links = tuple(_link(name, one, text, chosen) for one in values)
            found.append(FacetGroup(label, links))
    return found


def _link(name: str, one: Facet, text: str, chosen: Mapping[str, str]) -> FacetLink:
    is_chosen = chosen.get(name) == one.value
    others = {key: value for key, value in chosen.items() if key != name}
    query = urlencode({"q": text, **others} if is_chosen else {"q": text, **others, name: one.value})
    return FacetLink(one.label, one.count, query, is_chosen)


def count_found(where: str, values: Mapping[str, Cell]) -> Facets:
    """Return how many titles of each sort meet a condition, in two queries."""
    with planned() as cursor:
        cursor.execute(_COUNT.format(where=where, most=MOST_COUNTED), {**values, "borders": list(BANDS)})
        rows = cursor.fetchall()
    counts: dict[int, dict[object, int]] = {}
    for group, shelf, kind, status, grades, band, count in rows:
        value = {_SHELF: shelf, _OWN: shelf, _KIND: kind, _STATUS: status, _GRADE: grades, _BAND: band}.get(group)
        counts.setdefault(group, {})[value] = count
    total = counts.get(_ALL, {}).get(None, 0)
    return Facets(
        total, total >= MOST_COUNTED, _shelves(counts.get(_SHELF, {})), _own(counts.get(_OWN, {})),
        _coded(counts.get(_KIND, {}), {str(kind): str(label) for kind, label in Item.Kind.choices}),
        _coded(counts.get(_STATUS, {}), {str(one): str(label) for one, label in Item.Status.choices}),
        _bands(counts.get(_BAND, {})), _grades(counts.get(_GRADE, {})),
    )  # fmt: skip


def _shelves(counts: Mapping[object, int]) -> tuple[Facet, ...]:
    named = sorted(((key, count) for key, count in counts.items() if isinstance(key, int)), key=lambda one: -one[1])
    name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
    ids = [key for key, _ in named[:SHELVES]]
    names = dict(Category.objects.filter(pk__in=ids).order_by("pk").values_list("pk", name))
    return tuple(Facet(str(key), names[key], count) for key, count in named[:SHELVES] if key in names)


def _own(counts: Mapping[object, int]) -> tuple[Facet, ...]:
    found = sorted(counts.items(), key=lambda one: -one[1])[:SHELVES]
    names = {row.class_id: row.name for row in own_classes()} if found else {}
    return tuple(Facet(str(key), names[key], count) for key, count in found if isinstance(key, int) and key in names)


def _coded(counts: Mapping[object, int], labels: Mapping[str, str]) -> tuple[Facet, ...]:
    return tuple(Facet(code, label, counts[code]) for code, label in labels.items() if counts.get(code))


def _bands(counts: Mapping[object, int]) -> tuple[Facet, ...]:
    return tuple(
        Facet(str(band), _band_label(band), counts[band]) for band in range(len(BANDS) + 1) if counts.get(band)
    )


def _band_label(band: int) -> str:
    """Return a range of prices in words."""
    if band == 0:
        return gettext("Below ¥%(price)s") % {"price": BANDS[0]}
    if band == len(BANDS):
        return gettext("¥%(price)s and more") % {"price": BANDS[-1]}
    return f"¥{BANDS[band - 1]}–{BANDS[band]}"


def _grades(counts: Mapping[object, int]) -> tuple[Facet, ...]:
    found: Counter[int] = Counter()
    for mask, count in counts.items():
        found.update({grade: count for grade in range(GRADES) if isinstance(mask, int) and mask >> grade & 1})
    return tuple(Facet(str(grade), _grade_label(grade), found[grade]) for grade in range(GRADES) if found[grade])


def _grade_label(grade: int) -> str:
    """Return a school year in words."""
    return gettext("School year %(grade)s") % {"grade": grade} if grade else gettext("Kindergarten")
