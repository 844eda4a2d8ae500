"""Orders that go out as letters: written down with the order, handed over by the worker, tried again, never twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.supply.errors import WrongState
from shuyou.supply.events import LetterChanged
from shuyou.supply.models import PurchaseLetter, PurchaseOrder

State = PurchaseLetter.State

WAITS: Final = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
"""Waits before each further try; after the last one a person decides."""

GIVEN: Final = timedelta(minutes=15)
"""After so long a letter that is being sent is not believed to be: whoever sent it died over it."""


class Handover(StrEnum):
    """What came of handing a letter over."""

    TAKEN = "taken"
    REFUSED = "refused"
    AWAY = "away"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLetter:
    """A letter to be handed over now."""

    letter_id: int
    order_number: str
    recipient: str


def write_letter(order: PurchaseOrder, *, at: datetime) -> None:
    """Write down, with the order that goes out, that it goes to its supplier by e-mail, if it takes orders so."""
    if order.supplier.order_email:
        PurchaseLetter.objects.create(order=order, recipient=order.supplier.order_email, next_at=at, created_at=at)


def drop_letter(order: PurchaseOrder) -> None:
    """Let a letter that has not left not leave any more."""
    PurchaseLetter.objects.filter(order=order, state__in=(State.WAITING, State.FAILED)).delete()


@use_case("supply.send_letters")
def take_letter(*, actor: Actor, at: datetime) -> DueLetter | None:
    """
    Return the letter whose turn it is, marked as being sent, so that nobody else sends it; None: none is due.

    One that has been on its way for too long is nobody's any more: it may have arrived, so a person decides.
    """
    _give_up_lost(actor, at)
    due = PurchaseLetter.objects.filter(state=State.WAITING, next_at__lte=at).order_by("next_at", "pk")
    letter = due.select_for_update(skip_locked=True, of=("self",)).select_related("order").first()
    if letter is None:
        return None
    letter.attempts += 1
    _turn(letter, State.SENDING, actor, at, next_at=at + GIVEN)
    return DueLetter(letter_id=letter.pk, order_number=letter.order.number, recipient=letter.recipient)


@use_case("supply.send_letters")
def note_handover(*, letter_id: int, came: Handover, reason: str = "", actor: Actor, at: datetime) -> None:
    """
    Note what came of handing a letter over; if the post was away, it is tried again after a while, not for ever.

    :raises WrongState: it was not being sent.
    """
    letter = _held(State.SENDING, pk=letter_id)
    letter.error = reason[:200]
    if came == Handover.TAKEN:
        letter.sent_at = at
        _turn(letter, State.SENT, actor, at)
    elif came == Handover.AWAY and letter.attempts <= len(WAITS):
        _turn(letter, State.WAITING, actor, at, next_at=at + WAITS[letter.attempts - 1])
    else:
        _turn(letter, State.UNCLEAR if came == Handover.UNCLEAR else State.FAILED, actor, at)


@use_case("supply.buy")
def send_letter_again(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Have a letter that did not go out, or of which nobody knows, sent to where the supplier takes orders by now.

    :raises NotFound: the order did not go by letter.
    :raises WrongState: it is on its way, or was taken.
    """
    letter = _held(State.FAILED, State.UNCLEAR, order__number=number)
    letter.recipient = letter.order.supplier.order_email or letter.recipient
    letter.attempts, letter.error = 0, ""
    _turn(letter, State.WAITING, actor, at, next_at=at)


@use_case("supply.buy")
def settle_letter(*, number: str, actor: Actor, at: datetime) -> None:
    """
    Say that the supplier has an order all the same: the letter arrived, or somebody sent it another way.

    :raises NotFound: the order did not go by letter.
    :raises WrongState: it is on its way, or was taken.
    """
    letter = _held(State.FAILED, State.UNCLEAR, order__number=number)
    letter.sent_at = at
    _turn(letter, State.SENT, actor, at)


def _give_up_lost(actor: Actor, at: datetime) -> None:
    lost = PurchaseLetter.objects.filter(state=State.SENDING, next_at__lte=at).order_by("pk")
    for letter in lost.select_for_update(skip_locked=True, of=("self",)).select_related("order"):
        _turn(letter, State.UNCLEAR, actor, at)


def _held(*states: str, **which: int | str) -> PurchaseLetter:
    rows = PurchaseLetter.objects.select_for_update(of=("self",)).select_related("order__supplier")
    letter = rows.filter(**which).first()
    if letter is None:
        raise NotFound(what=_("letter"), key=next(iter(which.values())))
    if letter.state not in states:
        raise WrongState(number=letter.order.number, state=letter.get_state_display())
    return letter


def _turn(letter: PurchaseLetter, state: str, actor: Actor, at: datetime, *, next_at: datetime | None = None) -> None:
    letter.state, letter.next_at = state, next_at
    letter.save()
    publish(LetterChanged(order_id=letter.order_id, state=state, attempts=letter.attempts), actor=actor, at=at)
