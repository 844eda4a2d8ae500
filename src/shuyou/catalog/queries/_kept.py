"""An item as forms show it, and everything beside it: numbers, parts, copies, editions, history, merges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import (
    Batch,
    BundlePart,
    Contribution,
    Identifier,
    Item,
    ItemChange,
    ItemMerge,
    NumberedCopy,
    Subject,
)
from shuyou.catalog.queries._prices import name_column
from shuyou.catalog.queries._rows import ItemRow, item_rows
from shuyou.catalog.rules import ATTRIBUTES, hyphenated
from shuyou.catalog.rules.attributes import Value, shown
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import staff_names
from shuyou.kernel.usecase import query

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

FIELD_NAMES: Mapping[str, "str | _StrPromise"] = {
    "kind": _("Kind of goods"), "value_class": _("Value class"), "title": _("Title"), "subtitle": _("Subtitle"),
    "people": _("Contributors"), "publisher": _("Publisher"), "series": _("Series"), "volume": _("Volume"),
    "published": _("Published"), "edition": _("Edition"), "printing": _("Printing"), "book_format": _("Sheet format"),
    "binding": _("Binding"), "pages": _("Pages"), "cip": _("CIP number"), "language": _("Language"),
    "category": _("Shelf"), "topics": _("Subjects"), "audience": _("Readers"), "grades": _("School years"),
    "school_subject": _("School subject"), "model": _("Model"), "size": _("Size"), "weight": _("Weight (g)"),
    "validity_days": _("Validity (days)"), "attributes": _("Details"), "price": _("List price"),
    "blurb": _("Description, Chinese"), "blurb_en": _("Description, English"), "status": _("Status"),
    "cover": _("Cover"), "merged": _("Merged with"), "isbn13": "ISBN-13", "isbn10": "ISBN-10", "issn": "ISSN",
    "ismn": "ISMN", "isrc": "ISRC", "ean": "EAN", "own": _("Own code"), "add_on": _("Add-on code"),
    "barred_channels": _("Not sold by way of"), "has_fixed_price": _("No discount"),
    "earns_no_points": _("Earns no points"), "least_age": _("Least age"), "is_batched": _("Kept in batches"),
    "is_numbered": _("Numbered copies"), "own_classes": _("Our classes"),
}  # fmt: skip
"""What fields of an item are called."""

COPIES = 100
"""Batches or numbered copies that a page shows."""
_SCALARS = (
    "kind", "value_class", "title", "subtitle", "volume", "published", "edition", "printing", "book_format", "binding",
    "cip", "language", "audience", "school_subject", "model", "size", "blurb", "blurb_en", "status", "pages", "weight",
    "validity_days", "least_age",
)  # fmt: skip
_FLAGS = ("is_batched", "is_numbered", "has_fixed_price", "earns_no_points")


@dataclass(frozen=True, slots=True)
class KeptItem:
    """An item with every field as text, as forms show it."""

    item_id: int
    uid: UUID
    source: str
    fields: Mapping[str, str]
    flags: Mapping[str, bool]
    barred_channels: tuple[str, ...]
    attributes: Mapping[str, str]
    own_fields: tuple[str, ...]
    last_change: int
    merged_into: UUID | None


@dataclass(frozen=True, slots=True)
class NumberRow:
    """A number that an item goes by, as it is printed, and how many other items go by it too."""

    number_id: int
    kind: str
    label: str
    value: str
    printed: str
    add_on: str
    is_synthetic: bool
    others: int


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a bundle, or a bundle that something is part of."""

    item: ItemRow
    quantity: int


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch of an item."""

    row_id: int
    code: str
    made_on: date | None
    valid_until: date | None
    note: str


@dataclass(frozen=True, slots=True)
class CopyRow:
    """A copy with a number of its own."""

    row_id: int
    number: str
    condition: str
    provenance: str


@dataclass(frozen=True, slots=True)
class ItemBeside:
    """What stands beside an item: how it is told apart, what it is part of, its other editions."""

    parts: tuple[PartRow, ...]
    bundles: tuple[PartRow, ...]
    batches: tuple[BatchRow, ...]
    copies: tuple[CopyRow, ...]
    copy_total: int
    editions: tuple[ItemRow, ...]
    series: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One field that was changed, in words."""

    change_id: int
    at: datetime
    label: str
    before: str
    after: str
    who: str
    run_id: int | None


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge of two items."""

    uid: UUID
    title: str
    who: str
    at: datetime
    undone_at: datetime | None


def kept_item(*, item_id: int) -> KeptItem:
    """
    Return an item as forms show it, in four queries.

    :raises NotFound: there is none.
    """
    item = Item.objects.select_related("publisher", "category", "series", "merged_into").filter(pk=item_id).first()
    if item is None:
        raise NotFound(what=_("title"), key=item_id)
    last = ItemChange.objects.filter(item_id=item_id).order_by("-pk").values_list("pk", flat=True).first()
    fields = {name: _text(getattr(item, name)) for name in _SCALARS}
    fields |= {
        "publisher": item.publisher.name if item.publisher else "",
        "series": item.series.name if item.series else "",
        "shelf": getattr(item.category, name_column()) if item.category else "",
        "grade": _grades(item.grade_from, item.grade_to),
        "price": str(item.list_price),
        "people": "\n".join(_people_lines(item_id)),
        "topics": "\n".join(_topic_lines(item_id)),
    }
    return KeptItem(
        item_id, item.uid, item.source, fields, {name: getattr(item, name) for name in _FLAGS},
        tuple(item.barred_channels), {key: _typed(value) for key, value in item.attributes.items()},
        tuple(item.own_fields), last or 0, item.merged_into.uid if item.merged_into else None,
    )  # fmt: skip


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _typed(value: Value) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _grades(first: int | None, last: int | None) -> str:
    if first is None or last is None:
        return ""
    return str(first) if first == last else f"{first}-{last}"


def _people_lines(item_id: int) -> list[str]:
    rows = Contribution.objects.filter(item_id=item_id).order_by("position", "pk").select_related("contributor")
    return [f"{row.contributor.name} | {Contribution.Role(row.role).label}" for row in rows]


def _topic_lines(item_id: int) -> list[str]:
    rows = Subject.objects.filter(item_id=item_id).order_by("pk")
    return [f"{row.scheme} {row.code} {row.heading}".strip() for row in rows]


def item_numbers(*, item_id: int) -> list[NumberRow]:
    """Return the numbers an item goes by, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.id, n.kind, n.value, n.add_on, n.is_synthetic, (SELECT count(*) FROM catalog_identifier o"
            "   JOIN catalog_item i ON i.id = o.item_id WHERE o.value = n.value AND o.item_id <> n.item_id"
            "   AND i.merged_into_id IS NULL)"
            " FROM catalog_identifier n WHERE n.item_id = %s ORDER BY n.kind DESC, n.id",
            [item_id],
        )
        return [
            NumberRow(row_id, kind, str(Identifier.Kind(kind).label), value, printed_number(kind, value), *rest)
            for row_id, kind, value, *rest in cursor.fetchall()
        ]


def printed_number(kind: str, value: str) -> str:
    """Return a number as it is printed: an ISBN with the hyphens of its agency."""
    return hyphenated(value) if kind in ("isbn13", "isbn10") else value


def attribute_lines(*, kind: str, attributes: Mapping[str, Value]) -> list[tuple[str, str]]:
    """Return what is said of this kind of goods, each with its label."""
    return [
        (str(one.label), shown(one, attributes[one.key])) for one in ATTRIBUTES.get(kind, ()) if one.key in attributes
    ]


_THERE = """
    SELECT i.work_id, i.series_id, EXISTS (SELECT FROM catalog_bundlepart p WHERE p.bundle_id = i.id),
           EXISTS (SELECT FROM catalog_bundlepart p WHERE p.part_id = i.id),
           EXISTS (SELECT FROM catalog_batch b WHERE b.item_id = i.id),
           (SELECT count(*) FROM catalog_numberedcopy c WHERE c.item_id = i.id),
           EXISTS (SELECT FROM catalog_item o WHERE o.work_id = i.work_id AND o.id <> i.id)
      FROM catalog_item i WHERE i.id = %s
"""


def item_beside(*, item_id: int, limit: int = 12) -> ItemBeside:
    """Return what stands beside an item: one query to see what there is, and one for each kind that there is."""
    with connection.cursor() as cursor:
        cursor.execute(_THERE, [item_id])
        work_id, series_id, has_parts, is_part, has_batches, copies, has_editions = cursor.fetchone()
    near = Item.objects.exclude(pk=item_id).filter(merged_into=None)
    parts = _parts(BundlePart.objects.filter(bundle_id=item_id).order_by("pk"), "part_id", limit) if has_parts else {}
    bundles = _parts(BundlePart.objects.filter(part_id=item_id).order_by("-pk"), "bundle_id", limit) if is_part else {}
    editions = _ids(near.filter(work_id=work_id).order_by("-pk"), limit) if has_editions else []
    series = _ids(near.filter(series_id=series_id).order_by("volume", "pk"), limit) if series_id else []
    rows = {row.item_id: row for row in item_rows(item_ids=[*parts, *bundles, *editions, *series])}
    return ItemBeside(
        tuple(PartRow(rows[one], quantity) for one, quantity in parts.items()),
        tuple(PartRow(rows[one], quantity) for one, quantity in bundles.items()),
        tuple(_batches(item_id)) if has_batches else (),
        tuple(_copies(item_id)) if copies else (),
        copies,
        tuple(rows[one] for one in editions),
        tuple(rows[one] for one in series),
    )


def _parts(found: QuerySet[BundlePart], column: str, limit: int) -> dict[int, int]:
    return dict(found.values_list(column, "quantity")[: 10 * limit])


def _ids(found: QuerySet[Item], limit: int) -> list[int]:
    return list(found.values_list("pk", flat=True)[:limit])


def _batches(item_id: int) -> list[BatchRow]:
    rows = Batch.objects.filter(item_id=item_id).order_by("valid_until", "pk")
    return [BatchRow(*row) for row in rows.values_list("pk", "code", "made_on", "valid_until", "note")[:COPIES]]


def _copies(item_id: int) -> list[CopyRow]:
    rows = NumberedCopy.objects.filter(item_id=item_id).order_by("number", "pk")
    return [CopyRow(*row) for row in rows.values_list("pk", "number", "condition", "provenance")[:COPIES]]


@query("catalog.view")
def item_changes(*, item_id: int, before: int = 0, actor: Actor, limit: int = 50) -> list[ChangeRow]:
    """Return what was changed of an item, the latest first, in two queries (index `changes_of_item`)."""
    found = ItemChange.objects.filter(item_id=item_id)
    rows = list((found.filter(pk__lt=before) if before else found).order_by("-pk")[:limit])
    return _told(rows)


@query("catalog.view")
def run_changes(*, run_id: int, after: int = 0, actor: Actor, limit: int = 50) -> list[tuple[ItemRow, ChangeRow]]:
    """Return what an import changed of known items, each with its item, in three queries (index `changes_of_run`)."""
    rows = list(ItemChange.objects.filter(run_id=run_id, pk__gt=after).order_by("pk")[:limit])
    items = {row.item_id: row for row in item_rows(item_ids=list({row.item_id for row in rows}))}
    return [(items[row.item_id], told) for row, told in zip(rows, _told(rows), strict=True)]


@query("catalog.view")
def changes_of_items(
    *, field: str = "", before: int = 0, actor: Actor, limit: int = 50
) -> list[tuple[ItemRow, ChangeRow]]:
    """Return what was changed of items, the latest first, each with its item, in three queries (`changes_by_field`)."""
    found = ItemChange.objects.filter(pk__lt=before) if before else ItemChange.objects.all()
    if field:
        found = found.filter(field=field)
    rows = list(found.order_by("-pk")[:limit])
    items = {row.item_id: row for row in item_rows(item_ids=list({row.item_id for row in rows}))}
    return [(items[row.item_id], told) for row, told in zip(rows, _told(rows), strict=True)]


def _told(rows: Sequence[ItemChange]) -> list[ChangeRow]:
    staff = staff_names(row.changed_by.removeprefix("staff:") for row in rows if row.changed_by.startswith("staff:"))
    return [
        ChangeRow(
            row.pk, row.at, str(FIELD_NAMES.get(row.field, row.field)), row.before, row.after,
            staff.get(row.changed_by.removeprefix("staff:"), ""), row.run_id,
        )
        for row in rows
    ]  # fmt: skip


@query("catalog.view")
def item_merges(*, item_id: int, actor: Actor) -> list[MergeRow]:
    """Return the merges into an item, the latest first, in two queries."""
    rows = list(ItemMerge.objects.filter(kept_id=item_id).select_related("gone").order_by("-pk")[:20])
    staff = staff_names(row.merged_by.removeprefix("staff:") for row in rows)
    return [
        MergeRow(row.uid, row.gone.title, staff.get(row.merged_by.removeprefix("staff:"), ""), row.merged_at,
                 row.undone_at)
        for row in rows
    ]  # fmt: skip


@query("catalog.view")
def shared_numbers(*, actor: Actor, after: str = "", limit: int = 50) -> list[tuple[str, list[ItemRow]]]:
    """Return numbers that several items go by, each with its items, in two queries (index `identifier_value`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.value, array_agg(DISTINCT n.item_id) FROM catalog_identifier n"
            " JOIN catalog_item i ON i.id = n.item_id AND i.merged_into_id IS NULL"
            " WHERE n.value ~>~ %s AND n.kind <> 'issn' GROUP BY n.value HAVING count(DISTINCT n.item_id) > 1"
            " ORDER BY n.value USING ~<~ LIMIT %s",
            [after, limit],
        )
        found: list[tuple[str, list[int]]] = cursor.fetchall()
    rows = {row.item_id: row for row in item_rows(item_ids=[one for _, ids in found for one in ids])}
    return [(value, [rows[one] for one in ids]) for value, ids in found]


def bundle_parts(*, item_ids: Sequence[int]) -> Mapping[int, Mapping[int, int]]:
    """Return the parts of bundles: how many copies of each item, by the bundle's id, in one query."""
    parts: dict[int, dict[int, int]] = {}
    for bundle_id, part_id, quantity in BundlePart.objects.filter(bundle_id__in=item_ids).values_list(
        "bundle_id", "part_id", "quantity"
    ):
        parts.setdefault(bundle_id, {})[part_id] = quantity
    return parts
