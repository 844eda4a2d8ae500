"""Suppliers' invoices: entered for deliveries, matched three ways, disputed or accepted with a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import (
    CurrenciesMixed,
    InvoiceTaken,
    InvoiceUnlike,
    NothingThere,
    NumberWrong,
    ReasonMissing,
    TitleUnknown,
    WrongState,
)
from shuyou.supply.events import InvoiceChanged
from shuyou.supply.models import Invoice, InvoiceLine, Receipt, ReceiptLine, Supplier
from shuyou.supply.queries import invoice_differences
from shuyou.supply.rules import require_near, said, text_typed
from shuyou.supply.services._receive import QUEUE

State = Invoice.State


@dataclass(frozen=True, slots=True)
class InvoiceItem:
    """Copies of an item as billed."""

    item_id: int
    copies: int
    list_price: Decimal
    discount_rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDraft:
    """An invoice as it says itself: its sums at list price (码洋) and net (实洋), and the deliveries it is for."""

    supplier_id: int
    number: str
    invoiced_on: date
    list_total: Decimal
    net_total: Decimal
    receipt_numbers: Sequence[str]


@use_case("supply.match_invoices")
def enter_invoice(draft: InvoiceDraft, *, actor: Actor, at: datetime) -> int:
    """
    Enter an invoice and return its id; its lines are at first those of its deliveries, to be corrected as billed.

    :raises InvoiceTaken: this invoice of the supplier is entered already.
    :raises NothingThere: none of its deliveries waits for an invoice.
    :raises CurrenciesMixed: they were ordered in several currencies.
    :raises NotFound: there is no such supplier.
    :raises InvalidValue: it is of a day that nobody writes invoices of.
    """
    number = text_typed(draft.number, field="number", limit=40)
    supplier = Supplier.objects.filter(pk=draft.supplier_id).first()
    if supplier is None:
        raise NotFound(what=_("supplier"), key=draft.supplier_id)
    require_near(draft.invoiced_on, club_day(at), field="invoiced_on")
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [f"invoice:{supplier.pk}:{number}"])
    if Invoice.objects.filter(supplier=supplier, number=number).exists():
        raise InvoiceTaken(number=number)
    waiting = Receipt.objects.filter(
        supplier=supplier, number__in=draft.receipt_numbers, state=Receipt.State.POSTED, invoice=None
    ).select_for_update(no_key=True, of=("self",))
    ids = [receipt.pk for receipt in waiting.order_by("pk")]
    if not ids:
        raise NothingThere()
    invoice = Invoice.objects.create(
        currency=_currency(ids), supplier=supplier, number=number, invoiced_on=draft.invoiced_on,
        due_on=draft.invoiced_on + timedelta(days=supplier.payment_days), list_total=draft.list_total,
        net_total=draft.net_total, created_at=at,
    )  # fmt: skip
    Receipt.objects.filter(pk__in=ids).update(invoice=invoice)
    InvoiceLine.objects.bulk_create(_as_received(invoice, ids))
    _tell(invoice, actor, at)
    return invoice.pk


@use_case("supply.match_invoices")
def put_invoice_line(item: InvoiceItem, *, invoice_id: int, actor: Actor, at: datetime) -> None:
    """
    Say what an invoice bills for an item; no copies take the item off.

    :raises WrongState: it is matched or accepted.
    :raises TitleUnknown: the item is not in the catalog.
    :raises NumberWrong: so many copies cannot be.
    """
    invoice = _held(invoice_id, State.OPEN, State.DISPUTED)
    if not 0 <= item.copies <= 99_999:
        raise NumberWrong(value=item.copies, least=0, most=99_999, field="copies")
    if not catalog.item_rows(item_ids=[item.item_id]):
        raise TitleUnknown(value=item.item_id)
    if item.copies:
        line = InvoiceLine(
            invoice=invoice, item_id=item.item_id, copies=item.copies, list_price=item.list_price,
            discount_rate=item.discount_rate,
        )  # fmt: skip
        InvoiceLine.objects.bulk_create(
            [line], update_conflicts=True, unique_fields=["invoice", "item"],
            update_fields=["copies", "list_price", "discount_rate"],
        )  # fmt: skip
    else:
        InvoiceLine.objects.filter(invoice=invoice, item_id=item.item_id).delete()
    _tell(invoice, actor, at)


@use_case("supply.match_invoices")
def match_invoice(*, invoice_id: int, actor: Actor, at: datetime) -> None:
    """
    Call an invoice fitting if it says what was ordered and what came.

    :raises WrongState: it was decided before.
    :raises InvoiceUnlike: it does not fit.
    """
    invoice = _held(invoice_id, State.OPEN, State.DISPUTED)
    if found := invoice_differences(invoice_id=invoice.pk):
        raise InvoiceUnlike(count=len(found))
    _decide(invoice, State.MATCHED, "", actor, at)


@use_case("supply.match_invoices")
def accept_invoice(*, invoice_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """
    Accept an invoice in spite of its differences.

    :raises WrongState: it was decided before.
    :raises ReasonMissing: nobody says why.
    """
    _decide(_held(invoice_id, State.OPEN, State.DISPUTED), State.ACCEPTED, _reason(reason), actor, at)


@use_case("supply.match_invoices")
def dispute_invoice(*, invoice_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """
    Send an invoice back to the supplier.

    :raises WrongState: it was decided before.
    :raises ReasonMissing: nobody says why.
    """
    _decide(_held(invoice_id, State.OPEN), State.DISPUTED, _reason(reason), actor, at)


def _currency(receipt_ids: Sequence[int]) -> str:
    """Return what deliveries were ordered in; what nobody ordered is reckoned in the club's own currency."""
    ordered = Receipt.objects.filter(pk__in=receipt_ids).order_by("pk").values_list("order__currency", flat=True)
    currencies = sorted({currency or settings.SHUYOU_CURRENCY for currency in ordered})
    if len(currencies) > 1:
        raise CurrenciesMixed(currencies=", ".join(currencies))
    return currencies[0]


def _as_received(invoice: Invoice, receipt_ids: Sequence[int]) -> list[InvoiceLine]:
    """Return a line for each item that came, at the price of its last delivery."""
    lines: dict[int, InvoiceLine] = {}
    came = ReceiptLine.objects.filter(receipt_id__in=receipt_ids, is_accepted=True, copies__gt=0).order_by("pk")
    for line in came:
        known = lines.get(line.item_id)
        copies = line.copies + (known.copies if known else 0)
        lines[line.item_id] = InvoiceLine(
            invoice=invoice, item_id=line.item_id, copies=copies, list_price=line.list_price,
            discount_rate=line.discount_rate,
        )  # fmt: skip
    return list(lines.values())


def _reason(typed: str) -> str:
    reason = said(typed, field="reason", limit=200)
    if not reason:
        raise ReasonMissing()
    return reason


def _decide(invoice: Invoice, state: State, reason: str, actor: Actor, at: datetime) -> None:
    invoice.state, invoice.reason = state, reason
    invoice.save(update_fields=["state", "reason"])
    _tell(invoice, actor, at)


def _held(invoice_id: int, *states: State) -> Invoice:
    invoice = Invoice.objects.select_for_update(no_key=True).filter(pk=invoice_id).first()
    if invoice is None:
        raise NotFound(what=_("invoice"), key=invoice_id)
    if invoice.state not in states:
        raise WrongState(number=invoice.number, state=invoice.get_state_display())
    return invoice


def _tell(invoice: Invoice, actor: Actor, at: datetime) -> None:
    told = InvoiceChanged(invoice_id=invoice.pk, supplier_id=invoice.supplier_id, state=invoice.state)
    publish(told, actor=actor, at=at)
