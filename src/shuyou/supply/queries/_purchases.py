"""Orders to suppliers and deliveries: the lists, one of each in full, what differs, who waits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db.models import Count, F, Model, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemRow
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO, net_price
from shuyou.kernel.usecase import query
from shuyou.supply.models import Count as StockCount
from shuyou.supply.models import (
    Dispatch,
    PaymentRun,
    PurchaseLetter,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    ReceiptLine,
    Settlement,
    Supplier,
    SupplierContact,
    SupplierReturn,
    Transfer,
    Want,
)
from shuyou.supply.queries._paging import PAGE, Page, Place, behind
from shuyou.supply.queries._places import place_name, places_of
from shuyou.supply.rules import Came, Discrepancy, discrepancies, reasons

NOTHING: Final = (0, 0, 0, ZERO, ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseFilter:
    """Which orders a list shows; empty fields do not filter."""

    state: str = ""
    supplier_id: int = 0
    source: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseRow:
    """An order in a list, with its sums at list price (码洋) and net (实洋)."""

    order_id: int
    number: str
    supplier_id: int
    supplier_code: str
    supplier: str
    place: str
    source_label: str
    state: str
    state_label: str
    terms_label: str
    titles: int
    copies: int
    received: int
    list_total: Decimal
    net_total: Decimal
    currency: str
    expected_on: date | None
    created_at: datetime
    sent_at: datetime | None
    sent_as: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseLineRow:
    """A title of an order."""

    item: ItemRow
    ordered: int
    received: int
    list_price: Decimal
    discount_rate: Decimal
    unit_cost: Decimal
    own_why: str
    """What somebody wrote."""
    why: str
    """What somebody wrote, or the reason of the plan that proposed it."""
    waiting: int
    confirmed: int | None
    promised_on: date | None
    answer: str

    @property
    def is_short(self) -> bool:
        """Whether the supplier delivers fewer than ordered."""
        return self.confirmed is not None and self.confirmed < self.ordered

    @property
    def list_amount(self) -> Decimal:
        """What the copies come to at list price."""
        return self.list_price * self.ordered

    @property
    def net_amount(self) -> Decimal:
        """What the copies cost."""
        return self.unit_cost * self.ordered


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """The letter that an order goes out with."""

    recipient: str
    state: str
    state_label: str
    attempts: int
    next_at: datetime | None
    error: str
    sent_at: datetime | None

    @property
    def needs_somebody(self) -> bool:
        """Whether it does not go on by itself."""
        return self.state in (PurchaseLetter.State.FAILED, PurchaseLetter.State.UNCLEAR)


@dataclass(frozen=True, slots=True)
class PurchaseDetail:
    """An order in full."""

    row: PurchaseRow
    lines: tuple[PurchaseLineRow, ...]
    receipts: tuple[tuple[str, str], ...]
    order_format: str
    exchange_rate: Decimal
    address: str
    supplier_address: str
    contact: str
    answered_at: datetime | None
    dispatched: tuple[tuple[str, date, int, bool], ...]
    """Delivery notes that the supplier advised: number, day, copies, whether they were received."""
    order_email: str
    letter: LetterRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFilter:
    """Which deliveries a list shows; empty fields do not filter."""

    state: str = ""
    supplier_id: int = 0
    billed: str = ""
    """“no”: on the shelves and without an invoice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """A delivery in a list."""

    receipt_id: int
    number: str
    note_number: str
    supplier_id: int
    supplier: str
    place: str
    place_id: int
    order_number: str
    state: str
    state_label: str
    terms_label: str
    currency: str
    """What its prices are in: the order's, or the club's own if it is empty."""
    copies: int
    created_at: datetime
    posted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLineRow:
    """A title of a delivery: expected, good, damaged, and how many readers' copies are among them."""

    item: ItemRow
    expected: int
    copies: int
    damaged: int
    list_price: Decimal
    discount_rate: Decimal
    is_ordered: bool
    is_accepted: bool
    waiting: tuple[tuple[str, int], ...]
    """Numbers of wishes that wait for it, with their copies."""

    @property
    def differences(self) -> tuple[Discrepancy, ...]:
        """How the line differs from the order."""
        return tuple(discrepancies(Came(self.expected, self.copies, self.damaged, self.is_ordered)))

    @property
    def net_amount(self) -> Decimal:
        """What the good copies cost."""
        return net_price(self.list_price, self.discount_rate) * self.copies


@dataclass(frozen=True, slots=True)
class ReceiptDetail:
    """A delivery in full."""

    row: ReceiptRow
    lines: tuple[ReceiptLineRow, ...]

    @property
    def differing(self) -> tuple[ReceiptLineRow, ...]:
        """The lines that differ from the order."""
        return tuple(line for line in self.lines if line.differences)

    @property
    def list_total(self) -> Decimal:
        """What the good copies come to at list price."""
        return sum((line.list_price * line.copies for line in self.lines if line.is_accepted), ZERO)

    @property
    def net_total(self) -> Decimal:
        """What the good copies cost."""
        return sum((line.net_amount for line in self.lines if line.is_accepted), ZERO)

    @property
    def copies(self) -> int:
        """Good copies that go on the shelves."""
        return sum(line.copies for line in self.lines if line.is_accepted)


@query("supply.see_buying")
def list_purchases(*, wanted: PurchaseFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[PurchaseRow]:
    """Return orders, newest first, in two queries."""
    rows = PurchaseOrder.objects.select_related("supplier", "warehouse")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(warehouse_id__in=own)
    if wanted.state == "open":
        rows = rows.filter(state__in=("sent", "part"))
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.supplier_id:
        rows = rows.filter(supplier_id=wanted.supplier_id)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.number:
        rows = rows.filter(number=wanted.number.upper())
    found, next_after = behind(rows, place, limit=limit)
    sums = {
        order_id: rest
        for order_id, *rest in PurchaseLine.objects.filter(order__in=found)
        .values_list("order_id")
        .annotate(
            titles=Count("pk"), copies=Sum("ordered"), came=Sum("received"),
            listed=Sum(F("list_price") * F("ordered")), net=Sum(F("unit_cost") * F("ordered")),
        )
    }  # fmt: skip
    return Page(tuple(_purchase(one, *sums.get(one.pk, NOTHING)) for one in found), next_after)


@query("supply.see_buying")
def purchase_detail(*, number: str, actor: Actor) -> PurchaseDetail:
    """
    Return an order in full, in eight queries.

    :raises NotFound: there is none, or it is for a place that is not the actor's.
    """
    one = PurchaseOrder.objects.select_related("supplier", "warehouse").filter(number=number).first()
    own = places_of(actor=actor)
    if one is None or (own is not None and one.warehouse_id not in own):
        raise NotFound(what=_("order"), key=number)
    lines = list(PurchaseLine.objects.filter(order=one).order_by("pk"))
    items = {row.item_id: row for row in catalog.item_rows(item_ids=[line.item_id for line in lines])}
    waiting = dict(Want.objects.filter(purchase_line__order=one).values_list("item_id").annotate(copies=Sum("copies")))
    rows = tuple(
        PurchaseLineRow(
            item=items[line.item_id], ordered=line.ordered, received=line.received, list_price=line.list_price,
            discount_rate=line.discount_rate, unit_cost=line.unit_cost, own_why=line.why,
            why=line.why or reasons(line.facts), waiting=waiting.get(line.item_id, 0), confirmed=line.confirmed,
            promised_on=line.promised_on, answer=line.get_answer_display() if line.answer else "",
        )
        for line in lines
    )  # fmt: skip
    receipts = Receipt.objects.filter(order=one).exclude(state=Receipt.State.CANCELLED).order_by("pk")
    row = _purchase(
        one, len(lines), sum(line.ordered for line in lines), sum(line.received for line in lines),
        sum((line.list_amount for line in rows), ZERO), sum((line.net_amount for line in rows), ZERO),
    )  # fmt: skip
    contact = SupplierContact.objects.filter(supplier_id=one.supplier_id).order_by("pk").first()
    return PurchaseDetail(
        row, rows, tuple(receipts.values_list("number", "note_number")), one.supplier.order_format, one.exchange_rate,
        one.warehouse.address, one.supplier.address,
        " · ".join(part for part in (contact.name, contact.phone, contact.email) if part) if contact else "",
        one.answered_at, _dispatched(one), one.supplier.order_email, _letter(one),
    )  # fmt: skip


@query("supply.see_buying")
def list_receipts(*, wanted: ReceiptFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ReceiptRow]:
    """Return deliveries, newest first, in two queries."""
    rows = Receipt.objects.select_related("supplier", "warehouse", "order")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(warehouse_id__in=own)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.supplier_id:
        rows = rows.filter(supplier_id=wanted.supplier_id)
    if wanted.billed == "no":
        rows = rows.filter(state=Receipt.State.POSTED, invoice=None)
    found, next_after = behind(rows, place, limit=limit)
    copies = dict(
        ReceiptLine.objects.filter(receipt__in=found).values_list("receipt_id").annotate(copies=Sum("copies"))
    )
    return Page(tuple(_receipt(one, copies.get(one.pk, 0)) for one in found), next_after)


@query("supply.see_buying")
def receipt_detail(*, number: str, actor: Actor) -> ReceiptDetail:
    """
    Return a delivery in full, in four queries.

    :raises NotFound: there is none, or it is for a place that is not the actor's.
    """
    one = Receipt.objects.select_related("supplier", "warehouse", "order").filter(number=number).first()
    own = places_of(actor=actor)
    if one is None or (own is not None and one.warehouse_id not in own):
        raise NotFound(what=_("delivery"), key=number)
    lines = list(ReceiptLine.objects.filter(receipt=one).order_by("pk"))
    ids = [line.item_id for line in lines]
    items = {row.item_id: row for row in catalog.item_rows(item_ids=ids)}
    waiting = _waiting(ids, one.warehouse_id)
    rows = tuple(
        ReceiptLineRow(
            item=items[line.item_id], expected=line.expected, copies=line.copies, damaged=line.damaged,
            list_price=line.list_price, discount_rate=line.discount_rate,
            is_ordered=line.purchase_line_id is not None or one.order_id is None, is_accepted=line.is_accepted,
            waiting=waiting.get(line.item_id, ()),
        )
        for line in lines
    )  # fmt: skip
    return ReceiptDetail(_receipt(one, sum(line.copies for line in lines)), rows)


@query("supply.see_buying")
def expected_from(*, supplier_id: int, actor: Actor) -> list[tuple[str, str]]:
    """Return the orders of a supplier (0: of all) that still expect copies, oldest first, in one query."""
    rows = PurchaseOrder.objects.filter(state__in=("sent", "part")).order_by("pk")
    own = places_of(actor=actor)
    if own is not None:
        rows = rows.filter(warehouse_id__in=own)
    if supplier_id:
        rows = rows.filter(supplier_id=supplier_id)
    return [(number, name) for number, name in rows.values_list("number", "supplier__name")[:200]]


@query("supply.see_buying")
def default_terms(*, supplier_id: int, actor: Actor) -> tuple[str, Decimal]:
    """Return a supplier's usual terms and discount rate."""
    return Supplier.objects.values_list("terms", "discount_rate").get(pk=supplier_id)


def _dispatched(one: PurchaseOrder) -> tuple[tuple[str, date, int, bool], ...]:
    rows = Dispatch.objects.filter(order=one).annotate(copies=Sum("lines__copies")).order_by("pk")
    return tuple((row.note_number, row.sent_on, row.copies, row.receipt_id is not None) for row in rows)


def _letter(one: PurchaseOrder) -> LetterRow | None:
    letter = PurchaseLetter.objects.filter(order=one).first()
    if letter is None:
        return None
    return LetterRow(
        recipient=letter.recipient, state=letter.state, state_label=letter.get_state_display(),
        attempts=letter.attempts, next_at=letter.next_at, error=letter.error, sent_at=letter.sent_at,
    )  # fmt: skip


def _waiting(item_ids: Iterable[int], place_id: int) -> Mapping[int, tuple[tuple[str, int], ...]]:
    found: dict[int, tuple[tuple[str, int], ...]] = {}
    wants = Want.objects.filter(
        item_id__in=list(item_ids), warehouse_id=place_id, state__in=("open", "found", "ordered")
    )
    for item_id, number, copies in wants.order_by("asked_at", "pk").values_list("item_id", "number", "copies"):
        found[item_id or 0] = (*found.get(item_id or 0, ()), (number, copies))
    return found


def _purchase(
    one: PurchaseOrder, titles: int, copies: int, received: int, list_total: Decimal, net_total: Decimal
) -> PurchaseRow:
    return PurchaseRow(
        order_id=one.pk, number=one.number, supplier_id=one.supplier_id, supplier_code=one.supplier.code,
        supplier=one.supplier.name, place=place_name(zh=one.warehouse.name_zh, en=one.warehouse.name_en),
        source_label=one.get_source_display(), state=one.state, state_label=one.get_state_display(),
        terms_label=one.get_terms_display(), titles=titles, copies=copies, received=received, list_total=list_total,
        net_total=net_total, currency=one.currency, expected_on=one.expected_on, created_at=one.created_at,
        sent_at=one.sent_at, sent_as=one.sent_as, note=one.note,
    )  # fmt: skip


def _receipt(one: Receipt, copies: int) -> ReceiptRow:
    return ReceiptRow(
        receipt_id=one.pk, number=one.number, note_number=one.note_number, supplier_id=one.supplier_id,
        supplier=one.supplier.name, place=place_name(zh=one.warehouse.name_zh, en=one.warehouse.name_en),
        place_id=one.warehouse_id, order_number=one.order.number if one.order else "", state=one.state,
        state_label=one.get_state_display(), terms_label=one.get_terms_display(), copies=copies,
        currency=one.order.currency if one.order else "", created_at=one.created_at, posted_at=one.posted_at,
    )  # fmt: skip


def has_number(*, number: str) -> bool:
    """Tell whether a paper of supply goes by a number, in one query by its index."""
    kinds: dict[str, type[Model]] = {
        "PO": PurchaseOrder, "RC": Receipt, "TR": Transfer, "SR": SupplierReturn, "CT": StockCount, "ST": Settlement,
        "PY": PaymentRun,
    }  # fmt: skip
    model = kinds.get(number[:2])
    return model is not None and model._default_manager.filter(number=number).exists()
