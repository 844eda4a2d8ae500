"""
Payment codes (付款码): a code on the reader's telephone is scanned at a till and the provider is asked for the money.

The provider is never asked within a transaction. What it was asked stands in the books first, so that a lost answer is
asked for again, and what nobody followed to its end is looked up or called off by `settle_codes`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.money import cents
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import step, use_case
from shuyou.payments.adapters import provider
from shuyou.payments.errors import AmountNotPositive, CodeNotPaid, CodeRefused, CodeUsed, ProviderFailed
from shuyou.payments.events import ChargeCalledOff, ChargeMade
from shuyou.payments.models import Charge
from shuyou.payments.ports import Scanned, Told
from shuyou.payments.services._charges import note_told
from shuyou.payments.services._record_receipt import Money, record_receipt

State = Charge.State
PAID, WAITING, REFUSED = "paid", "waiting", "refused"
LEFT: Final = timedelta(minutes=2)
"""A reader who has not agreed by then is not asked any more."""
UNUSED: Final = timedelta(minutes=30)
"""Money that paid nothing by then is shown to somebody: its till has no network, or is gone."""
GIVEN_BACK: Final = timedelta(days=8)
"""Money that paid nothing by then goes back: a till has seven days to say what it sold without a network."""
NO_SALE: Final = "no sale came of it yet"
AT_ONCE: Final = 100
_CODES: Final = {"wechat": re.compile(r"1[0-5]\d{16}"), "alipay": re.compile(r"(2[5-9]|30)\d{14,22}")}


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeDraft:
    """Money to be taken by a scanned code: through whom, for what, where; the key makes a repeat harmless."""

    key: UUID
    provider: str
    code: str
    source: str
    amount: Decimal
    title: str
    place: str
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Collected:
    """How money stands that was asked by a scanned code: `paid`, `waiting` for the reader, or `refused` and why."""

    number: str
    state: str
    why: str = ""


def is_payment_code(*, code: str, text: str) -> bool:
    """Tell whether a text is a code that pays through a provider, and not the number of a payment that was made."""
    return bool(_CODES[code].fullmatch(text)) if code in _CODES else False


def collect(draft: CodeDraft, *, actor: Actor, at: datetime) -> Collected:
    """
    Take money by a scanned code and return how it stands; a repeat of the key asks how the first one stands.

    :raises AmountNotPositive: nothing is asked for.
    :raises CodeRefused: it is no such code.
    """
    if not is_payment_code(code=draft.provider, text=draft.code):
        raise CodeRefused(reason=draft.code[:4])
    number, is_known = _make(draft, actor=actor, at=at)
    if is_known:
        return ask_about_code(number=number, actor=actor, at=at)
    asked = Scanned(number=number, amount=draft.amount, title=draft.title, code=draft.code, place=draft.place)
    try:
        told = provider(draft.provider).collect(asked)
    except CodeRefused as refusal:
        _close(number=number, why=str(refusal.params["reason"]), actor=actor, at=at)
        return Collected(number, REFUSED, str(refusal.params["reason"]))
    except ProviderFailed:
        return ask_about_code(number=number, actor=actor, at=at)
    return _noted(number, draft.provider, told, at)


def ask_about_code(*, number: str, actor: Actor, at: datetime) -> Collected:
    """
    Return how money stands that was asked by a scanned code; the provider is asked while nobody knows.

    :raises NotFound: there is no such payment.
    """
    actor.require("payments.charge")
    row = _row(number)
    if row.state == State.PAID:
        return Collected(number, PAID)
    if row.state != State.OPEN:
        return Collected(number, REFUSED, row.trouble)
    try:
        told = provider(row.provider).look_up(number)
    except ProviderFailed:
        return Collected(number, WAITING)
    return _noted(number, row.provider, told, at)


def call_code_off(*, number: str, actor: Actor, at: datetime, key: UUID | None = None) -> bool:
    """
    Have money asked by a scanned code never be paid, and what was paid go back; tell whether the provider agreed.

    The key it was asked under will do where the answer was lost that named its number.

    :raises NotFound: there is no such payment.
    :raises CodeUsed: it paid something already.
    """
    if not number:
        number = Charge.objects.filter(scan_key=key).values_list("number", flat=True).first() or ""
    if not _turn_off(number=number, actor=actor, at=at):
        return True
    try:
        provider(_row(number).provider).call_off(number)
    except ProviderFailed:  # asked again by `settle_codes`
        return False
    _close(number=number, why="called off", actor=actor, at=at)
    return True


def settle_codes(*, actor: Actor, at: datetime) -> int:
    """Bring payments by code to an end that somebody left: looked up, called off, given back; return how many."""
    scanned = Charge.objects.filter(scan_key__isnull=False, receipt=None)
    waiting = Q(state=State.OPEN, made_at__lt=at - LEFT, trouble="")
    unused = Q(state=State.PAID, paid_at__lt=at - GIVEN_BACK)
    rows = scanned.filter(waiting | unused | Q(state=State.OFF)).order_by("made_at", "pk")
    numbers = list(rows.values_list("number", flat=True)[:AT_ONCE])
    for number in numbers:
        try:
            _settle(number, actor, at)
        except DomainError as refusal:  # one that its provider tells differently holds nobody else up
            _show(numbers=[number], why=str(refusal.sentence), actor=actor, at=at)
    shown = scanned.filter(state=State.PAID, paid_at__lt=at - UNUSED, trouble="").order_by("pk")
    _show(numbers=list(shown.values_list("number", flat=True)[:AT_ONCE]), why=NO_SALE, actor=actor, at=at)
    return len(numbers)


def _settle(number: str, actor: Actor, at: datetime) -> None:
    was_open = _row(number).state == State.OPEN
    if was_open and ask_about_code(number=number, actor=actor, at=at).state != WAITING:
        return  # paid a moment ago: whoever waits for it has time to use it
    call_code_off(number=number, actor=actor, at=at)


@use_case("payments.charge")
def _show(*, numbers: Sequence[str], why: str, actor: Actor, at: datetime) -> None:
    """Have payments stand among those that somebody has to look at."""
    Charge.objects.filter(number__in=numbers, receipt=None, trouble="").update(trouble=why[:120])


@step
def use_code(*, number: str, source: str, money: Money, at: datetime) -> None:
    """
    Put money that was taken by a scanned code for a source on record, once.

    :raises CodeNotPaid: it was not paid, was called off, or was taken for something else.
    """
    row = Charge.objects.select_for_update(no_key=True).filter(number=number, scan_key__isnull=False).first()
    if row is None or row.state != State.PAID or row.receipt_id is not None:
        raise CodeNotPaid(number=number)
    if (row.provider, row.source, row.amount) != (money.tender, source, money.amount):
        raise CodeNotPaid(number=number)
    row.receipt_id = record_receipt(money, at=at)
    row.member_id, row.trouble = money.member_id, ""
    row.save(update_fields=["receipt", "member", "trouble"])


def _noted(number: str, code: str, told: Told | None, at: datetime) -> Collected:
    if told is None:
        return Collected(number, WAITING)
    note_told(code=code, told=told, actor=Actor.job(f"payments.{code}"), at=at)
    row = _row(number)
    return Collected(number, PAID) if row.state == State.PAID else Collected(number, REFUSED, row.trouble)


def _row(number: str) -> Charge:
    row = Charge.objects.filter(number=number, scan_key__isnull=False).first()
    if row is None:
        raise NotFound(what=_("payment"), key=number)
    return row


@use_case("payments.charge")
def _make(draft: CodeDraft, *, actor: Actor, at: datetime) -> tuple[str, bool]:
    """Return the number of the charge of a key, and whether it was made before."""
    if draft.amount <= 0 or cents(draft.amount) != draft.amount:
        raise AmountNotPositive(value=draft.amount)
    if known := Charge.objects.filter(scan_key=draft.key).first():
        return known.number, True
    made = Charge(
        number=next_number("PY", "payment", width=10), provider=draft.provider, member_id=draft.member_id,
        source=draft.source, amount=draft.amount, made_at=at, scan_key=draft.key,
    )  # fmt: skip
    Charge.objects.bulk_create([made], ignore_conflicts=True)
    charge = Charge.objects.get(scan_key=draft.key)
    if charge.number != made.number:  # asked for at the same moment
        return charge.number, True
    told = ChargeMade(charge_id=charge.pk, member_id=charge.member_id, source=charge.source, amount=str(charge.amount))
    publish(told, actor=actor, at=at)
    return charge.number, False


@use_case("payments.charge")
def _turn_off(*, number: str, actor: Actor, at: datetime) -> bool:
    """Have a payment by code pay nothing any more, and tell whether the provider has to be told."""
    row = Charge.objects.select_for_update(no_key=True).filter(number=number, scan_key__isnull=False).first()
    if row is None:
        raise NotFound(what=_("payment"), key=number)
    if row.receipt_id is not None:
        raise CodeUsed(number=number)
    if row.state in (State.OPEN, State.PAID):
        row.state = State.OFF
        row.save(update_fields=["state"])
        publish(ChargeCalledOff(charge_id=row.pk, source=row.source, is_over=False), actor=actor, at=at)
    return row.state != State.CLOSED


@use_case("payments.charge")
def _close(*, number: str, why: str, actor: Actor, at: datetime) -> None:
    row = Charge.objects.select_for_update(no_key=True).get(number=number)
    if row.state in (State.OPEN, State.OFF):
        row.state, row.trouble = State.CLOSED, why[:120]
        row.save(update_fields=["state", "trouble"])
        publish(ChargeCalledOff(charge_id=row.pk, source=row.source, is_over=True), actor=actor, at=at)
