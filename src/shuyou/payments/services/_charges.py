"""Money asked of readers through providers, and what the providers tell of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import Event, publish
from shuyou.kernel.money import cents
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import step, use_case
from shuyou.payments.adapters import provider
from shuyou.payments.errors import AmountNotPositive, NoticeRefused
from shuyou.payments.events import ChargeMade, ChargeSettled, NoticeTaken, RefundMoved
from shuyou.payments.models import Charge, Notice, Refund
from shuyou.payments.ports import REFUNDED, Asked, Told
from shuyou.payments.services._record_receipt import Money, record_receipt

State = Charge.State
SCANNED: Final = timedelta(minutes=90)
"""How long a code can be scanned; the providers let it lapse after two hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeDraft:
    """Money to be asked of a reader: through whom, for what, and how it is called there."""

    member_id: int | None
    provider: str
    source: str
    amount: Decimal
    title: str
    is_once: bool = False
    """Whether what was asked a moment ago and waits is not asked again, such as by a program that tries again."""


@dataclass(frozen=True, slots=True)
class HeldCharge:
    """A charge that was paid, held for use."""

    charge_id: int
    member_id: int | None
    number: str
    tender: str
    source: str
    amount: Decimal
    is_used: bool


def ask_for_money(draft: ChargeDraft, *, actor: Actor, at: datetime) -> str:
    """
    Ask for money through a provider and return the number of the charge; what to scan is kept with it.

    :raises AmountNotPositive: nothing is asked for.
    :raises ProviderFailed: the provider did not answer as it should; the charge stays closed.
    """
    number, is_known = _make(draft, actor=actor, at=at)
    if is_known:
        return number
    code_url = provider(draft.provider).ask(Asked(number=number, amount=draft.amount, title=draft.title))
    Charge.objects.filter(number=number).update(code_url=code_url[:300])
    return number


@use_case("payments.charge")
def _make(draft: ChargeDraft, *, actor: Actor, at: datetime) -> tuple[str, bool]:
    """Return the number of a charge, and whether the reader can scan it already."""
    if draft.amount <= 0 or cents(draft.amount) != draft.amount:
        raise AmountNotPositive(value=draft.amount)
    if draft.is_once and (waiting := _waiting(draft, at)):
        return waiting
    charge = Charge.objects.create(
        number=next_number("PY", "payment", width=10), provider=draft.provider, member_id=draft.member_id,
        source=draft.source, amount=draft.amount, made_at=at,
    )  # fmt: skip
    told = ChargeMade(charge_id=charge.pk, member_id=charge.member_id, source=charge.source, amount=str(charge.amount))
    publish(told, actor=actor, at=at)
    return charge.number, False


def _waiting(draft: ChargeDraft, at: datetime) -> tuple[str, bool] | None:
    """Return the charge that asks for the same and can still be paid; whoever asks at the same time waits here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"charge {draft.source}"])
    same = Charge.objects.filter(
        source=draft.source, provider=draft.provider, amount=draft.amount, state=State.OPEN, made_at__gt=at - SCANNED,
    )  # fmt: skip
    found = same.order_by("-pk").first()
    return (found.number, bool(found.code_url)) if found else None


def take_notice(*, code: str, headers: Mapping[str, str], body: bytes, actor: Actor, at: datetime) -> str:
    """
    Take what a provider tells, and return what came of it; told twice or out of order, it counts once.

    :raises NoticeRefused: it is not to be believed.
    """
    return note_told(code=code, told=provider(code).read(headers, body, at=at), actor=actor, at=at)


def look_charge_up(*, number: str, actor: Actor, at: datetime) -> str:
    """
    Ask the provider what became of a charge, where its notice did not come.

    :raises NotFound: there is no such charge.
    :raises ProviderFailed: the provider did not answer as it should.
    """
    actor.require("payments.charge")
    code = Charge.objects.filter(number=number).values_list("provider", flat=True).first()
    if code is None:
        raise NotFound(what=_("payment"), key=number)
    told = provider(code).look_up(number)
    return note_told(code=code, told=told, actor=Actor.job(f"payments.{code}"), at=at) if told else "open"


@use_case("payments.take_notices")
def note_told(*, code: str, told: Told, actor: Actor, at: datetime) -> str:
    """
    Record what a provider told: a repeat changes nothing.

    :raises NoticeRefused: it is about another merchant, another currency or another sum.
    """
    if told.merchant != provider(code).merchant:
        raise NoticeRefused(reason="merchant")
    if told.currency != settings.SHUYOU_CURRENCY:
        raise NoticeRefused(reason="currency")
    if not _is_first(code, told, at):
        outcome, event = "repeat", None
    elif told.kind == REFUNDED:
        outcome, event = _refunded(told, at)
    else:
        outcome, event = _paid(code, told, at)
    Notice.objects.filter(provider=code, event=told.event[:64], outcome="").update(outcome=outcome)
    publish(event or NoticeTaken(provider=code, outcome=outcome), actor=actor, at=at)
    return outcome


def _is_first(code: str, told: Told, at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_notice (provider, event, kind, number, outcome, received_at)"
            " VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT (provider, event) DO NOTHING RETURNING id",
            [code, told.event[:64], told.kind, told.number[:40], at],
        )
        return cursor.fetchone() is not None


def _paid(code: str, told: Told, at: datetime) -> tuple[str, Event | None]:
    charge = Charge.objects.select_for_update(no_key=True).filter(number=told.number, provider=code).first()
    if charge is None:
        return "unknown", None
    if charge.amount != told.amount:
        raise NoticeRefused(reason="amount")
    if charge.state == State.PAID:
        return ("as known" if charge.trade == told.trade else "paid twice"), None
    if charge.scan_key is not None and charge.state != State.OPEN:  # called off meanwhile: it goes back
        charge.state, charge.trade, charge.paid_at = State.OFF, told.trade, at
        charge.save(update_fields=["state", "trade", "paid_at"])
        return "paid late", None
    charge.state, charge.trade, charge.paid_at = State.PAID, told.trade, at
    charge.save(update_fields=["state", "trade", "paid_at"])
    return "paid", ChargeSettled(
        charge_id=charge.pk, member_id=charge.member_id, source=charge.source, amount=str(charge.amount)
    )


def _refunded(told: Told, at: datetime) -> tuple[str, Event | None]:
    refund = Refund.objects.select_for_update(no_key=True).filter(number=told.number).first()
    if refund is None:
        return "unknown", None
    if refund.amount != told.amount:
        raise NoticeRefused(reason="amount")
    if refund.state == Refund.State.DONE:
        return "as known", None
    refund.state, refund.reference, refund.done_at = Refund.State.DONE, told.trade, at
    refund.save(update_fields=["state", "reference", "done_at"])
    return "refunded", RefundMoved(refund_id=refund.pk, source=refund.source, state=refund.state)


@step
def hold_charge(*, charge_id: int) -> HeldCharge:
    """Lock a charge that was paid."""
    row = Charge.objects.select_for_update(no_key=True).get(pk=charge_id, state=State.PAID)
    return HeldCharge(
        row.pk, row.member_id, row.number, row.provider, row.source, row.amount, row.receipt_id is not None
    )


@step
def use_charge(held: HeldCharge, *, member_id: int | None, at: datetime) -> int:
    """Put the money of a held charge on record for what it was asked for, and return the receipt's id."""
    money = Money(
        member_id=member_id, tender=held.tender, reference=held.number, source=held.source, amount=held.amount
    )
    receipt_id = record_receipt(money, at=at)
    Charge.objects.filter(pk=held.charge_id).update(receipt_id=receipt_id, trouble="")
    return receipt_id


@step
def leave_charge(held: HeldCharge, *, why: str) -> None:
    """Note why the money of a held charge could not be used: somebody decides."""
    Charge.objects.filter(pk=held.charge_id).update(trouble=why[:120])
