"""Stored-value cards sold, topped up and given back in money: the card's ledger and the book of money in one change."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty import services as loyalty
from shuyou.loyalty.events import ValueLoaded, ValueRefunded
from shuyou.loyalty.services import CardSale, Loaded
from shuyou.payments import services as payments


@use_case("loyalty.sell_value")
def sell_value_cards(sale: CardSale, *, actor: Actor, at: datetime) -> Sequence[Loaded]:
    """
    Sell stored-value cards, each with what is paid for it, and return them.

    :raises ValueNotPositive: nothing is to be on them.
    :raises HolderMissing: the law asks whose card it is, or who buys for so much.
    :raises TransferAsked: so much is paid by bank transfer only.
    :raises CardWouldHoldTooMuch: the law allows less on one card.
    :raises ReceiptAlreadyRecorded: this slip was recorded before.
    """
    sold = loyalty.open_value_cards(sale, actor=actor, at=at)
    for card in sold:
        _book(card, sale.tender, sale.buyer_id or sale.holder_id, at)
    amount = sum((card.amount for card in sold), ZERO)
    told = ValueLoaded(cards=tuple(card.card_number for card in sold), amount=str(amount), member_id=sale.buyer_id)
    events.publish(told, actor=actor, at=at)
    return sold


@use_case("loyalty.sell_value")
def top_up_value_card(
    number: str, *, amount: Decimal, tender: str, reference: str, actor: Actor, at: datetime
) -> Loaded:
    """
    Put money on a stored-value card.

    :raises NotFound: there is no such card.
    :raises CardNotGood: it cannot be used.
    :raises ValueNotPositive: nothing is to be put on it.
    :raises TransferAsked: so much is paid by bank transfer only.
    :raises CardWouldHoldTooMuch: the law allows less on one card.
    :raises ReceiptAlreadyRecorded: this slip was recorded before.
    """
    loaded = loyalty.load_value(
        card_number=number, amount=amount, tender=tender, reference=reference, actor=actor, at=at
    )
    payer = loyalty.payer_of(card_number=loaded.card_number)
    _book(loaded, tender, payer, at)
    told = ValueLoaded(cards=(loaded.card_number,), amount=str(amount), member_id=payer)
    events.publish(told, actor=actor, at=at)
    return loaded


@use_case("loyalty.sell_value")
def give_card_back(number: str, *, ground: str, reason: str, actor: Actor, at: datetime) -> Decimal:
    """
    Give what is on a card back in money, as far as the law asks for it, to the tenders it was loaded by; return it.

    :raises NotFound: there is no such card.
    :raises RefundTooLate: the ground is time, and it is over or the card was used.
    :raises NothingOnCard: there is nothing to be given back.
    :raises ManagerAsked: it is more than one may give back without a manager.
    """
    out = loyalty.cash_out(card_number=number, ground=ground, reason=reason, actor=actor, at=at)
    wanted = out.amount
    for origin in out.origins:
        source = f"card:{origin}"
        if part := min(wanted, payments.left_of(source=source)):
            asked = payments.RefundDraft(source=source, amount=part, reason=reason)
            payments.note_refund(asked, actor=actor, at=at)
            wanted -= part
    told = ValueRefunded(card=out.card_number, amount=str(out.amount))
    events.publish(told, actor=actor, at=at)
    return out.amount


@step
def _book(card: Loaded, tender: str, member_id: int | None, at: datetime) -> None:
    money = payments.Money(
        member_id=member_id, tender=tender, reference=card.reference, source=f"card:{card.card_number}",
        amount=card.amount,
    )  # fmt: skip
    payments.record_receipt(money, at=at)
