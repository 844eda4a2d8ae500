"""Invoices, and the accounts of institutions with their statements by month."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import add_months, day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.paging import PAGE, Page, Place, behind
from shuyou.kernel.registry import registry
from shuyou.kernel.usecase import query
from shuyou.payments.models import CreditEntry, Invoice, InvoiceLine
from shuyou.payments.queries._books import StateFilter
from shuyou.payments.queries._sight import require_sight

_ACCOUNTS: Final = """
    SELECT a.institution_id, i.number, i.name, a.most, a.owed FROM payments_creditaccount a
      JOIN members_institution i ON i.id = a.institution_id WHERE %(number)s IN ('', i.number)
     ORDER BY a.owed DESC, a.institution_id LIMIT 200
"""
_OPENING: Final = "SELECT coalesce(sum(amount), 0) FROM payments_creditentry WHERE account_id = %s AND at < %s"


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """An invoice in a list."""

    serial: str
    number: str
    kind: str
    kind_label: str
    source: str
    buyer_title: str
    seller_title: str
    seller_number: str
    tax_number: str
    net: Decimal
    tax: Decimal
    total: Decimal
    state: str
    state_label: str
    is_reversed: bool
    reason: str
    failure: str
    asked_at: datetime
    issued_at: datetime | None

    @property
    def order(self) -> str:
        """Return the number of the order it is for."""
        return self.source.removeprefix("order:")


@dataclass(frozen=True, slots=True)
class InvoiceLineRow:
    """One line of an invoice."""

    name: str
    quantity: int
    rate: Decimal | None
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """An invoice in full; `original` is the number of the one that a red one takes back."""

    row: InvoiceRow
    lines: tuple[InvoiceLineRow, ...]
    original: str
    xml: str


@dataclass(frozen=True, slots=True)
class CreditRow:
    """What an institution may owe, and owes."""

    institution_id: int
    number: str
    name: str
    most: Decimal
    owed: Decimal


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a statement, and what is owed after it."""

    at: datetime
    kind_label: str
    order: str
    amount: Decimal
    owed: Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """The account of an institution in one month."""

    account: CreditRow
    month: date
    opening: Decimal
    lines: tuple[StatementLine, ...]
    closing: Decimal


@query("payments.view")
def list_invoices(*, wanted: StateFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[InvoiceRow]:
    """Return invoices that pass the filter, page by page; of a page those that the actor may see."""
    rows = Invoice.objects.all()
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.number:
        rows = rows.filter(number=wanted.number.strip())
    found, after = behind(rows, place, limit=limit)
    seen = registry.sources_seen([row.source for row in found], actor)
    return Page(tuple(_row(row) for row in found if row.source in seen), after)


@query("payments.view")
def invoices_of(*, source: str, actor: Actor) -> list[InvoiceRow]:
    """Return the invoices for what stands in the books under a name, the latest first, in one query."""
    require_sight(source, actor)
    found = list(Invoice.objects.filter(source=source).order_by("-pk"))
    for row in found:
        actor.require_own(row.member_id)
    return [_row(row) for row in found]


@query("payments.view")
def invoice_detail(*, serial: str, actor: Actor) -> InvoiceDetail:
    """
    Return an invoice in full, in two queries.

    :raises NotFound: there is no such invoice.
    """
    row = Invoice.objects.filter(serial=serial).select_related("original").first()
    if row is None:
        raise NotFound(what=_("invoice"), key=serial)
    require_sight(row.source, actor)
    lines = InvoiceLine.objects.filter(invoice=row).order_by("position")
    return InvoiceDetail(
        _row(row),
        tuple(InvoiceLineRow(*line) for line in lines.values_list("name", "quantity", "rate", "net", "tax")),
        row.original.number if row.original else "",
        row.xml,
    )


def invoice_paper(*, serial: str, form: str, actor: Actor) -> tuple[bytes, str]:
    """
    Return an invoice as `xml` or `pdf`, with its media type.

    :raises NotFound: there is no such invoice.
    """
    # Drawing knows what an invoice looks like as a row, so it stands above this module.
    from shuyou.payments.exports.invoice_pdf import invoice_pdf

    found = invoice_detail(serial=serial, actor=actor)
    return (found.xml.encode(), "application/xml") if form == "xml" else (invoice_pdf(found), "application/pdf")


@query("payments.view")
def credit_accounts(*, number: str = "", actor: Actor) -> list[CreditRow]:
    """Return the institutions that buy on account, those that owe most first, in one query."""
    actor.require_all_stores()
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, {"number": number})
        return [CreditRow(*row) for row in cursor.fetchall()]


@query("payments.view")
def statement_of(*, number: str, month: date, actor: Actor) -> Statement:
    """
    Return the account of an institution in one month, in three queries.

    :raises NotFound: it does not buy on account.
    """
    actor.require_all_stores()
    found = credit_accounts(number=number, actor=actor)
    if not number or not found:
        raise NotFound(what=_("account"), key=number)
    start, end = day_start(month.replace(day=1)), day_start(add_months(month.replace(day=1), 1))
    with connection.cursor() as cursor:
        cursor.execute(_OPENING, [found[0].institution_id, start])
        owed = opening = Decimal(cursor.fetchone()[0])
    rows = CreditEntry.objects.filter(account_id=found[0].institution_id, at__gte=start, at__lt=end)
    lines = []
    for row in rows.order_by("at", "pk"):
        owed += row.amount
        label, order = str(CreditEntry.Kind(row.kind).label), row.source.removeprefix("order:")
        lines.append(StatementLine(row.at, label, order, row.amount, owed))
    return Statement(found[0], month.replace(day=1), opening, tuple(lines), owed)


def _row(row: Invoice) -> InvoiceRow:
    return InvoiceRow(
        row.serial, row.number, row.kind, str(Invoice.Kind(row.kind).label), row.source, row.buyer_title,
        row.seller_title, row.seller_number,
        row.tax_number, row.net, row.tax, row.total, row.state, str(Invoice.State(row.state).label), row.is_reversed,
        row.reason, row.failure, row.asked_at, row.issued_at,
    )  # fmt: skip
