"""Reading the bank's statement: each line is put to the payment it is, what differs or is nobody's stands out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import EntryPlaced, NothingThere, NotPayable, OtherAccount, StatementTaken
from shuyou.supply.events import EntryPut, StatementRead
from shuyou.supply.models import BankEntry, BankStatement, Invoice, OwnAccount, Payment, PaymentRun, Settlement
from shuyou.supply.rules import BankLine, Owed, payment_of
from shuyou.supply.services._receive import QUEUE

Verdict = BankEntry.Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementDraft:
    """A statement as its file says it; without an account it is of the shop's own."""

    name: str
    digest: str
    account: str
    lines: Sequence[BankLine]
    closing: Decimal | None = None


@use_case("supply.match_invoices")
def read_statement(draft: StatementDraft, *, actor: Actor, at: datetime) -> int:
    """
    Take a statement in and return its id; invoices that were paid as ordered are marked so, the rest is listed.

    A line that another statement told before is left out.

    :raises StatementTaken: this file was read before.
    :raises OtherAccount: it is of an account that suppliers are not paid from.
    :raises NothingThere: it has no lines.
    """
    own = OwnAccount.objects.filter(pk=1).first()
    account = draft.account or (own.number if own else "")
    if own is None or account != own.number:
        raise OtherAccount(account=account)
    with connection.cursor() as cursor:
        cursor.execute(QUEUE, [f"bank:{account}"])
    known = BankStatement.objects.filter(digest=draft.digest).first()
    if known is not None:
        raise StatementTaken(day=club_day(known.read_at).isoformat())
    if not draft.lines:
        raise NothingThere()
    days = [line.booked_on for line in draft.lines]
    statement = BankStatement.objects.create(
        name=draft.name[:120], digest=draft.digest, account=account, first_on=min(days), last_on=max(days),
        closing=draft.closing, read_at=at,
    )  # fmt: skip
    entries = _entries(statement, draft.lines)
    settle_runs()
    counted = {verdict: sum(one.verdict == verdict for one in entries) for verdict in (Verdict.PAID, Verdict.DIFFERS)}
    told = StatementRead(
        statement_id=statement.pk, lines=len(entries), paid=counted[Verdict.PAID], differing=counted[Verdict.DIFFERS]
    )
    publish(told, actor=actor, at=at)
    return statement.pk


@use_case("supply.match_invoices")
def put_entry_to_payment(*, entry_id: int, end_to_end: str, actor: Actor, at: datetime) -> None:
    """
    Say which payment a line of a statement is that belonged to none.

    What went out pays it, in whole or in part; what came in is a payment that came back.

    :raises NotFound: there is no such line, or no payment with the bank of that name.
    :raises EntryPlaced: the line belongs to a payment.
    :raises NotPayable: what came in for a payment that never went out.
    """
    entry = BankEntry.objects.select_for_update(no_key=True, of=("self",)).filter(pk=entry_id).first()
    if entry is None:
        raise NotFound(what=_("bank line"), key=entry_id)
    if entry.payment_id is not None:
        raise EntryPlaced()
    payment = next((one for one in _payments([end_to_end]).values() if one.end_to_end == end_to_end), None)
    if payment is None:
        raise NotFound(what=_("payment"), key=end_to_end)
    is_open = payment.state in (Payment.State.WAITING, Payment.State.DIFFERS)
    if not (is_open if entry.amount < 0 else payment.paid > 0):
        raise NotPayable(number=payment.paper_number)
    if entry.amount < 0:
        entry.verdict = _paid_out(payment, -entry.amount, entry.currency, entry.booked_on)
    else:
        entry.verdict = _paid_back(payment, entry.amount)
    entry.payment = payment
    entry.save(update_fields=["payment", "verdict"])
    settle_runs()
    publish(EntryPut(entry_id=entry.pk, payment_id=payment.pk, verdict=entry.verdict), actor=actor, at=at)


def _entries(statement: BankStatement, lines: Sequence[BankLine]) -> list[BankEntry]:
    """Write down the lines that are new, each with the payment it is, and change the payments."""
    keys = [f"{statement.account}|{line.reference}" for line in lines]
    before = set(BankEntry.objects.filter(key__in=keys).values_list("key", flat=True))
    payments = _payments([line.end_to_end for line in lines if line.end_to_end])
    entries = []
    for key, line in zip(keys, lines, strict=True):
        if key in before:
            continue
        before.add(key)
        payment, verdict = _carried_out(line, payments) if line.amount < 0 else _come_back(line, payments)
        entries.append(
            BankEntry(
                statement=statement, key=key, booked_on=line.booked_on, amount=line.amount, currency=line.currency,
                counterparty=line.counterparty, account=line.account, remark=line.remark, verdict=verdict,
                payment=payment,
            )
        )  # fmt: skip
    return BankEntry.objects.bulk_create(entries)


def _payments(names: Sequence[str]) -> dict[int, Payment]:
    """Return the payments that a line may be, held: those that wait, and those that lines call by their names."""
    held = Payment.objects.select_for_update(no_key=True, of=("self",)).order_by("pk")
    held = held.select_related("invoice", "settlement")
    with_bank = held.filter(run__state__in=(PaymentRun.State.RELEASED, PaymentRun.State.SETTLED))
    found = with_bank.filter(Q(state__in=(Payment.State.WAITING, Payment.State.DIFFERS)) | Q(end_to_end__in=names))
    return {one.pk: one for one in found}


def _carried_out(line: BankLine, payments: dict[int, Payment]) -> tuple[Payment | None, Verdict]:
    """Return the payment that went out with a line, and whether as ordered; a second part is added to the first."""
    payment = _found(line, payments, (Payment.State.WAITING, Payment.State.DIFFERS))
    if payment is None:
        return None, Verdict.UNKNOWN
    return payment, _paid_out(payment, -line.amount, line.currency, line.booked_on)


def _come_back(line: BankLine, payments: dict[int, Payment]) -> tuple[Payment | None, Verdict]:
    """Return the payment that came back with a line, by its name only; its invoice may be paid anew."""
    named = {pk: one for pk, one in payments.items() if line.end_to_end == one.end_to_end}
    payment = next(iter(named.values()), None)
    if payment is None:
        return None, Verdict.OTHER
    return payment, _paid_back(payment, line.amount)


def _paid_out(payment: Payment, amount: Decimal, currency: str, on: date) -> Verdict:
    """Note that an amount went out for a payment, and tell whether it is paid as ordered now."""
    payment.paid += amount
    payment.paid_on = on
    as_ordered = (payment.paid, currency) == (payment.amount, payment.currency)
    payment.state = Payment.State.PAID if as_ordered else Payment.State.DIFFERS
    payment.save(update_fields=["paid", "paid_on", "state"])
    if as_ordered:
        mark_paper(payment, on)
    return Verdict.PAID if as_ordered else Verdict.DIFFERS


def _paid_back(payment: Payment, amount: Decimal) -> Verdict:
    """Note that an amount of a payment came back: what it was for may be paid anew."""
    payment.paid -= amount
    payment.state = Payment.State.RETURNED if payment.paid <= 0 else Payment.State.DIFFERS
    payment.save(update_fields=["paid", "state"])
    mark_paper(payment, None)
    return Verdict.RETURNED


def mark_paper(payment: Payment, paid_on: date | None) -> None:
    """Note on the paper of a payment when it was paid; None: it was not."""
    Invoice.objects.filter(payments=payment).update(paid_on=paid_on)
    Settlement.objects.filter(payments=payment).update(paid_on=paid_on)


def _found(line: BankLine, payments: dict[int, Payment], states: Sequence[str]) -> Payment | None:
    owed = [
        Owed(
            payment_id=one.pk, end_to_end=one.end_to_end, paper_number=one.paper_number, account=one.account,
            amount=one.amount, currency=one.currency,
        )
        for one in payments.values() if one.state in states
    ]  # fmt: skip
    found = payment_of(line, owed)
    return payments[found.payment_id] if found else None


def settle_runs() -> None:
    """Call runs settled of which nothing is to come any more."""
    runs = PaymentRun.objects.filter(state=PaymentRun.State.RELEASED)
    runs.exclude(payments__state__in=(Payment.State.WAITING, Payment.State.DIFFERS)).update(
        state=PaymentRun.State.SETTLED
    )
