"""Filing items in the club's own classes that the rows of a list name; what stands elsewhere too stays there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from shuyou.catalog.errors import OwnClassUnknown
from shuyou.catalog.models import Filing
from shuyou.catalog.rules import BookDraft
from shuyou.catalog.services._records import Record


@dataclass(slots=True)
class Filer:
    """Which classes the drafts of a chunk name, who stands in them already, and who is to."""

    ids: dict[str, int]
    standing: set[tuple[int, int]]
    """Class and item."""
    wanted: list[tuple[int, int]] = field(default_factory=list)

    def refusal(self, draft: BookDraft) -> OwnClassUnknown | None:
        """Return why a draft cannot be filed; None: it can, or asks for nothing."""
        return next((OwnClassUnknown(value=code) for code in draft.own_classes if code not in self.ids), None)

    def put(self, record: Record, draft: BookDraft) -> bool:
        """Have an item stand in the classes of its draft; tell whether that is new."""
        if not draft.own_classes:
            return False
        codes = [code for code in draft.own_classes if (self.ids[code], record.item_id) not in self.standing]
        if codes:
            record.note("own_classes", "", ";".join(codes))
        pairs = [(self.ids[code], record.item_id) for code in codes]
        self.standing.update(pairs)
        self.wanted += pairs
        return bool(codes)

    def write(self) -> None:
        """Write down who stands where; the items are there by now."""
        if not self.wanted:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO catalog_filing (own_class_id, item_id)"
                " SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ORDER BY 1, 2 ON CONFLICT DO NOTHING",
                [list(column) for column in zip(*self.wanted, strict=True)],
            )


def filer_for(drafts: Sequence[BookDraft], item_ids: Iterable[int]) -> Filer:
    """Return what files drafts; their classes are held so that none goes away meanwhile. Without any: no query."""
    codes = {code for draft in drafts for code in draft.own_classes}
    if not codes:
        return Filer({}, set())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, id FROM catalog_ownclass WHERE code = ANY (%s) ORDER BY id FOR KEY SHARE", [sorted(codes)]
        )
        ids = dict(cursor.fetchall())
    standing = Filing.objects.filter(own_class__in=ids.values(), item__in=list(item_ids))
    return Filer(ids, set(standing.values_list("own_class_id", "item_id")))
