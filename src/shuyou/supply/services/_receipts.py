"""Deliveries: begun against an order, scanned title by title, put on the shelves at once."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import add_months, club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish, publish_many
from shuyou.kernel.money import cents, net_price
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import NoteTaken, NothingThere, NumberWrong, TitleUnknown, WrongState
from shuyou.supply.events import ReceiptChanged, ReceiptPosted
from shuyou.supply.models import PurchaseLine, PurchaseOrder, Receipt, ReceiptLine, Supplier, Terms
from shuyou.supply.rules import text_typed
from shuyou.supply.services._hold_wants import hold_for_readers
from shuyou.supply.services._partners import dispatched_copies
from shuyou.supply.services._postings import NewLayer, put_layers
from shuyou.supply.services._purchases import held_purchase
from shuyou.supply.services._receive import QUEUE
from shuyou.supply.services._scan_keys import forget_scans, is_new_scan
from shuyou.supply.services._scope import require_place

MOST_COPIES = 99_999
SENT, PART, CLOSED = PurchaseOrder.State.SENT, PurchaseOrder.State.PART, PurchaseOrder.State.CLOSED

_COUNT_IN = """
    INSERT INTO supply_receiptline AS l (receipt_id, item_id, expected, copies, damaged, list_price, discount_rate,
                                         is_accepted)
    VALUES (%(receipt)s, %(item)s, 0, %(copies)s, %(damaged)s, %(list_price)s, %(rate)s, true)
    ON CONFLICT (receipt_id, item_id) DO UPDATE SET copies = l.copies + EXCLUDED.copies,
        damaged = l.damaged + EXCLUDED.damaged
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptDraft:
    """A delivery as its note says: of an order, or of none."""

    note_number: str
    order_number: str = ""
    supplier_id: int = 0
    warehouse_id: int = 0
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptCounts:
    """What came of an item, typed rather than scanned."""

    item_id: int
    copies: int
    damaged: int = 0
    list_price: Decimal
    discount_rate: Decimal
    is_accepted: bool = True


@use_case("supply.receive")
def begin_receipt(draft: ReceiptDraft, *, actor: Actor, at: datetime) -> str:
    """
    Begin to receive a delivery and return its number; of an order, what is still expected stands on it.

    If the supplier advised the note, only the copies that are on their way are expected with it.

    :raises NoteTaken: this note of the supplier was received before.
    :raises NotFound: there is no such order or supplier.
    :raises WrongState: the order expects nothing.
    :raises NotYourPlace: the actor belongs to other places.
    """
    note = text_typed(draft.note_number, field="note_number", limit=60)
    order = held_purchase(draft.order_number, SENT, PART) if draft.order_number else None
    supplier = order.supplier if order else Supplier.objects.filter(pk=draft.supplier_id).first()
    if supplier is None:
        raise NotFound(what=_("supplier"), key=draft.supplier_id)
    warehouse_id = order.warehouse_id if order else draft.warehouse_id
    require_place(warehouse_id, actor=actor)
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [f"note:{supplier.pk}:{note}"])
    known = Receipt.objects.filter(supplier=supplier, note_number=note).exclude(state=Receipt.State.CANCELLED).first()
    if known is not None:
        raise NoteTaken(note=note, number=known.number)
    terms = order.terms if order else draft.terms
    receipt = Receipt.objects.create(
        number=next_number("RC", "receipt", width=6), supplier=supplier, warehouse_id=warehouse_id, order=order,
        note_number=note, terms=terms if terms in Terms.values else supplier.terms, created_at=at,
    )  # fmt: skip
    _expect(receipt, note)
    _tell(receipt, "begun", actor, at)
    return receipt.number


@use_case("supply.receive")
def scan_into_receipt(
    *, number: str, item_id: int, copies: int = 1, is_damaged: bool = False, key: str = "", actor: Actor, at: datetime
) -> None:
    """
    Add copies of an item that came; one that was not ordered gets a line of its own.

    `key` names the scan: the same one counts once. One that is refused may come again.

    :raises WrongState: the delivery is on the shelves.
    :raises TitleUnknown: the item is not in the catalog.
    :raises NumberWrong: so many copies cannot be.
    """
    receipt = _held(number)
    require_place(receipt.warehouse_id, actor=actor)
    _require_number(copies, least=1)
    rows = catalog.item_rows(item_ids=[item_id])
    if not rows:
        raise TitleUnknown(value=item_id)
    if not is_new_scan(key, paper=_source(receipt)):
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_IN, {
            "receipt": receipt.pk, "item": item_id, "copies": 0 if is_damaged else copies,
            "damaged": copies if is_damaged else 0, "list_price": cents(rows[0].list_price / _exchange(receipt)),
            "rate": receipt.supplier.discount_rate,
        })  # fmt: skip
    _tell(receipt, "scanned", actor, at)


@use_case("supply.receive")
def put_receipt_line(counts: ReceiptCounts, *, number: str, actor: Actor, at: datetime) -> None:
    """
    Say how many copies of an item came, at which price, and whether unordered ones are kept.

    :raises WrongState: the delivery is on the shelves.
    :raises NotFound: the item is not on it.
    :raises NumberWrong: so many copies cannot be.
    """
    receipt = _held(number)
    require_place(receipt.warehouse_id, actor=actor)
    _require_number(counts.copies)
    _require_number(counts.damaged)
    done = ReceiptLine.objects.filter(receipt=receipt, item_id=counts.item_id).update(
        copies=counts.copies, damaged=counts.damaged, list_price=counts.list_price,
        discount_rate=counts.discount_rate, is_accepted=counts.is_accepted,
    )  # fmt: skip
    if not done:
        raise NotFound(what=_("line"), key=counts.item_id)
    _tell(receipt, "line", actor, at)


@use_case("supply.receive")
def receive_as_expected(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Say that everything nobody has scanned came as ordered.

    :raises WrongState: the delivery is on the shelves.
    """
    receipt = _held(number)
    require_place(receipt.warehouse_id, actor=actor)
    ReceiptLine.objects.filter(receipt=receipt, copies=0, damaged=0).update(copies=F("expected"))
    _tell(receipt, "as expected", actor, at)


@use_case("supply.receive")
def post_receipt(*, number: str, actor: Actor, at: datetime) -> int:
    """
    Put a delivery on the shelves, tell its order, hold copies for readers who wait; return how many copies came.

    :raises WrongState: it is on the shelves already.
    :raises NothingThere: no copy came.
    """
    receipt = _held(number)
    require_place(receipt.warehouse_id, actor=actor)
    lines = list(ReceiptLine.objects.filter(receipt=receipt, is_accepted=True, copies__gt=0).order_by("pk"))
    if not lines:
        raise NothingThere()
    put_layers(
        [_layer(receipt, line, at) for line in lines], warehouse_id=receipt.warehouse_id, source=_source(receipt), at=at
    )
    came = {line.purchase_line_id: line.copies for line in lines if line.purchase_line_id}
    order = _tell_order(receipt, came, at)
    receipt.state, receipt.posted_at = Receipt.State.POSTED, at
    receipt.save(update_fields=["state", "posted_at"])
    forget_scans(paper=_source(receipt))
    copies = {line.item_id: line.copies for line in lines}
    arrived = hold_for_readers(copies, warehouse_id=receipt.warehouse_id, at=at)
    told = ReceiptPosted(
        receipt_id=receipt.pk, order_id=order.pk if order else None, supplier_id=receipt.supplier_id,
        copies=sum(copies.values()), titles=len(copies), item_ids=sorted(copies),
    )  # fmt: skip
    publish_many([told, *arrived], actor=actor, at=at)
    return told.copies


@use_case("supply.receive")
def cancel_receipt(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Give up a delivery that is not on the shelves; its note may be entered again.

    :raises WrongState: it is on the shelves.
    """
    receipt = _held(number)
    require_place(receipt.warehouse_id, actor=actor)
    forget_scans(paper=_source(receipt))
    receipt.state = Receipt.State.CANCELLED
    receipt.save(update_fields=["state"])
    _tell(receipt, "cancelled", actor, at)


def _expect(receipt: Receipt, note: str) -> None:
    """Write on the sheet what is expected of the order: what the supplier advised with this note, or all of it."""
    dispatch, advised = dispatched_copies(supplier_id=receipt.supplier_id, note_number=note)
    if dispatch:
        dispatch.receipt = receipt
        dispatch.save(update_fields=["receipt"])
    if receipt.order is None:
        return
    expected = PurchaseLine.objects.filter(order=receipt.order, is_open=True, received__lt=F("ordered")).order_by("pk")
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            receipt=receipt, item_id=line.item_id, purchase_line=line,
            expected=advised.get(line.item_id, 0) if advised else line.ordered - line.received,
            list_price=line.list_price, discount_rate=line.discount_rate,
        )
        for line in expected
    )  # fmt: skip


def _layer(receipt: Receipt, line: ReceiptLine, at: datetime) -> NewLayer:
    exchange = _exchange(receipt)
    return NewLayer(
        item_id=line.item_id, copies=line.copies, supplier_id=receipt.supplier_id, terms=receipt.terms,
        list_price=cents(line.list_price * exchange), discount_rate=line.discount_rate,
        unit_cost=cents(net_price(line.list_price, line.discount_rate) * exchange), received_at=at,
        return_by=return_deadline(receipt.supplier, receipt.terms, club_day(at)),
    )  # fmt: skip


def _exchange(receipt: Receipt) -> Decimal:
    """Return what a unit of the currency costs that the sheet's prices are in: the order's, or our own."""
    return receipt.order.exchange_rate if receipt.order else Decimal(1)


def return_deadline(supplier: Supplier, terms: str, day: date) -> date | None:
    """Return the day until which copies received today may go back; None: they may not, or whenever."""
    if terms == Terms.FIRM or supplier.return_months is None:
        return None
    return add_months(day, supplier.return_months)


def _tell_order(receipt: Receipt, came: dict[int, int], at: datetime) -> PurchaseOrder | None:
    if receipt.order is None:
        return None
    order = PurchaseOrder.objects.select_for_update(no_key=True).get(pk=receipt.order.pk)
    lines = list(PurchaseLine.objects.filter(order=order).order_by("pk"))
    for line in lines:
        line.received += came.get(line.pk, 0)
        line.is_open = order.state in (SENT, PART) and line.received < line.ordered
    PurchaseLine.objects.bulk_update(lines, ["received", "is_open"])
    if order.state in (SENT, PART):
        order.state = PART if any(line.is_open for line in lines) else CLOSED
        order.closed_at = at if order.state == CLOSED else None
        order.save(update_fields=["state", "closed_at"])
    return order


def _require_number(copies: int, *, least: int = 0) -> None:
    if not least <= copies <= MOST_COPIES:
        raise NumberWrong(value=copies, least=least, most=MOST_COPIES, field="copies")


def _held(number: str) -> Receipt:
    receipts = Receipt.objects.select_for_update(no_key=True, of=("self",)).select_related("supplier", "order")
    receipt = receipts.filter(number=number).first()
    if receipt is None:
        raise NotFound(what=_("delivery"), key=number)
    if receipt.state != Receipt.State.OPEN:
        raise WrongState(number=number, state=receipt.get_state_display())
    return receipt


def _source(receipt: Receipt) -> str:
    return f"receipt:{receipt.number}"


def _tell(receipt: Receipt, what: str, actor: Actor, at: datetime) -> None:
    told = ReceiptChanged(receipt_id=receipt.pk, supplier_id=receipt.supplier_id, what=what)
    publish(told, actor=actor, at=at)
