"""The want list: wishes by state, those of a reader, and how many wait to be looked for, ordered or told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.supply.models import Want
from shuyou.supply.queries._paging import PAGE, Page, Place, behind
from shuyou.supply.queries._places import place_name


@dataclass(frozen=True, slots=True, kw_only=True)
class WantFilter:
    """Which wishes a list shows; empty fields do not filter."""

    state: str = ""
    """One of the states, or “untold”: held and the reader does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantRow:
    """A wish with its reader."""

    want_id: int
    number: str
    member_id: int
    member_number: str
    member: str
    item_id: int | None
    title: str
    author: str
    isbn: str
    copies: int
    note: str
    state: str
    state_label: str
    place: str
    order_number: str
    asked_at: datetime
    arrived_at: datetime | None
    told_at: datetime | None
    held_until: date | None


@dataclass(frozen=True, slots=True)
class WishRow:
    """A reader's wish, as short as their page tells it."""

    number: str
    title: str
    state: str
    state_label: str
    asked_at: datetime


_OF_MEMBER: Final = """
    SELECT number, title, state, asked_at FROM supply_want WHERE member_id = %(member)s ORDER BY id DESC LIMIT %(limit)s
"""


@query("supply.see_wants")
def list_wants(*, wanted: WantFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[WantRow]:
    """Return wishes, the latest first, in one query."""
    rows = Want.objects.select_related("member__person", "warehouse", "purchase_line__order")
    if wanted.state == "untold":
        rows = rows.filter(state=Want.State.HELD, told_at=None)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), next_after)


@query("supply.see_wants")
def member_wants(*, member_id: int, actor: Actor, limit: int = 10) -> list[WishRow]:
    """Return the wishes of a reader, the latest first, in one query."""
    with planned() as cursor:
        cursor.execute(_OF_MEMBER, {"member": member_id, "limit": limit})
        return [
            WishRow(number, title, state, str(Want.State(state).label), asked_at)
            for number, title, state, asked_at in cursor.fetchall()
        ]


@query("supply.see_wants")
def want_detail(*, number: str, actor: Actor) -> tuple[WantRow, tuple[ItemRow, ...]]:
    """
    Return a wish, and the titles we know that it may mean, in three queries.

    :raises NotFound: there is none.
    """
    rows = Want.objects.select_related("member__person", "warehouse", "purchase_line__order")
    one = rows.filter(number=number).first()
    if one is None:
        raise NotFound(what=_("wish"), key=number)
    if one.item_id:
        return _row(one), tuple(catalog.item_rows(item_ids=[one.item_id]))
    found = catalog.items_by_code(code=one.isbn) if one.isbn else []
    return _row(one), tuple(found or catalog.search_titles(text=one.title))


@query("supply.see_wants")
def wants_waiting(*, actor: Actor) -> Mapping[str, int]:
    """Return how many wishes are to be looked for, ordered, and how many readers are to be told, in one query."""
    counts = Want.objects.filter(state__in=("open", "found", "held"), told_at=None).values_list("state")
    return dict(counts.annotate(number=Count("pk")))


@query("supply.buy")
def wanted_items(*, place_id: int, actor: Actor) -> list[tuple[ItemRow, int]]:
    """Return titles that readers wait for and nobody has ordered, with their copies, in two queries."""
    found: dict[int, int] = {}
    waiting = Want.objects.filter(state=Want.State.FOUND, purchase_line=None, warehouse_id=place_id)
    for item_id, copies in waiting.order_by("asked_at", "pk").values_list("item_id", "copies"):
        found[item_id or 0] = found.get(item_id or 0, 0) + copies
    return [(row, found[row.item_id]) for row in catalog.item_rows(item_ids=list(found))]


def _row(one: Want) -> WantRow:
    order = one.purchase_line.order if one.purchase_line else None
    return WantRow(
        want_id=one.pk, number=one.number, member_id=one.member_id, member_number=one.member.number,
        member=one.member.person.name, item_id=one.item_id, title=one.title, author=one.author, isbn=one.isbn,
        copies=one.copies, note=one.note, state=one.state, state_label=one.get_state_display(),
        place=place_name(zh=one.warehouse.name_zh, en=one.warehouse.name_en),
        order_number=order.number if order else "", asked_at=one.asked_at, arrived_at=one.arrived_at,
        told_at=one.told_at, held_until=one.held_until,
    )  # fmt: skip
