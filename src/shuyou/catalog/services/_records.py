"""
What is kept of an item, as one record in memory: read for many at once, changed by drafts, written for many at once.

An item belongs to the source that brought it: that source may change it, others only fill what is empty. What staff
wrote themselves no file changes, until they let it go.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db import connection

from shuyou.catalog.rules import BookDraft, Class, ListPrice, Person, Topic, Value

type Number = tuple[str, str]
"""An identifier's kind and value."""

NO_PRICE = ListPrice(Decimal(0), is_synthetic=True)
TEXTS: Final = (
    "kind", "value_class", "title", "subtitle", "volume", "language", "published", "edition", "printing",
    "book_format", "binding", "cip", "audience", "school_subject", "model", "size", "blurb", "blurb_en", "status",
)  # fmt: skip
WHOLES: Final = ("pages", "weight", "validity_days", "least_age")
FLAGS: Final = ("is_batched", "is_numbered", "has_fixed_price", "earns_no_points")
SHARED: Final = ("publisher", "series")
TOLD: Final = (*TEXTS, *SHARED, "pages", "weight", "validity_days", "grades")
"""Fields that files tell, each kept as it is told."""
STAFF: Final = (*TOLD, "least_age", *FLAGS, "barred_channels")
"""Fields that a form tells."""
EMPTY: Final[Mapping[str, object]] = (
    dict.fromkeys((*TEXTS, *SHARED), "")
    | dict.fromkeys((*WHOLES, "grades"), None)
    | dict.fromkeys(FLAGS, False)
    | {"barred_channels": ()}
)
NEVER_EMPTY: Final = frozenset({"title", "kind", "value_class", "status"})


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that was changed, from what to what, in words."""

    field: str
    before: str
    after: str


@dataclass(slots=True)
class Record:
    """An item's data, and whether anything was changed since they were read."""

    item_id: int
    source: str
    source_key: str
    added_at: datetime | None
    """None: about to be added."""
    told_at: datetime | None = None
    work_id: int | None = None
    sibling: "Record | None" = None
    """Another printing, whose work a new item shares."""
    kind: str = ""
    value_class: str = ""
    title: str = ""
    subtitle: str = ""
    publisher: str = ""
    series: str = ""
    volume: str = ""
    published: str = ""
    edition: str = ""
    printing: str = ""
    book_format: str = ""
    binding: str = ""
    cip: str = ""
    audience: str = ""
    school_subject: str = ""
    grades: tuple[int, int] | None = None
    model: str = ""
    size: str = ""
    pages: int | None = None
    weight: int | None = None
    validity_days: int | None = None
    least_age: int | None = None
    is_batched: bool = False
    is_numbered: bool = False
    has_fixed_price: bool = False
    earns_no_points: bool = False
    barred_channels: tuple[str, ...] = ()
    attributes: Mapping[str, Value] = field(default_factory=dict)
    language: str = ""
    blurb: str = ""
    blurb_en: str = ""
    status: str = ""
    price: ListPrice = NO_PRICE
    category: Class | None = None
    own_fields: frozenset[str] = frozenset()
    people: tuple[Person, ...] = ()
    topics: tuple[Topic, ...] = ()
    numbers: dict[Number, bool] = field(default_factory=dict)
    add_ons: dict[Number, str] = field(default_factory=dict)
    new_numbers: list[Number] = field(default_factory=list)
    changes: list[FieldChange] = field(default_factory=list)
    is_changed: bool = False
    has_new_people: bool = False
    has_new_topics: bool = False
    has_new_title: bool = False

    def put(self, name: str, value: object, *, before: str, after: str) -> None:
        """Keep a value and note what it was before."""
        setattr(self, name, value)
        self.note(name, before, after)
        self.is_changed = True
        self.has_new_title |= name in ("title", "subtitle", "series")

    def note(self, name: str, before: str, after: str) -> None:
        """Note that a field changed, unless the item is new altogether."""
        if self.added_at is not None:
            self.changes.append(FieldChange(name, before, after))


def merge(record: Record, draft: BookDraft, source: str, *, sent_at: datetime | None = None) -> bool:
    """Take what a draft says into a record; tell whether that changed anything. An older message changes nothing."""
    is_owner = record.source == source
    if is_owner and sent_at and record.told_at and sent_at < record.told_at:
        return False
    changes = [
        _merge_fields(record, draft, is_owner=is_owner),
        _merge_price(record, draft, is_owner=is_owner),
        _merge_people(record, draft, is_owner=is_owner),
        _merge_topics(record, draft, is_owner=is_owner),
        _merge_attributes(record, draft, is_owner=is_owner),
        _merge_numbers(record, draft),
    ]
    if any(changes) and is_owner and sent_at:
        record.told_at, record.is_changed = sent_at, True
    return any(changes)


def withdraw(record: Record) -> bool:
    """Take an item off sale; tell whether it was on."""
    if record.status == "withdrawn" or "status" in record.own_fields:
        return False
    record.put("status", "withdrawn", before=record.status, after="withdrawn")
    return True


def in_words(value: object) -> str:
    """Return a value as changes are told."""
    if value is None or value is False:
        return ""
    if isinstance(value, tuple):
        return "–".join(map(str, value)) if all(isinstance(part, int) for part in value) else ", ".join(map(str, value))
    return "1" if value is True else str(value)


def people_in_words(people: Iterable[Person]) -> str:
    """Return people with what they did, as changes are told."""
    return "; ".join(f"{person.name} ({person.role})" for person in people)


def topics_in_words(topics: Iterable[Topic]) -> str:
    """Return topics as changes are told."""
    return "; ".join(f"{topic.scheme} {topic.code}" for topic in topics)


def _merge_fields(record: Record, draft: BookDraft, *, is_owner: bool) -> bool:
    is_changed = False
    for name in TOLD:
        told, kept = getattr(draft, name), getattr(record, name)
        if told == kept or name in record.own_fields:
            continue
        if told:
            is_wanted = is_owner or not kept
        else:
            is_wanted = is_owner and bool(kept) and name in draft.replaced and name not in NEVER_EMPTY
        if is_wanted:
            record.put(name, told or EMPTY[name], before=in_words(kept), after=in_words(told))
            is_changed = True
    category = draft.category
    if category and category != record.category and (is_owner or not record.category):
        if "category" in record.own_fields:
            return is_changed
        before = record.category.name_zh if record.category else ""
        record.put("category", category, before=before, after=category.name_zh)
        is_changed = True
    return is_changed


def _merge_price(record: Record, draft: BookDraft, *, is_owner: bool) -> bool:
    told, kept = draft.price, record.price
    if told is None or told == kept or "price" in record.own_fields:
        return False
    if not is_owner and not (kept.is_synthetic and not told.is_synthetic):
        return False
    record.put("price", told, before=str(kept.value), after=str(told.value))
    return True


def _merge_people(record: Record, draft: BookDraft, *, is_owner: bool) -> bool:
    told = draft.people
    if told == record.people or "people" in record.own_fields:
        return False
    is_emptied = is_owner and "people" in draft.replaced
    if not (told and (is_owner or not record.people)) and not is_emptied:
        return False
    record.note("people", people_in_words(record.people), people_in_words(told))
    record.people, record.has_new_people = told, True
    return True


def _merge_topics(record: Record, draft: BookDraft, *, is_owner: bool) -> bool:
    told = draft.topics
    if told == record.topics or "topics" in record.own_fields:
        return False
    is_emptied = is_owner and "topics" in draft.replaced
    if not (told and (is_owner or not record.topics)) and not is_emptied:
        return False
    record.note("topics", topics_in_words(record.topics), topics_in_words(told))
    record.topics, record.has_new_topics = told, True
    return True


def _merge_attributes(record: Record, draft: BookDraft, *, is_owner: bool) -> bool:
    if "attributes" in record.own_fields:
        return False
    kept = record.attributes
    if "attributes" in draft.replaced:
        told = dict(draft.attributes)
    else:
        told = {**kept, **draft.attributes} if is_owner else {**draft.attributes, **kept}
    if told == kept:
        return False
    record.put("attributes", told, before=_json(kept), after=_json(told))
    return True


def _json(values: Mapping[str, Value]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True) if values else ""


def _merge_numbers(record: Record, draft: BookDraft) -> bool:
    told: list[Number] = [("isbn13", draft.isbn13), ("isbn10", draft.isbn10), *draft.codes]
    told += [("isbn13", more) for more in draft.more_isbns]
    new = [number for number in told if number[1] and number not in record.numbers]
    for number in new:
        record.numbers[number] = draft.is_isbn_synthetic and number[0].startswith("isbn")
        record.new_numbers.append(number)
        record.note(number[0], "", number[1])
    mark = draft.mark
    if draft.add_on and mark[1] and record.add_ons.get(mark, "") != draft.add_on:
        record.note("add_on", record.add_ons.get(mark, ""), draft.add_on)
        record.add_ons[mark], record.is_changed = draft.add_on, True
        return True
    return bool(new)


def read_records(item_ids: Iterable[int]) -> dict[int, Record]:
    """Lock items in the order of their keys and return their records, in four queries however many they are."""
    ids = sorted(set(item_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        records = _items(ids)
        cursor.execute(_PEOPLE, [ids])
        for item_id, name, role in cursor.fetchall():
            records[item_id].people += (Person(name, role),)
        cursor.execute(_TOPICS, [ids])
        for item_id, *topic in cursor.fetchall():
            records[item_id].topics += (Topic(*topic),)
        cursor.execute(_NUMBERS, [ids])
        for item_id, kind, value, add_on, is_synthetic in cursor.fetchall():
            records[item_id].numbers[kind, value] = is_synthetic
            if add_on:
                records[item_id].add_ons[kind, value] = add_on
    return records


_SCALARS: Final = (*TEXTS, *WHOLES, *FLAGS)
_ITEMS = f"""
    SELECT i.id, i.source, i.source_key, i.added_at, i.told_at, i.work_id, i.list_price, i.is_price_synthetic,
           c.scheme, c.code, c.name_zh, c.name_en, i.grade_from, i.grade_to, i.attributes::text, i.barred_channels,
           i.own_fields, coalesce(p.name, ''), coalesce(s.name, ''), {", ".join(f"i.{name}" for name in _SCALARS)}
      FROM catalog_item i LEFT JOIN catalog_publisher p ON p.id = i.publisher_id
      LEFT JOIN catalog_category c ON c.id = i.category_id LEFT JOIN catalog_series s ON s.id = i.series_id
     WHERE i.id = ANY (%s) ORDER BY i.id FOR NO KEY UPDATE OF i
"""  # noqa: S608 - names of columns
_PEOPLE = """
    SELECT b.item_id, c.name, b.role FROM catalog_contribution b JOIN catalog_contributor c ON c.id = b.contributor_id
     WHERE b.item_id = ANY (%s) ORDER BY b.item_id, b.position, b.id
"""
_TOPICS = """
    SELECT item_id, scheme, code, heading, is_main FROM catalog_subject WHERE item_id = ANY (%s) ORDER BY item_id, id
"""
_NUMBERS = """
    SELECT item_id, kind, value, add_on, is_synthetic FROM catalog_identifier WHERE item_id = ANY (%s) ORDER BY id
"""


def _items(ids: list[int]) -> dict[int, Record]:
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [ids])
        rows = cursor.fetchall()
    records: dict[int, Record] = {}
    for row in rows:
        (
            item_id, source, source_key, added_at, told_at, work_id, price, is_synthetic, scheme, code, name_zh,
            name_en, grade_from, grade_to, attributes, barred, own, publisher, series, *scalars,
        ) = row  # fmt: skip
        records[item_id] = Record(
            item_id, source, source_key, added_at, told_at, work_id,
            price=ListPrice(price, is_synthetic),
            category=Class(scheme, code, name_zh, name_en) if scheme else None,
            grades=None if grade_from is None else (grade_from, grade_to),
            attributes=json.loads(attributes), barred_channels=tuple(barred), own_fields=frozenset(own),
            publisher=publisher, series=series,
            **dict(zip(_SCALARS, scalars, strict=True)),
        )  # fmt: skip
    return records
