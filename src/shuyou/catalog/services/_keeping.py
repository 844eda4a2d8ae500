"""Writing records: set-based, in the running transaction, with what search reads beside them."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection

from shuyou.catalog.rules import made_up_isbn, search_text, title_initials
from shuyou.catalog.services._names import category_ids, contributor_ids, publisher_ids
from shuyou.catalog.services._records import Record
from shuyou.kernel.bulk import copy_rows, next_ids
from shuyou.kernel.uids import uuid7

ITEM = (
    "id", "uid", "work_id", "kind", "title", "subtitle", "publisher_id", "category_id", "language", "published",
    "edition", "binding", "pages", "blurb", "list_price", "is_price_synthetic", "status", "source", "source_key",
)  # fmt: skip
IDENTIFIER = ("item_id", "kind", "value", "is_synthetic")
CONTRIBUTION = ("item_id", "contributor_id", "role", "position")
SEARCH = ("item_id", "norm", "toks", "initials", "rank", "is_hot")


def keep(records: Iterable[Record]) -> None:
    """Write new records, and of known ones what was changed."""
    everything = list(records)
    new = [record for record in everything if record.added_at is None]
    changed = [record for record in everything if record.added_at is not None and record.is_changed]
    shared = _Shared([*new, *changed])
    _add_works([record for record in new if record.sibling is None])
    _share_works([record for record in new if record.sibling is not None])
    copy_rows("catalog_item", ITEM, (_item_row(record, shared) for record in new))
    _update_items(changed, shared)
    _make_up_isbns(new)
    _add_numbers(everything)
    _replace_people([record for record in everything if record.has_new_people])
    _refresh_search([r for r in everything if r.added_at is None or r.has_new_title or r.has_new_people])


class _Shared:
    """Ids of the publishers and classes that records name."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._publishers = publisher_ids(record.publisher for record in records)
        self._categories = category_ids(record.category for record in records)

    def publisher(self, record: Record) -> int | None:
        return self._publishers[record.publisher] if record.publisher else None

    def category(self, record: Record) -> int | None:
        return self._categories[record.category.scheme, record.category.code] if record.category else None


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


def _item_row(r: Record, shared: _Shared) -> tuple[object, ...]:
    return (
        r.item_id, uuid7(), r.work_id, "book", r.title, r.subtitle, shared.publisher(r), shared.category(r), r.language,
        r.published, r.edition, r.binding, r.pages, r.blurb, r.price.value, r.price.is_synthetic,
        r.status or "available", r.source, r.source_key,
    )  # fmt: skip


def _update_items(records: Sequence[Record], shared: _Shared) -> None:
    if not records:
        return
    rows = [
        (
            r.item_id, r.title, r.subtitle, shared.publisher(r), shared.category(r), r.language, r.published, r.edition,
            r.binding, r.pages, r.blurb, r.price.value, r.price.is_synthetic, r.status,
        )
        for r in records
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_item i SET title = v.title, subtitle = v.subtitle, publisher_id = v.publisher_id,"
            " category_id = v.category_id, language = v.language, published = v.published, edition = v.edition,"
            " binding = v.binding, pages = v.pages, blurb = v.blurb, list_price = v.list_price,"
            " is_price_synthetic = v.is_price_synthetic, status = v.status"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::text[],"
            " %s::text[], %s::text[], %s::int[], %s::text[], %s::numeric[], %s::boolean[], %s::text[])"
            " AS v (id, title, subtitle, publisher_id, category_id, language, published, edition, binding, pages,"
            " blurb, list_price, is_price_synthetic, status) WHERE i.id = v.id",
            [list(column) for column in zip(*rows, strict=True)],
        )


def _make_up_isbns(records: Sequence[Record]) -> None:
    """Give an ISBN of their own to books that have none, so that a till can scan a label."""
    bare = [record for record in records if not record.numbers]
    attempt = 0
    taken: set[str] = set()
    while bare:
        made = {record.item_id: made_up_isbn(f"{record.source}/{record.source_key}", attempt) for record in bare}
        taken |= _used(list(made.values()))
        left = []
        for record in bare:
            isbn = made[record.item_id]
            if isbn in taken:
                left.append(record)
                continue
            taken.add(isbn)
            record.numbers["isbn13", isbn] = True
            record.new_numbers.append(("isbn13", isbn))
        bare, attempt = left, attempt + 1


def _used(isbns: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM catalog_identifier WHERE value = ANY (%s)", [isbns])
        return {row[0] for row in cursor.fetchall()}


def _add_numbers(records: Sequence[Record]) -> None:
    rows = [(r.item_id, kind, value, r.numbers[kind, value]) for r in records for kind, value in r.new_numbers]
    copy_rows("catalog_identifier", IDENTIFIER, rows)


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


def _refresh_search(records: Sequence[Record]) -> None:
    if known := [record for record in records if record.added_at is not None]:
        rows = [_search_row(record) for record in known]
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE catalog_titlesearch SET norm = %s, toks = %s::text[], initials = %s WHERE item_id = %s",
                [(norm, toks, initials, item_id) for item_id, norm, toks, initials in rows],
            )
    copy_rows("catalog_titlesearch", SEARCH, ((*_search_row(r), 0, False) for r in records if r.added_at is None))


def _search_row(record: Record) -> tuple[int, str, str, str]:
    norm, toks = search_text([record.title, record.subtitle, *(person.name for person in record.people)])
    # The pairs are letters and digits only, so that this needs no quotation marks.
    return record.item_id, norm, f"{{{','.join(toks)}}}", title_initials(record.title)
