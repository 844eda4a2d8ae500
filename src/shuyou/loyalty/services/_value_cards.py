"""The life of stored-value cards: activated, blocked, replaced, made good again, given on, their rest moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.money import ZERO
from shuyou.kernel.text import tidy
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty.errors import (
    AdjustmentWithoutReason,
    CardNotGood,
    CardWouldHoldTooMuch,
    HolderMissing,
    NothingOnCard,
    SecondPersonAsked,
)
from shuyou.loyalty.events import ValueCardChanged
from shuyou.loyalty.models import ValueCard, ValueDeed
from shuyou.loyalty.rules import Parts, part_of
from shuyou.loyalty.services._load_value import Kind, good_until, most_on, new_number, terms_at
from shuyou.loyalty.services._value_ledger import (
    Account,
    Done,
    State,
    card_number,
    held_card,
    held_cards,
    note,
    on_card,
    post,
    require_good,
)
from shuyou.members import services as members

Did = ValueDeed.Kind
LONGEST_REASON = 200
LAW: Final[Mapping[str, Decimal]] = {Kind.NAMED: Decimal(5000), Kind.BEARER: Decimal(1000)}
"""What a card may hold by law, whatever less the club lets it hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """Who does something with a card, when and why, and whether a second person has approved it."""

    reason: str
    actor: Actor
    at: datetime
    is_approved: bool = False


@use_case("loyalty.keep_value")
def activate_value_card(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Let a card be used that was sold to be activated later; its years begin now.

    :raises NotFound: there is no such card.
    :raises CardNotGood: it does not wait to be activated.
    """
    card = _in_state(number, State.NEW)
    card.state, card.expires_on = State.ACTIVE, good_until(card.kind, terms_at(at), at)
    note(card, Done(kind=Did.ACTIVATED), actor=actor, at=at)
    _tell(card, Did.ACTIVATED, ZERO, actor, at)


@use_case("loyalty.keep_value")
def block_value_card(number: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """
    Let nobody pay with a card: it was lost, or something is wrong with it.

    :raises NotFound: there is no such card.
    :raises CardNotGood: it cannot be used anyway.
    :raises AdjustmentWithoutReason: nobody could read later why.
    """
    said = read_reason(reason)
    card = _in_state(number, State.ACTIVE)
    card.state = State.BLOCKED
    note(card, Done(kind=Did.BLOCKED, reason=said), actor=actor, at=at)
    _tell(card, Did.BLOCKED, ZERO, actor, at)


@use_case("loyalty.keep_value")
def unblock_value_card(number: str, *, reason: str, actor: Actor, at: datetime) -> None:
    """
    Let a blocked card be used again.

    :raises NotFound: there is no such card.
    :raises CardNotGood: it is not blocked.
    :raises AdjustmentWithoutReason: nobody could read later why.
    """
    said = read_reason(reason)
    card = _in_state(number, State.BLOCKED)
    card.state = State.ACTIVE
    note(card, Done(kind=Did.UNBLOCKED, reason=said), actor=actor, at=at)
    _tell(card, Did.UNBLOCKED, ZERO, actor, at)


@use_case("loyalty.keep_value")
def extend_value_card(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Make a card in nobody's name good for its years again, for nothing and with all that is on it.

    :raises NotFound: there is no such card.
    :raises CardNotGood: it is not in use, or never expires.
    """
    card = _in_state(number, State.ACTIVE)
    if card.kind != Kind.BEARER:
        raise CardNotGood(number=card.number, state=Kind(card.kind).label)
    card.expires_on = good_until(card.kind, terms_at(at), at)
    note(card, Done(kind=Did.EXTENDED), actor=actor, at=at)
    _tell(card, Did.EXTENDED, ZERO, actor, at)


@use_case("loyalty.keep_value")
def replace_value_card(number: str, *, reason: str, actor: Actor, at: datetime) -> str:
    """
    Give a lost or broken card's place to a new one, with all that was on it; return the new number.

    :raises NotFound: there is no such card.
    :raises CardNotGood: it was replaced or closed before.
    :raises SecondPersonAsked: more is on it than one person may move alone.
    :raises AdjustmentWithoutReason: nobody could read later why.
    """
    moved = replace_all(number, Mandate(reason=reason, actor=actor, at=at))
    _tell(moved.card, Did.MOVED_OUT, -moved.value, actor, at)
    return moved.to


@use_case("loyalty.keep_value")
def move_value(number: str, *, to: str, reason: str, actor: Actor, at: datetime) -> Decimal:
    """
    Move all that is on a card to another one, and return how much it was.

    :raises NotFound: there is no such card.
    :raises CardNotGood: one of the cards cannot be used.
    :raises NothingOnCard: there is nothing to be moved.
    :raises CardWouldHoldTooMuch: the law allows less on the other one.
    :raises SecondPersonAsked: it is more than one person may move alone.
    :raises AdjustmentWithoutReason: nobody could read later why.
    """
    moved = move_all(number, to, Mandate(reason=reason, actor=actor, at=at))
    _tell(moved.card, Did.MOVED_OUT, -moved.value, actor, at)
    return moved.value


@dataclass(frozen=True, slots=True)
class Moved:
    """How much went from a card to which other one."""

    card: ValueCard
    value: Decimal
    to: str


@step
def replace_all(number: str, by: Mandate) -> Moved:
    """Move all that is on a card to a new one in its place, as `replace_value_card` does."""
    said, at = read_reason(by.reason), by.at
    card = held_card(number)
    if card.state not in (State.ACTIVE, State.BLOCKED):
        raise CardNotGood(number=card.number, state=State(card.state).label)
    require_second(on_card(card).total, terms_at(at).approve_above, by)
    later = ValueCard.objects.create(
        number=new_number(), kind=card.kind, state=State.ACTIVE, holder_id=card.holder_id, buyer_id=card.buyer_id,
        sold_at=card.sold_at, expires_on=good_until(card.kind, terms_at(at), at), replaces=card,
    )  # fmt: skip
    card.state = State.REPLACED
    return Moved(card, _move(card, later, said, by.actor, at), later.number)


@step
def move_all(number: str, to: str, by: Mandate) -> Moved:
    """Move all that is on a card to another one, as `move_value` does."""
    said, at, terms = read_reason(by.reason), by.at, terms_at(by.at)
    numbers = [card_number(number), card_number(to)]
    held_cards(ValueCard.objects.filter(number__in=numbers).values_list("pk", flat=True))
    card, other = held_card(numbers[0]), held_card(numbers[1])
    if card.pk == other.pk:
        raise NothingOnCard(number=card.number)
    for one in (card, other):
        require_good(one, at)
    value, most = on_card(card).total, most_on(other, terms)
    if not value:
        raise NothingOnCard(number=card.number)
    require_second(value, terms.approve_above, by)
    if (would := on_card(other).total + value) > most:
        raise CardWouldHoldTooMuch(most=most, would=would)
    return Moved(card, _move(card, other, said, by.actor, at), other.number)


@use_case("loyalty.keep_value")
def hand_value_card(number: str, *, holder_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """
    Write a card in another reader's name: the law lets a card be given on.

    :raises NotFound: there is no such card.
    :raises CardNotGood: it cannot be used.
    :raises HolderMissing: it is theirs already.
    :raises SecondPersonAsked: more is on it than one person may give on alone.
    :raises AdjustmentWithoutReason: nobody could read later why.
    """
    card = hand_all(number, holder_id, Mandate(reason=reason, actor=actor, at=at))
    _tell(card, Did.HANDED, ZERO, actor, at)


@step
def hand_all(number: str, holder_id: int, by: Mandate) -> ValueCard:
    """Write a card in another reader's name, as `hand_value_card` does."""
    said = read_reason(by.reason)
    holder_id = members.hold_kept_member(member_id=holder_id).member_id
    card = _in_state(number, State.ACTIVE)
    if card.holder_id == holder_id:
        raise HolderMissing()
    require_second(on_card(card).total, terms_at(by.at).approve_above, by)
    card.kind, card.holder_id, card.expires_on = Kind.NAMED, holder_id, None
    card.save(update_fields=["kind", "holder_id", "expires_on"])
    note(card, Done(kind=Did.HANDED, reason=said), actor=by.actor, at=by.at)
    return card


def read_reason(typed: str) -> str:
    """
    Return a reason as it is kept.

    :raises AdjustmentWithoutReason: there is none.
    """
    if said := tidy(typed)[:LONGEST_REASON]:
        return said
    raise AdjustmentWithoutReason()


def require_second(amount: Decimal, limit: Decimal, by: Mandate) -> None:
    """
    Refuse what nobody does alone, not even a manager.

    :raises SecondPersonAsked: the amount is above the limit, and nobody else has approved it.
    """
    if amount > limit and not by.is_approved:
        raise SecondPersonAsked(limit=limit, asked=amount)


def _in_state(number: str, state: str) -> ValueCard:
    card = held_card(number)
    if card.state != state:
        raise CardNotGood(number=card.number, state=State(card.state).label)
    return card


def make_room(card: ValueCard, coming: Decimal, actor: Actor, at: datetime) -> None:
    """Move to a new card, alike and for the same reader, what the law lets a held card not hold with what is coming."""
    over = on_card(card).total + coming - LAW[card.kind]
    if over <= 0:
        return
    other = ValueCard.objects.create(
        number=new_number(), kind=card.kind, state=card.state, holder_id=card.holder_id, buyer_id=card.buyer_id,
        sold_at=at, expires_on=good_until(card.kind, terms_at(at), at),
    )  # fmt: skip
    _move(card, other, gettext("More than one card may hold."), actor, at, part_of(over, on_card(card)))


def _move(
    card: ValueCard, other: ValueCard, reason: str, actor: Actor, at: datetime, some: Parts | None = None
) -> Decimal:
    parts = some or on_card(card)
    out = Done(kind=Did.MOVED_OUT, source=f"card:{other.number}", reason=reason)
    post(card, Parts(-parts.principal, -parts.bonus), out, {Account.MOVED: parts.total}, actor=actor, at=at)
    into = Done(kind=Did.MOVED_IN, source=f"card:{card.number}", reason=reason)
    post(other, parts, into, {Account.MOVED: -parts.total}, actor=actor, at=at)
    return parts.total


def _tell(card: ValueCard, change: str, amount: Decimal, actor: Actor, at: datetime) -> None:
    told = ValueCardChanged(card_id=card.pk, member_id=card.holder_id, change=change, amount=str(amount))
    publish(told, actor=actor, at=at)
