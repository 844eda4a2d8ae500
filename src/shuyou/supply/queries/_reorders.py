"""What is planned to be reordered: proposals of orders, advice by title, occasions, how good the plan is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.supply.models import (
    Article,
    ExchangeRate,
    Occasion,
    OccasionItem,
    PurchaseLine,
    PurchaseOrder,
    Reorder,
    ReorderRun,
)
from shuyou.supply.queries._paging import PAGE, Page, Place, behind
from shuyou.supply.queries._places import place_name, places_of
from shuyou.supply.rules import Facts, reasons

MOST_PROPOSALS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A proposed order with its sums, and how much is missing to the smallest order that the supplier takes."""

    number: str
    supplier: str
    supplier_code: str
    place: str
    source: str
    source_label: str
    titles: int
    copies: int
    list_total: Decimal
    net_total: Decimal
    currency: str
    exchange_rate: Decimal
    lead_days: int
    terms_label: str
    missing: Decimal
    goes_itself: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceFilter:
    """Which advice a list shows; empty fields do not filter."""

    place_id: int
    supplier_id: int = 0
    shown: str = "now"
    """“now”: to be ordered; “orphan”: to be ordered and nobody to order from; “all”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceRow:
    """What is advised for a title in a place, and why."""

    reorder_id: int
    item: ItemRow
    place_id: int
    place: str
    supplier: str
    weekly: Decimal
    free: int
    coming: int
    point: Decimal
    target: int
    advised: int
    least: int | None
    is_stopped: bool
    why: str
    planned_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunRow:
    """How the last plan of everything went."""

    planned_at: datetime
    titles: int
    advised: int
    copies: int
    error: Decimal | None
    naive_error: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OccasionFilter:
    """Which occasions a list shows: those to come, or all."""

    past: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class OccasionRow:
    """An occasion in a list."""

    occasion_id: int
    name: str
    starts_on: date
    ends_on: date
    factor: Decimal
    titles: int


@dataclass(frozen=True, slots=True)
class OccasionDetail:
    """An occasion with its titles."""

    row: OccasionRow
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """How an article is bought and taxed; the tax in percent, None: not said."""

    vat_percent: Decimal | None
    pack: int
    least_order: int
    is_advertised: bool
    is_exclusive: bool


@dataclass(frozen=True, slots=True)
class RateRow:
    """What a foreign currency costs from a day on."""

    currency: str
    from_on: date
    rate: Decimal
    is_newest: bool


@query("supply.see_buying")
def proposals(*, actor: Actor) -> list[Proposal]:
    """Return the proposed orders of the places somebody sees, the dearest first, in two queries."""
    rows = PurchaseOrder.objects.filter(state=PurchaseOrder.State.PROPOSED).select_related("supplier", "warehouse")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(warehouse_id__in=own)
    found = list(rows.order_by("pk")[:MOST_PROPOSALS])
    sums = {
        order_id: rest
        for order_id, *rest in PurchaseLine.objects.filter(order__in=found)
        .values_list("order_id")
        .annotate(
            titles=Count("pk"), copies=Sum("ordered"), listed=Sum(F("list_price") * F("ordered")),
            net=Sum(F("unit_cost") * F("ordered")),
        )
    }  # fmt: skip
    proposed = [_proposal(one, *sums[one.pk]) for one in found if one.pk in sums]
    return sorted(proposed, key=lambda one: (-one.net_total * one.exchange_rate, one.number))


@query("supply.see_buying")
def list_advice(*, wanted: AdviceFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[AdviceRow]:
    """Return advice of a place by copies or by pace, in three queries (`reorder_advised`, `reorder_by_pace`)."""
    own = places_of(actor=actor)
    if own is not None and wanted.place_id not in own:
        return Page((), 0)
    rows = Reorder.objects.filter(warehouse_id=wanted.place_id).select_related("supplier", "warehouse")
    if wanted.shown != "all":
        rows = rows.filter(advised__gt=0)
    if wanted.shown == "orphan":
        rows = rows.filter(supplier=None)
    if wanted.supplier_id:
        rows = rows.filter(supplier_id=wanted.supplier_id)
    found, next_after = behind(rows, place, limit=limit)
    items = {row.item_id: row for row in catalog.item_rows(item_ids=[one.item_id for one in found])}
    return Page(tuple(_advice(one, items[one.item_id]) for one in found), next_after)


@query("supply.view")
def article_of(*, item_id: int, actor: Actor) -> ArticleRow:
    """Return how an article is bought and taxed, in one query; as nobody said otherwise if nobody did."""
    one = Article.objects.filter(pk=item_id).first() or Article(item_id=item_id)
    percent = None if one.vat_rate is None else one.vat_rate * 100
    return ArticleRow(percent, one.pack, one.least_order, one.is_advertised, one.is_exclusive)


@query("supply.view")
def advice_of(*, item_id: int, actor: Actor) -> Mapping[int, AdviceRow]:
    """Return what is advised for a title by place, in two queries."""
    rows = Reorder.objects.filter(item_id=item_id).select_related("supplier", "warehouse").order_by("warehouse__code")
    (item,) = catalog.item_rows(item_ids=[item_id])
    return {one.warehouse_id: _advice(one, item) for one in rows}


@query("supply.see_buying")
def last_run(*, actor: Actor) -> RunRow | None:
    """Return how the last plan of everything went, in one query."""
    one = ReorderRun.objects.order_by("-pk").first()
    if one is None:
        return None
    return RunRow(one.planned_at, one.titles, one.advised, one.copies, one.error, one.naive_error)


@query("supply.see_buying")
def list_occasions(*, wanted: OccasionFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[OccasionRow]:
    """Return occasions, the latest first, in two queries (`occasion_by_day`)."""
    rows = Occasion.objects.all()
    if not wanted.past and wanted.on:
        rows = rows.filter(ends_on__gte=wanted.on)
    found, next_after = behind(rows, place, limit=limit)
    of_occasions = OccasionItem.objects.filter(occasion__in=found).values_list("occasion_id")
    titles = dict(of_occasions.annotate(titles=Count("pk")))
    return Page(tuple(_occasion(one, titles.get(one.pk, 0)) for one in found), next_after)


@query("supply.see_buying")
def occasion_detail(*, occasion_id: int, actor: Actor) -> OccasionDetail:
    """
    Return an occasion with its titles, in three queries.

    :raises NotFound: there is none.
    """
    one = Occasion.objects.filter(pk=occasion_id).first()
    if one is None:
        raise NotFound(what=_("occasion"), key=occasion_id)
    ids = list(OccasionItem.objects.filter(occasion=one).order_by("pk").values_list("item_id", flat=True))
    return OccasionDetail(_occasion(one, len(ids)), tuple(catalog.item_rows(item_ids=ids)))


@query("supply.see_buying")
def exchange_rates(*, actor: Actor, limit: int = 200) -> list[RateRow]:
    """Return what currencies cost, by currency, the latest first, in one query."""
    seen: set[str] = set()
    rows = []
    for one in ExchangeRate.objects.order_by("currency", "-from_on")[:limit]:
        rows.append(RateRow(one.currency, one.from_on, one.rate, one.currency not in seen))
        seen.add(one.currency)
    return rows


@query("supply.see_buying")
def proposed_titles(*, actor: Actor) -> int:
    """Return how many proposed orders wait to be looked at, in one query."""
    return PurchaseOrder.objects.filter(Q(state=PurchaseOrder.State.PROPOSED)).count()


def _proposal(one: PurchaseOrder, titles: int, copies: int, listed: Decimal, net: Decimal) -> Proposal:
    supplier = one.supplier
    return Proposal(
        number=one.number, supplier=supplier.name, supplier_code=supplier.code,
        place=place_name(zh=one.warehouse.name_zh, en=one.warehouse.name_en), source=one.source,
        source_label=one.get_source_display(), titles=titles, copies=copies, list_total=listed, net_total=net,
        currency=one.currency, exchange_rate=one.exchange_rate, lead_days=supplier.lead_days,
        terms_label=one.get_terms_display(),
        missing=max(supplier.minimum_order - net, Decimal(0)), goes_itself=supplier.may_send_itself,
        created_at=one.created_at,
    )  # fmt: skip


def _advice(one: Reorder, item: ItemRow) -> AdviceRow:
    facts: Facts = one.facts
    return AdviceRow(
        reorder_id=one.pk, item=item, place_id=one.warehouse_id,
        place=place_name(zh=one.warehouse.name_zh, en=one.warehouse.name_en),
        supplier=one.supplier.name if one.supplier else "", weekly=one.weekly, free=int(facts.get("free") or 0),
        coming=int(facts.get("coming") or 0), point=one.point, target=one.target, advised=one.advised, least=one.least,
        is_stopped=one.is_stopped, why=reasons(facts), planned_at=one.planned_at,
    )  # fmt: skip


def _occasion(one: Occasion, titles: int) -> OccasionRow:
    return OccasionRow(one.pk, one.name, one.starts_on, one.ends_on, one.factor, titles)
