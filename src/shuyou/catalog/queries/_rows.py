"""Titles as rows: by id, by any of their numbers, the newest."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection

from shuyou.catalog.models import Item
from shuyou.kernel.statements import planned

_COLUMNS = """
    i.id, i.uid::text, i.title, i.subtitle,
           coalesce((SELECT string_agg(c.name, '、' ORDER BY b.position, b.id) FROM catalog_contribution b
                       JOIN catalog_contributor c ON c.id = b.contributor_id WHERE b.item_id = i.id), ''),
           coalesce(p.name, ''), i.published, i.edition, i.list_price, i.status,
           coalesce((SELECT n.value FROM catalog_identifier n WHERE n.item_id = i.id AND n.kind = 'isbn13'
                      ORDER BY n.id LIMIT 1), ''), i.cover <> ''
"""
_ROWS = f"""
    SELECT {_COLUMNS} FROM catalog_item i LEFT JOIN catalog_publisher p ON p.id = i.publisher_id
"""  # noqa: S608 - the columns above


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A title in a list."""

    item_id: int
    uid: str
    title: str
    subtitle: str
    authors: str
    publisher: str
    published: str
    edition: str
    list_price: Decimal
    status: str
    isbn: str
    has_cover: bool = False

    @property
    def status_label(self) -> str:
        """The status in words."""
        return str(Item.Status(self.status).label)


def item_rows(*, item_ids: Sequence[int]) -> list[ItemRow]:
    """Return items by id in the order given, in one query; in none if there are none."""
    if not item_ids:
        return []
    with planned() as cursor:
        cursor.execute(
            f"{_ROWS} WHERE i.id = ANY (%(ids)s) ORDER BY array_position(%(ids)s::bigint[], i.id)",
            {"ids": list(item_ids)},
        )
        return [ItemRow(*row) for row in cursor.fetchall()]


def items_by_code(*, code: str, limit: int = 8) -> list[ItemRow]:
    """
    Return the items that go by a number: a scan that hits more than one asks which.

    Accepts ISBN-13, ISBN-10 with X, EAN, own codes, and what scanners send: 13 digits with a 2- or 5-digit add-on.
    The add-on decides between items of one number, if one of them is known by it.
    """
    return item_rows(item_ids=ids_by_code(code, limit))


def ids_by_code(code: str, limit: int) -> list[int]:
    """Return the ids of the items that go by a number, in one query."""
    bare = re.sub(r"[\s-]", "", code)
    beside = bare[13:] if len(bare) in (15, 18) and bare.isdigit() else ""
    with planned() as cursor:
        cursor.execute(
            "SELECT n.item_id, bool_or(n.add_on = %s AND n.add_on <> '') FROM catalog_identifier n"
            " JOIN catalog_item i ON i.id = n.item_id"
            " WHERE n.value = ANY (%s) AND i.merged_into_id IS NULL"
            " GROUP BY n.item_id ORDER BY n.item_id DESC LIMIT %s",
            [beside, code_spellings(code), limit],
        )
        rows = cursor.fetchall()
    exact = [item_id for item_id, is_beside in rows if is_beside]
    return exact or [item_id for item_id, _ in rows]


def items_of_codes(*, codes: Iterable[str]) -> Mapping[str, frozenset[int]]:
    """Return the ids of the items that each of many numbers stands on, in one query, or two for odd spellings."""
    asked = set(codes)
    found = _ids_of_values(asked)
    spelled = {code: code_spellings(code) for code in asked if code not in found}
    if spelled:
        held = _ids_of_values({one for spellings in spelled.values() for one in spellings})
        for code, spellings in spelled.items():
            if ids := frozenset[int]().union(*(held.get(one, ()) for one in spellings)):
                found[code] = ids
    return found


def _ids_of_values(values: Collection[str]) -> dict[str, frozenset[int]]:
    with planned() as cursor:
        cursor.execute(
            "SELECT n.value, array_agg(DISTINCT n.item_id) FROM catalog_identifier n"
            " JOIN catalog_item i ON i.id = n.item_id"
            " WHERE n.value = ANY (%s) AND i.merged_into_id IS NULL GROUP BY n.value",
            [list(values)],
        )
        return {value: frozenset(ids) for value, ids in cursor.fetchall()}


def code_spellings(code: str) -> list[str]:
    """Return the spellings under which a number may be kept that somebody typed or a scanner sent."""
    bare = re.sub(r"[\s-]", "", code).upper()
    spellings = {bare, bare.lower(), code.strip()}
    if len(bare) in (15, 18) and bare.isdigit():
        spellings.add(bare[:13])
    if re.fullmatch(r"[0-9]{9}[0-9X]", bare):
        core = "978" + bare[:9]
        check = (10 - sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(core)) % 10) % 10
        spellings.add(f"{core}{check}")
    return sorted(spellings)


def items_without_points(*, item_ids: Iterable[int]) -> frozenset[int]:
    """Return those of items that earn no points, in one query."""
    rows = Item.objects.filter(pk__in=list(item_ids), earns_no_points=True).order_by("pk")
    return frozenset(rows.values_list("pk", flat=True))


def cover_of(*, uid: UUID) -> str:
    """Return the file of a title's cover, as the shop may show it; empty if there is none."""
    rows = Item.objects.filter(uid=uid).exclude(status=Item.Status.WITHDRAWN).order_by("pk")
    return rows.values_list("cover", flat=True).first() or ""


_NEWEST: Final = """
    SELECT id FROM catalog_item
     WHERE status = 'available' AND NOT (kind = 'ticket' AND coalesce(attributes ->> 'held_on' < %s, false))
     ORDER BY id DESC LIMIT %s
"""


def newest_items(*, limit: int = 12, on: date | None = None) -> list[ItemRow]:
    """Return the titles added last, without tickets for what was over by a day, in two queries."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [on.isoformat() if on else "", limit])
        found = [row[0] for row in cursor.fetchall()]
    return item_rows(item_ids=found)
