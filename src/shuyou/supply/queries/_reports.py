"""Reports: stock by age, what does not sell, how it sells by supplier and subject, what comes, what was corrected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import Q, Sum
from django.utils.translation import get_language

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ChangeRow, ItemRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.supply.models import Figure, Movement, PurchaseLine, PurchaseOrder, Shelf, ShelfFigures
from shuyou.supply.queries._paging import PAGE, Page, Place, behind
from shuyou.supply.queries._places import place_name, places_of

CORRECTIONS: Final = ("GAIN", "LOSS", "DAMAGE")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureFilter:
    """Which place a report is of; 0: all of them."""

    place_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A line of a report."""

    figure_id: int
    key: str
    name: str
    titles: int
    copies: int
    list_value: Decimal
    cost_value: Decimal
    received: int
    sold: int
    sent_back: int
    summed_at: datetime

    @property
    def sell_through(self) -> Decimal | None:
        """The part that was sold of what was there or came within a year; None if there was nothing."""
        there = self.sold + self.copies
        return Decimal(self.sold) / there if there else None

    @property
    def return_rate(self) -> Decimal | None:
        """The part that went back of what came within a year; None if nothing came."""
        return Decimal(self.sent_back) / self.received if self.received else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StillFilter:
    """Which titles that stand still a list shows."""

    place_id: int
    days: int = 180
    """Days without a sale."""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StillRow:
    """A title that has not sold for long."""

    item: ItemRow
    place: str
    on_hand: int
    oldest_on: date
    moved_on: date
    sold_year: int
    list_value: Decimal
    cost_value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingFilter:
    """Which copies that are on their way a list shows."""

    place_id: int = 0
    supplier_id: int = 0
    late: str = ""
    """“yes”: only what should have come before today."""
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingRow:
    """Copies that are expected from a supplier."""

    item: ItemRow
    order_number: str
    supplier: str
    place: str
    ordered: int
    received: int
    confirmed: int | None
    answer: str
    expected_on: date | None

    @property
    def coming(self) -> int:
        """Copies that have not come."""
        return self.ordered - self.received


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionFilter:
    """Which corrections a list shows; empty fields do not filter."""

    kind: str = ""
    place_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """Copies that were found, missed or damaged."""

    at: datetime
    item: ItemRow
    place: str
    kind: str
    label: str
    copies: int
    source: str
    list_value: Decimal
    cost_value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilter:
    """Which changes of items a list shows; empty: all."""

    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """Something that was changed of an item."""

    item: ItemRow
    change: ChangeRow
    copies: int
    """Copies that stand in all places: what a new price is worth, and how many labels it takes."""


@query("supply.read_reports")
def list_changes(*, wanted: ChangeFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ChangedRow]:
    """Return what was changed of items, the latest first, with the copies it concerns, in four queries."""
    found = catalog.changes_of_items(field=wanted.field, before=place.after, actor=actor, limit=limit + 1)
    rows = found[:limit]
    shelves = Shelf.objects.filter(item_id__in=[item.item_id for item, _ in rows]).values_list("item_id")
    copies = dict(shelves.annotate(copies=Sum("on_hand")))
    page = tuple(ChangedRow(item=item, change=told, copies=copies.get(item.item_id, 0)) for item, told in rows)
    return Page(page, page[-1].change.change_id if len(found) > limit else 0)


@query("supply.read_reports")
def list_figures(
    *, report: str, wanted: FigureFilter, place: Place, actor: Actor, limit: int = PAGE
) -> Page[FigureRow]:
    """Return the lines of a report for a place or for all, in one query."""
    place_id = _one_of(wanted.place_id, actor)
    of_place = Q(warehouse_id=place_id) if place_id else Q(warehouse=None)
    rows = Figure.objects.filter(of_place, report=report)
    found, next_after = behind(rows, place, limit=limit)
    is_chinese = (get_language() or "").startswith("zh")
    return Page(
        tuple(
            FigureRow(
                figure_id=one.pk, key=one.key, name=one.name_zh if is_chinese else one.name_en or one.name_zh,
                titles=one.titles, copies=one.copies, list_value=one.list_value, cost_value=one.cost_value,
                received=one.received, sold=one.sold, sent_back=one.sent_back, summed_at=one.summed_at,
            )
            for one in found
        ),
        next_after,
    )  # fmt: skip


@query("supply.read_reports")
def list_still(*, wanted: StillFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[StillRow]:
    """Return titles of a place that have not sold for some days, in two queries (`figures_by_move` and its sisters)."""
    rows = ShelfFigures.objects.filter(warehouse_id=_one_of(wanted.place_id, actor)).select_related("warehouse")
    if wanted.on:
        rows = rows.filter(moved_on__lte=wanted.on - timedelta(days=wanted.days))
    found, next_after = behind(rows, place, limit=limit)
    items = _items([one.item_id for one in found])
    return Page(
        tuple(
            StillRow(
                item=items[one.item_id], place=place_name(zh=one.warehouse.name_zh, en=one.warehouse.name_en),
                on_hand=one.on_hand, oldest_on=one.oldest_on, moved_on=one.moved_on, sold_year=one.sold_year,
                list_value=one.list_value, cost_value=one.cost_value,
            )
            for one in found
        ),
        next_after,
    )  # fmt: skip


@query("supply.see_buying")
def list_coming(*, wanted: ComingFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ComingRow]:
    """Return copies expected from suppliers, the latest orders first, in two queries (`purchase_open`)."""
    rows = PurchaseLine.objects.filter(is_open=True).select_related("order__supplier", "order__warehouse")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(order__warehouse_id__in=own)
    if wanted.place_id:
        rows = rows.filter(order__warehouse_id=wanted.place_id)
    if wanted.supplier_id:
        rows = rows.filter(order__supplier_id=wanted.supplier_id)
    if wanted.late and wanted.on:
        rows = rows.filter(order__expected_on__lt=wanted.on)
    found, next_after = behind(rows, place, limit=limit)
    items = _items([one.item_id for one in found])
    return Page(tuple(_coming(one, one.order, items[one.item_id]) for one in found), next_after)


@query("supply.read_reports")
def list_corrections(*, wanted: CorrectionFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[CorrectionRow]:
    """Return copies that were found, missed or damaged, the latest first, in two queries (`movement_corrections`)."""
    kinds = [wanted.kind] if wanted.kind in CORRECTIONS else CORRECTIONS
    rows = Movement.objects.filter(kind__in=CORRECTIONS).filter(kind__in=kinds)
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(layer__shelf__warehouse_id__in=own)
    if wanted.place_id:
        rows = rows.filter(layer__shelf__warehouse_id=wanted.place_id)
    found, next_after = behind(rows.select_related("layer__shelf__warehouse"), place, limit=limit)
    items = _items([one.item_id for one in found])
    return Page(tuple(_correction(one, items[one.item_id]) for one in found), next_after)


def _one_of(place_id: int, actor: Actor) -> int:
    """Return the place asked for if somebody sees it, else one of theirs; 0 if all are meant and open."""
    own = places_of(actor=actor)
    if own is None or place_id in own:
        return place_id
    return min(own)


def _items(ids: list[int]) -> Mapping[int, ItemRow]:
    return {row.item_id: row for row in catalog.item_rows(item_ids=ids)}


def _coming(one: PurchaseLine, order: PurchaseOrder, item: ItemRow) -> ComingRow:
    return ComingRow(
        item=item, order_number=order.number, supplier=order.supplier.name,
        place=place_name(zh=order.warehouse.name_zh, en=order.warehouse.name_en), ordered=one.ordered,
        received=one.received, confirmed=one.confirmed, answer=one.get_answer_display() if one.answer else "",
        expected_on=one.promised_on or order.expected_on,
    )  # fmt: skip


def _correction(one: Movement, item: ItemRow) -> CorrectionRow:
    place, sign = one.layer.shelf.warehouse, 1 if one.kind == "GAIN" else -1
    return CorrectionRow(
        at=one.at, item=item, place=place_name(zh=place.name_zh, en=place.name_en), kind=one.kind,
        label=one.get_kind_display(), copies=sign * one.quantity, source=one.source,
        list_value=sign * one.quantity * one.list_price, cost_value=sign * one.quantity * one.unit_cost,
    )  # fmt: skip
