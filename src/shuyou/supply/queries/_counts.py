"""Stocktakes: the list, one with its progress, its lines and what differs."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count as Number
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.supply.models import Count, CountLine, CountTag, Shelf
from shuyou.supply.queries._paging import PAGE, Page, Place, behind
from shuyou.supply.queries._places import place_name, places_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFilter:
    """Which stocktakes a list shows; empty fields do not filter."""

    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """A stocktake in a list."""

    count_id: int
    number: str
    place: str
    place_id: int
    positions: str
    state: str
    state_label: str
    is_blind: bool
    frozen_at: datetime
    counted_at: datetime | None
    approved_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountSums:
    """How far a stocktake is, and what differs so far: copies too many, missing, and what they cost."""

    titles: int
    counted: int
    disturbed: int
    tags: int
    differing: int
    over: int
    missing: int
    cost: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLineRow:
    """A title of a stocktake; while it is blind, what should be there is not told to who counts."""

    item: ItemRow
    line_id: int
    position: str
    expected: int | None
    counted: int | None
    is_disturbed: bool
    counted_at: datetime | None
    difference: int | None
    cost: Decimal | None


@query("supply.view")
def list_counts(*, wanted: CountFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[CountRow]:
    """Return stocktakes, newest first, in two queries."""
    rows = Count.objects.select_related("warehouse")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(warehouse_id__in=own)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_row(one) for one in found), next_after)


@query("supply.view")
def count_head(*, number: str, actor: Actor) -> CountRow:
    """
    Return a stocktake, in two queries.

    :raises NotFound: there is none, or it is of a place that is not the actor's.
    """
    one = Count.objects.select_related("warehouse").filter(number=number).first()
    own = places_of(actor=actor)
    if one is None or (own is not None and one.warehouse_id not in own):
        raise NotFound(what=_("stocktake"), key=number)
    return _row(one)


@query("supply.view")
def count_sums(*, count_id: int, actor: Actor) -> CountSums:
    """Return how far a stocktake is and what differs, in three queries."""
    lines = CountLine.objects.filter(count_id=count_id)
    sums = lines.aggregate(
        titles=Number("pk"), counted=Number("pk", filter=Q(counted__isnull=False)),
        disturbed=Number("pk", filter=Q(is_disturbed=True)),
    )  # fmt: skip
    differing = list(
        lines.filter(counted__isnull=False)
        .exclude(counted=F("on_hand_then"))
        .values_list("item_id", "counted", "on_hand_then")
    )
    costs = _costs(count_id, [item_id for item_id, _counted, _then in differing])
    changes = [(item_id, (counted or 0) - (then or 0)) for item_id, counted, then in differing]
    return CountSums(
        **sums, tags=CountTag.objects.filter(count_id=count_id).count(), differing=len(changes),
        over=sum(change for _item, change in changes if change > 0),
        missing=-sum(change for _item, change in changes if change < 0),
        cost=round(sum((costs.get(item, Decimal(0)) * change for item, change in changes), Decimal(0)), 2),
    )  # fmt: skip


@query("supply.view")
def count_lines(
    *, count_id: int, shown: str = "", after: int = 0, actor: Actor, limit: int = PAGE
) -> Page[CountLineRow]:
    """
    Return lines of a stocktake by position: all, “left” to count, “differing”, or “disturbed”; in four queries.

    Who only counts is not told what should be there as long as the stocktake is blind and open.
    """
    count = Count.objects.get(pk=count_id)
    lines = CountLine.objects.filter(count=count)
    is_told = not count.is_blind or count.state != Count.State.OPEN or actor.may("supply.approve_counts")
    filters = {
        "left": Q(counted=None), "disturbed": Q(is_disturbed=True),
        "differing": Q(counted__isnull=False) & ~Q(counted=F("on_hand_then")),
    }  # fmt: skip
    if shown in filters and (is_told or shown != "differing"):
        lines = lines.filter(filters[shown])
    found, next_after = behind(lines, Place(by="position", is_descending=False, after=after), limit=limit)
    ids = [line.item_id for line in found]
    items = {row.item_id: row for row in catalog.item_rows(item_ids=ids)}
    costs = _costs(count_id, ids) if is_told else {}
    return Page(tuple(_line(line, items[line.item_id], costs, is_told=is_told) for line in found), next_after)


def _line(line: CountLine, item: ItemRow, costs: dict[int, Decimal], *, is_told: bool) -> CountLineRow:
    expected = line.expected if line.on_hand_then is None else line.on_hand_then
    difference = line.counted - expected if line.counted is not None and is_told else None
    cost = None if difference is None else round(costs.get(line.item_id, Decimal(0)) * difference, 2)
    return CountLineRow(
        item=item, line_id=line.pk, position=line.position, expected=expected if is_told else None,
        counted=line.counted, is_disturbed=line.is_disturbed, counted_at=line.counted_at, difference=difference,
        cost=cost,
    )  # fmt: skip


def _costs(count_id: int, item_ids: list[int]) -> dict[int, Decimal]:
    shelves = Shelf.objects.filter(warehouse__counts=count_id, item_id__in=item_ids)
    return dict(shelves.values_list("item_id", "average_cost"))


def _row(one: Count) -> CountRow:
    return CountRow(
        count_id=one.pk, number=one.number, place=place_name(zh=one.warehouse.name_zh, en=one.warehouse.name_en),
        place_id=one.warehouse_id, positions=one.positions, state=one.state, state_label=one.get_state_display(),
        is_blind=one.is_blind, frozen_at=one.frozen_at, counted_at=one.counted_at, approved_at=one.approved_at,
    )  # fmt: skip
