"""The books of money: receipts, payments online, refunds, bills of providers and how they differ from ours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO
from shuyou.kernel.paging import PAGE, Page, Place, behind, within
from shuyou.kernel.usecase import query
from shuyou.members import queries as members
from shuyou.payments.models import BillDifference, Charge, Provider, Receipt, ReceiptReturn, Refund
from shuyou.payments.queries._sight import require_sight

STILL_DUE: Final = "due"
"""The filter of refunds that are not given back, however they stand."""
GIVE_BACK_WITHIN: Final = timedelta(days=7)
"""The law's time for giving money back once titles have come back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyFilter:
    """Which receipts a list shows; empty fields do not filter."""

    tender: str = ""
    reference: str = ""
    order: str = ""
    from_day: date | None = None
    to_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFilter:
    """Which charges, refunds or differences a list shows; empty fields do not filter."""

    state: str = ""
    provider: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class BookRow:
    """Money received, with who paid and what was given back of it."""

    receipt_id: int
    tender: str
    tender_label: str
    reference: str
    source: str
    amount: Decimal
    refunded: Decimal
    received_at: datetime
    member_number: str
    member_name: str

    @property
    def order(self) -> str:
        """Return the number of the order, or of the card, it was for."""
        return _shown(self.source)


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """Money asked of a reader through a provider."""

    number: str
    provider: str
    provider_label: str
    source: str
    amount: Decimal
    state: str
    state_label: str
    code_url: str
    trade: str
    trouble: str
    receipt_id: int | None
    made_at: datetime
    paid_at: datetime | None
    member_number: str
    member_name: str

    @property
    def order(self) -> str:
        """Return the number of the order it is for."""
        return _shown(self.source)


@dataclass(frozen=True, slots=True)
class RefundRow:
    """Money given back, or to be."""

    refund_id: int
    number: str
    source: str
    tender: str
    tender_label: str
    amount: Decimal
    state: str
    state_label: str
    reason: str
    reference: str
    failure: str
    asked_at: datetime
    done_at: datetime | None
    is_by_hand: bool
    """Whether no provider gives it back: the money did not come through one."""
    is_over_counter: bool
    """Whether it is cash of a till, which is given out of a drawer."""
    member_number: str
    member_name: str

    @property
    def order(self) -> str:
        """Return the number of the order, or of the card, it is of."""
        return _shown(self.source)

    @property
    def due_on(self) -> date:
        """Return the day by which the law wants it given back."""
        return club_day(self.asked_at + GIVE_BACK_WITHIN)

    def is_late(self, *, at: datetime) -> bool:
        """Tell whether it is not given back, and should have been."""
        return self.state != Refund.State.DONE and self.due_on < club_day(at)


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """Something that a bill and our books say differently."""

    difference_id: int
    day: date
    provider_label: str
    kind_label: str
    number: str
    is_refund: bool
    ours: Decimal | None
    theirs: Decimal | None
    decision: str
    compared_at: datetime


@query("payments.view")
def list_receipts(*, wanted: MoneyFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[BookRow]:
    """Return money received that passes the filter, page by page."""
    actor.require_all_stores()
    rows = Receipt.objects.all()
    if wanted.tender:
        rows = rows.filter(tender=wanted.tender)
    if wanted.reference:
        rows = rows.filter(reference=wanted.reference.strip().upper())
    if wanted.order:
        number = wanted.order.strip().upper()
        rows = rows.filter(source__in=[f"order:{number}", f"card:{number}"])
    rows = within(rows, "received_at", wanted.from_day, wanted.to_day)
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_book_rows(found)), after)


@query("payments.view")
def receipt_detail(*, receipt_id: int, actor: Actor) -> tuple[BookRow, tuple[RefundRow, ...]]:
    """
    Return money received and what was given back of it.

    :raises NotFound: there is no such receipt.
    """
    actor.require_all_stores()
    row = Receipt.objects.filter(pk=receipt_id).first()
    if row is None:
        raise NotFound(what=_("payment"), key=receipt_id)
    refunds = Refund.objects.filter(receipt_id=receipt_id).order_by("pk")
    return _book_rows([row])[0], tuple(_refund_rows(list(refunds)))


@query("payments.view")
def list_charges(*, wanted: StateFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[ChargeRow]:
    """Return payments online that pass the filter, page by page; `trouble` are those whose money waits for a use."""
    actor.require_all_stores()
    rows = Charge.objects.all()
    if wanted.state == "trouble":
        rows = rows.exclude(trouble="")
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.provider:
        rows = rows.filter(provider=wanted.provider)
    if wanted.number:
        rows = rows.filter(number=wanted.number.strip().upper())
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_charge_rows(found)), after)


@query("payments.view")
def charge_detail(*, number: str, actor: Actor) -> ChargeRow:
    """
    Return a payment online.

    :raises NotFound: there is no such charge.
    """
    row = Charge.objects.filter(number=number).first()
    if row is None:
        raise NotFound(what=_("payment"), key=number)
    require_sight(row.source, actor)
    return _charge_rows([row])[0]


@query("payments.view")
def list_refunds(*, wanted: StateFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[RefundRow]:
    """Return refunds that pass the filter, page by page."""
    actor.require_all_stores()
    rows = Refund.objects.all()
    if wanted.state == STILL_DUE:
        rows = rows.exclude(state=Refund.State.DONE)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.number:
        rows = rows.filter(number=wanted.number.strip().upper())
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_refund_rows(found)), after)


@query("payments.view")
def refund_detail(*, number: str, actor: Actor) -> RefundRow:
    """
    Return a refund.

    :raises NotFound: there is no such refund.
    """
    actor.require_all_stores()
    row = Refund.objects.filter(number=number).first()
    if row is None:
        raise NotFound(what=_("refund"), key=number)
    return _refund_rows([row])[0]


def cash_to_hand_out(*, sources: Sequence[str] | None = None, limit: int = PAGE) -> list[RefundRow]:
    """Return what cash of tills is to be given back, of these sources or of all, the oldest first, in two queries."""
    rows = _cash_to_hand_out()
    if sources is not None:
        rows = rows.filter(source__in=sources)
    return _refund_rows(list(rows.order_by("asked_at", "pk")[:limit]))


def sources_to_hand_out() -> list[str]:
    """Return for what cash of tills is to be given back, however much of it waits."""
    return list(_cash_to_hand_out().order_by("pk").values_list("source", flat=True))


def _cash_to_hand_out() -> QuerySet[Refund]:
    return Refund.objects.filter(tender=Receipt.Tender.CASH, receipt__at_till=True).exclude(state=Refund.State.DONE)


@query("payments.reconcile")
def list_differences(*, wanted: StateFilter, place: Place, actor: Actor, limit: int = PAGE) -> Page[DifferenceRow]:
    """Return what bills and our books say differently, page by page; those that wait, unless all are asked for."""
    actor.require_all_stores()
    rows = BillDifference.objects.select_related("bill")
    if wanted.state != "all":
        rows = rows.filter(decided_at=None)
    if wanted.provider:
        rows = rows.filter(bill__provider=wanted.provider)
    found, after = behind(rows, place, limit=limit)
    return Page(tuple(_difference_row(row) for row in found), after)


@query("payments.reconcile")
def difference_detail(*, difference_id: int, actor: Actor) -> DifferenceRow:
    """
    Return one thing that a bill and our books say differently.

    :raises NotFound: there is no such difference.
    """
    actor.require_all_stores()
    row = BillDifference.objects.select_related("bill").filter(pk=difference_id).first()
    if row is None:
        raise NotFound(what=_("difference"), key=difference_id)
    return _difference_row(row)


def _difference_row(row: BillDifference) -> DifferenceRow:
    return DifferenceRow(
        row.pk, row.bill.day, str(Provider(row.bill.provider).label), str(BillDifference.Kind(row.kind).label),
        row.number, row.is_refund, row.ours, row.theirs, row.decision, row.bill.compared_at,
    )  # fmt: skip


def _shown(source: str) -> str:
    """Return the number of an order; of a card, which can be paid with by its number, only the last four digits."""
    kind, _sep, number = source.partition(":")
    return f"…{number[-4:]}" if kind == "card" else number


def _names(member_ids: Sequence[int | None]) -> Mapping[int | None, tuple[str, str]]:
    known = [one for one in dict.fromkeys(member_ids) if one is not None]
    found = members.member_rows(member_ids=known) if known else []
    return {row.member_id: (row.number, row.name) for row in found}


def _book_rows(rows: Sequence[Receipt]) -> list[BookRow]:
    names = _names([row.member_id for row in rows])
    returned = dict(
        ReceiptReturn.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("pk", "refunded")
    )
    return [
        BookRow(
            row.pk, row.tender, str(Receipt.Tender(row.tender).label), row.reference, row.source, row.amount,
            returned.get(row.pk, ZERO), row.received_at, *names.get(row.member_id, ("", "")),
        )
        for row in rows
    ]  # fmt: skip


def _charge_rows(rows: Sequence[Charge]) -> list[ChargeRow]:
    names = _names([row.member_id for row in rows])
    return [
        ChargeRow(
            row.number, row.provider, str(Provider(row.provider).label), row.source, row.amount, row.state,
            str(Charge.State(row.state).label), row.code_url, row.trade, row.trouble, row.receipt_id, row.made_at,
            row.paid_at, *names.get(row.member_id, ("", "")),
        )
        for row in rows
    ]  # fmt: skip


def _refund_rows(rows: Sequence[Refund]) -> list[RefundRow]:
    names = _names([row.member_id for row in rows])
    receipts = {row.receipt_id for row in rows}
    charged = set(Charge.objects.filter(receipt__in=receipts).values_list("receipt_id", flat=True))
    cash = Receipt.objects.filter(pk__in=receipts, at_till=True, tender=Receipt.Tender.CASH)
    counter = set(cash.values_list("pk", flat=True))
    return [
        RefundRow(
            row.pk, row.number, row.source, row.tender, str(Receipt.Tender(row.tender).label), row.amount, row.state,
            str(Refund.State(row.state).label), row.reason, row.reference, row.failure, row.asked_at, row.done_at,
            row.receipt_id not in charged, row.receipt_id in counter, *names.get(row.member_id, ("", "")),
        )
        for row in rows
    ]  # fmt: skip
