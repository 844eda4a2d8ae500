"""Paying with stored-value cards, and what was paid going back to the very cards: steps of others' changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F

from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import step
from shuyou.loyalty.errors import MoreBackThanPaid, NotEnoughValue, ValueKeyTaken
from shuyou.loyalty.models import ValueCard, ValueDeed, ValueUse
from shuyou.loyalty.rules import Parts, masked, part_of
from shuyou.loyalty.services import _value_ledger
from shuyou.loyalty.services._value_cards import LAW, make_room
from shuyou.loyalty.services._value_ledger import (
    Account,
    Done,
    State,
    done_before,
    held_card,
    held_cards,
    on_card,
    post,
    reference_of,
    require_good,
    require_money,
)


@dataclass(frozen=True, slots=True)
class PaidByValue:
    """What a card paid, what is left on it, and under which reference the payment stands in the books."""

    card_number: str
    amount: Decimal
    left: Decimal
    reference: str


@dataclass(frozen=True, slots=True)
class GivenToCard:
    """What went back to a card, by its masked number."""

    card_number: str
    amount: Decimal


@step
def has_paid(*, request_key: UUID | None, card_number: str, amount: Decimal, source: str) -> bool:
    """
    Tell whether a request took its amount from a card before; whoever sends it at the same time waits.

    :raises CardNumberMistyped: the number is none of a card.
    :raises ValueKeyTaken: the request's key stands for something else.
    """
    for deed in done_before(request_key):
        before = (deed.kind, deed.card.number, deed.amount, deed.source)
        if before != (ValueDeed.Kind.PAID, _value_ledger.card_number(card_number), -amount, source):
            raise ValueKeyTaken()
        return True
    return False


@step
def pay_by_stored_value(
    *, card_number: str, amount: Decimal, source: str, actor: Actor, at: datetime, request_key: UUID | None = None
) -> PaidByValue:
    """
    Take an amount from a card for a source, money and bonus in the proportion they have on it.

    The card is locked: pay before shelves are held. Several cards may pay for one source, and one card several times.

    :raises CardNumberMistyped: the number is none of a card.
    :raises NotFound: there is no such card.
    :raises CardNotGood: it is not activated, blocked, replaced or closed.
    :raises CardAsleep: its years are over; it has to be made good again first.
    :raises ValueNotPositive: nothing is to be paid.
    :raises NotEnoughValue: less is on it.
    """
    require_money(amount)
    card = held_card(card_number)
    require_good(card, at)
    left = on_card(card)
    if amount > left.total:
        raise NotEnoughValue(left=left.total, asked=amount)
    parts = part_of(amount, left)
    ValueUse.objects.bulk_create(
        [ValueUse(card=card, source=source, principal=ZERO, bonus=ZERO)], ignore_conflicts=True
    )
    ValueUse.objects.filter(card=card, source=source).update(
        principal=F("principal") + parts.principal, bonus=F("bonus") + parts.bonus
    )
    out = Parts(-parts.principal, -parts.bonus)
    done = Done(kind=ValueDeed.Kind.PAID, source=source, request_key=request_key)
    deed_id = post(card, out, done, {Account.SALES: amount}, actor=actor, at=at)
    return PaidByValue(card.number, amount, card.principal + card.bonus, reference_of(card, deed_id))


@step
def hold_cards_of(*, source: str) -> None:
    """Lock the cards that paid for a source, before shelves are held: something will go back to them."""
    held_cards(ValueUse.objects.filter(source=source).values_list("card_id", flat=True))


@step
def return_to_stored_value(*, source: str, amount: Decimal, actor: Actor, at: datetime) -> Sequence[GivenToCard]:
    """
    Give an amount back to the cards that paid for a source, the last first, as it was divided when they paid.

    What a card was replaced by takes it in its place; a closed one is opened again, for the law sends it there. What
    it may not hold together with it goes to a new card.

    :raises ValueNotPositive: nothing is to go back.
    :raises MoreBackThanPaid: more than was paid by card and has not gone back.
    """
    require_money(amount)
    uses = ValueUse.objects.filter(source=source).order_by("-pk")
    held_cards(uses.values_list("card_id", flat=True))
    given, wanted = [], amount
    for use in uses.select_for_update(no_key=True):
        whole = Parts(use.principal - use.principal_back, use.bonus - use.bonus_back)
        if part := min(wanted, whole.total):
            given.append(_give(use, part_of(part, whole), source, actor, at))
            wanted -= part
    if wanted:
        raise MoreBackThanPaid(left=amount - wanted, asked=amount)
    return given


def _give(use: ValueUse, parts: Parts, source: str, actor: Actor, at: datetime) -> GivenToCard:
    card = _standing_for(use.card_id)
    if card.state == State.CLOSED:
        card.state = State.ACTIVE
    use.principal_back += parts.principal
    use.bonus_back += parts.bonus
    use.save(update_fields=["principal_back", "bonus_back"])
    done = Done(kind=ValueDeed.Kind.RETURNED, source=source)
    rest = parts
    while rest.total:  # one source may have been paid with more than a card holds at once
        part = part_of(min(rest.total, LAW[card.kind]), rest)
        make_room(card, part.total, actor, at)
        post(card, part, done, {Account.SALES: -part.total}, actor=actor, at=at)
        rest = Parts(rest.principal - part.principal, rest.bonus - part.bonus)
    return GivenToCard(masked(card.number), parts.total)


def _standing_for(card_id: int) -> ValueCard:
    """Return a card, or the one that stands in its place by now, held; later ones have higher ids."""
    card = held_cards([card_id])[card_id]
    while card.state == State.REPLACED:
        later = ValueCard.objects.get(replaces=card)
        card = held_cards([later.pk])[later.pk]
    return card
