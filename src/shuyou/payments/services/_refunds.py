"""Money given back, to the tender it came by, and never more of it than came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.money import ZERO, cents
from shuyou.kernel.numbers import next_number
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.payments.adapters import provider
from shuyou.payments.errors import (
    AmountNotPositive,
    GoesOverCounter,
    GoesToCard,
    MoneyOfCard,
    ProviderFailed,
    ReasonMissing,
    RefundEnded,
    RefundTooLarge,
)
from shuyou.payments.events import RefundAsked, RefundMoved
from shuyou.payments.models import Charge, Provider, Receipt, ReceiptReturn, Refund
from shuyou.payments.ports import AskedBack
from shuyou.payments.rules import Paid, spread_back

State = Refund.State
OPEN = (State.ASKED, State.SENT, State.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundDraft:
    """Money to be given back: of what was paid for a source, how much, and why."""

    source: str
    amount: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class NotedRefund:
    """Money that is to be given back, and by which tender."""

    refund_id: int
    tender: str
    amount: Decimal
    source: str


@use_case("payments.refund")
def ask_refund(draft: RefundDraft, *, actor: Actor, at: datetime) -> Sequence[int]:
    """
    Ask for money to be given back, and return the ids of the refunds, one for each receipt it came by.

    :raises AmountNotPositive: nothing is asked for.
    :raises ReasonMissing: nobody could read later why.
    :raises RefundTooLarge: more than what is left of what was paid.
    :raises MoneyOfCard: it is on a stored-value card.
    """
    kind, _sep, number = draft.source.partition(":")
    if kind == "card":
        raise MoneyOfCard(number=number)
    ids = [noted.refund_id for noted in note_refund(draft, actor=actor, at=at)]
    publish(RefundAsked(refund_ids=tuple(ids), source=draft.source, amount=str(draft.amount)), actor=actor, at=at)
    return ids


@step
def note_refund(draft: RefundDraft, *, actor: Actor, at: datetime) -> Sequence[NotedRefund]:
    """
    Ask for money to be given back as part of another change, such as a return, each part to the tender it came by.

    Whoever calls gives back what was paid by stored-value card, and says so (`finish_refunds`).

    :raises AmountNotPositive: nothing is asked for.
    :raises ReasonMissing: nobody could read later why.
    :raises RefundTooLarge: more than what is left of what was paid.
    """
    reason = tidy(draft.reason)[:120]
    if draft.amount <= 0 or cents(draft.amount) != draft.amount:
        raise AmountNotPositive(value=draft.amount)
    if not reason:
        raise ReasonMissing()
    receipts = _held_receipts(draft.source)
    paid = [Paid(row.pk, row.tender, row.amount - returned.refunded) for row, returned in receipts.values()]
    parts = spread_back(draft.amount, paid)
    if (left := sum((part for _id, part in parts), ZERO)) < draft.amount:
        raise RefundTooLarge(amount=draft.amount, left=left)
    noted = []
    for receipt_id, part in parts:
        receipt = receipts[receipt_id][0]
        ReceiptReturn.objects.filter(pk=receipt_id).update(refunded=F("refunded") + part)
        refund = Refund.objects.create(
            number=next_number("RF", "refund", width=10), receipt=receipt, member_id=receipt.member_id,
            source=draft.source, tender=receipt.tender, amount=part, reason=reason,
            asked_by=actor.signature, asked_at=at,
        )  # fmt: skip
        noted.append(NotedRefund(refund.pk, refund.tender, part, refund.source))
    return noted


@step
def finish_refunds(*, refund_ids: Iterable[int], said: str, at: datetime) -> None:
    """Note that refunds were given back in the same transaction, such as to a stored-value card."""
    rows = Refund.objects.filter(pk__in=list(refund_ids)).exclude(state=State.DONE)
    rows.update(state=State.DONE, reference=said[:64], done_at=at)


def send_refund(*, refund_id: int, actor: Actor, at: datetime) -> str:
    """
    Have a provider give money back that came through it, and return how the refund stands then.

    The provider knows the refund by its number, so that asking twice gives back once.

    :raises NotFound: there is no such refund.
    """
    actor.require("payments.refund")
    row = Refund.objects.filter(pk=refund_id).select_related("receipt").first()
    if row is None:
        raise NotFound(what=_("refund"), key=refund_id)
    charge = Charge.objects.filter(receipt_id=row.receipt_id).first()
    if charge is None or row.tender not in Provider.values or row.state not in OPEN:
        return row.state
    asked = AskedBack(
        number=row.number, charge=charge.number, trade=charge.trade, amount=row.amount, paid=charge.amount,
        reason=row.reason,
    )  # fmt: skip
    try:
        answer = provider(charge.provider).give_back(asked)
    except ProviderFailed as refusal:
        return move_refund(
            refund_id=refund_id, state=State.FAILED, said=str(refusal.params["reason"]), actor=actor, at=at
        )
    state = State.DONE if answer.is_done else State.SENT
    return move_refund(refund_id=refund_id, state=state, said=answer.reference, actor=actor, at=at)


@use_case("payments.refund")
def move_refund(*, refund_id: int, state: str, said: str, actor: Actor, at: datetime) -> str:
    """
    Note where a refund stands: with the provider, given back (by hand too), or refused; return its state.

    :raises NotFound: there is no such refund.
    :raises RefundEnded: it was given back before.
    :raises GoesToCard: it was paid by stored-value card.
    :raises GoesOverCounter: it is cash of a till.
    """
    row = _held_refund(pk=refund_id)
    if row.tender == Receipt.Tender.VALUE:
        raise GoesToCard()
    if row.tender == Receipt.Tender.CASH and row.receipt.at_till:
        raise GoesOverCounter()
    return _move(row, state, said, actor, at)


@step
def hand_refund_out(*, number: str, said: str, actor: Actor, at: datetime) -> NotedRefund:
    """
    Note that the cash of a refund is given out of a drawer, as part of what that drawer notes.

    :raises NotFound: there is no such refund, or it is none of cash that a till took.
    :raises RefundEnded: it was given back before.
    """
    row = _held_refund(number=number, tender=Receipt.Tender.CASH, receipt__at_till=True)
    _move(row, State.DONE, said, actor, at)
    return NotedRefund(row.pk, row.tender, row.amount, row.source)


def _held_refund(**known: object) -> Refund:
    """Return a refund, locked, that was not given back yet."""
    rows = Refund.objects.select_related("receipt").select_for_update(no_key=True, of=("self",))
    row = rows.filter(**known).first()
    if row is None:
        raise NotFound(what=_("refund"), key=next(iter(known.values())))
    if row.state == State.DONE:
        raise RefundEnded(number=row.number, state=State(row.state).label)
    return row


def _move(row: Refund, state: str, said: str, actor: Actor, at: datetime) -> str:
    row.state = state
    row.failure = said[:120] if state == State.FAILED else ""
    row.reference = row.reference if state == State.FAILED else tidy(said)[:64]
    row.done_at = at if state == State.DONE else None
    row.save(update_fields=["state", "failure", "reference", "done_at"])
    publish(RefundMoved(refund_id=row.pk, source=row.source, state=row.state), actor=actor, at=at)
    return row.state


def waiting_refunds() -> list[int]:
    """Return the ids of refunds that a provider is to give back and was not asked for yet, the oldest first."""
    through = Refund.objects.filter(receipt__charge__isnull=False)  # at a till money may come by its code alone
    rows = through.filter(state=State.ASKED, tender__in=Provider.values).order_by("asked_at", "pk")
    return list(rows.values_list("pk", flat=True)[:500])


def refunds_by_card(*, refund_ids: Iterable[int]) -> Sequence[NotedRefund]:
    """Return those of refunds that go back to a stored-value card and have not yet, locked: each goes back once."""
    rows = Refund.objects.filter(pk__in=list(refund_ids), tender=Receipt.Tender.VALUE, state=State.ASKED)
    held = rows.select_for_update(no_key=True).order_by("pk")
    return [NotedRefund(row.pk, row.tender, row.amount, row.source) for row in held]


def left_of(*, source: str) -> Decimal:
    """Return how much of what was paid for a source was not asked back, in two queries."""
    paid = Receipt.objects.filter(source=source).aggregate(sum=Sum("amount"))["sum"] or ZERO
    return Decimal(paid) - refunded_of(source=source)


def refunded_of(*, source: str) -> Decimal:
    """Return how much of what was paid for a source was asked back, in one query."""
    return Refund.objects.filter(source=source).aggregate(sum=Sum("amount"))["sum"] or ZERO


def _held_receipts(source: str) -> Mapping[int, tuple[Receipt, ReceiptReturn]]:
    """Return the receipts of a source by their ids, with what was given back of each, held in order of ids."""
    receipts = {row.pk: row for row in Receipt.objects.filter(source=source).order_by("pk")}
    ReceiptReturn.objects.bulk_create(
        [ReceiptReturn(receipt_id=row.pk, paid=row.amount, refunded=ZERO) for row in receipts.values()],
        ignore_conflicts=True,
    )
    held = ReceiptReturn.objects.select_for_update(no_key=True).filter(pk__in=receipts).order_by("pk")
    return {row.pk: (receipts[row.pk], row) for row in held}
