"""Value given back or moved, cards given on, beyond what one person may: asked by one, decided and done by another."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.errors import (
    CardNotGood,
    HolderMissing,
    NothingOnCard,
    OwnValueRequest,
    RequestDecided,
    ValueAskedBefore,
)
from shuyou.loyalty.events import ValueRequestDecided, ValueRequested
from shuyou.loyalty.models import ValueCard, ValueRequest
from shuyou.loyalty.rules import Ground
from shuyou.loyalty.services._value_cards import LONGEST_REASON, Mandate, hand_all, move_all, read_reason, replace_all
from shuyou.loyalty.services._value_ledger import State, card_number, held_card, held_cards, on_card
from shuyou.members import services as members

BACK, MOVE, REPLACE, HAND = ValueRequest.Kind
ASKED, DONE, REFUSED = ValueRequest.State
LIVE: Final = (State.ACTIVE, State.BLOCKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueAsk:
    """What somebody asks to be done with a card: give it back on a ground, move its value, replace it, give it on."""

    card_number: str
    kind: str
    reason: str
    ground: str = ""
    to: str = ""
    holder_id: int | None = None
    """Whose it becomes, when it is given on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request whose cards are held, to be decided in this change."""

    request_id: int
    card_id: int
    card_number: str
    kind: str
    ground: str
    reason: str
    to: str
    holder_id: int | None


@use_case("loyalty.keep_value")
def ask_for_value(draft: ValueAsk, *, actor: Actor, at: datetime) -> int:
    """
    Ask for what nobody does alone with a card, and return the request; nothing moves before somebody approves.

    The same asked again while it waits is the same request.

    :raises NotFound: there is no such card.
    :raises CardNotGood: it was replaced or closed before, or waits to be activated.
    :raises NothingOnCard: there is nothing to be moved, or the other card is the same.
    :raises HolderMissing: it is to be given to nobody, or to whom it belongs.
    :raises ValueAskedBefore: something else is asked of this card and not decided.
    :raises AdjustmentWithoutReason: nobody could read later why.
    """
    said, kind = read_reason(draft.reason), ValueRequest.Kind(draft.kind)
    holder = members.hold_kept_member(member_id=draft.holder_id or 0).member_id if kind == HAND else None
    card = held_card(draft.card_number)
    if holder and holder == card.holder_id:
        raise HolderMissing()
    if card.state not in LIVE:
        raise CardNotGood(number=card.number, state=State(card.state).label)
    other = _other(draft.to, card) if kind == MOVE else None
    if not (amount := on_card(card).total):
        raise NothingOnCard(number=card.number)
    wanted = {
        "kind": kind, "ground": Ground(draft.ground).value if kind == BACK else "", "asked_by": actor.signature,
        "to_card": other, "to_holder_id": holder,
    }  # fmt: skip
    if waiting := card.requests.filter(state=ASKED).first():
        if any(getattr(waiting, name) != value for name, value in wanted.items()):
            raise ValueAskedBefore(number=card.number)
        return waiting.pk
    request = ValueRequest.objects.create(card=card, amount=amount, reason=said, asked_at=at, **wanted)
    publish(ValueRequested(card_id=card.pk, request_id=request.pk, what=kind), actor=actor, at=at)
    return request.pk


@step
def hold_asked(*, request_id: int, is_approved: bool, actor: Actor) -> Asked:
    """
    Hold the cards of a request that the actor decides on now.

    :raises NotFound: there is no such request.
    :raises OwnValueRequest: the actor asked for it.
    :raises RequestDecided: somebody approved or refused it before.
    """
    request = ValueRequest.objects.select_related("card", "to_card").filter(pk=request_id).first()
    if request is None:
        raise NotFound(what=_("request"), key=request_id)
    holder = request.to_holder_id
    if is_approved and holder:  # before the cards; who is gone by now is not in the way of a refusal
        holder = members.hold_kept_member(member_id=holder).member_id
    held_cards(one for one in (request.card_id, request.to_card_id) if one)
    request.refresh_from_db(fields=["state"])
    if request.state != ASKED:
        raise RequestDecided(status=ValueRequest.State(request.state).label)
    if request.asked_by == actor.signature:
        raise OwnValueRequest()
    return Asked(
        request_id=request.pk, card_id=request.card_id, card_number=request.card.number, kind=request.kind,
        ground=request.ground, reason=request.reason, to=request.to_card.number if request.to_card else "",
        holder_id=holder,
    )  # fmt: skip


@step
def move_asked(asked: Asked, *, actor: Actor, at: datetime) -> Decimal:
    """
    Move the value of a card, or give the card on, as it was asked for; return how much that was.

    :raises CardNotGood: one of the cards cannot be used by now.
    :raises NothingOnCard: there is nothing to be moved by now.
    :raises CardWouldHoldTooMuch: the law allows less on the other one.
    """
    by = Mandate(reason=asked.reason, actor=actor, at=at, is_approved=True)
    if asked.kind == REPLACE:
        return replace_all(asked.card_number, by).value
    if asked.kind == HAND:
        return on_card(hand_all(asked.card_number, asked.holder_id or 0, by)).total
    return move_all(asked.card_number, asked.to, by).value


@step
def close_asked(asked: Asked, *, is_approved: bool, note: str, actor: Actor, at: datetime) -> None:
    """Write down how a request was decided, by whom and when."""
    ValueRequest.objects.filter(pk=asked.request_id).update(
        state=DONE if is_approved else REFUSED, note=tidy(note)[:LONGEST_REASON], decided_by=actor.signature,
        decided_at=at,
    )  # fmt: skip


@use_case("loyalty.manage_value")
def refuse_value_request(*, request_id: int, note: str, actor: Actor, at: datetime) -> None:
    """
    Say no to what somebody else asked to be done with a card.

    :raises NotFound: there is no such request.
    :raises OwnValueRequest: the actor asked for it.
    :raises RequestDecided: somebody approved or refused it before.
    """
    asked = hold_asked(request_id=request_id, is_approved=False, actor=actor)
    close_asked(asked, is_approved=False, note=note, actor=actor, at=at)
    told = ValueRequestDecided(card_id=asked.card_id, request_id=asked.request_id, is_approved=False, amount="0.00")
    publish(told, actor=actor, at=at)


def _other(typed: str, card: ValueCard) -> ValueCard:
    """
    Return the card that value is to be moved to.

    :raises NotFound: there is no such card.
    :raises NothingOnCard: it is the same card.
    """
    number = card_number(typed)
    other = ValueCard.objects.filter(number=number).first()
    if other is None:
        raise NotFound(what=_("stored-value card"), key=number)
    if other.pk == card.pk:
        raise NothingOnCard(number=card.number)
    return other
