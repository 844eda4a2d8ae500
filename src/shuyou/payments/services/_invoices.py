"""Invoices: asked for, issued by the tax service, taken back by red ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.money import ZERO
from shuyou.kernel.numbers import next_number
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.payments.adapters.invoices import invoice_provider, seller
from shuyou.payments.errors import (
    InvoiceInForce,
    InvoiceNotInForce,
    NothingToInvoice,
    ProviderFailed,
    ReasonMissing,
    TaxNumberWrong,
    TitleMissing,
)
from shuyou.payments.events import InvoiceAsked, InvoiceMoved
from shuyou.payments.exports.invoice_xml import invoice_xml
from shuyou.payments.models import Invoice, InvoiceLine
from shuyou.payments.ports import InvoiceAskedFor, Seller
from shuyou.payments.rules import tax_in

State, Kind = Invoice.State, Invoice.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceItem:
    """One line to be invoiced: its sum with tax inside, and the rate; None: exempt."""

    name: str
    quantity: int
    gross: Decimal
    rate: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDraft:
    """An invoice to be asked for; its lines come from what was sold, never from a form."""

    source: str
    member_id: int | None
    buyer_title: str
    tax_number: str
    items: Sequence[InvoiceItem]


def checked_buyer(*, title: str, tax_number: str) -> tuple[str, str]:
    """
    Return to whom an invoice is made out, as it is kept: the title, and the number of a firm.

    :raises TitleMissing: it has no buyer.
    :raises TaxNumberWrong: the number is no unified social credit code.
    """
    name, number = tidy(title)[:120], tidy(tax_number).replace(" ", "").upper()
    if not name:
        raise TitleMissing()
    if number and not uscc.is_valid(number):
        raise TaxNumberWrong(value=tax_number)
    return name, number


@step
def note_invoice(draft: InvoiceDraft, *, actor: Actor, at: datetime) -> int:
    """
    Ask for an invoice as part of another change, and return its id.

    :raises TitleMissing: it has no buyer.
    :raises TaxNumberWrong: the number is no unified social credit code.
    :raises NothingToInvoice: its lines sum to nothing.
    :raises InvoiceInForce: there is one already.
    """
    title, number = checked_buyer(title=draft.buyer_title, tax_number=draft.tax_number)
    parts = [(item, *tax_in(item.gross, item.rate)) for item in draft.items if item.gross]
    net, tax = sum((part[1] for part in parts), ZERO), sum((part[2] for part in parts), ZERO)
    if net + tax <= 0:
        raise NothingToInvoice(source=draft.source.removeprefix("order:"))
    try:
        with transaction.atomic():
            invoice = Invoice.objects.create(
                serial=next_number("FP", "invoice", width=10), source=draft.source, member_id=draft.member_id,
                buyer_title=title, tax_number=number, net=net, tax=tax, total=net + tax,
                asked_by=actor.signature, asked_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        raise InvoiceInForce(source=draft.source.removeprefix("order:")) from error
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice, position=place, name=item.name[:300], quantity=item.quantity, rate=item.rate, net=part,
            tax=of_it,
        )
        for place, (item, part, of_it) in enumerate(parts, 1)
    )  # fmt: skip
    publish(InvoiceAsked(invoice_id=invoice.pk, source=invoice.source, kind=invoice.kind), actor=actor, at=at)
    return invoice.pk


@use_case("payments.invoice")
def reverse_invoice(*, serial: str, reason: str, actor: Actor, at: datetime) -> str:
    """
    Take an invoice back by a red one, line by line, and return the serial of it.

    One that was not issued yet is given up, and its own serial returned: the tax service is not asked for it any more.

    :raises ReasonMissing: nobody could read later why.
    :raises NotFound: there is no such invoice.
    :raises InvoiceNotInForce: it was taken back or given up before, or is a red one.
    """
    said = tidy(reason)[:120]
    if not said:
        raise ReasonMissing()
    blue = Invoice.objects.select_for_update(no_key=True).filter(serial=serial).first()
    if blue is None:
        raise NotFound(what=_("invoice"), key=serial)
    if blue.kind != Kind.BLUE or blue.is_reversed:
        raise InvoiceNotInForce(serial=serial)
    return _ended(blue, said, actor, at).serial


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An invoice that a red one took back, or that was given up: to whom it was made out."""

    buyer_title: str
    tax_number: str


@step
def take_back_invoice(*, source: str, reason: str, actor: Actor, at: datetime) -> TakenBack | None:
    """
    Take the invoice back that is in force for a source, as part of another change; None: there is none.

    One that was only asked for is given up.
    """
    rows = Invoice.objects.select_for_update(no_key=True).filter(source=source, kind=Kind.BLUE, is_reversed=False)
    blue = rows.first()
    if blue is None:
        return None
    _ended(blue, tidy(reason)[:120], actor, at)
    return TakenBack(blue.buyer_title, blue.tax_number)


def _ended(blue: Invoice, said: str, actor: Actor, at: datetime) -> Invoice:
    """Take a held invoice back by a red one, which is returned; or give it up, if it was not issued."""
    if blue.state == State.ISSUED:
        return _taken_back(blue, said, actor, at)
    blue.state, blue.is_reversed, blue.reason = State.GONE, True, said
    blue.save(update_fields=["state", "is_reversed", "reason"])
    publish(InvoiceMoved(invoice_id=blue.pk, source=blue.source, state=blue.state), actor=actor, at=at)
    return blue


def _taken_back(blue: Invoice, said: str, actor: Actor, at: datetime) -> Invoice:
    """Return the red invoice, line by line, that takes a held one back."""
    blue.is_reversed = True
    blue.save(update_fields=["is_reversed"])
    red = Invoice.objects.create(
        serial=next_number("FP", "invoice", width=10), kind=Kind.RED, original=blue, source=blue.source,
        member_id=blue.member_id, buyer_title=blue.buyer_title, tax_number=blue.tax_number, net=-blue.net,
        tax=-blue.tax, total=-blue.total, reason=said, asked_by=actor.signature, asked_at=at,
    )  # fmt: skip
    lines = InvoiceLine.objects.filter(invoice=blue).order_by("position")
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=red, position=line.position, name=line.name, quantity=-line.quantity, rate=line.rate,
            net=-line.net, tax=-line.tax,
        )
        for line in lines
    )  # fmt: skip
    publish(InvoiceAsked(invoice_id=red.pk, source=red.source, kind=red.kind), actor=actor, at=at)
    return red


def issue_invoice(*, invoice_id: int, actor: Actor, at: datetime) -> str:
    """Have the tax service issue an invoice that was asked for, and return how it stands then."""
    actor.require("payments.invoice")
    row = Invoice.objects.select_related("original").get(pk=invoice_id)
    if row.state in (State.ISSUED, State.GONE):
        return row.state
    sells = seller()
    if row.original and row.original.seller_title:
        sells = Seller(row.original.seller_title, row.original.seller_number)
    asked = InvoiceAskedFor(
        serial=row.serial, original=row.original.number if row.original else "", seller=sells,
        buyer_title=row.buyer_title, tax_number=row.tax_number, net=row.net, tax=row.tax, total=row.total, at=at,
    )  # fmt: skip
    try:
        number = invoice_provider().issue(asked)
    except ProviderFailed as refusal:
        return _move(asked, number="", failure=str(refusal.params["reason"]), actor=actor, at=at)
    return _move(asked, number=number, failure="", actor=actor, at=at)


@use_case("payments.invoice")
def _move(asked: InvoiceAskedFor, *, number: str, failure: str, actor: Actor, at: datetime) -> str:
    row = Invoice.objects.select_for_update(of=("self",)).get(serial=asked.serial)
    if row.state == State.GONE and not number:
        return row.state
    is_late = row.state == State.GONE  # given up while the tax service issued it: a red one follows at once
    row.number, row.failure = number, failure[:120]
    row.state, row.issued_at = (State.ISSUED, at) if number else (State.FAILED, None)
    if number:
        row.seller_title, row.seller_number = asked.seller.title, asked.seller.number
        head = {
            "Number": number, "Kind": row.kind, "Serial": row.serial, "SellerName": row.seller_title,
            "SellerTaxNumber": row.seller_number, "BuyerName": row.buyer_title, "BuyerTaxNumber": row.tax_number,
            "OriginalNumber": asked.original,
        }  # fmt: skip
        lines = list(InvoiceLine.objects.filter(invoice=row).order_by("position"))
        row.xml = invoice_xml(head, lines, sums=(row.net, row.tax, row.total), at=at)
    row.save(update_fields=["number", "failure", "state", "issued_at", "seller_title", "seller_number", "xml"])
    if is_late:
        _taken_back(row, row.reason, actor, at)
        return row.state
    publish(InvoiceMoved(invoice_id=row.pk, source=row.source, state=row.state), actor=actor, at=at)
    return row.state
