"""The stock of a place as a list, and everything about the stock of one title."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.db import connection
from django.db.models import Max, Min, Q, Sum

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.supply.models import Movement, Shelf, ShelfFigures, TitleCarry, Want
from shuyou.supply.queries._paging import PAGE, Page, Place
from shuyou.supply.queries._places import place_name, places_of

SEARCHED: Final = 200
"""Titles that words in the stock list may mean."""
FEW: Final = 2

_KEYS: Final = {"copies": "on_hand", "position": "position"}
_NIGHTLY: Final = {"cost": "cost_value", "sold": "moved_on", "came": "oldest_on"}
"""Orders by figures that are summed up at night; titles without copies have none."""

# Expected from suppliers, and on the way from other places, for a place or for all.
_INCOMING: Final = """
    SELECT item_id, sum(copies)::int FROM (
        SELECT p.item_id, p.ordered - p.received AS copies
          FROM supply_purchaseline p JOIN supply_purchaseorder o ON o.id = p.order_id
         WHERE p.is_open AND p.received < p.ordered AND p.item_id = ANY (%(items)s)
           AND (%(place)s::bigint IS NULL OR o.warehouse_id = %(place)s)
        UNION ALL
        SELECT t.item_id, t.sent FROM supply_transferline t JOIN supply_transfer r ON r.id = t.transfer_id
         WHERE t.is_underway AND t.item_id = ANY (%(items)s)
           AND (%(place)s::bigint IS NULL OR r.target_id = %(place)s)
    ) i GROUP BY item_id
"""

# The supplier that delivered last, with what it asks for.
_LAST_SUPPLIER: Final = """
    SELECT p.name, l.terms, l.discount_rate, p.lead_days, p.minimum_order, l.return_by, p.currency
      FROM supply_shelf s JOIN supply_layer l ON l.shelf_id = s.id JOIN supply_supplier p ON p.id = l.supplier_id
     WHERE s.item_id = %s ORDER BY l.received_at DESC, l.id DESC LIMIT 1
"""


Values = dict[str, int | str | list[int]]


class Stocked(StrEnum):
    """How many copies of a title there are, roughly."""

    ANY = ""
    NONE = "none"
    FEW = "few"
    SOME = "some"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfFilter:
    """Which shelves of a place a list shows; empty fields do not filter."""

    place_id: int
    words: str = ""
    positions: str = ""
    stocked: str = ""


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """The copies of a title in a place."""

    shelf_id: int
    item: ItemRow
    on_hand: int
    reserved: int
    position: str
    average_cost: Decimal
    incoming: int
    moved_on: date | None = None
    """When a copy was sold last, or the first one came if none ever was."""
    oldest_on: date | None = None

    @property
    def free(self) -> int:
        """Copies that can still be promised."""
        return self.on_hand - self.reserved

    @property
    def list_value(self) -> Decimal:
        """What the copies come to at list price."""
        return self.item.list_price * self.on_hand

    @property
    def cost_value(self) -> Decimal:
        """What the copies cost, by the moving average."""
        return round(self.average_cost * self.on_hand, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceStock:
    """The copies of one title in one place."""

    place_id: int
    code: str
    name: str
    region: str
    on_hand: int
    reserved: int
    incoming: int
    position: str
    average_cost: Decimal

    @property
    def free(self) -> int:
        """Copies that can still be promised."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True)
class LastSupplier:
    """Who delivered a title last, on which terms, and what it asks for."""

    name: str
    terms: str
    discount_rate: Decimal
    lead_days: int
    minimum_order: Decimal
    return_by: date | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCard:
    """The stock of a title at a glance: where it stands, whom it comes from, how it sells."""

    places: tuple[PlaceStock, ...]
    last: LastSupplier | None = None
    first_arrival: datetime | None = None
    last_arrival: datetime | None = None
    received: int = 0
    sold: int = 0
    sold_month: int = 0
    brought_back: int = 0
    sent_back: int = 0
    waiting: int = 0

    @property
    def on_hand(self) -> int:
        """Copies in all places."""
        return sum(place.on_hand for place in self.places)

    @property
    def free(self) -> int:
        """Copies in all places that can be promised."""
        return sum(place.free for place in self.places)

    @property
    def incoming(self) -> int:
        """Copies on their way."""
        return sum(place.incoming for place in self.places)

    @property
    def days_left(self) -> int | None:
        """Days that the free copies last at the pace of the last month; None if nothing was sold."""
        return self.free * 30 // self.sold_month if self.sold_month else None


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One line of a title's ledger, with its place and what it was worth."""

    movement_id: int
    at: datetime
    place: str
    kind: str
    label: str
    copies: int
    source: str
    supplier: str
    list_price: Decimal
    discount_rate: Decimal
    unit_cost: Decimal

    @property
    def is_out(self) -> bool:
        """Tell whether the copies were taken away from what can be promised."""
        return self.kind in OUT


OUT: Final = frozenset({"RESERVE", "ISSUE", "SEND", "LOSS", "RETURN", "DAMAGE", "HANDOVER"})


@query("supply.view")
def stock_list(*, wanted: ShelfFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ShelfRow]:
    """
    Return shelves of a place by copies, position or the figures of the night, in at most seven queries.

    Indexes `shelf_by_copies`, `shelf_by_position` and `figures_by_…`; words lead to titles first.
    """
    conditions, values = _conditions(wanted)
    own = places_of(actor=actor)
    if own is not None and wanted.place_id not in own:
        return Page((), 0)
    statement = _statement(place, conditions, wanted)
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "after": place.after, "limit": limit + 1})
        found = cursor.fetchall()
    shelves = found[:limit]
    ids = [row[1] for row in shelves]
    items = {row.item_id: row for row in catalog.item_rows(item_ids=ids)}
    coming = incoming(item_ids=ids, place_id=wanted.place_id)
    nightly = ShelfFigures.objects.filter(item_id__in=ids, warehouse_id=wanted.place_id)
    dated = {item_id: days for item_id, *days in nightly.values_list("item_id", "moved_on", "oldest_on")}
    rows = tuple(
        ShelfRow(
            row[0], items[row[1]], row[2], row[3], row[4], row[5], coming.get(row[1], 0), *dated.get(row[1], ())
        )
        for row in shelves
    )  # fmt: skip
    return Page(rows, rows[-1].shelf_id if len(found) > limit else 0)


def incoming(*, item_ids: Iterable[int], place_id: int | None = None) -> Mapping[int, int]:
    """Return copies expected from suppliers or on their way to a place (None: to any), by item, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_INCOMING, {"items": list(item_ids), "place": place_id})
        return dict(cursor.fetchall())


@query("supply.view")
def stock_card(*, item_id: int, at: datetime, place_id: int | None = None, actor: Actor) -> StockCard:
    """Return the stock of a title in the places somebody sees, or in one of them, in at most ten queries."""
    own = places_of(actor=actor)
    seen = own if place_id is None else ({place_id} if own is None or place_id in own else frozenset[int]())
    shelves = Shelf.objects.filter(item_id=item_id).select_related("warehouse").order_by("warehouse__code")
    whole = [item_id, *catalog.absorbed_items(item_ids=[item_id])]
    moved = Movement.objects.filter(item_id__in=whole)
    waiting = Want.objects.filter(item_id=item_id, state__in=("open", "found", "ordered"))
    if seen is not None:
        shelves, waiting = shelves.filter(warehouse_id__in=seen), waiting.filter(warehouse_id__in=seen)
        moved = moved.filter(layer__shelf__warehouse_id__in=seen)
    sums = dict(moved.values_list("kind").annotate(copies=Sum("quantity")))
    month = moved.filter(kind=Movement.Kind.ISSUE, at__gte=at - timedelta(days=30))
    first_last = moved.filter(kind=Movement.Kind.RECEIVE).aggregate(first=Min("at"), last=Max("at"))
    return StockCard(
        places=tuple(_place_stock(shelf) for shelf in shelves), last=_last_supplier(item_id),
        first_arrival=first_last["first"], last_arrival=first_last["last"],
        received=sums.get("RECEIVE", 0), sold=sums.get("ISSUE", 0),
        sold_month=month.aggregate(copies=Sum("quantity"))["copies"] or 0, brought_back=sums.get("TAKEBACK", 0),
        sent_back=sums.get("RETURN", 0), waiting=waiting.aggregate(copies=Sum("copies"))["copies"] or 0,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryRow:
    """A title that was merged into this one, or this one into it, and what became of its copies."""

    item: ItemRow
    copies: int
    carried_at: datetime
    came_back: int | None
    stayed_lines: int
    parted_at: datetime | None

    @property
    def stayed(self) -> int:
        """Copies that did not come back when the two parted."""
        return max(self.copies - (self.came_back or 0), 0)


@query("supply.view")
def carries_of(*, item_id: int, actor: Actor) -> list[CarryRow]:
    """Return with which titles this one was made one, and what of their stock came and went, in two queries."""
    rows = list(TitleCarry.objects.filter(Q(kept_id=item_id) | Q(gone_id=item_id)).order_by("-pk")[:20])
    others = {one.pk: one.gone_id if one.kept_id == item_id else one.kept_id for one in rows}
    items = {row.item_id: row for row in catalog.item_rows(item_ids=list(set(others.values())))}
    return [
        CarryRow(
            item=items[others[one.pk]], copies=one.copies, carried_at=one.carried_at, came_back=one.came_back,
            stayed_lines=one.stayed_lines, parted_at=one.parted_at,
        )
        for one in rows
    ]  # fmt: skip


@query("supply.view")
def ledger_of(
    *, item_id: int, kind: str = "", place_id: int | None = None, after: int = 0, limit: int = PAGE, actor: Actor
) -> Page[LedgerRow]:
    """Return the movements of a title and those merged into it in the places somebody sees, newest first."""
    whole = [item_id, *catalog.absorbed_items(item_ids=[item_id])]
    rows = Movement.objects.filter(item_id__in=whole).select_related(
        "layer__supplier", "layer__shelf__warehouse"
    )  # fmt: skip
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(layer__shelf__warehouse_id__in=own)
    if place_id is not None:
        rows = rows.filter(layer__shelf__warehouse_id=place_id)
    if kind:
        rows = rows.filter(kind=kind)
    if after and (start := Movement.objects.filter(pk=after).values_list("at", flat=True).first()):
        rows = rows.filter(at__lte=start).exclude(at=start, pk__gte=after)
    found = list(rows.order_by("-at", "-pk")[: limit + 1])
    page = tuple(_ledger_row(row) for row in found[:limit])
    return Page(page, page[-1].movement_id if len(found) > limit else 0)


def _statement(place: Place, conditions: list[str], wanted: ShelfFilter) -> str:
    """Return what reads a page of shelves; with a filter by copies only their order has an index that helps."""
    sign, way = ("<", "DESC") if place.is_descending else (">", "ASC")
    if place.by in _NIGHTLY:
        table = "supply_shelffigures f JOIN supply_shelf s USING (warehouse_id, item_id)"
        key, order_id = f"f.{_NIGHTLY[place.by]}", "f.id"
        start = f"SELECT {key}, f.id FROM {table} WHERE s.id = %(after)s"  # noqa: S608 - constants
    else:
        by = "copies" if wanted.stocked and not wanted.positions else place.by
        table, key, order_id = "supply_shelf s", f"s.{_KEYS.get(by, 'on_hand')}", "s.id"
        start = f"SELECT {key}, s.id FROM supply_shelf s WHERE s.id = %(after)s"  # noqa: S608 - constants
    if place.after:
        conditions = [*conditions, f"({key}, {order_id}) {sign} ({start})"]
    return (
        "SELECT s.id, s.item_id, s.on_hand, s.reserved, s.position, s.average_cost"  # noqa: S608 - constants
        f" FROM {table} WHERE {' AND '.join(conditions)} ORDER BY {key} {way}, {order_id} {way} LIMIT %(limit)s"
    )


def _conditions(wanted: ShelfFilter) -> tuple[list[str], Values]:
    conditions, values = ["warehouse_id = %(place)s"], Values(place=wanted.place_id)
    ranges = {
        Stocked.NONE: "s.on_hand = 0",
        Stocked.FEW: f"s.on_hand BETWEEN 1 AND {FEW}",
        Stocked.SOME: "s.on_hand > 0",
    }
    if wanted.stocked in ranges:
        conditions.append(ranges[Stocked(wanted.stocked)])
    if wanted.positions:
        conditions.append("s.position >= %(from)s AND s.position < %(to)s")
        values |= {"from": wanted.positions, "to": wanted.positions + chr(0x10FFFD)}
    if wanted.words:
        found = catalog.search_titles(text=wanted.words, limit=SEARCHED)
        conditions.append("item_id = ANY (%(items)s)")
        values["items"] = [row.item_id for row in found]
    return conditions, values


def _place_stock(shelf: Shelf) -> PlaceStock:
    place = shelf.warehouse
    return PlaceStock(
        place_id=place.pk, code=place.code, name=place_name(zh=place.name_zh, en=place.name_en), region=place.region,
        on_hand=shelf.on_hand, reserved=shelf.reserved, position=shelf.position, average_cost=shelf.average_cost,
        incoming=incoming(item_ids=[shelf.item_id], place_id=place.pk).get(shelf.item_id, 0),
    )  # fmt: skip


def _last_supplier(item_id: int) -> LastSupplier | None:
    with connection.cursor() as cursor:
        cursor.execute(_LAST_SUPPLIER, [item_id])
        row = cursor.fetchone()
    return LastSupplier(*row) if row else None


def _ledger_row(row: Movement) -> LedgerRow:
    place = row.layer.shelf.warehouse
    return LedgerRow(
        row.pk, row.at, place_name(zh=place.name_zh, en=place.name_en), row.kind, str(Movement.Kind(row.kind).label),
        row.quantity, row.source, row.layer.supplier.name, row.list_price, row.discount_rate, row.unit_cost,
    )  # fmt: skip
