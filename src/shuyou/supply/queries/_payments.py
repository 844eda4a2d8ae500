"""The bank: payments to suppliers, which invoices can be paid, and what statements say."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.supply.models import BankEntry, BankStatement, Invoice, OwnAccount, Payment, PaymentRun, Settlement
from shuyou.supply.queries._paging import PAGE, Page, Place, behind

MOST_DUE: Final = 200
"""Invoices that are offered to be paid at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnAccountRow:
    """The account that suppliers are paid from."""

    holder: str
    bank_code: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRunFilter:
    """Which payment orders a list shows; empty: all."""

    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRunRow:
    """A payment order in a list."""

    run_id: int
    number: str
    state: str
    state_label: str
    pay_on: date
    payments: int
    amounts: tuple[tuple[str, Decimal], ...]
    """What is paid in each currency."""
    created_at: datetime
    released_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """A payment of an invoice or a settlement."""

    invoice_id: int | None
    """None: it is of a settlement."""
    paper_number: str
    end_to_end: str
    payee: str
    bank_code: str
    account: str
    amount: Decimal
    currency: str
    state: str
    state_label: str
    paid: Decimal
    paid_on: date | None

    @property
    def difference(self) -> Decimal:
        """What was paid too much; below zero: too little."""
        return self.paid - self.amount if self.state == Payment.State.DIFFERS else Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRunDetail:
    """A payment order in full."""

    row: PaymentRunRow
    holder: str
    bank_code: str
    account: str
    payments: tuple[PaymentRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayableRow:
    """An invoice or a settlement that can be paid."""

    paper_id: int
    is_settlement: bool
    number: str
    supplier: str
    supplier_code: str
    has_account: bool
    due_on: date
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFilter:
    """Which lines of statements a list shows; empty fields do not filter."""

    verdict: str = ""
    statement_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """A line of a bank's statement."""

    entry_id: int
    booked_on: date
    amount: Decimal
    currency: str
    counterparty: str
    account: str
    remark: str
    verdict: str
    verdict_label: str
    statement: str
    run_number: str
    paper_number: str
    ordered: Decimal | None
    ordered_currency: str


@query("supply.see_buying")
def own_account(*, actor: Actor) -> OwnAccountRow | None:
    """Return the account that suppliers are paid from; None: nobody has said it."""
    one = OwnAccount.objects.filter(pk=1).first()
    return OwnAccountRow(holder=one.holder, bank_code=one.bank_code, number=one.number) if one else None


@query("supply.see_buying")
def payable_papers(*, until: date, actor: Actor) -> list[PayableRow]:
    """Return invoices and settlements that are agreed on, due until a day and not paid, due first, in three queries."""
    under_way = Payment.objects.filter(invoice=OuterRef("pk"), state__in=("waiting", "paid", "differs"))
    rows = Invoice.objects.filter(state__in=("matched", "accepted"), paid_on=None, due_on__lte=until, net_total__gt=0)
    rows = rows.exclude(Exists(under_way)).select_related("supplier").order_by("due_on", "pk")[:MOST_DUE]
    found = [_payable(one, one.net_total, one.currency, is_settlement=False) for one in rows]
    under_way = Payment.objects.filter(settlement=OuterRef("pk"), state__in=("waiting", "paid", "differs"))
    agreed = Settlement.objects.filter(state="agreed", paid_on=None, due_on__lte=until).exclude(Exists(under_way))
    drawn_up = agreed.annotate(net=Sum(F("lines__copies") * F("lines__layer__unit_cost"))).filter(net__gt=0)
    found += [
        _payable(one, one.net, settings.SHUYOU_CURRENCY, is_settlement=True)
        for one in drawn_up.select_related("supplier").order_by("due_on", "pk")[:MOST_DUE]
    ]
    return sorted(found, key=lambda row: (row.due_on, row.number))


@query("supply.see_buying")
def list_payment_runs(
    *, wanted: PaymentRunFilter, place: Place, actor: Actor, limit: int = PAGE
) -> Page[PaymentRunRow]:
    """Return payment orders, the newest first, in two queries (index `payment_run_by_state`)."""
    rows = PaymentRun.objects.filter(state=wanted.state) if wanted.state else PaymentRun.objects.all()
    found, next_after = behind(rows, place, limit=limit)
    counts, amounts = dict[int, int](), dict[int, tuple[tuple[str, Decimal], ...]]()
    sums = Payment.objects.filter(run__in=found).order_by("currency").values_list("run_id", "currency")
    for run_id, currency, count, amount in sums.annotate(n=Count("pk"), together=Sum("amount")):
        counts[run_id] = counts.get(run_id, 0) + count
        amounts[run_id] = (*amounts.get(run_id, ()), (currency, amount))
    return Page(tuple(_run(one, counts.get(one.pk, 0), amounts.get(one.pk, ())) for one in found), next_after)


@query("supply.see_buying")
def payment_run(*, number: str, actor: Actor) -> PaymentRunDetail:
    """
    Return a payment order in full, in two queries.

    :raises NotFound: there is none.
    """
    one = PaymentRun.objects.filter(number=number).first()
    if one is None:
        raise NotFound(what=_("payment order"), key=number)
    rows = tuple(
        _payment(row)
        for row in Payment.objects.filter(run=one).select_related("invoice", "settlement").order_by("pk")
    )  # fmt: skip
    sums = dict[str, Decimal]()
    for row in rows:
        sums[row.currency] = sums.get(row.currency, Decimal(0)) + row.amount
    return PaymentRunDetail(
        row=_run(one, len(rows), tuple(sorted(sums.items()))), holder=one.holder,
        bank_code=one.bank_code, account=one.account, payments=rows,
    )  # fmt: skip


@query("supply.see_buying")
def list_bank_entries(*, wanted: StatementFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[EntryRow]:
    """Return lines of statements, the latest first, in one query (index `bank_entry_by_verdict`)."""
    rows = BankEntry.objects.select_related("statement", "payment__run", "payment__invoice", "payment__settlement")
    if wanted.verdict:
        rows = rows.filter(verdict=wanted.verdict)
    if wanted.statement_id:
        rows = rows.filter(statement_id=wanted.statement_id)
    found, next_after = behind(rows, place, limit=limit)
    return Page(tuple(_entry(one) for one in found), next_after)


@query("supply.see_buying")
def bank_entry(*, entry_id: int, actor: Actor) -> tuple[EntryRow, list[PaymentRow]]:
    """
    Return a line of a statement and the payments it may be, those of its amount first, in two queries.

    :raises NotFound: there is none.
    """
    entries = BankEntry.objects.select_related("statement", "payment__run", "payment__invoice", "payment__settlement")
    one = entries.filter(pk=entry_id).first()
    if one is None:
        raise NotFound(what=_("bank line"), key=entry_id)
    went = Q(state__in=("waiting", "differs")) if one.amount < 0 else Q(paid__gt=0)
    with_bank = Payment.objects.filter(went, run__state__in=("released", "settled"), currency=one.currency)
    found = with_bank.select_related("invoice", "settlement").order_by("-pk")[:MOST_DUE]
    rows = sorted(map(_payment, found), key=lambda row: abs(row.amount - row.paid - abs(one.amount)))
    return _entry(one), rows


@query("supply.see_buying")
def statement_choices(*, actor: Actor) -> list[tuple[int, str]]:
    """Return the latest statements with their days, in one query."""
    rows = BankStatement.objects.order_by("-pk").values_list("pk", "name", "first_on", "last_on")[:50]
    return [(pk, f"{name} ({first:%m-%d} – {last:%m-%d})") for pk, name, first, last in rows]


def _payment(row: Payment) -> PaymentRow:
    return PaymentRow(
        invoice_id=row.invoice_id, paper_number=row.paper_number, end_to_end=row.end_to_end, payee=row.payee,
        bank_code=row.bank_code, account=row.account, amount=row.amount, currency=row.currency, state=row.state,
        state_label=row.get_state_display(), paid=row.paid, paid_on=row.paid_on,
    )  # fmt: skip


def _payable(one: Invoice | Settlement, amount: Decimal, currency: str, *, is_settlement: bool) -> PayableRow:
    return PayableRow(
        paper_id=one.pk, is_settlement=is_settlement, number=one.number, supplier=one.supplier.name,
        supplier_code=one.supplier.code, has_account=bool(one.supplier.bank_account), due_on=one.due_on, amount=amount,
        currency=currency,
    )  # fmt: skip


def _run(one: PaymentRun, payments: int, amounts: tuple[tuple[str, Decimal], ...]) -> PaymentRunRow:
    return PaymentRunRow(
        run_id=one.pk, number=one.number, state=one.state, state_label=one.get_state_display(), pay_on=one.pay_on,
        payments=payments, amounts=amounts, created_at=one.created_at, released_at=one.released_at,
    )  # fmt: skip


def _entry(one: BankEntry) -> EntryRow:
    payment = one.payment
    return EntryRow(
        entry_id=one.pk, booked_on=one.booked_on, amount=one.amount, currency=one.currency,
        counterparty=one.counterparty, account=one.account, remark=one.remark, verdict=one.verdict,
        verdict_label=one.get_verdict_display(), statement=one.statement.name,
        run_number=payment.run.number if payment else "", paper_number=payment.paper_number if payment else "",
        ordered=payment.amount if payment else None, ordered_currency=payment.currency if payment else "",
    )  # fmt: skip
