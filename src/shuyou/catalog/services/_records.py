"""
What is kept of an item, as one record in memory: read for many at once, changed by drafts, written for many at once.

An item belongs to the source that brought it: that source may change it, others only fill what is empty.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db import connection

from shuyou.catalog.rules import BookDraft, Class, ListPrice, Person

type Number = tuple[str, str]
"""An identifier's kind and value."""

NO_PRICE = ListPrice(Decimal(0), is_synthetic=True)
FIELDS = ("title", "subtitle", "publisher", "published", "edition", "binding", "pages", "language", "blurb", "status")


@dataclass(slots=True)
class Record:
    """An item's data, and whether anything was changed since they were read."""

    item_id: int
    source: str
    source_key: str
    added_at: datetime | None
    """None: about to be added."""
    work_id: int | None = None
    sibling: "Record | None" = None
    """Another printing, whose work a new item shares."""
    title: str = ""
    subtitle: str = ""
    publisher: str = ""
    published: str = ""
    edition: str = ""
    binding: str = ""
    pages: int | None = None
    language: str = ""
    blurb: str = ""
    status: str = ""
    price: ListPrice = NO_PRICE
    category: Class | None = None
    people: tuple[Person, ...] = ()
    numbers: dict[Number, bool] = field(default_factory=dict)
    new_numbers: list[Number] = field(default_factory=list)
    is_changed: bool = False
    has_new_people: bool = False
    has_new_title: bool = False


def merge(record: Record, draft: BookDraft, source: str) -> bool:
    """Take what a draft says into a record; tell whether that changed anything."""
    is_owner = record.source == source
    changes = [
        _merge_fields(record, draft, is_owner=is_owner),
        _merge_price(record, draft, is_owner=is_owner),
        _merge_people(record, draft, is_owner=is_owner),
        _merge_numbers(record, draft),
    ]
    return any(changes)


def withdraw(record: Record) -> bool:
    """Take an item off sale; tell whether it was on."""
    is_changed = record.status != "withdrawn"
    record.status = "withdrawn"
    record.is_changed |= is_changed
    return is_changed


def _merge_fields(record: Record, draft: BookDraft, *, is_owner: bool) -> bool:
    is_changed = False
    for name in FIELDS:
        told, kept = getattr(draft, name), getattr(record, name)
        if told and told != kept and (is_owner or not kept):
            setattr(record, name, told)
            is_changed = True
            record.has_new_title |= name in ("title", "subtitle")
    if draft.category and draft.category != record.category and (is_owner or not record.category):
        record.category = draft.category
        is_changed = True
    record.is_changed |= is_changed
    return is_changed


def _merge_price(record: Record, draft: BookDraft, *, is_owner: bool) -> bool:
    told, kept = draft.price, record.price
    if told is None or told == kept:
        return False
    if not is_owner and not (kept.is_synthetic and not told.is_synthetic):
        return False
    record.price, record.is_changed = told, True
    return True


def _merge_people(record: Record, draft: BookDraft, *, is_owner: bool) -> bool:
    if not draft.people or draft.people == record.people or not (is_owner or not record.people):
        return False
    record.people, record.has_new_people = draft.people, True
    return True


def _merge_numbers(record: Record, draft: BookDraft) -> bool:
    told = [("isbn13", draft.isbn13), ("isbn10", draft.isbn10), *(("isbn13", more) for more in draft.more_isbns)]
    new = [number for number in told if number[1] and number not in record.numbers]
    for number in new:
        record.numbers[number] = draft.is_isbn_synthetic
        record.new_numbers.append(number)
    return bool(new)


def read_records(item_ids: Iterable[int]) -> dict[int, Record]:
    """Lock items in the order of their keys and return their records, in three queries however many they are."""
    ids = sorted(set(item_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [ids])
        records = {row[0]: _record(row) for row in cursor.fetchall()}
        cursor.execute(_PEOPLE, [ids])
        for item_id, name, role in cursor.fetchall():
            records[item_id].people += (Person(name, role),)
        cursor.execute(_NUMBERS, [ids])
        for item_id, kind, value, is_synthetic in cursor.fetchall():
            records[item_id].numbers[kind, value] = is_synthetic
    return records


_ITEMS = """
    SELECT i.id, i.source, i.source_key, i.added_at, i.work_id, i.title, i.subtitle, coalesce(p.name, ''), i.published,
           i.edition, i.binding, i.pages, i.language, i.blurb, i.status, i.list_price, i.is_price_synthetic,
           c.scheme, c.code, c.name_zh, c.name_en
      FROM catalog_item i LEFT JOIN catalog_publisher p ON p.id = i.publisher_id
      LEFT JOIN catalog_category c ON c.id = i.category_id
     WHERE i.id = ANY (%s) ORDER BY i.id FOR NO KEY UPDATE OF i
"""
_PEOPLE = """
    SELECT b.item_id, c.name, b.role FROM catalog_contribution b JOIN catalog_contributor c ON c.id = b.contributor_id
     WHERE b.item_id = ANY (%s) ORDER BY b.item_id, b.position, b.id
"""
_NUMBERS = "SELECT item_id, kind, value, is_synthetic FROM catalog_identifier WHERE item_id = ANY (%s) ORDER BY id"
COLUMNS = ("item_id", "source", "source_key", "added_at", "work_id", *FIELDS)
"""What a row of `_ITEMS` begins with; price and class follow."""


def _record(row: Sequence[object]) -> Record:
    kept = dict(zip(COLUMNS, row, strict=False))
    price, is_synthetic, *category = row[len(COLUMNS) :]
    assert isinstance(price, Decimal)
    return Record(
        **kept,  # type: ignore[arg-type]
        price=ListPrice(price, bool(is_synthetic)),
        category=Class(*map(str, category)) if category[0] else None,
    )
