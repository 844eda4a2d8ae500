"""Which item a draft is about: that of its source's key, else one of its ISBN and list price."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from shuyou.catalog.rules import BookDraft, key_of
from shuyou.catalog.services._records import Record


@dataclass(slots=True)
class Index:
    """Which record each key leads to, and which records each ISBN."""

    keys: dict[str, Record] = field(default_factory=dict)
    isbns: dict[str, list[Record]] = field(default_factory=dict)

    def add(self, record: Record, draft: BookDraft) -> None:
        """Have what a draft says lead to its record."""
        self.keys[key_of(draft)] = record
        if draft.isbn13 and record not in self.isbns.setdefault(draft.isbn13, []):
            self.isbns[draft.isbn13].append(record)

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
            for record in self.isbns.get(draft.isbn13, [])
            if record.numbers.get(("isbn13", draft.isbn13)) == draft.is_isbn_synthetic
        ]
        if draft.price is None:
            return known[-1] if known else None
        same = [
            r for r in known if r.price.value == draft.price.value or r.price.is_synthetic or draft.price.is_synthetic
        ]
        return same[0] if same else None

    def sibling(self, draft: BookDraft) -> Record | None:
        """Return another item of the same ISBN: another printing of the same work."""
        return next(iter(self.isbns.get(draft.isbn13, ())), None)


@dataclass(frozen=True, slots=True)
class Clues:
    """The items that drafts may be about, by id."""

    keys: Mapping[str, int]
    isbns: Sequence[tuple[str, int]]

    @property
    def item_ids(self) -> set[int]:
        """Everything that may be meant."""
        return {*self.keys.values(), *(item_id for _, item_id in self.isbns)}

    def index(self, records: Mapping[int, Record]) -> Index:
        """Return the index of these records."""
        isbns: dict[str, list[Record]] = {}
        for isbn, item_id in self.isbns:
            isbns.setdefault(isbn, []).append(records[item_id])
        return Index({key: records[item_id] for key, item_id in self.keys.items()}, isbns)


def clues_of(drafts: Sequence[BookDraft], source: str) -> Clues:
    """Look up the keys and ISBNs of drafts, in two queries however many they are."""
    keys = list({key_of(draft) for draft in drafts})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source_key, id FROM catalog_item WHERE source = %s AND source_key = ANY (%s)", [source, keys]
        )
        by_key = {key: item_id for key, item_id in cursor.fetchall()}  # noqa: C416 - types the rows
    return Clues(by_key, _by_isbn(draft.isbn13 for draft in drafts))


def _by_isbn(isbns: Iterable[str]) -> list[tuple[str, int]]:
    wanted = list({isbn for isbn in isbns if isbn})
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value, item_id FROM catalog_identifier WHERE kind = 'isbn13' AND value = ANY (%s) ORDER BY item_id",
            [wanted],
        )
        return [(isbn, item_id) for isbn, item_id in cursor.fetchall()]
