"""Writing records: set-based, in the running transaction, with what search reads beside them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.catalog.rules import made_up_code, made_up_isbn, search_text
from shuyou.catalog.services._names import category_ids, contributor_ids, publisher_ids, series_ids
from shuyou.catalog.services._records import FLAGS, TEXTS, WHOLES, Record, read_records
from shuyou.kernel.actor import Actor
from shuyou.kernel.bulk import copy_rows, next_ids
from shuyou.kernel.uids import uuid7

OTHERS: Final = {
    "publisher_id": "bigint", "category_id": "bigint", "series_id": "bigint", "grade_from": "smallint",
    "grade_to": "smallint", "attributes": "jsonb", "barred_channels": "varchar[]", "own_fields": "varchar[]",
    "list_price": "numeric", "is_price_synthetic": "boolean", "told_at": "timestamptz",
}  # fmt: skip
KEPT: Final = {
    **dict.fromkeys(TEXTS, "varchar"), **dict.fromkeys(WHOLES, "int"), **dict.fromkeys(FLAGS, "boolean"), **OTHERS
}  # fmt: skip
"""The columns of an item that may change, with their types."""
ITEM: Final = ("id", "uid", "work_id", "source", "source_key", *KEPT)
IDENTIFIER = ("item_id", "kind", "value", "add_on", "is_synthetic")
CONTRIBUTION = ("item_id", "contributor_id", "role", "position")
SUBJECT = ("item_id", "scheme", "code", "heading", "is_main")
SEARCH = (
    "item_id", "norm", "toks", "initials", "rank", "is_hot", "publisher_id", "category_id", "kind", "status", "price",
    "grades",
)  # fmt: skip
CHANGE = ("item_id", "run_id", "field", "before", "after", "changed_by", "at")
USUAL: Final = {"kind": "book", "value_class": "everyday", "status": "available"}
"""What is kept where a new item says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Whose hand changes items: somebody on a page, or the run of an import."""

    actor: Actor
    at: datetime
    run_id: int | None = None


def keep(records: Iterable[Record], hand: Hand) -> None:
    """Write new records, and of known ones what was changed."""
    everything = list(records)
    new = [record for record in everything if record.added_at is None]
    changed = [record for record in everything if record.added_at is not None and record.is_changed]
    shared = _Shared([*new, *changed])
    _add_works([record for record in new if record.sibling is None])
    _share_works([record for record in new if record.sibling is not None])
    # What is searched comes before the item itself, whose arrival lists it with its title's first letters.
    _refresh_search([r for r in everything if r.added_at is None or r.has_new_title or r.has_new_people], shared)
    copy_rows("catalog_item", ITEM, (_item_row(record, shared) for record in new))
    _update_items(changed, shared)
    _make_up_numbers(new)
    _add_numbers(everything)
    _put_add_ons(changed)
    _replace_people([record for record in everything if record.has_new_people])
    _replace_topics([record for record in everything if record.has_new_topics])
    _note_changes(everything, hand)


class _Shared:
    """Ids of the publishers, series and classes that records name."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._publishers = publisher_ids(record.publisher for record in records)
        self._series = series_ids(record.series for record in records)
        self._categories = category_ids(record.category for record in records)

    def searched(self, r: Record) -> list[object]:
        """Return what search filters and counts by."""
        first, last = r.grades or (0, -1)
        return [
            self._publishers[r.publisher] if r.publisher else None,
            self._categories[r.category.scheme, r.category.code] if r.category else None,
            r.kind or USUAL["kind"], r.status or USUAL["status"], r.price.value, (1 << last + 1) - (1 << first),
        ]  # fmt: skip

    def kept(self, r: Record) -> list[object]:
        """Return the columns of `KEPT`."""
        category = self._categories[r.category.scheme, r.category.code] if r.category else None
        return [
            *(getattr(r, name) or USUAL.get(name, "") for name in TEXTS),
            *(getattr(r, name) for name in (*WHOLES, *FLAGS)),
            self._publishers[r.publisher] if r.publisher else None,
            category,
            self._series[r.series] if r.series else None,
            *(r.grades or (None, None)),
            json.dumps(r.attributes, ensure_ascii=False) if r.attributes else "{}",
            _array(r.barred_channels), _array(sorted(r.own_fields)), r.price.value, r.price.is_synthetic, r.told_at,
        ]  # fmt: skip


def _array(words: Iterable[str]) -> str:
    """Return codes as the database writes an array; none of them needs quotation marks."""
    return f"{{{','.join(words)}}}"


def _add_works(records: Sequence[Record]) -> None:
    if records:
        ids = next_ids("catalog_work", len(records))
        for record, work_id in zip(records, ids, strict=True):
            record.work_id = work_id
        copy_rows("catalog_work", ("id", "title"), ((record.work_id, record.title) for record in records))


def _share_works(records: Sequence[Record]) -> None:
    for record in records:  # in the order of their rows, so that a sibling has its work already
        assert record.sibling is not None
        record.work_id = record.sibling.work_id


def _item_row(r: Record, shared: _Shared) -> list[object]:
    return [r.item_id, uuid7(), r.work_id, r.source, r.source_key, *shared.kept(r)]


_TYPES: Final = {"jsonb": "text", "varchar[]": "text"}
"""What cannot be sent in an array of arrays goes as text."""
_UPDATE: Final = (
    f"UPDATE catalog_item i SET {', '.join(f'{name} = v.{name}::{kind}' for name, kind in KEPT.items())}"  # noqa: S608
    f" FROM unnest(%s::bigint[], {', '.join(f'%s::{_TYPES.get(kind, kind)}[]' for kind in KEPT.values())})"
    f" AS v (id, {', '.join(KEPT)}) WHERE i.id = v.id"
)


def _update_items(records: Sequence[Record], shared: _Shared) -> None:
    if not records:
        return
    rows = [[record.item_id, *shared.kept(record)] for record in records]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [list(column) for column in zip(*rows, strict=True)])


def _make_up_numbers(records: Sequence[Record]) -> None:
    """Give a number of their own to goods that have none, so that a till can scan a label: an ISBN to books."""
    bare = [record for record in records if not record.numbers]
    attempt = 0
    taken: set[str] = set()
    while bare:
        made = {record.item_id: _made_up(record, attempt) for record in bare}
        taken |= _used([value for _, value in made.values()])
        left = []
        for record in bare:
            number = made[record.item_id]
            if number[1] in taken:
                left.append(record)
                continue
            taken.add(number[1])
            record.numbers[number] = True
            record.new_numbers.append(number)
        bare, attempt = left, attempt + 1


def _made_up(record: Record, attempt: int) -> tuple[str, str]:
    key = f"{record.source}/{record.source_key}"
    if record.kind in ("", "book"):
        return "isbn13", made_up_isbn(key, attempt)
    return "ean", made_up_code(key, attempt)


def _used(isbns: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM catalog_identifier WHERE value = ANY (%s)", [isbns])
        return {row[0] for row in cursor.fetchall()}


def _add_numbers(records: Sequence[Record]) -> None:
    rows = [
        (r.item_id, *number, r.add_ons.get(number, ""), r.numbers[number]) for r in records for number in r.new_numbers
    ]
    copy_rows("catalog_identifier", IDENTIFIER, rows)


def _put_add_ons(records: Sequence[Record]) -> None:
    """Write the add-on codes of numbers that were known without them."""
    rows = [(add_on, r.item_id, *number) for r in records for number, add_on in r.add_ons.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE catalog_identifier SET add_on = %s WHERE item_id = %s AND kind = %s AND value = %s", rows
            )


def _replace_people(records: Sequence[Record]) -> None:
    if not records:
        return
    ids: Mapping[str, int] = contributor_ids(person.name for record in records for person in record.people)
    if known := [record.item_id for record in records if record.added_at is not None]:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM catalog_contribution WHERE item_id = ANY (%s)", [known])
    copy_rows(
        "catalog_contribution",
        CONTRIBUTION,
        (
            (record.item_id, ids[person.name], person.role, place)
            for record in records
            for place, person in enumerate(record.people, start=1)
        ),
    )


def search_again(item_id: int) -> None:
    """Have an item found by its words again that was taken out of the search."""
    record = read_records([item_id])[item_id]
    _copy_search([record], _Shared([record]))


def _replace_topics(records: Sequence[Record]) -> None:
    if known := [record.item_id for record in records if record.added_at is not None]:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM catalog_subject WHERE item_id = ANY (%s)", [known])
    topics = ((r.item_id, t.scheme, t.code, t.heading[:120], t.is_main) for r in records for t in r.topics)
    copy_rows("catalog_subject", SUBJECT, topics)


def _note_changes(records: Iterable[Record], hand: Hand) -> None:
    """Keep what was changed of known items, field by field."""
    who = f"{hand.actor.kind}:{hand.actor.id}"[:80]
    rows = [
        (record.item_id, hand.run_id, change.field, change.before, change.after, who, hand.at)
        for record in records
        for change in record.changes
    ]
    if rows:
        copy_rows("catalog_itemchange", CHANGE, rows)


def _refresh_search(records: Sequence[Record], shared: _Shared) -> None:
    if known := [record for record in records if record.added_at is not None]:
        rows = [(*_search_row(record), record.item_id) for record in known]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE catalog_titlesearch SET norm = %s, toks = %s::text[], initials = %s WHERE item_id = %s", rows
            )
    _copy_search([record for record in records if record.added_at is None], shared)


def _copy_search(records: Iterable[Record], shared: _Shared) -> None:
    rows = ((record.item_id, *_search_row(record), 0, False, *shared.searched(record)) for record in records)
    copy_rows("catalog_titlesearch", SEARCH, rows)


def _search_row(record: Record) -> tuple[str, str, str]:
    people = [person.name for person in record.people]
    norm, marks, initials = search_text(
        title=record.title, subtitle=record.subtitle, series=record.series, people=people
    )
    # The marks are letters and digits with few signs between, so that this needs no quotation marks.
    return norm, f"{{{','.join(marks)}}}", initials
