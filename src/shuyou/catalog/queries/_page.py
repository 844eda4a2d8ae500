"""One title in full, and the shelves of the shop."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import Contribution, Item, Subject
from shuyou.catalog.queries._kept import FIELD_NAMES, NumberRow, attribute_lines, item_numbers
from shuyou.catalog.queries._prices import ListedPrice, price_ladder
from shuyou.catalog.queries._rows import ItemRow, item_rows
from shuyou.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything the catalog says of a title."""

    row: ItemRow
    category: str
    binding: str
    pages: int | None
    language: str
    blurb: str
    status_label: str
    is_price_synthetic: bool
    source: str
    contributors: tuple[tuple[str, str], ...]
    identifiers: tuple[tuple[str, str, bool], ...]
    ladder: tuple[ListedPrice, ...]
    numbers: tuple[NumberRow, ...]
    facts: tuple[tuple[str, str], ...]
    """What else is known of it, each with its label."""
    topics: tuple[tuple[str, str, str], ...]
    """Scheme, code and heading of what it is about."""
    blurb_en: str
    cover: str
    merged_into: UUID | None
    kind: str
    kind_label: str
    restrictions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryShelf:
    """A category with its best sellers."""

    code: str
    name: str
    rows: tuple[ItemRow, ...]


def item_id_of(*, uid: UUID) -> int:
    """
    Return the id behind a uid.

    :raises NotFound: no item has it.
    """
    item_id = Item.objects.filter(uid=uid).values_list("pk", flat=True).first()
    if item_id is None:
        raise NotFound(what=_("title"), key=uid)
    return item_id


def item_page(*, item_id: int, channel: str = "phone") -> ItemPage:
    """
    Return a title in full with its prices in a channel, in six queries.

    :raises NotFound: there is no such item.
    """
    item = Item.objects.select_related("category", "series", "merged_into").filter(pk=item_id).first()
    if item is None:
        raise NotFound(what=_("title"), key=item_id)
    zh = (get_language() or "").startswith("zh")
    contributions = (
        Contribution.objects.filter(item_id=item_id).order_by("position", "pk").select_related("contributor")
    )
    numbers = item_numbers(item_id=item_id)
    topics = Subject.objects.filter(item_id=item_id).order_by("pk")
    return ItemPage(
        row=item_rows(item_ids=[item_id])[0],
        category=(item.category.name_zh if zh else item.category.name_en) if item.category else "",
        binding=item.binding,
        pages=item.pages,
        language=item.language,
        blurb=item.blurb,
        status_label=str(Item.Status(item.status).label),
        is_price_synthetic=item.is_price_synthetic,
        source=item.source,
        contributors=tuple((c.contributor.name, str(Contribution.Role(c.role).label)) for c in contributions),
        identifiers=tuple((number.label, number.value, number.is_synthetic) for number in numbers),
        ladder=tuple(price_ladder(item_ids=[item_id], channel=channel)[item_id]),
        numbers=tuple(numbers),
        facts=tuple(_facts(item)),
        topics=tuple((topic.scheme.upper(), topic.code, topic.heading) for topic in topics),
        blurb_en=item.blurb_en,
        cover=item.cover,
        merged_into=item.merged_into.uid if item.merged_into else None,
        kind=item.kind,
        kind_label=str(Item.Kind(item.kind).label),
        restrictions=tuple(_restrictions(item)),
    )


def _facts(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what an item says beyond what every book does."""
    series = f"{item.series.name} {item.volume}".strip() if item.series else item.volume
    grades = "" if item.grade_from is None else "–".join(map(str, dict.fromkeys((item.grade_from, item.grade_to))))
    plain = {
        "series": series, "printing": item.printing, "book_format": item.book_format, "cip": item.cip,
        "size": item.size, "weight": item.weight, "model": item.model, "validity_days": item.validity_days,
        "audience": str(Item.Audience(item.audience).label) if item.audience else "", "grades": grades,
        "school_subject": item.school_subject,
        "value_class": "" if item.value_class == "everyday" else str(Item.ValueClass(item.value_class).label),
    }  # fmt: skip
    yield from ((str(FIELD_NAMES[name]), str(value)) for name, value in plain.items() if value)
    yield from attribute_lines(kind=item.kind, attributes=item.attributes)


def _restrictions(item: Item) -> Iterator[str]:
    if item.barred_channels:
        yield gettext("Not sold by way of: %(channels)s") % {"channels": ", ".join(item.barred_channels)}
    if item.has_fixed_price:
        yield gettext("Nobody gets a discount")
    if item.earns_no_points:
        yield gettext("Earns no points")
    if item.least_age is not None:
        yield gettext("From %(age)s years only") % {"age": item.least_age}


@dataclass(frozen=True, slots=True)
class ShelfName:
    """A shelf by its name."""

    category_id: int
    code: str
    name: str


def shelf_names(*, limit: int = 40) -> list[ShelfName]:
    """Return the shelves on which best sellers stand, the fullest first, in one query."""
    name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.id, c.code, c.{name} FROM (SELECT category_id, sum(rank) AS sold FROM catalog_titlesearch"  # noqa: S608 - one of two names
            " WHERE is_hot AND category_id IS NOT NULL GROUP BY category_id) s JOIN catalog_category c"
            " ON c.id = s.category_id ORDER BY s.sold DESC, c.id LIMIT %s",
            [limit],
        )
        return [ShelfName(*row) for row in cursor.fetchall()]


def category_shelves(*, per_shelf: int = 7, limit: int = 6) -> list[CategoryShelf]:
    """Return the categories that sell best, each with its best sellers, in two queries."""
    name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH hot AS (SELECT i.id, i.category_id, s.rank, row_number() OVER (PARTITION BY i.category_id"  # noqa: S608 - one of two names
            " ORDER BY s.rank DESC, i.id DESC) AS place, sum(s.rank) OVER (PARTITION BY i.category_id) AS weight"
            " FROM catalog_titlesearch s JOIN catalog_item i ON i.id = s.item_id"
            " WHERE s.is_hot AND i.category_id IS NOT NULL)"
            f" SELECT c.code, c.{name}, array_agg(h.id ORDER BY h.place) FROM hot h"
            " JOIN catalog_category c ON c.id = h.category_id WHERE h.place <= %s"
            " GROUP BY c.id, h.weight ORDER BY h.weight DESC, c.id LIMIT %s",
            [per_shelf, limit],
        )
        shelves = cursor.fetchall()
    rows = {row.item_id: row for row in item_rows(item_ids=[i for _, _, ids in shelves for i in ids])}
    return [CategoryShelf(code, label, tuple(rows[i] for i in ids)) for code, label, ids in shelves]
