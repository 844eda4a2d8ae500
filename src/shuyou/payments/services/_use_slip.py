"""The money of a slip is used for something, or sent back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.payments.errors import ReasonMissing, SlipEnded
from shuyou.payments.events import RemittanceSentBack
from shuyou.payments.models import Receipt, Remittance, RemittanceUse
from shuyou.payments.services._record_receipt import Money, record_receipt

State = Remittance.State


@dataclass(frozen=True, slots=True)
class HeldSlip:
    """A slip held for use: its number, and what of its money is left."""

    remittance_id: int
    slip: str
    left: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipUse:
    """What money of a slip is used for, and why it is thought to be meant for that."""

    member_id: int | None
    source: str
    amount: Decimal
    score: int
    evidence: Sequence[str]


@step
def hold_slip(*, remittance_id: int) -> HeldSlip:
    """
    Lock a slip and return what is left of it.

    :raises NotFound: there is no such slip.
    :raises SlipEnded: nothing of it is left to be decided.
    """
    row = _held(remittance_id)
    return HeldSlip(row.pk, row.slip, row.amount - row.used)


@step
def use_slip(use: SlipUse, *, held: HeldSlip, actor: Actor, at: datetime) -> int:
    """
    Use money of a slip that is held, and return the receipt's id.

    The first receipt carries the number of the slip, later ones a counter behind it.
    """
    uses = RemittanceUse.objects.filter(remittance_id=held.remittance_id).count()
    reference = held.slip if not uses else f"{held.slip}-{uses + 1}"
    money = Money(
        member_id=use.member_id, tender=Receipt.Tender.REMITTANCE, reference=reference, source=use.source,
        amount=use.amount,
    )  # fmt: skip
    receipt_id = record_receipt(money, at=at)
    RemittanceUse.objects.create(
        remittance_id=held.remittance_id, receipt_id=receipt_id, source=use.source, amount=use.amount, score=use.score,
        evidence=list(use.evidence), decided_by=actor.signature, used_at=at,
    )  # fmt: skip
    is_used_up = use.amount == held.left
    row = Remittance.objects.get(pk=held.remittance_id)
    row.used += use.amount
    row.member_id = row.member_id or use.member_id
    row.state, row.ended_at = (State.SETTLED, at) if is_used_up else (State.WAITING, None)
    row.save(update_fields=["used", "member_id", "state", "ended_at"])
    return receipt_id


@use_case("payments.send_back")
def send_back_remittance(*, remittance_id: int, reason: str, actor: Actor, at: datetime) -> Decimal:
    """
    Send what is left of a slip back to who paid it, and return how much that is.

    :raises NotFound: there is no such slip.
    :raises SlipEnded: nothing of it is left.
    :raises ReasonMissing: nobody could read later why.
    """
    said = tidy(reason)[:120]
    if not said:
        raise ReasonMissing()
    row = _held(remittance_id)
    row.state, row.reason, row.ended_at = State.SENT_BACK, said, at
    row.save(update_fields=["state", "reason", "ended_at"])
    publish(RemittanceSentBack(remittance_id=row.pk, amount=str(row.amount - row.used)), actor=actor, at=at)
    return row.amount - row.used


def _held(remittance_id: int) -> Remittance:
    row = Remittance.objects.select_for_update(no_key=True).filter(pk=remittance_id).first()
    if row is None:
        raise NotFound(what=_("slip"), key=remittance_id)
    if row.state != State.WAITING:
        raise SlipEnded(slip=row.slip, state=State(row.state).label)
    return row
