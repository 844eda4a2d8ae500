"""The page of a book: most of what the shop is asked for, so it asks little and draws what it can beforehand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import BookPage, ItemRow
from shuyou.kernel import clock
from shuyou.kernel.clock import club_day
from shuyou.orders import queries as orders
from shuyou.shop import queries
from shuyou.shop.templatetags.shop import tile
from shuyou.shop.views.everybody import as_charged, for_everybody, kept, prices_of
from shuyou.shop.views.facts import facts_of_book
from shuyou.supply.queries import shop_floor

FEW: Final = 5
"""Copies at which a reader is told how many are left."""
NEIGHBOURS: Final = 7
"""Books of the same shelf that stand below one."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """What belongs to a book: its other editions, the volumes of its series, the parts of a bundle."""

    editions: tuple[ItemRow, ...]
    volumes: tuple[ItemRow, ...]
    parts: tuple[tuple[ItemRow, int], ...]


@require_GET
@for_everybody
def book(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show a book with its list, member and VIP price side by side, in at most eleven queries."""
    at = clock.now()
    today = club_day(at)
    page = catalog.book_page(uid=uid, on=today)
    beside = _belonging(page)
    free, there = shop_floor.copies_of(item_id=page.item_id)
    prices = prices_of([*beside.editions, *beside.volumes], page=page)
    page = as_charged(page, prices)
    sums, inside = queries.said_of_book(item_id=page.item_id, on=today)
    root = f"{request.scheme}://{request.get_host()}"
    place = reverse("shop:book", args=[page.uid])
    seen = {
        "book": page, "looked": {"kind": "viewed", "what": page.uid}, "place": place, "root": root,
        "facts": facts_of_book(page, place=place, root=root, free=free),
        "free": free, "has_few": 0 < free <= FEW, "stores": [one for one in there if one.is_store],
        "release": orders.open_release_of(item_id=page.item_id),
        "beside": beside, "shelf": _shelf_of(page), "prices": prices, "inside": inside, "sums": sums,
        "reviews": queries.reviews_of_title(item_id=page.item_id).rows if sums.total else (),
    }  # fmt: skip
    return render(request, "shop/book.html", seen)


def _belonging(page: BookPage) -> Belonging:
    """Return what belongs to a book, in one query; in none if nothing does."""
    asked = [*page.editions, *page.volumes, *(part for part, _copies in page.parts)]
    rows = {row.item_id: row for row in catalog.item_rows(item_ids=list(dict.fromkeys(asked)))}
    return Belonging(
        tuple(_known(rows, page.editions)), tuple(_known(rows, page.volumes)),
        tuple((rows[part], copies) for part, copies in page.parts if part in rows),
    )  # fmt: skip


def _known(rows: Mapping[int, ItemRow], ids: Iterable[int]) -> Iterable[ItemRow]:
    return (rows[one] for one in ids if one in rows)


def _shelf_of(page: BookPage) -> list[SafeString]:
    """Return what was put last on the shelf of a book, drawn once for all books that stand there."""
    if page.category_id is None:
        return []
    category_id = page.category_id

    def drawn() -> list[tuple[int, SafeString]]:
        rows = catalog.shelf_newest(category_id=category_id, limit=NEIGHBOURS + 1)
        prices = prices_of(rows)
        return [(row.item_id, tile(row, prices)) for row in rows]

    tiles = kept(f"shelf:{category_id}", drawn)
    return [one for item_id, one in tiles if item_id != page.item_id][:NEIGHBOURS]
