"""
Titles by any of their data, in one of five orders, page by page, however many there are.

How a page is found, the kernel knows (see `shuyou.kernel.listings`); here stands what titles are filtered by.
"""

# ruff: noqa: S608 - every piece of these statements stands here; what was typed goes apart

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection

from shuyou.catalog.queries._rows import ItemRow, code_spellings, item_rows
from shuyou.catalog.rules.listing import Sort, TitleFilter, words_of
from shuyou.catalog.rules.titles import title_initials, title_norm, title_tokens
from shuyou.kernel.actor import Actor
from shuyou.kernel.listings import FEW, WINDOW, Conditions, Listing, Place
from shuyou.kernel.usecase import query

PAGE: Final = 50
LAST: Final = chr(0x10FFFD)
KEYS: Final = {
    Sort.ADDED: "item_id",
    Sort.TITLE: "by_title",
    Sort.PRICE: "list_price",
    Sort.PUBLISHED: "published",
    Sort.SOLD: "rank",
}
NOBODY: Final = 0
OF_CLASS: Final = """
    SELECT f.item_id FROM catalog_ownclass o
      JOIN catalog_ownclass c ON c.code >= o.code AND c.code < o.code || '/'
      JOIN catalog_filing f ON f.own_class_id = c.id WHERE o.id = {own}
"""
"""The titles of a class of the club's own and of those below it: B.02 stands between B and B/."""
SCHEMES: Final = "'clc', 'thema', 'bic', 'bisac', 'dewey', 'lcc'"
"""Schemes that a bare code is looked for in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleOrder:
    """What comes first."""

    by: Sort = Sort.ADDED
    is_descending: bool = True


@dataclass(frozen=True, slots=True)
class TitlePage:
    """A page of titles, where the next and the previous one lie, and how many there are in all."""

    rows: tuple[ItemRow, ...]
    next_after: int
    previous_before: int
    total: int
    is_estimate: bool


@query("catalog.view")
def list_titles(*, wanted: TitleFilter, order: TitleOrder, place: Place, actor: Actor, limit: int = PAGE) -> TitlePage:
    """Return a page of the titles that pass a filter, in at most seven queries."""
    page = _listing().page(_conditions(wanted), KEYS[order.by], place, is_descending=order.is_descending, limit=limit)
    return TitlePage(
        tuple(item_rows(item_ids=page.ids)), page.next_after, page.previous_before, page.total, page.is_estimate
    )


@query("catalog.view")
def count_titles(*, wanted: TitleFilter, actor: Actor) -> int:
    """Return how many titles pass a filter, exactly."""
    return _listing().count(_conditions(wanted))


def title_ids_of(*, wanted: TitleFilter, order: TitleOrder, after: int, limit: int) -> list[int]:
    """Return the next titles that pass a filter, for whoever reads them all; no total, no estimate."""
    return _listing().following(
        _conditions(wanted), KEYS[order.by], is_descending=order.is_descending, after=after, limit=limit
    )


def _listing() -> Listing:
    return Listing("catalog_titlelisting", "item_id", FEW, WINDOW)


def _conditions(wanted: TitleFilter) -> Conditions:
    found = Conditions()
    publisher = _id_of("catalog_publisher", wanted.publisher)
    series = _id_of("catalog_series", wanted.series)
    words = words_of(wanted, publisher_id=publisher, series_id=series)
    if words.every:
        found.add(f"l.facets @> {_facets(words.every, 'every', found)}")
    for place, one_of in enumerate(words.some):
        found.add(f"l.facets && {_facets(one_of, f'some{place}_', found)}")
    for place, word in enumerate(words.none):
        found.add(f"NOT l.facets @> {_facets((word,), f'none{place}_', found)}")
    _add_spans(wanted, found)
    _add_text(wanted, found)
    _add_topic(wanted, found)
    if wanted.own:
        found.add(f"l.item_id IN ({OF_CLASS.format(own='%(own)s')})", own=int(wanted.own))
    return found


def _facets(words: Sequence[str], name: str, found: Conditions) -> str:
    names = [f"{name}{place}" for place in range(len(words))]
    found.values.update(zip(names, words, strict=True))
    return f"ARRAY[{', '.join(f'catalog_facet(%({one})s)' for one in names)}]"


def _add_spans(wanted: TitleFilter, found: Conditions) -> None:
    if wanted.price_from is not None:
        found.add("l.list_price >= %(price_from)s", price_from=wanted.price_from)
    if wanted.price_to is not None:
        found.add("l.list_price <= %(price_to)s", price_to=wanted.price_to)
    if wanted.published_from:
        found.add("l.published >= %(published_from)s", published_from=wanted.published_from)
    if wanted.published_to:
        found.add("l.published <= %(published_to)s", published_to=f"{wanted.published_to}~")


def _add_text(wanted: TitleFilter, found: Conditions) -> None:
    """Add what was typed: a number, words of any two characters, or first letters."""
    text = wanted.text.strip()
    digits = "".join(char for char in text if char.isalnum())
    if not text:
        return
    if len(digits) >= 8 and digits[:-1].isdigit():
        found.add(
            "l.item_id IN (SELECT n.item_id FROM catalog_identifier n WHERE n.value = ANY (%(codes)s))",
            codes=code_spellings(text),
        )
        return
    toks = sorted({tok for word in text.split() for tok in title_tokens(title_norm(word))})
    if toks and not text.isascii():
        found.add(
            "l.item_id IN (SELECT s.item_id FROM catalog_titlesearch s WHERE s.toks @> %(toks)s::text[])", toks=toks
        )
        return
    initials = title_initials(text)
    found.add(
        # Two ways parted by OR would have every title of the list looked at.
        "l.item_id IN (SELECT t.item_id FROM catalog_titlelisting t WHERE t.by_title >= %(initials)s"
        " AND t.by_title < %(initials_to)s UNION ALL SELECT s.item_id FROM catalog_titlesearch s"
        " WHERE s.toks @> %(toks)s::text[] AND %(toks)s <> '{}')",
        initials=initials or LAST, initials_to=f"{initials}~", toks=toks,
    )  # fmt: skip


def _add_topic(wanted: TitleFilter, found: Conditions) -> None:
    scheme, colon, code = wanted.topic.strip().partition(":")
    if not colon:
        scheme, code = "", scheme
    if code:
        of_scheme = (
            "t.scheme = %(scheme)s" if scheme else "t.scheme IN ('clc', 'thema', 'bic', 'bisac', 'dewey', 'lcc')"
        )
        found.add(
            f"l.item_id IN (SELECT t.item_id FROM catalog_subject t WHERE {of_scheme}"
            " AND t.code ~>=~ %(code)s AND t.code ~<~ %(code_to)s)",
            scheme=scheme.lower(), code=code.upper() if scheme != "keyword" else code,
            code_to=(code.upper() if scheme != "keyword" else code) + LAST,
        )  # fmt: skip


def _id_of(table: str, name: str) -> int | None:
    """Return the id behind a name; nobody's if there is none, None if no name was asked for."""
    if not name:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE name = %s", [name])
        row = cursor.fetchone()
    return int(row[0]) if row else NOBODY
