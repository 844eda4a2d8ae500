"""What a visitor of the shop asks: a book with its prices, what stands beside it, what a shelf holds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.catalog.models import Contribution
from shuyou.catalog.queries._listed import OF_CLASS
from shuyou.catalog.queries._prices import ListedPrice, best, name_column
from shuyou.catalog.queries._rows import _ROWS, ItemRow
from shuyou.catalog.rules.attributes import ATTRIBUTES, Value, shown
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import net_price
from shuyou.kernel.statements import planned

MOST_EDITIONS: Final = 8
MOST_OF_SERIES: Final = 14
MOST_LOOKED: Final = 2_000

# Everything the book page says of the book in one round trip; rates are told as text so that none becomes a float.
_BOOK = """
    SELECT i.id, i.uid::text, i.title, i.subtitle,
           coalesce((SELECT string_agg(c.name, '、' ORDER BY b.position, b.id) FROM catalog_contribution b
                       JOIN catalog_contributor c ON c.id = b.contributor_id WHERE b.item_id = i.id), ''),
           coalesce(p.name, ''), i.published, i.edition, i.binding, i.pages, i.blurb, i.status, i.list_price,
           i.is_price_synthetic, coalesce(n.value, ''), coalesce(n.is_synthetic, false), i.category_id,
           coalesce(k.code, ''), coalesce(CASE WHEN %(zh)s THEN k.name_zh ELSE k.name_en END, ''), i.cover <> '',
           i.kind, i.attributes, i.series_id,
           (SELECT json_agg(json_build_array(c.id, c.name, b.role) ORDER BY b.position, b.id)
              FROM catalog_contribution b JOIN catalog_contributor c ON c.id = b.contributor_id WHERE b.item_id = i.id),
           (SELECT json_agg(json_build_array(
                       t.code, CASE WHEN %(zh)s THEN t.name_zh ELSE t.name_en END,
                       CASE WHEN i.has_fixed_price THEN '1.0000' ELSE b.rate::text END,
                       CASE WHEN i.has_fixed_price THEN '' ELSE b.offer END, i.has_fixed_price) ORDER BY t.rank)
              FROM catalog_pricelist t CROSS JOIN LATERAL ({best}) b WHERE t.kind = 'tier'),
           coalesce(s.name, ''),
           ARRAY(SELECT e.id FROM catalog_item e
                  WHERE e.work_id = i.work_id AND e.id <> i.id AND e.status <> 'withdrawn'
                  ORDER BY e.published DESC, e.id DESC LIMIT {editions}),
           ARRAY(SELECT v.id FROM catalog_item v
                  WHERE v.series_id = i.series_id AND v.id <> i.id AND v.status <> 'withdrawn'
                  ORDER BY v.volume, v.id LIMIT {volumes}),
           ARRAY(SELECT ARRAY[b.part_id, b.quantity] FROM catalog_bundlepart b WHERE b.bundle_id = i.id ORDER BY b.id)
      FROM catalog_item i LEFT JOIN catalog_publisher p ON p.id = i.publisher_id
      LEFT JOIN catalog_category k ON k.id = i.category_id LEFT JOIN catalog_series s ON s.id = i.series_id
      LEFT JOIN LATERAL (SELECT value, is_synthetic FROM catalog_identifier
                          WHERE item_id = i.id AND kind = 'isbn13' ORDER BY id LIMIT 1) n ON true
     WHERE i.uid = %(uid)s
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Who did what for a title."""

    contributor_id: int
    name: str
    role: str

    @property
    def role_label(self) -> str:
        """Return what they did, in words."""
        return str(Contribution.Role(self.role).label)


@dataclass(frozen=True, slots=True)
class BookPage:
    """Everything the shop says of a book."""

    item_id: int
    uid: str
    title: str
    subtitle: str
    authors: str
    publisher: str
    published: str
    edition: str
    binding: str
    pages: int | None
    blurb: str
    status: str
    list_price: Decimal
    is_price_synthetic: bool
    isbn: str
    is_isbn_synthetic: bool
    category_id: int | None
    category_code: str
    category: str
    has_cover: bool
    kind: str
    details: tuple[tuple[str, str], ...]
    """What only this kind of goods has, by name: of a ticket where and when."""
    held_on: date | None
    """The day of a show that a ticket is for."""
    is_over: bool
    series_id: int | None
    people: tuple[Person, ...]
    ladder: tuple[ListedPrice, ...]
    series: str
    editions: tuple[int, ...]
    """Other editions of the same work, the latest first (index on work)."""
    volumes: tuple[int, ...]
    """The other volumes of its series in their order (index `items_of_series`)."""
    parts: tuple[tuple[int, int], ...]
    """What a bundle is made of: each title with its copies."""

    @property
    def is_for_sale(self) -> bool:
        """Tell whether it can be ordered at all; a ticket only until its show."""
        return self.status in ("available", "reprinting", "announced") and not self.is_over


@dataclass(frozen=True, slots=True)
class ShelfPage:
    """A page of a shelf and where the next one starts; 0 when this is the last."""

    code: str
    name: str
    rows: tuple[ItemRow, ...]
    next_after: int
    category_id: int
    classes: tuple[tuple[int, str], ...]
    """The club's own classes that its latest titles stand in, and the one chosen."""


def _is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def book_page(*, uid: UUID, channel: str = "web", store: str = "", on: date | None = None) -> BookPage:
    """
    Return a book as the shop, or the screen in a store, shows it, in one query; `on` is the day it is looked at.

    :raises NotFound: no book has this uid, or it was withdrawn.
    """
    with planned() as cursor:
        cursor.execute(
            _BOOK.format(best=best(name_column()), editions=MOST_EDITIONS, volumes=MOST_OF_SERIES),
            {"zh": _is_chinese(), "uid": uid, "channel": channel, "store": store, "at": None},
        )
        row = cursor.fetchone()
    if row is None or row[11] == "withdrawn":
        raise NotFound(what=_("title"), key=uid)
    *columns, kind, told, series_id, people, ladder, series, editions, volumes, parts = row
    known, people, steps = (json.loads(one) if isinstance(one, str) else one for one in (told, people, ladder))
    list_price = row[12]
    priced = (
        ListedPrice(code, name, Decimal(rate), net_price(list_price, Decimal(rate)), offer, is_fixed)
        for code, name, rate, offer, is_fixed in steps
    )
    made = tuple(Person(*one) for one in people or ())
    held_on = _day(known.get("held_on"))
    is_over = bool(on and held_on and held_on < on)
    of_kind = [kind, _details(kind, known), held_on, is_over, series_id]
    beside = [series, tuple(editions), tuple(volumes), tuple((part, copies) for part, copies in parts)]
    return BookPage(*[*columns, *of_kind, made, tuple(priced), *beside])


def _details(kind: str, known: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one.label), shown(one, known[one.key])) for one in ATTRIBUTES.get(kind, ()) if known.get(one.key))


def _day(text: Value | None) -> date | None:
    """Return a day that is kept as text; None: it names no day, but a month, or none at all."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def shelf_newest(*, category_id: int, limit: int) -> list[ItemRow]:
    """Return the books added last to a shelf, in one query (index `item_by_category`)."""
    with planned() as cursor:
        cursor.execute(
            f"{_ROWS} WHERE i.category_id = %(category)s AND i.status <> 'withdrawn'"
            f" ORDER BY i.id DESC LIMIT {int(limit)}",  # known to who plans: the index is walked and not sorted
            {"category": category_id},
        )
        return [ItemRow(*row) for row in cursor.fetchall()]


# A shelf may hold a hundred thousand titles: what its latest are filed in is what readers narrow it by.
_SHELF: Final = """
    WITH shelf AS (SELECT id, {name} AS name FROM catalog_category WHERE code = %(code)s ORDER BY scheme, id LIMIT 1),
    latest AS MATERIALIZED (
        SELECT i.id FROM catalog_item i WHERE i.category_id = (SELECT id FROM shelf) AND i.status <> 'withdrawn'
           AND EXISTS (SELECT FROM catalog_filing) ORDER BY i.id DESC LIMIT {looked})
    SELECT shelf.id, shelf.name, (
        SELECT json_agg(json_build_array(c.id, {own_name}) ORDER BY string_to_array(c.code, '.'))
          FROM catalog_ownclass c WHERE c.id = %(own)s
            OR c.id IN (SELECT f.own_class_id FROM latest JOIN catalog_filing f ON f.item_id = latest.id))
      FROM shelf
"""


def shelf_page(*, code: str, after: int, own: int = 0, limit: int = 28) -> ShelfPage:
    """
    Return books of a shelf, the latest first, from before the id `after` (0: from the top), in two queries.

    With `own`, only those in this class of the club's own, or in one below it.

    :raises NotFound: there is no such shelf.
    """
    name = name_column()
    narrowed = f" AND i.id IN ({OF_CLASS.format(own='%(own)s')})" if own else ""
    own_name = f"coalesce(nullif(c.{name}, ''), c.name_zh)"
    with connection.cursor() as cursor:
        told = _SHELF.format(name=name, own_name=own_name, looked=MOST_LOOKED)
        cursor.execute(told, {"code": code, "own": own})
        found = cursor.fetchone()
        if found is None:
            raise NotFound(what=_("shelf"), key=code)
        cursor.execute(
            f"{_ROWS} WHERE i.category_id = %(category)s AND (%(after)s = 0 OR i.id < %(after)s)"
            f" AND i.status <> 'withdrawn'{narrowed} ORDER BY i.id DESC LIMIT %(limit)s",
            {"category": found[0], "after": after, "own": own, "limit": limit + 1},
        )
        rows = [ItemRow(*row) for row in cursor.fetchall()]
    page = tuple(rows[:limit])
    next_after = page[-1].item_id if len(rows) > limit else 0
    return ShelfPage(code, found[1], page, next_after, found[0], _classes(found[2]))


def _classes(told: str | list[list[int | str]] | None) -> tuple[tuple[int, str], ...]:
    found = json.loads(told) if isinstance(told, str) else told or []
    return tuple((int(class_id), str(name)) for class_id, name in found)
