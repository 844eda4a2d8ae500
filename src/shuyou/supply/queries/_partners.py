"""What a supplier sees here: its own orders, sales, stock, money and how well it does; nothing of any other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.actor import SUPPLIER, TOKEN, Actor
from shuyou.kernel.errors import NotFound, NotPermitted
from shuyou.kernel.usecase import query
from shuyou.supply.models import (
    Dispatch,
    DispatchLine,
    Invoice,
    PurchaseLine,
    PurchaseOrder,
    ReturnLine,
    Settlement,
    SettlementLine,
    SupplierAccess,
    SupplierReturn,
    Warehouse,
)
from shuyou.supply.queries._paging import PAGE, Page, Place, behind
from shuyou.supply.queries._places import place_name

type Sums = tuple[int, Decimal, Decimal]
"""Copies, at list price, net."""

NOTHING: Final[Sums] = (0, Decimal(0), Decimal(0))
VISIBLE: Final = ("sent", "part", "closed")
"""States in which an order has reached its supplier."""

# Titles that the supplier's copies were sold of or stand here, by place: what is left, what was sold, how it goes on.
# Of other suppliers' copies of the same title nothing is told.
_STOCK: Final = """
    WITH own AS (
        SELECT s.warehouse_id, s.item_id, sum(l.on_hand)::int AS on_hand, sum(l.reserved)::int AS reserved
          FROM supply_layer l JOIN supply_shelf s ON s.id = l.shelf_id
         WHERE l.supplier_id = %(supplier)s AND s.item_id = ANY (%(items)s) GROUP BY 1, 2
    ),
    sold AS (
        SELECT s.warehouse_id, s.item_id, sum(m.quantity)::int AS year,
               sum(m.quantity) FILTER (WHERE m.at >= %(at)s - interval '28 days')::int AS month,
               sum(m.quantity) FILTER (WHERE m.at >= %(at)s - interval '7 days')::int AS week
          FROM supply_movement m JOIN supply_layer l ON l.id = m.layer_id JOIN supply_shelf s ON s.id = l.shelf_id
         WHERE m.item_id = ANY (%(items)s) AND m.kind = 'ISSUE' AND m.at >= %(at)s - interval '1 year'
           AND l.supplier_id = %(supplier)s GROUP BY 1, 2
    )
    SELECT o.item_id, w.code, w.name_zh, w.name_en, o.on_hand, o.reserved, coalesce(d.week, 0), coalesce(d.month, 0),
           coalesce(d.year, 0), CASE WHEN r.supplier_id = %(supplier)s THEN r.weekly END
      FROM own o JOIN supply_warehouse w ON w.id = o.warehouse_id
      LEFT JOIN sold d USING (warehouse_id, item_id) LEFT JOIN supply_reorder r USING (warehouse_id, item_id)
     ORDER BY array_position(%(items)s::bigint[], o.item_id), w.code
"""

_ITEMS: Final = """
    SELECT DISTINCT s.item_id FROM supply_layer l JOIN supply_shelf s ON s.id = l.shelf_id
     WHERE l.supplier_id = %(supplier)s AND s.item_id > %(after)s ORDER BY 1 LIMIT %(limit)s
"""

# Weeks, the latest first, of what was sold of the supplier's copies.
_WEEKS: Final = """
    SELECT g.week, coalesce(sum(m.quantity), 0)::int
      FROM generate_series(0, %(weeks)s - 1) g (week) LEFT JOIN (
        SELECT floor(extract(epoch FROM %(at)s - m.at) / 604800)::int AS week, m.quantity
          FROM supply_movement m JOIN supply_layer l ON l.id = m.layer_id
         WHERE m.kind = 'ISSUE' AND m.at >= %(at)s - make_interval(weeks => %(weeks)s) AND m.at < %(at)s
           AND l.supplier_id = %(supplier)s) m USING (week)
     GROUP BY g.week ORDER BY g.week DESC
"""

_SCORE: Final = """
    WITH orders AS (
        SELECT o.id, o.sent_at, o.expected_on,
               (SELECT min(r.posted_at) FROM supply_receipt r WHERE r.order_id = o.id) AS came_at
          FROM supply_purchaseorder o
         WHERE o.supplier_id = %(supplier)s AND o.sent_at >= %(at)s - interval '1 year'
           AND o.state IN ('part', 'closed')
    ),
    lines AS (SELECT sum(q.ordered) AS ordered, sum(least(q.received, q.ordered)) AS received
                FROM orders o JOIN supply_purchaseline q ON q.order_id = o.id),
    came AS (SELECT sum(l.copies + l.damaged) AS copies, sum(l.damaged) AS damaged,
                    sum(l.copies) FILTER (WHERE l.purchase_line_id IS NULL) AS unordered
               FROM orders o JOIN supply_receipt r ON r.order_id = o.id AND r.state = 'posted'
               JOIN supply_receiptline l ON l.receipt_id = r.id)
    SELECT (SELECT count(*)::int FROM orders),
           (SELECT received::float8 / nullif(ordered, 0) FROM lines),
           (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM came_at - sent_at) / 86400)
              FROM orders),
           (SELECT avg((came_at::date <= expected_on)::int)::float8 FROM orders
             WHERE came_at IS NOT NULL AND expected_on IS NOT NULL),
           (SELECT damaged::float8 / nullif(copies, 0) FROM came),
           (SELECT coalesce(unordered, 0)::float8 / nullif(copies, 0) FROM came)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerOrder:
    """An order as its supplier sees it."""

    number: str
    state: str
    state_label: str
    place: str
    place_code: str
    address: str
    terms_label: str
    currency: str
    sent_at: datetime | None
    expected_on: date | None
    answered_at: datetime | None
    titles: int
    copies: int
    received: int
    list_total: Decimal
    net_total: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLine:
    """A title of an order as its supplier sees it, with what it has said about it."""

    item: ItemRow
    ordered: int
    received: int
    list_price: Decimal
    discount_rate: Decimal
    unit_cost: Decimal
    confirmed: int | None
    confirmed_price: Decimal | None
    promised_on: date | None
    answer: str
    advised: int
    """Copies that are on their way by notes told before."""

    @property
    def missing(self) -> int:
        """Copies that have neither come nor are on their way."""
        return max(self.ordered - self.received - self.advised, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRow:
    """Copies that a supplier said are on their way."""

    note_number: str
    sent_on: date
    carrier: str
    waybill: str
    copies: int
    has_come: bool


@dataclass(frozen=True, slots=True)
class PartnerOrderDetail:
    """An order in full as its supplier sees it."""

    row: PartnerOrder
    lines: tuple[PartnerLine, ...]
    dispatches: tuple[DispatchRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerStock:
    """A supplier's copies of a title in one place: what stands, what sells, what is foreseen."""

    item: ItemRow
    place_code: str
    place: str
    on_hand: int
    reserved: int
    sold_week: int
    sold_month: int
    sold_year: int
    weekly: Decimal | None

    @property
    def weeks_left(self) -> int | None:
        """Weeks that the copies last; None if none is sold."""
        pace = self.weekly or Decimal(self.sold_month) / 4
        return int(self.on_hand / pace) if pace else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerPaper:
    """A paper about money: an invoice, a return or a settlement."""

    kind: str
    number: str
    state_label: str
    on: date
    due_on: date | None
    copies: int | None
    list_total: Decimal
    net_total: Decimal
    currency: str = ""
    """Empty: the club's own."""


@dataclass(frozen=True, slots=True)
class Score:
    """How well a supplier delivered within a year; None where there is nothing to tell from."""

    orders: int
    fill_rate: float | None
    lead_days: float | None
    on_time: float | None
    damaged: float | None
    unordered: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """Somebody, or a program, who acts for a supplier."""

    access_id: int
    username: str
    name: str
    is_program: bool
    since: datetime


def supplier_of(*, actor: Actor) -> int:
    """
    Return the supplier that somebody acts for, in one query; every read and write of theirs asks for it.

    :raises NotPermitted: they act for none.
    """
    mine = SupplierAccess.objects.none()
    if actor.kind == SUPPLIER:
        mine = SupplierAccess.objects.filter(user_id=int(actor.id))
    elif actor.kind == TOKEN:
        mine = SupplierAccess.objects.filter(token_uid=UUID(actor.id))
    found = mine.values_list("supplier_id", flat=True).first()
    if found is None:
        raise NotPermitted(permission="supply.act_for_supplier")
    return found


def advised_copies(*, order_id: int) -> Mapping[int, int]:
    """Return by item how many copies of an order were advised and are not on the shelves yet, in one query."""
    lines = DispatchLine.objects.filter(dispatch__order_id=order_id).exclude(dispatch__receipt__state="posted")
    return dict(lines.order_by("item_id").values_list("item_id").annotate(together=Sum("copies")))


def acts_for(*, user_id: int) -> str:
    """Return the name of the supplier that somebody signs in for, in one query; empty if for none."""
    return SupplierAccess.objects.filter(user_id=user_id).values_list("supplier__name", flat=True).first() or ""


@query("supply.see_buying")
def supplier_accesses(*, supplier_id: int, actor: Actor) -> list[AccessRow]:
    """Return who acts for a supplier, in one query."""
    rows = SupplierAccess.objects.filter(supplier_id=supplier_id).select_related("user").order_by("pk")
    return [
        AccessRow(
            access_id=one.pk, username=one.user.username if one.user else str(one.token_uid)[:8],
            name=one.user.full_name if one.user else "", is_program=one.user is None, since=one.since,
        )
        for one in rows
    ]  # fmt: skip


@query("supply.act_for_supplier")
def partner_orders(*, place: Place, actor: Actor, state: str = "", limit: int = PAGE) -> Page[PartnerOrder]:
    """Return the orders that reached the supplier, the latest first, in three queries."""
    rows = PurchaseOrder.objects.filter(supplier_id=supplier_of(actor=actor), state__in=VISIBLE)
    if state == "open":
        rows = rows.filter(state__in=("sent", "part"))
    found, next_after = behind(rows.select_related("warehouse"), place, limit=limit)
    return Page(_partner_orders(found), next_after)


@query("supply.act_for_supplier")
def partner_order(*, number: str, actor: Actor) -> PartnerOrderDetail:
    """
    Return one of the supplier's orders in full, in six queries.

    :raises NotFound: there is none of this supplier.
    """
    rows = PurchaseOrder.objects.filter(supplier_id=supplier_of(actor=actor), state__in=VISIBLE)
    one = rows.select_related("warehouse").filter(number=number).first()
    if one is None:
        raise NotFound(what=_("order"), key=number)
    lines = list(PurchaseLine.objects.filter(order=one).order_by("pk"))
    items = {row.item_id: row for row in catalog.item_rows(item_ids=[line.item_id for line in lines])}
    dispatches = Dispatch.objects.filter(order=one).annotate(copies=Sum("lines__copies")).order_by("-pk")
    advised = advised_copies(order_id=one.pk)
    return PartnerOrderDetail(
        _partner_orders([one])[0],
        tuple(
            PartnerLine(
                item=items[line.item_id], ordered=line.ordered, received=line.received, list_price=line.list_price,
                discount_rate=line.discount_rate, unit_cost=line.unit_cost, confirmed=line.confirmed,
                confirmed_price=line.confirmed_price, promised_on=line.promised_on, answer=line.answer,
                advised=advised.get(line.item_id, 0),
            )
            for line in lines
        ),
        tuple(
            DispatchRow(
                note_number=d.note_number, sent_on=d.sent_on, carrier=d.carrier, waybill=d.waybill, copies=d.copies,
                has_come=d.receipt_id is not None,
            )
            for d in dispatches
        ),
    )  # fmt: skip


@query("supply.act_for_supplier")
def partner_stock(*, at: datetime, actor: Actor, after: int = 0, limit: int = PAGE) -> Page[PartnerStock]:
    """Return the supplier's own copies and sales by title and place, titles by id, in four queries."""
    values: dict[str, datetime | int | list[int]] = {
        "supplier": supplier_of(actor=actor), "at": at, "after": after, "limit": limit + 1
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, values)
        ids = [row[0] for row in cursor.fetchall()]
        values["items"] = ids[:limit]
        cursor.execute(_STOCK, values)
        found = cursor.fetchall()
    items = {row.item_id: row for row in catalog.item_rows(item_ids=ids[:limit])}
    rows = tuple(
        PartnerStock(
            item=items[item_id], place_code=code, place=place_name(zh=zh, en=en), on_hand=on_hand, reserved=reserved,
            sold_week=week, sold_month=month, sold_year=year, weekly=weekly,
        )
        for item_id, code, zh, en, on_hand, reserved, week, month, year, weekly in found
    )  # fmt: skip
    return Page(rows, ids[limit - 1] if len(ids) > limit else 0)


@query("supply.act_for_supplier")
def partner_weeks(*, at: datetime, actor: Actor, weeks: int = 12) -> list[int]:
    """Return how many of the supplier's copies were sold in each of the last weeks, the latest last, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_WEEKS, {"supplier": supplier_of(actor=actor), "at": at, "weeks": weeks})
        return [copies for _week, copies in cursor.fetchall()]


@query("supply.act_for_supplier")
def partner_papers(*, actor: Actor, limit: int = PAGE) -> list[PartnerPaper]:
    """Return the latest invoices, returns and settlements of the supplier, in five queries."""
    own = supplier_of(actor=actor)
    returns = list(SupplierReturn.objects.filter(supplier_id=own).exclude(state="draft").order_by("-pk")[:limit])
    settlements = list(Settlement.objects.filter(supplier_id=own).exclude(state="draft").order_by("-pk")[:limit])
    went = _sums(ReturnLine.objects.filter(supplier_return__in=returns), "supplier_return_id")
    settled = _sums(SettlementLine.objects.filter(settlement__in=settlements), "settlement_id")
    papers = [
        PartnerPaper(
            kind="invoice", number=one.number, state_label=one.get_state_display(), on=one.invoiced_on,
            due_on=one.due_on, copies=None, list_total=one.list_total, net_total=one.net_total,
            currency=one.currency,
        )
        for one in Invoice.objects.filter(supplier_id=own).order_by("-pk")[:limit]
    ]  # fmt: skip
    papers += [_paper("return", one, one.created_at.date(), None, went.get(one.pk, NOTHING)) for one in returns]
    papers += [_paper("settlement", one, one.until, one.due_on, settled.get(one.pk, NOTHING)) for one in settlements]
    return sorted(papers, key=lambda paper: (paper.on, paper.number), reverse=True)[:limit]


@query("supply.act_for_supplier")
def partner_score(*, at: datetime, actor: Actor) -> Score:
    """Return how well the supplier delivered within a year, in one query."""
    return _score(supplier_of(actor=actor), at)


@query("supply.see_buying")
def supplier_score(*, supplier_id: int, at: datetime, actor: Actor) -> Score:
    """Return how well a supplier delivered within a year, in one query: the supplier sees the same."""
    return _score(supplier_id, at)


@query("supply.act_for_supplier")
def partner_places(*, actor: Actor) -> list[tuple[str, str]]:
    """Return the open places by code, in one query: where deliveries can be proposed to."""
    supplier_of(actor=actor)
    rows = Warehouse.objects.filter(is_active=True).order_by("code")
    return [(one.code, place_name(zh=one.name_zh, en=one.name_en)) for one in rows]


def _score(supplier_id: int, at: datetime) -> Score:
    with connection.cursor() as cursor:
        cursor.execute(_SCORE, {"supplier": supplier_id, "at": at})
        return Score(*cursor.fetchone())


def _paper(kind: str, one: SupplierReturn | Settlement, on: date, due_on: date | None, sums: Sums) -> PartnerPaper:
    copies, list_total, net_total = sums
    return PartnerPaper(
        kind=kind, number=one.number, state_label=one.get_state_display(), on=on, due_on=due_on, copies=copies,
        list_total=list_total, net_total=net_total,
    )  # fmt: skip


def _sums[M: (ReturnLine, SettlementLine)](lines: QuerySet[M], key: str) -> Mapping[int, Sums]:
    sums = lines.values_list(key).annotate(
        together=Sum("copies"), listed=Sum(F("copies") * F("layer__list_price")),
        net=Sum(F("copies") * F("layer__unit_cost")),
    )  # fmt: skip
    return {paper_id: (copies, listed, net) for paper_id, copies, listed, net in sums}


def _partner_orders(found: list[PurchaseOrder]) -> tuple[PartnerOrder, ...]:
    sums = {
        order_id: rest
        for order_id, *rest in PurchaseLine.objects.filter(order__in=found)
        .values_list("order_id")
        .annotate(
            titles=Count("pk"), copies=Sum("ordered"), came=Sum("received"),
            listed=Sum(F("list_price") * F("ordered")), net=Sum(F("unit_cost") * F("ordered")),
        )
    }  # fmt: skip
    return tuple(_partner_order(one, *sums[one.pk]) for one in found if one.pk in sums)


def _partner_order(
    one: PurchaseOrder, titles: int, copies: int, received: int, listed: Decimal, net: Decimal
) -> PartnerOrder:
    place = one.warehouse
    return PartnerOrder(
        number=one.number, state=one.state, state_label=one.get_state_display(), place_code=place.code,
        place=place_name(zh=place.name_zh, en=place.name_en), address=place.address,
        terms_label=one.get_terms_display(), currency=one.currency, sent_at=one.sent_at, expected_on=one.expected_on,
        answered_at=one.answered_at, titles=titles, copies=copies, received=received, list_total=listed, net_total=net,
    )  # fmt: skip
