"""Paying suppliers: what is agreed on, drawn up as one order to the bank, released, or given up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.money import ZERO
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import BankMissing, BankWrong, NothingThere, NotPayable, WrongState
from shuyou.supply.events import OwnAccountSaved, PaymentRunChanged
from shuyou.supply.models import Invoice, OwnAccount, Payment, PaymentRun, Settlement, SettlementLine, Supplier
from shuyou.supply.rules import account_typed, is_account, is_bank_code, text_typed

State = PaymentRun.State
AGREED: Final = (Invoice.State.MATCHED, Invoice.State.ACCEPTED)
UNDER_WAY: Final = (Payment.State.WAITING, Payment.State.PAID, Payment.State.DIFFERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDraft:
    """An account as typed: whose it is, at which bank, its number."""

    holder: str
    bank_code: str
    number: str


@use_case("supply.pay")
def save_own_account(draft: AccountDraft, *, actor: Actor, at: datetime) -> None:
    """
    Say from which account suppliers are paid.

    :raises TextMissing: nobody holds it.
    :raises BankWrong: there can be no such bank or account.
    """
    bank_code, number = bank_and_account(draft.bank_code, draft.number, fields=("bank_code", "number"))
    holder = text_typed(draft.holder, field="holder", limit=120)
    OwnAccount(pk=1, holder=holder, bank_code=bank_code, number=number).save()
    publish(OwnAccountSaved(), actor=actor, at=at)


@use_case("supply.match_invoices")
def draw_up_payments(
    *, invoice_ids: Sequence[int] = (), settlement_ids: Sequence[int] = (), pay_on: date, actor: Actor, at: datetime
) -> str:
    """
    Draw up the payment of invoices and settlements and return its number; each is paid once.

    :raises NothingThere: nothing was chosen.
    :raises BankMissing: the shop's own account, or a supplier's, is not known.
    :raises NotPayable: one is not agreed on, or is being paid or paid.
    """
    own = OwnAccount.objects.filter(pk=1).first()
    if own is None:
        raise BankMissing(name=_("the shop itself"))
    papers = [*_invoices(invoice_ids), *_settlements(settlement_ids)]
    if not papers:
        raise NothingThere()
    run = PaymentRun.objects.create(
        number=next_number("PY", "supplier_payment", width=6), pay_on=pay_on, holder=own.holder,
        bank_code=own.bank_code, account=own.number, created_at=at,
    )  # fmt: skip
    for place, one in enumerate(papers, start=1):
        one.run, one.end_to_end = run, f"{run.number}-{place}"
    Payment.objects.bulk_create(papers)
    _tell(run, len(papers), actor, at)
    return run.number


@use_case("supply.pay")
def release_payments(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Let payments go to the bank: from now on their file may be taken.

    :raises WrongState: they went there before, or were given up.
    """
    run = _held(number, State.DRAFT)
    run.released_at = at
    _turn(run, State.RELEASED, actor, at)


@use_case("supply.pay")
def cancel_payments(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Give payments up that are not with the bank, or that it refused as a whole; what they are for may be paid anew.

    :raises WrongState: the bank has carried some of them out.
    """
    run = _held(number, State.DRAFT, State.RELEASED)
    payments = Payment.objects.filter(run=run)
    if payments.exclude(state=Payment.State.WAITING).exists():
        raise WrongState(number=number, state=run.get_state_display())
    payments.update(state=Payment.State.CANCELLED)
    _turn(run, State.CANCELLED, actor, at)


def bank_and_account(bank: str, account: str, *, fields: tuple[str, str]) -> tuple[str, str]:
    """
    Return a bank's code and an account's number as they are kept.

    :raises BankWrong: there can be no such bank or account.
    """
    code, number = account_typed(bank), account_typed(account)
    if not is_bank_code(code):
        raise BankWrong(value=bank, field=fields[0])
    if not is_account(number):
        raise BankWrong(value=account, field=fields[1])
    return code, number


def _invoices(invoice_ids: Sequence[int]) -> list[Payment]:
    """Return payments of invoices, their rows held."""
    held = Invoice.objects.select_for_update(no_key=True, of=("self",)).select_related("supplier")
    invoices = list(held.filter(pk__in=invoice_ids).order_by("pk"))
    under_way = Payment.objects.filter(invoice__in=invoices, state__in=UNDER_WAY)
    taken = set(under_way.values_list("invoice_id", flat=True))
    for one in invoices:
        if one.state not in AGREED or one.pk in taken or one.net_total <= 0:
            raise NotPayable(number=one.number)
    return [_payment(one.supplier, one.net_total, one.currency, invoice=one) for one in invoices]


def _settlements(settlement_ids: Sequence[int]) -> list[Payment]:
    """Return payments of settlements, their rows held: copies on consignment stand in the club's own currency."""
    held = Settlement.objects.select_for_update(no_key=True, of=("self",)).select_related("supplier")
    found = list(held.filter(pk__in=settlement_ids).order_by("pk"))
    under_way = Payment.objects.filter(settlement__in=found, state__in=UNDER_WAY)
    taken = set(under_way.values_list("settlement_id", flat=True))
    nets = _nets(found)
    for one in found:
        if one.state != Settlement.State.AGREED or one.pk in taken or nets.get(one.pk, ZERO) <= 0:
            raise NotPayable(number=one.number)
    return [_payment(one.supplier, nets[one.pk], settings.SHUYOU_CURRENCY, settlement=one) for one in found]


def _nets(settlements: Sequence[Settlement]) -> dict[int, Decimal]:
    """Return what each settlement comes to."""
    lines = SettlementLine.objects.filter(settlement__in=settlements).order_by("settlement_id")
    return dict(lines.values_list("settlement_id").annotate(net=Sum(F("copies") * F("layer__unit_cost"))))


def _payment(
    supplier: Supplier, amount: Decimal, currency: str, *, invoice: Invoice | None = None,
    settlement: Settlement | None = None,
) -> Payment:  # fmt: skip
    if not supplier.bank_account:
        raise BankMissing(name=supplier.name)
    return Payment(
        payee=supplier.name, bank_code=supplier.bank_code, account=supplier.bank_account, amount=amount,
        currency=currency, invoice=invoice, settlement=settlement,
    )  # fmt: skip


def _held(number: str, *states: str) -> PaymentRun:
    run = PaymentRun.objects.select_for_update(no_key=True).filter(number=number).first()
    if run is None:
        raise NotFound(what=_("payment order"), key=number)
    if run.state not in states:
        raise WrongState(number=number, state=run.get_state_display())
    return run


def _turn(run: PaymentRun, state: str, actor: Actor, at: datetime) -> None:
    run.state = state
    run.save(update_fields=["state", "released_at"])
    _tell(run, Payment.objects.filter(run=run).count(), actor, at)


def _tell(run: PaymentRun, payments: int, actor: Actor, at: datetime) -> None:
    publish(PaymentRunChanged(run_id=run.pk, state=run.state, payments=payments), actor=actor, at=at)
