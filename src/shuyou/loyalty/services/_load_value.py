"""Stored-value cards sold and topped up, within what the law allows: steps of changes that also take the money."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import add_months, club_day
from shuyou.kernel.money import ZERO
from shuyou.kernel.numbers import next_serial, with_check
from shuyou.kernel.usecase import step
from shuyou.loyalty.errors import CardWouldHoldTooMuch, HolderMissing, NoticeNotTold, TransferAsked, ValueKeyTaken
from shuyou.loyalty.models import ValueBonus, ValueCard, ValueDeed, ValueNotice, ValueTerms
from shuyou.loyalty.rules import Parts
from shuyou.loyalty.services._value_ledger import (
    PREFIX,
    Account,
    Done,
    Sides,
    State,
    card_number,
    done_before,
    held_card,
    key_at,
    on_card,
    post,
    reference_of,
    require_good,
    require_money,
)

TRANSFER: Final = "transfer"
"""The tender that the law asks for large sums."""
Kind = ValueCard.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSale:
    """Cards that are sold alike: in whose name, to whom, with how much on each, and how they are paid."""

    kind: str
    amount: Decimal
    tender: str
    reference: str
    holder_id: int | None = None
    buyer_id: int | None = None
    copies: int = 1
    is_company: bool = False
    is_active: bool = True
    told: int = 0
    """Which version of what holds for such a card the buyer was shown and confirmed."""
    told_at: datetime | None = None
    """When they confirmed it, if they pay later; None: now."""
    request_key: UUID | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came onto a card: the money, what the club added, what is on it now, and the reference of the payment."""

    card_number: str
    amount: Decimal
    bonus: Decimal
    left: Decimal
    reference: str
    card_id: int
    is_repeat: bool = False
    """Whether it was done before, under the same request key."""


@step
def open_value_cards(sale: CardSale, *, actor: Actor, at: datetime) -> Sequence[Loaded]:
    """
    Make cards and put on each what was paid for it, with the bonus of the day; a repeat returns the first ones.

    :raises ValueNotPositive: nothing is to be on them.
    :raises HolderMissing: the law asks whose card it is, or who buys for so much.
    :raises TransferAsked: so much is paid by bank transfer only.
    :raises CardWouldHoldTooMuch: the law allows less on one card.
    :raises ValueKeyTaken: the request's key stands for another sale.
    :raises NoticeNotTold: the buyer did not confirm what holds for the card, as it was worded then.
    """
    if earlier := done_before(sale.request_key, sale.copies):
        return _sold_before(earlier, sale)
    require_money(sale.amount)
    terms = terms_at(at)
    _require_told(sale, at)
    _require_buyer(sale, terms)
    _require_transfer(sale.amount * sale.copies, sale.tender, terms, is_company=sale.is_company)
    made = [_made(sale, terms, at) for _copy in range(sale.copies)]
    return [_load(card, sale.amount, _paid(sale, place), actor, at) for place, card in enumerate(made, start=1)]


@step
def load_value(
    *,
    card_number: str,
    amount: Decimal,
    tender: str,
    reference: str,
    actor: Actor,
    at: datetime,
    request_key: UUID | None = None,
) -> Loaded:
    """
    Put money on a card, with the bonus of the day; a repeat returns what was put on it the first time.

    :raises CardNotGood: it is not activated, blocked, replaced or closed.
    :raises ValueNotPositive: nothing is to be put on it.
    :raises TransferAsked: so much is paid by bank transfer only.
    :raises CardWouldHoldTooMuch: the law allows less on one card.
    :raises ValueKeyTaken: the request's key stands for something else.
    """
    done = Done(kind=ValueDeed.Kind.LOADED, tender=tender, reference=reference, request_key=request_key)
    earlier = done_before(request_key)
    require_money(amount)
    card = held_card(card_number)
    if earlier:
        return _loaded_before(earlier[0], done, amount, card.pk)
    require_good(card, at)
    _require_transfer(amount, tender, terms_at(at), is_company=False)
    return _load(card, amount, done, actor, at)


@step
def people_of(*, number: str) -> tuple[int | None, int | None]:
    """Return in whose name a card is and who bought it, so that they are held before the card."""
    rows = ValueCard.objects.filter(number=card_number(number)).order_by("pk")
    return rows.values_list("holder_id", "buyer_id").first() or (None, None)


def terms_at(at: datetime) -> ValueTerms:
    """Return the terms of cards in force at a moment."""
    return ValueTerms.objects.filter(valid_from__lte=at).order_by("-valid_from", "-pk")[0]


def most_on(card: ValueCard, terms: ValueTerms) -> Decimal:
    """Return how much a card of its kind may hold."""
    return terms.named_most if card.kind == Kind.NAMED else terms.bearer_most


def new_number() -> str:
    """Return a number for a new card that cannot be guessed from another: serial, six digits by lot, check digit."""
    return PREFIX + with_check(f"{next_serial('value_card'):08d}{secrets.randbelow(10**6):06d}")


def good_until(kind: str, terms: ValueTerms, at: datetime) -> date | None:
    """Return the last day of a card in nobody's name; one in a reader's name has none."""
    return None if kind == Kind.NAMED else add_months(club_day(at), terms.bearer_months)


def _made(sale: CardSale, terms: ValueTerms, at: datetime) -> ValueCard:
    return ValueCard.objects.create(
        number=new_number(), kind=sale.kind, state=State.ACTIVE if sale.is_active else State.NEW,
        holder_id=sale.holder_id if sale.kind == Kind.NAMED else None, buyer_id=sale.buyer_id or sale.holder_id,
        sold_at=at, expires_on=good_until(sale.kind, terms, at), told=sale.told,
    )  # fmt: skip


def _load(card: ValueCard, amount: Decimal, done: Done, actor: Actor, at: datetime) -> Loaded:
    most, bonus = most_on(card, terms_at(at)), _bonus(amount, at)
    would = on_card(card).total + amount + bonus
    if would > most:
        raise CardWouldHoldTooMuch(most=most, would=would)
    against: Sides = {Account.MONEY: -amount, Account.PROMOTION: -bonus}
    deed_id = post(card, Parts(amount, bonus), done, against, actor=actor, at=at)
    known_by = done.reference or reference_of(card, deed_id)
    return Loaded(card.number, amount, bonus, on_card(card).total, known_by, card.pk)


def _sold_before(deeds: Sequence[ValueDeed], sale: CardSale) -> Sequence[Loaded]:
    holder_id = sale.holder_id if sale.kind == Kind.NAMED else None
    if len(deeds) != sale.copies or any((one.card.kind, one.card.holder_id) != (sale.kind, holder_id) for one in deeds):
        raise ValueKeyTaken()
    return [
        _loaded_before(deed, _paid(sale, place), sale.amount, deed.card_id) for place, deed in enumerate(deeds, start=1)
    ]


def _loaded_before(deed: ValueDeed, done: Done, amount: Decimal, card_id: int) -> Loaded:
    """
    Return what a request put on a card the first time.

    :raises ValueKeyTaken: that was something else.
    """
    bonus = sum((part.amount for part in deed.postings.filter(account=Account.BONUS)), ZERO)
    before = (deed.kind, deed.tender, deed.reference, deed.card_id, deed.amount - bonus)
    if before != (done.kind, done.tender, done.reference, card_id, amount):
        raise ValueKeyTaken()
    reference = deed.reference or reference_of(deed.card, deed.pk)
    return Loaded(deed.card.number, amount, bonus, deed.left, reference, card_id, is_repeat=True)


def _bonus(amount: Decimal, at: datetime) -> Decimal:
    """Return the highest bonus of the day that so much money has."""
    offered = ValueBonus.objects.filter(from_amount__lte=amount, valid_from__lte=at)
    found = offered.exclude(valid_until__lt=at).order_by("-bonus", "pk").values_list("bonus", flat=True).first()
    return found or ZERO


def _require_buyer(sale: CardSale, terms: ValueTerms) -> None:
    if sale.kind == Kind.NAMED and not sale.holder_id:
        raise HolderMissing()
    if sale.amount * sale.copies >= terms.known_buyer_from and not (sale.buyer_id or sale.holder_id):
        raise HolderMissing(field="buyer")


def _require_told(sale: CardSale, at: datetime) -> None:
    confirmed_at = min(sale.told_at or at, at)
    words = ValueNotice.objects.filter(kind=sale.kind, valid_from__lte=confirmed_at).order_by("-version")
    version = words.values_list("version", flat=True).first() or 0
    if sale.told != version:
        raise NoticeNotTold(version=version)


def _require_transfer(amount: Decimal, tender: str, terms: ValueTerms, *, is_company: bool) -> None:
    most = terms.company_transfer_from if is_company else terms.transfer_from
    if amount >= most and tender != TRANSFER:
        raise TransferAsked(amount=most)


def _paid(sale: CardSale, place: int) -> Done:
    """Return how one of the cards of a sale is paid: each of several has a reference of its own."""
    reference = f"{sale.reference}-{place}" if sale.reference and place > 1 else sale.reference
    key = key_at(sale.request_key, place)
    return Done(kind=ValueDeed.Kind.SOLD, tender=sale.tender, reference=reference, request_key=key)
