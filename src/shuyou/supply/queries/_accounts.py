"""Accounts with suppliers: invoices matched three ways, returns and what may go back, settlements."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO, net_price
from shuyou.kernel.usecase import query
from shuyou.supply.models import (
    Invoice,
    InvoiceLine,
    Receipt,
    ReceiptLine,
    ReturnLine,
    Settlement,
    SettlementLine,
    SupplierReturn,
)
from shuyou.supply.queries._paging import PAGE, Page, Place, behind
from shuyou.supply.queries._places import place_name, places_of
from shuyou.supply.rules import Billed, Difference, differences

# Free copies that may still go back, whose deadline comes before a day (or that have been long on the shelf).
_MAY_RETURN: Final = """
    SELECT l.id, s.item_id, l.on_hand - l.reserved, l.list_price, l.discount_rate, l.unit_cost, l.received_at,
           l.return_by, l.terms
      FROM supply_layer l JOIN supply_shelf s ON s.id = l.shelf_id
     WHERE l.supplier_id = %(supplier)s AND l.terms IN ('returnable', 'consignment') AND s.warehouse_id = %(place)s
       AND l.on_hand > l.reserved AND l.return_by BETWEEN %(today)s AND %(until)s
     ORDER BY l.return_by, l.id LIMIT %(limit)s
"""

# Which suppliers have copies somewhere whose deadline comes before a day.
_DUE: Final = """
    SELECT p.id, p.name, w.id, w.name_zh, w.name_en, count(*)::int, sum(l.on_hand - l.reserved)::int,
           sum((l.on_hand - l.reserved) * l.list_price), min(l.return_by)
      FROM supply_layer l JOIN supply_shelf s ON s.id = l.shelf_id JOIN supply_warehouse w ON w.id = s.warehouse_id
      JOIN supply_supplier p ON p.id = l.supplier_id
     WHERE l.on_hand > 0 AND l.on_hand > l.reserved AND l.return_by BETWEEN %s AND %s AND l.terms <> 'firm'
     GROUP BY p.id, w.id ORDER BY min(l.return_by), p.id, w.id
"""


SUMS: Final = {
    "together": Sum("copies"),
    "listed": Sum(F("copies") * F("layer__list_price")),
    "net": Sum(F("copies") * F("layer__unit_cost")),
}
NOTHING: Final = (0, ZERO, ZERO)
"""Copies, at list price, net."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFilter:
    """Which invoices a list shows; empty fields do not filter."""

    state: str = ""
    supplier_id: int = 0
    paid: str = ""
    """“yes” or “no”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """An invoice in a list."""

    invoice_id: int
    number: str
    supplier_id: int
    supplier: str
    invoiced_on: date
    due_on: date
    list_total: Decimal
    net_total: Decimal
    currency: str
    state: str
    state_label: str
    reason: str
    paid_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLineRow:
    """A title of an invoice: as ordered, as received, as billed."""

    item: ItemRow
    ordered: int
    ordered_rate: Decimal | None
    received: int
    received_price: Decimal | None
    billed: int
    list_price: Decimal
    discount_rate: Decimal
    found: tuple[Difference, ...]

    @property
    def net_amount(self) -> Decimal:
        """What is billed for it."""
        return net_price(self.list_price, self.discount_rate) * self.billed


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """An invoice in full, with all that differs."""

    row: InvoiceRow
    receipts: tuple[str, ...]
    lines: tuple[InvoiceLineRow, ...]
    found: tuple[Difference, ...]

    @property
    def of_sums(self) -> tuple[Difference, ...]:
        """Differences of its sums."""
        return tuple(one for one in self.found if one.item_id is None)

    @property
    def costs(self) -> Decimal:
        """What the differences of its lines cost us; below zero: what they save."""
        return sum((one.costs for one in self.found if one.item_id is not None), ZERO)


@dataclass(frozen=True, slots=True)
class DueReturn:
    """Copies of a supplier in a place whose deadline comes soon."""

    supplier_id: int
    supplier: str
    place_id: int
    place: str
    layers: int
    copies: int
    list_value: Decimal
    first_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnableRow:
    """A layer that may go back, or that goes back: how many copies, until when, at what price."""

    layer_id: int
    item: ItemRow
    copies: int
    list_price: Decimal
    discount_rate: Decimal
    unit_cost: Decimal
    received_at: datetime
    return_by: date | None
    terms: str

    @property
    def list_amount(self) -> Decimal:
        """What the copies come to at list price."""
        return self.list_price * self.copies

    @property
    def net_amount(self) -> Decimal:
        """What is to be credited for the copies."""
        return self.unit_cost * self.copies


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnFilter:
    """Which returns a list shows; empty fields do not filter."""

    state: str = ""
    supplier_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRow:
    """A return in a list."""

    return_id: int
    number: str
    supplier_id: int
    supplier: str
    place: str
    state: str
    state_label: str
    authorisation: str
    credit_note: str
    copies: int
    list_total: Decimal
    net_total: Decimal
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReturnDetail:
    """A return in full."""

    row: ReturnRow
    lines: tuple[ReturnableRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementFilter:
    """Which settlements a list shows; empty fields do not filter."""

    state: str = ""
    supplier_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRow:
    """A settlement in a list."""

    settlement_id: int
    number: str
    supplier_id: int
    supplier: str
    until: date
    due_on: date
    state: str
    state_label: str
    copies: int
    list_total: Decimal
    net_total: Decimal
    paid_on: date | None


@dataclass(frozen=True, slots=True)
class SettledTitle:
    """A title of a settlement, and the layers that its copies were sold from."""

    item: ItemRow
    lines: tuple[ReturnableRow, ...]

    @property
    def copies(self) -> int:
        """Copies of all layers."""
        return sum(line.copies for line in self.lines)

    @property
    def list_amount(self) -> Decimal:
        """What they come to at list price."""
        return _listed(self.lines)

    @property
    def net_amount(self) -> Decimal:
        """What is owed for them."""
        return _net(self.lines)


@dataclass(frozen=True, slots=True)
class SettlementDetail:
    """A settlement in full."""

    row: SettlementRow
    titles: tuple[SettledTitle, ...]

    @property
    def lines(self) -> tuple[ReturnableRow, ...]:
        """The lines of all titles."""
        return tuple(line for title in self.titles for line in title.lines)


@query("supply.see_buying")
def list_invoices(*, wanted: InvoiceFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[InvoiceRow]:
    """Return invoices by the day they are due, in two queries (indexes `invoice_by_due`, `invoice_by_state`)."""
    rows = Invoice.objects.select_related("supplier")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.supplier_id:
        rows = rows.filter(supplier_id=wanted.supplier_id)
    if wanted.paid:
        rows = rows.filter(paid_on__isnull=wanted.paid == "no")
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_invoice(one) for one in found), next_after)


@query("supply.see_buying")
def invoice_detail(*, invoice_id: int, actor: Actor) -> InvoiceDetail:
    """
    Return an invoice beside what was ordered and what came, in six queries.

    :raises NotFound: there is none.
    """
    one = Invoice.objects.select_related("supplier").filter(pk=invoice_id).first()
    if one is None:
        raise NotFound(what=_("invoice"), key=invoice_id)
    ways = _three_ways(one)
    ids = sorted({*ways.received, *ways.billed})
    items = {row.item_id: row for row in catalog.item_rows(item_ids=ids)}
    nothing = Billed(copies=0, list_price=ZERO, discount_rate=Decimal(0))
    lines = tuple(
        InvoiceLineRow(
            item=items[item_id], ordered=ways.ordered.get(item_id, 0), ordered_rate=ways.rates.get(item_id),
            received=ways.received.get(item_id, nothing).copies,
            received_price=ways.received[item_id].list_price if item_id in ways.received else None,
            billed=ways.billed.get(item_id, nothing).copies, list_price=ways.billed.get(item_id, nothing).list_price,
            discount_rate=ways.billed.get(item_id, nothing).discount_rate,
            found=tuple(found for found in ways.found if found.item_id == item_id),
        )
        for item_id in ids
    )  # fmt: skip
    receipts = Receipt.objects.filter(invoice=one).order_by("pk").values_list("number", flat=True)
    return InvoiceDetail(_invoice(one), tuple(receipts), lines, ways.found)


def invoice_differences(*, invoice_id: int) -> list[Difference]:
    """Return where an invoice differs from what was ordered and what came, in three queries."""
    return list(_three_ways(Invoice.objects.get(pk=invoice_id)).found)


@query("supply.see_buying")
def returns_due(*, on: date, days: int, actor: Actor) -> list[DueReturn]:
    """Return what has to go back within some days, by supplier and place, the first deadline first, in two queries."""
    own = places_of(actor=actor)
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [on, on + timedelta(days=days)])
        found = cursor.fetchall()
    return [
        DueReturn(row[0], row[1], row[2], place_name(zh=row[3], en=row[4]), *row[5:])
        for row in found
        if own is None or row[2] in own
    ]


@query("supply.see_buying")
def returnable_layers(
    *, supplier_id: int, place_id: int, on: date, days: int, actor: Actor, limit: int = 500
) -> list[ReturnableRow]:
    """
    Return free layers of a supplier in a place that have to go back within some days, in three queries.

    :raises NotFound: the place is not the actor's.
    """
    own = places_of(actor=actor)
    if own is not None and place_id not in own:
        raise NotFound(what=_("place"), key=place_id)
    values: dict[str, int | date] = {
        "supplier": supplier_id, "place": place_id, "today": on, "until": on + timedelta(days=days), "limit": limit
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MAY_RETURN, values)
        found = cursor.fetchall()
    items = {row.item_id: row for row in catalog.item_rows(item_ids=[row[1] for row in found])}
    return [
        ReturnableRow(
            layer_id=row[0], item=items[row[1]], copies=row[2], list_price=row[3], discount_rate=row[4],
            unit_cost=row[5], received_at=row[6], return_by=row[7], terms=row[8],
        )
        for row in found
    ]  # fmt: skip


@query("supply.see_buying")
def list_returns(*, wanted: ReturnFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ReturnRow]:
    """Return returns to suppliers, newest first, in two queries."""
    rows = SupplierReturn.objects.select_related("supplier", "warehouse")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(warehouse_id__in=own)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.supplier_id:
        rows = rows.filter(supplier_id=wanted.supplier_id)
    found, next_after = behind(rows, place, limit=limit)
    sums = _sums(ReturnLine.objects.filter(supplier_return__in=found), "supplier_return_id")
    return Page(tuple(_return(one, *sums.get(one.pk, NOTHING)) for one in found), next_after)


@query("supply.see_buying")
def return_detail(*, number: str, actor: Actor) -> ReturnDetail:
    """
    Return a return to a supplier in full, in four queries.

    :raises NotFound: there is none, or it is of a place that is not the actor's.
    """
    one = SupplierReturn.objects.select_related("supplier", "warehouse").filter(number=number).first()
    own = places_of(actor=actor)
    if one is None or (own is not None and one.warehouse_id not in own):
        raise NotFound(what=_("return"), key=number)
    found = list(ReturnLine.objects.filter(supplier_return=one).select_related("layer__shelf").order_by("pk"))
    items = {row.item_id: row for row in catalog.item_rows(item_ids=[line.layer.shelf.item_id for line in found])}
    lines = tuple(_layer_row(line, items) for line in found)
    sums = sum(line.copies for line in lines), _listed(lines), _net(lines)
    return ReturnDetail(_return(one, *sums), lines)


@query("supply.see_buying")
def list_settlements(*, wanted: SettlementFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[SettlementRow]:
    """Return settlements, newest first, in two queries."""
    rows = Settlement.objects.select_related("supplier")
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.supplier_id:
        rows = rows.filter(supplier_id=wanted.supplier_id)
    found, next_after = behind(rows, place, limit=limit)
    sums = _sums(SettlementLine.objects.filter(settlement__in=found), "settlement_id")
    return Page(tuple(_settlement(one, *sums.get(one.pk, NOTHING)) for one in found), next_after)


@query("supply.see_buying")
def settlement_detail(*, number: str, actor: Actor) -> SettlementDetail:
    """
    Return a settlement in full, in three queries.

    :raises NotFound: there is none.
    """
    one = Settlement.objects.select_related("supplier").filter(number=number).first()
    if one is None:
        raise NotFound(what=_("settlement"), key=number)
    found = list(SettlementLine.objects.filter(settlement=one).select_related("layer__shelf").order_by("pk"))
    items = {row.item_id: row for row in catalog.item_rows(item_ids=[line.layer.shelf.item_id for line in found])}
    lines = tuple(_layer_row(line, items) for line in found)
    sums = sum(line.copies for line in lines), _listed(lines), _net(lines)
    by_title: dict[int, list[ReturnableRow]] = {}
    for line in lines:
        by_title.setdefault(line.item.item_id, []).append(line)
    titles = tuple(SettledTitle(rows[0].item, tuple(rows)) for rows in by_title.values())
    return SettlementDetail(_settlement(one, *sums), titles)


@dataclass(frozen=True, slots=True)
class _Ways:
    ordered: dict[int, int]
    rates: dict[int, Decimal]
    received: dict[int, Billed]
    billed: dict[int, Billed]
    found: tuple[Difference, ...]


def _three_ways(one: Invoice) -> _Ways:
    came = ReceiptLine.objects.filter(receipt__invoice=one, is_accepted=True, copies__gt=0)
    ordered, rates, received = dict[int, int](), dict[int, Decimal](), dict[int, Billed]()
    for line in came.select_related("purchase_line").order_by("pk"):
        known = received.get(line.item_id)
        received[line.item_id] = Billed(
            copies=line.copies + (known.copies if known else 0), list_price=line.list_price,
            discount_rate=line.discount_rate,
        )  # fmt: skip
        if line.purchase_line:
            ordered[line.item_id] = ordered.get(line.item_id, 0) + line.purchase_line.ordered
            rates[line.item_id] = line.purchase_line.discount_rate
    billed = {
        line.item_id: Billed(copies=line.copies, list_price=line.list_price, discount_rate=line.discount_rate)
        for line in InvoiceLine.objects.filter(invoice=one).order_by("pk")
    }
    found = differences(received, billed, rates, list_total=one.list_total, net_total=one.net_total)
    return _Ways(ordered, rates, received, billed, tuple(found))


def _sums(
    lines: QuerySet[ReturnLine] | QuerySet[SettlementLine], paper: str
) -> dict[int, tuple[int, Decimal, Decimal]]:
    """Return copies, list and net totals of each paper that the lines stand on."""
    return {paper_id: (copies, *totals) for paper_id, copies, *totals in lines.values_list(paper).annotate(**SUMS)}


def _listed(lines: tuple[ReturnableRow, ...]) -> Decimal:
    return sum((line.list_amount for line in lines), ZERO)


def _net(lines: tuple[ReturnableRow, ...]) -> Decimal:
    return sum((line.net_amount for line in lines), ZERO)


def _layer_row(line: ReturnLine | SettlementLine, items: dict[int, ItemRow]) -> ReturnableRow:
    layer = line.layer
    return ReturnableRow(
        layer_id=layer.pk, item=items[layer.shelf.item_id], copies=line.copies, list_price=layer.list_price,
        discount_rate=layer.discount_rate, unit_cost=layer.unit_cost, received_at=layer.received_at,
        return_by=layer.return_by, terms=layer.get_terms_display(),
    )  # fmt: skip


def _invoice(one: Invoice) -> InvoiceRow:
    return InvoiceRow(
        invoice_id=one.pk, number=one.number, supplier_id=one.supplier_id, supplier=one.supplier.name,
        invoiced_on=one.invoiced_on, due_on=one.due_on, list_total=one.list_total, net_total=one.net_total,
        currency=one.currency, state=one.state, state_label=one.get_state_display(),
        reason=one.reason, paid_on=one.paid_on,
    )  # fmt: skip


def _return(one: SupplierReturn, copies: int, list_total: Decimal, net_total: Decimal) -> ReturnRow:
    return ReturnRow(
        return_id=one.pk, number=one.number, supplier_id=one.supplier_id, supplier=one.supplier.name,
        place=place_name(zh=one.warehouse.name_zh, en=one.warehouse.name_en), state=one.state,
        state_label=one.get_state_display(), authorisation=one.authorisation, credit_note=one.credit_note,
        copies=copies, list_total=list_total, net_total=net_total, created_at=one.created_at, sent_at=one.sent_at,
    )  # fmt: skip


def _settlement(one: Settlement, copies: int, list_total: Decimal, net_total: Decimal) -> SettlementRow:
    return SettlementRow(
        settlement_id=one.pk, number=one.number, supplier_id=one.supplier_id, supplier=one.supplier.name,
        until=one.until, due_on=one.due_on, state=one.state, state_label=one.get_state_display(), copies=copies,
        list_total=list_total, net_total=net_total, paid_on=one.paid_on,
    )  # fmt: skip
