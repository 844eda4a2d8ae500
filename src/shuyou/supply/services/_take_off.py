"""Taking a bank's line off a payment it does not belong to: the payment stands as its other lines leave it."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import EntryFree, EntryNeeded
from shuyou.supply.events import EntryTakenOff
from shuyou.supply.models import BankEntry, Invoice, Payment, PaymentRun, Settlement
from shuyou.supply.services._payments import UNDER_WAY
from shuyou.supply.services._statements import mark_paper, settle_runs

State = Payment.State
Verdict = BankEntry.Verdict


@use_case("supply.match_invoices")
def take_entry_off_payment(*, entry_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a line of a statement off the payment it was put to; it belongs to none again, and may be put to another.

    The payment, and the paper it is for, stand as if the line had never been put there.

    :raises NotFound: there is no such line.
    :raises EntryFree: the line belongs to no payment.
    :raises EntryNeeded: it is needed there: more came back than went out without it, or its paper is paid anew.
    """
    entry = BankEntry.objects.select_for_update(no_key=True, of=("self",)).filter(pk=entry_id).first()
    if entry is None:
        raise NotFound(what=_("bank line"), key=entry_id)
    if entry.payment_id is None:
        raise EntryFree()
    # Whoever draws up a payment holds its paper first and asks for no payment; whoever reads a statement holds
    # payments before papers, as here.
    held = Payment.objects.select_for_update(no_key=True, of=("self",)).select_related("invoice", "settlement")
    payment = held.get(pk=entry.payment_id)
    _hold_paper(payment)
    rest = list(BankEntry.objects.filter(payment=payment).exclude(pk=entry.pk).order_by("booked_on", "pk"))
    _stand(payment, rest)
    if payment.paid < 0 or _is_paid_anew(payment):
        raise EntryNeeded(number=payment.paper_number)
    entry.payment, entry.verdict = None, Verdict.UNKNOWN if entry.amount < 0 else Verdict.OTHER
    entry.save(update_fields=["payment", "verdict"])
    BankEntry.objects.bulk_update(rest, ["verdict"])
    payment.save(update_fields=["paid", "paid_on", "state"])
    mark_paper(payment, payment.paid_on if payment.state == State.PAID else None)
    _wait_for(payment)
    settle_runs()
    publish(EntryTakenOff(entry_id=entry.pk, payment_id=payment.pk, state=payment.state), actor=actor, at=at)


def _hold_paper(payment: Payment) -> None:
    """Have nobody draw up another payment of the same paper meanwhile."""
    if payment.invoice_id is not None:
        Invoice.objects.select_for_update(no_key=True, of=("self",)).get(pk=payment.invoice_id)
    if payment.settlement_id is not None:
        Settlement.objects.select_for_update(no_key=True, of=("self",)).get(pk=payment.settlement_id)


def _stand(payment: Payment, lines: Sequence[BankEntry]) -> None:
    """Let a payment, and what its lines are, be what these lines alone make of it."""
    out = [line for line in lines if line.amount < 0]
    payment.paid = -sum((line.amount for line in lines), ZERO)
    payment.paid_on = max((line.booked_on for line in out), default=None)
    payment.state = _state(payment, lines)
    if payment.state == State.PAID:
        out[-1].verdict = Verdict.PAID
    elif payment.state == State.DIFFERS:
        for line in out:
            line.verdict = Verdict.DIFFERS


def _state(payment: Payment, lines: Sequence[BankEntry]) -> Payment.State:
    if not lines:
        return State.WAITING
    if payment.paid <= 0:
        return State.RETURNED
    is_of_its_currency = all(line.currency == payment.currency for line in lines)
    return State.PAID if is_of_its_currency and payment.paid == payment.amount else State.DIFFERS


def _is_paid_anew(payment: Payment) -> bool:
    """Tell whether a payment that is under way again is not the only one of its paper."""
    others = Payment.objects.filter(invoice=payment.invoice_id, settlement=payment.settlement_id, state__in=UNDER_WAY)
    return payment.state in UNDER_WAY and others.exclude(pk=payment.pk).exists()


def _wait_for(payment: Payment) -> None:
    """Call the order to the bank open again when something of it is still to come."""
    if payment.state in (State.WAITING, State.DIFFERS):
        settled = PaymentRun.objects.filter(pk=payment.run_id, state=PaymentRun.State.SETTLED)
        settled.update(state=PaymentRun.State.RELEASED)
