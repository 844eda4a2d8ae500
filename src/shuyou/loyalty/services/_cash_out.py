"""Money of a stored-value card given back in money: a step of the change that also asks for the refund."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import F, Sum

from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import step
from shuyou.loyalty.errors import CardNotGood, NothingOnCard, RefundTooLate
from shuyou.loyalty.models import ValueCard, ValueDeed, ValuePosting, ValueTerms, ValueUse
from shuyou.loyalty.rules import Ground, Parts, money_back
from shuyou.loyalty.services._load_value import terms_at
from shuyou.loyalty.services._value_cards import Mandate, read_reason, require_second
from shuyou.loyalty.services._value_ledger import Account, Done, Sides, State, held_card, on_card, post

Did = ValueDeed.Kind


@dataclass(frozen=True, slots=True)
class Origin:
    """A card on which money was loaded, and how much is still on it, which has the first claim on that money."""

    card_number: str
    left: Decimal


@dataclass(frozen=True, slots=True)
class CashedOut:
    """What of a card is given back in money, and on which cards the money was loaded."""

    card_number: str
    amount: Decimal
    origins: tuple[Origin, ...]
    card_id: int


@step
def cash_out(*, card_number: str, ground: str, by: Mandate) -> CashedOut:
    """
    Take off a card what the law gives back in money, and close it if nothing is left.

    :raises CardNotGood: it was replaced or closed before, or waits to be activated.
    :raises RefundTooLate: the ground is time, and it is over or the card was used.
    :raises NothingOnCard: there is nothing to be given back.
    :raises SecondPersonAsked: it is blocked, or more than one person may give back alone.
    :raises AdjustmentWithoutReason: nobody could read later why.
    """
    said, terms, why = read_reason(by.reason), terms_at(by.at), Ground(ground)
    card = held_card(card_number)
    if card.state not in (State.ACTIVE, State.BLOCKED):
        raise CardNotGood(number=card.number, state=State(card.state).label)
    going = _last_load(card, terms, by.at) if why == Ground.IN_TIME else on_card(card)
    origins = _origins(card)
    amount = money_back(going, bonus_spent=_bonus_spent(origins), ground=why)
    if not amount:
        raise NothingOnCard(number=card.number)
    require_second(amount, ZERO if card.state == State.BLOCKED else terms.approve_above, by)
    against: Sides = {Account.MONEY: amount, Account.PROMOTION: going.bonus, Account.BREAKAGE: going.principal - amount}
    if going == on_card(card):
        card.state = State.CLOSED
    out = Parts(-going.principal, -going.bonus)
    post(card, out, Done(kind=Did.REFUNDED, reason=said), against, actor=by.actor, at=by.at)
    still = dict(ValueCard.objects.filter(number__in=origins).order_by("pk").values_list("number", "principal"))
    return CashedOut(card.number, amount, tuple(Origin(number, still[number]) for number in origins), card.pk)


def _last_load(card: ValueCard, terms: ValueTerms, at: datetime) -> Parts:
    """
    Return what was loaded last, if it can be given back for no reason.

    :raises RefundTooLate: the days are over, or the card was used since.
    """
    loads = card.deeds.filter(kind__in=[Did.SOLD, Did.LOADED]).order_by("-pk")
    load = loads.filter(at__gte=at - timedelta(days=terms.refund_days)).first()
    since = card.deeds.filter(kind__in=[Did.PAID, Did.MOVED_OUT, Did.REFUNDED])
    if load is None or since.filter(pk__gt=load.pk).exists():
        raise RefundTooLate(days=terms.refund_days)
    sides = {posting.account: posting.amount for posting in load.postings.order_by("pk")}
    return Parts(sides.get(Account.PRINCIPAL, ZERO), sides.get(Account.BONUS, ZERO))


def _bonus_spent(numbers: Sequence[str]) -> Decimal:
    """Return how much bonus was paid with cards, has not come back, and was not kept back at its full price before."""
    uses = ValueUse.objects.filter(card__number__in=numbers)
    kept = ValuePosting.objects.filter(deed__card__number__in=numbers, account=Account.BREAKAGE)
    spent = uses.aggregate(sum=Sum(F("bonus") - F("bonus_back")))["sum"] or ZERO
    return spent - (kept.aggregate(sum=Sum("amount"))["sum"] or ZERO)


def _origins(card: ValueCard) -> tuple[str, ...]:
    """Return the numbers of the cards on which the money of a card was loaded, its own first."""
    found, asked = [card.number], [card.number]
    while asked:
        moved = ValueDeed.objects.filter(card__number__in=asked, kind=Did.MOVED_IN).order_by("-pk")
        asked = [source.removeprefix("card:") for source in moved.values_list("source", flat=True)]
        asked = [number for number in dict.fromkeys(asked) if number not in found]
        found += asked
    return tuple(found)
