"""Stored-value cards sold and topped up, within what the law allows: steps of changes that also take the money."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import add_months, club_day
from shuyou.kernel.money import ZERO
from shuyou.kernel.numbers import next_serial, with_check
from shuyou.kernel.usecase import step
from shuyou.loyalty.errors import CardWouldHoldTooMuch, HolderMissing, TransferAsked
from shuyou.loyalty.models import ValueBonus, ValueCard, ValueDeed, ValueTerms
from shuyou.loyalty.rules import Parts
from shuyou.loyalty.services._value_ledger import (
    PREFIX,
    Account,
    Done,
    Sides,
    State,
    held_card,
    on_card,
    post,
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


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came onto a card: the money, what the club added, what is on it now, and the reference of the payment."""

    card_number: str
    amount: Decimal
    bonus: Decimal
    left: Decimal
    reference: str


@step
def open_value_cards(sale: CardSale, *, actor: Actor, at: datetime) -> Sequence[Loaded]:
    """
    Make cards and put on each what was paid for it, with the bonus of the day.

    :raises ValueNotPositive: nothing is to be on them.
    :raises HolderMissing: the law asks whose card it is, or who buys for so much.
    :raises TransferAsked: so much is paid by bank transfer only.
    :raises CardWouldHoldTooMuch: the law allows less on one card.
    """
    require_money(sale.amount)
    terms = terms_at(at)
    _require_buyer(sale, terms)
    _require_transfer(sale.amount * sale.copies, sale.tender, terms, is_company=sale.is_company)
    made = [_made(sale, terms, at) for _copy in range(sale.copies)]
    return [
        _load(card, sale.amount, _reference(sale.reference, place), sale.tender, ValueDeed.Kind.SOLD, actor, at)
        for place, card in enumerate(made, start=1)
    ]


@step
def load_value(*, card_number: str, amount: Decimal, tender: str, reference: str, actor: Actor, at: datetime) -> Loaded:
    """
    Put money on a card, with the bonus of the day.

    :raises CardNotGood: it is not activated, blocked, replaced or closed.
    :raises ValueNotPositive: nothing is to be put on it.
    :raises TransferAsked: so much is paid by bank transfer only.
    :raises CardWouldHoldTooMuch: the law allows less on one card.
    """
    require_money(amount)
    card = held_card(card_number)
    require_good(card, at)
    _require_transfer(amount, tender, terms_at(at), is_company=False)
    return _load(card, amount, reference, tender, ValueDeed.Kind.LOADED, actor, at)


@step
def payer_of(*, card_number: str) -> int | None:
    """Return who is taken to pay for a card: in whose name it is, or who bought it; None if nobody knows."""
    card = held_card(card_number)
    return card.holder_id or card.buyer_id


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
        sold_at=at, expires_on=good_until(sale.kind, terms, at),
    )  # fmt: skip


def _load(
    card: ValueCard, amount: Decimal, reference: str, tender: str, kind: str, actor: Actor, at: datetime
) -> Loaded:
    most, bonus = most_on(card, terms_at(at)), _bonus(amount, at)
    would = on_card(card).total + amount + bonus
    if would > most:
        raise CardWouldHoldTooMuch(most=most, would=would)
    against: Sides = {Account.MONEY: -amount, Account.PROMOTION: -bonus}
    done = Done(kind=kind, tender=tender, reference=reference)
    deed_id = post(card, Parts(amount, bonus), done, against, actor=actor, at=at)
    return Loaded(card.number, amount, bonus, on_card(card).total, reference or f"{card.number}-{deed_id}")


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


def _require_transfer(amount: Decimal, tender: str, terms: ValueTerms, *, is_company: bool) -> None:
    most = terms.company_transfer_from if is_company else terms.transfer_from
    if amount >= most and tender != TRANSFER:
        raise TransferAsked(amount=most)


def _reference(typed: str, place: int) -> str:
    return f"{typed}-{place}" if typed and place > 1 else typed
