"""The ledger of stored-value cards: cards held under a lock, and deeds posted from both sides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.money import ZERO, cents
from shuyou.kernel.numbers import is_sound
from shuyou.loyalty.errors import CardAsleep, CardNotGood, CardNumberMistyped, ValueNotPositive
from shuyou.loyalty.models import ValueCard, ValueDeed, ValuePosting
from shuyou.loyalty.rules import Parts

Account = ValuePosting.Account
State = ValueCard.State
type Sides = Mapping[str, Decimal]
"""By account, what the other side of a deed is."""
PREFIX: Final = "SV"
MOST: Final = Decimal("99999999.99")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What is done with a card: its kind, for what, how it was paid, and why."""

    kind: str
    source: str = ""
    tender: str = ""
    reference: str = ""
    reason: str = ""
    request_key: UUID | None = None


def card_number(typed: str) -> str:
    """
    Return the number of a card as it was typed or scanned, without what only parts it.

    :raises CardNumberMistyped: it is no such number, or a digit of it is wrong.
    """
    number = "".join(typed.split()).replace("-", "").upper()
    bare = number.removeprefix(PREFIX)
    if not (len(bare) == 15 and is_sound(bare)):
        raise CardNumberMistyped(number=typed[:40])
    return PREFIX + bare


def held_card(typed: str) -> ValueCard:
    """
    Lock a card and return it.

    :raises CardNumberMistyped: it is no such number.
    :raises NotFound: there is no such card.
    """
    number = card_number(typed)
    card = ValueCard.objects.select_for_update(no_key=True, of=("self",)).filter(number=number).first()
    if card is None:
        raise NotFound(what=_("stored-value card"), key=number)
    return card


def held_cards(ids: Iterable[int]) -> dict[int, ValueCard]:
    """Lock cards in order of their ids."""
    rows = ValueCard.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=set(ids)).order_by("pk")
    return {card.pk: card for card in rows}


def reference_of(card: ValueCard, deed_id: int) -> str:
    """Return under which reference a deed stands in the books, where no slip has one: nobody can pay with it."""
    return f"{PREFIX}{card.number[-4:]}-{deed_id}"


def require_good(card: ValueCard, at: datetime) -> None:
    """
    Refuse a card that cannot be used now.

    :raises CardNotGood: it is not activated, blocked, replaced or closed.
    :raises CardAsleep: it was not made good again after its years.
    """
    if card.state != State.ACTIVE:
        raise CardNotGood(number=card.number, state=State(card.state).label)
    if card.expires_on and card.expires_on < club_day(at):
        raise CardAsleep(number=card.number, day=card.expires_on)


def require_money(amount: Decimal) -> None:
    """
    Refuse what is no amount of money.

    :raises ValueNotPositive: it is nothing, less, or finer than a cent.
    """
    if not (amount.is_finite() and 0 < amount <= MOST and cents(amount) == amount):
        raise ValueNotPositive(value=amount)


def on_card(card: ValueCard) -> Parts:
    """Return what is left on a card."""
    return Parts(card.principal, card.bonus)


def post(card: ValueCard, parts: Parts, done: Done, against: Sides, *, actor: Actor, at: datetime) -> int:
    """Post what comes onto a held card (less than nothing leaves it) and where it comes from; return the deed's id."""
    card.principal += parts.principal
    card.bonus += parts.bonus
    card.save(update_fields=["principal", "bonus", "state", "expires_on"])
    deed = ValueDeed.objects.create(
        card=card, kind=done.kind, amount=parts.total, left=card.principal + card.bonus, source=done.source,
        tender=done.tender, reference=done.reference, reason=done.reason, request_key=done.request_key,
        done_by=actor.signature, at=at,
    )  # fmt: skip
    sides = {Account.PRINCIPAL: parts.principal, Account.BONUS: parts.bonus, **against}
    ValuePosting.objects.bulk_create(
        ValuePosting(deed=deed, account=account, amount=amount) for account, amount in sides.items() if amount
    )
    return deed.pk


def key_at(key: UUID | None, place: int) -> UUID | None:
    """Return the key of one of several deeds of a request, from 1 on: of the first it is the request's own."""
    return key if key is None or place == 1 else uuid5(key, str(place))


def done_before(key: UUID | None, places: int = 1) -> list[ValueDeed]:
    """Return what was done before under a request's key; whoever has the same key waits until this change ends."""
    if key is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"loyalty.value:{key}"])
    keys = [key_at(key, place) for place in range(1, places + 1)]
    return list(ValueDeed.objects.filter(request_key__in=keys).select_related("card").order_by("pk"))


def note(card: ValueCard, done: Done, *, actor: Actor, at: datetime) -> int:
    """Note something done with a held card that moves no value."""
    return post(card, Parts(ZERO, ZERO), done, {}, actor=actor, at=at)
