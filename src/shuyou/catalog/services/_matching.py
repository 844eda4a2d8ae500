"""Which item a draft is about: that of its source's key, else one of its number (ISBN, EAN) and list price."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from shuyou.catalog.rules import BookDraft, key_of, title_norm, title_tokens
from shuyou.catalog.services._records import Number, Record


@dataclass(slots=True)
class Index:
    """Which record each key leads to, and which records each number."""

    keys: dict[str, Record] = field(default_factory=dict)
    marks: dict[Number, list[Record]] = field(default_factory=dict)

    def add(self, record: Record, draft: BookDraft) -> None:
        """Have what a draft says lead to its record."""
        self.keys[key_of(draft)] = record
        mark = draft.mark
        if mark[1] and record not in self.marks.setdefault(mark, []):
            self.marks[mark].append(record)

    def find(self, draft: BookDraft) -> Record | None:
        """
        Return the record that a draft is about.

        One ISBN at another list price is another item: a reprint. An ISBN made up for a book is no proof: nobody else
        uses it, so only a draft that calls it made up itself may mean it.
        """
        if record := self.keys.get(key_of(draft)):
            return record
        known = [
            record
            for record in self.marks.get(draft.mark, [])
            if record.numbers.get(draft.mark) == draft.is_isbn_synthetic and not is_other_book(record, draft)
        ]
        if draft.price is None:
            return known[-1] if known else None
        same = [
            r for r in known if r.price.value == draft.price.value or r.price.is_synthetic or draft.price.is_synthetic
        ]
        return same[0] if same else None

    def sibling(self, draft: BookDraft) -> Record | None:
        """Return another item of the same ISBN: another printing of the same work."""
        return next((record for record in self.marks.get(draft.mark, ()) if not is_other_book(record, draft)), None)


def is_other_book(record: Record, draft: BookDraft) -> bool:
    """
    Tell whether a number was used again for another book: nothing of the titles is the same, and nobody made both.

    Titles in two scripts may be one book's, a translation of the title; they prove nothing.
    """
    ours, theirs = title_norm(record.title), title_norm(draft.title)
    if min(len(ours), len(theirs)) < 2 or ours.isascii() != theirs.isascii():
        return False
    names = {title_norm(person.name) for person in record.people} & {title_norm(one.name) for one in draft.people}
    return not names and set(title_tokens(ours)).isdisjoint(title_tokens(theirs))


@dataclass(frozen=True, slots=True)
class Clues:
    """The items that drafts may be about, by id."""

    keys: Mapping[str, int]
    marks: Sequence[tuple[Number, int]]

    @property
    def item_ids(self) -> set[int]:
        """Everything that may be meant."""
        return {*self.keys.values(), *(item_id for _, item_id in self.marks)}

    def index(self, records: Mapping[int, Record]) -> Index:
        """Return the index of these records."""
        marks: dict[Number, list[Record]] = {}
        for mark, item_id in self.marks:
            marks.setdefault(mark, []).append(records[item_id])
        return Index({key: records[item_id] for key, item_id in self.keys.items()}, marks)


def clues_of(drafts: Sequence[BookDraft], source: str) -> Clues:
    """Look up the keys and ISBNs of drafts, in two queries however many they are."""
    keys = list({key_of(draft) for draft in drafts})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source_key, coalesce(merged_into_id, id) FROM catalog_item WHERE source = %s"
            " AND source_key = ANY (%s)",
            [source, keys],
        )
        by_key = {key: item_id for key, item_id in cursor.fetchall()}  # noqa: C416 - types the rows
    return Clues(by_key, _by_mark(draft.mark for draft in drafts))


def _by_mark(marks: Iterable[Number]) -> list[tuple[Number, int]]:
    wanted = {mark for mark in marks if mark[1]}
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n.kind, n.value, n.item_id FROM catalog_identifier n WHERE n.value = ANY (%s) ORDER BY n.item_id",
            [[value for _, value in wanted]],
        )
        return [((kind, value), item_id) for kind, value, item_id in cursor.fetchall() if (kind, value) in wanted]
