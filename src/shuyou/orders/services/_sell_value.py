"""Stored-value cards sold, topped up and given back in money: the card's ledger and the book of money in one change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty import services as loyalty
from shuyou.loyalty.events import ValueLoaded, ValueRefunded, ValueRequestDecided
from shuyou.loyalty.services import CardSale, CashedOut, Loaded, value_requests
from shuyou.members import services as members
from shuyou.payments import services as payments
from shuyou.payments.errors import RefundTooLarge


@use_case("loyalty.sell_value")
def sell_value_cards(sale: CardSale, *, actor: Actor, at: datetime) -> Sequence[Loaded]:
    """
    Sell stored-value cards, each with what is paid for it, and return them; a repeat of the key sells nothing.

    :raises ValueNotPositive: nothing is to be on them.
    :raises HolderMissing: the law asks whose card it is, or who buys for so much.
    :raises TransferAsked: so much is paid by bank transfer only.
    :raises CardWouldHoldTooMuch: the law allows less on one card.
    :raises ReceiptAlreadyRecorded: this slip was recorded before.
    :raises ValueKeyTaken: the request's key stands for another sale.
    :raises NoticeNotTold: the buyer did not confirm what holds for the card, as it is worded now.
    """
    sale = _to_kept(sale)
    sold = loyalty.open_value_cards(sale, actor=actor, at=at)
    if sold[0].is_repeat:
        return sold
    for card in sold:
        _book(card, sale.tender, sale.buyer_id or sale.holder_id, at)
    amount = sum((card.amount for card in sold), ZERO)
    told = ValueLoaded(card_ids=tuple(card.card_id for card in sold), amount=str(amount), member_id=sale.buyer_id)
    events.publish(told, actor=actor, at=at)
    return sold


@step
def sell_paid_card(sale: CardSale, *, charge_id: int, actor: Actor, at: datetime) -> Loaded | None:
    """
    Sell one card for money that came through a provider, whose buyer is held.

    None: the law or the club's terms do not let it be sold by now. The charge says why, and waits for somebody to give
    the money back.
    """
    held = payments.hold_charge(charge_id=charge_id)
    paid = replace(sale, tender=held.tender, reference=held.number, amount=held.amount, copies=1)
    try:
        with transaction.atomic():
            card = loyalty.open_value_cards(paid, actor=actor, at=at)[0]
    except DomainError as refusal:
        payments.leave_charge(held, why=refusal.code)
        return None
    payments.use_charge(replace(held, source=f"card:{card.card_number}"), member_id=sale.buyer_id, at=at)
    told = ValueLoaded(card_ids=(card.card_id,), amount=str(card.amount), member_id=sale.buyer_id)
    events.publish(told, actor=actor, at=at)
    return card


@use_case("loyalty.sell_value")
def top_up_value_card(
    number: str,
    *,
    amount: Decimal,
    tender: str,
    reference: str,
    actor: Actor,
    at: datetime,
    request_key: UUID | None = None,
) -> Loaded:
    """
    Put money on a stored-value card; a repeat of the request's key puts nothing on it.

    :raises NotFound: there is no such card.
    :raises CardNotGood: it cannot be used.
    :raises ValueNotPositive: nothing is to be put on it.
    :raises TransferAsked: so much is paid by bank transfer only.
    :raises CardWouldHoldTooMuch: the law allows less on one card.
    :raises ReceiptAlreadyRecorded: this slip was recorded before.
    :raises ValueKeyTaken: the request's key stands for something else.
    """
    payer = _held_payer(number)
    loaded = loyalty.load_value(
        card_number=number, amount=amount, tender=tender, reference=reference, request_key=request_key,
        actor=actor, at=at,
    )  # fmt: skip
    if loaded.is_repeat:
        return loaded
    _book(loaded, tender, payer, at)
    told = ValueLoaded(card_ids=(loaded.card_id,), amount=str(amount), member_id=payer)
    events.publish(told, actor=actor, at=at)
    return loaded


@use_case("loyalty.sell_value")
def give_card_back(number: str, *, ground: str, reason: str, actor: Actor, at: datetime) -> Decimal:
    """
    Give what is on a card back in money, as far as the law asks for it, to the tenders it was loaded by; return it.

    :raises NotFound: there is no such card.
    :raises RefundTooLate: the ground is time, and it is over or the card was used.
    :raises NothingOnCard: there is nothing to be given back.
    :raises SecondPersonAsked: it is more than one person may give back alone.
    :raises RefundTooLarge: not all of it is found among the money that was paid for the card.
    """
    by = loyalty.Mandate(reason=reason, actor=actor, at=at)
    card_id, amount = _give_back(number, ground=ground, by=by)
    events.publish(ValueRefunded(card_id=card_id, amount=str(amount)), actor=actor, at=at)
    return amount


@use_case("loyalty.manage_value")
def approve_value_request(*, request_id: int, actor: Actor, at: datetime) -> Decimal:
    """
    Do with a card what somebody else asked for, give its money back, move or give it on, once; return how much it was.

    :raises NotFound: there is no such request.
    :raises OwnValueRequest: the actor asked for it.
    :raises RequestDecided: somebody approved or refused it before.
    :raises CardNotGood: a card cannot be used by now.
    :raises NothingOnCard: there is nothing left to be given back or moved.
    :raises RefundTooLate: the ground is time, and it is over or the card was used.
    :raises RefundTooLarge: not all of it is found among the money that was paid for the card.
    :raises CardWouldHoldTooMuch: the law allows less on the other card.
    """
    asked = value_requests.hold_asked(request_id=request_id, is_approved=True, actor=actor)
    if asked.kind == "back":
        by = loyalty.Mandate(reason=asked.reason, actor=actor, at=at, is_approved=True)
        _card, amount = _give_back(asked.card_number, ground=asked.ground, by=by)
    else:
        amount = value_requests.move_asked(asked, actor=actor, at=at)
    value_requests.close_asked(asked, is_approved=True, note="", actor=actor, at=at)
    told = ValueRequestDecided(card_id=asked.card_id, request_id=asked.request_id, is_approved=True, amount=str(amount))
    events.publish(told, actor=actor, at=at)
    return amount


@step
def _give_back(number: str, *, ground: str, by: loyalty.Mandate) -> tuple[int, Decimal]:
    """Take off a card what goes back in money and ask for its refunds; return the card's id and how much that is."""
    out = loyalty.cash_out(card_number=number, ground=ground, by=by)
    for source, part in _to_receipts(out).items():
        asked = payments.RefundDraft(source=source, amount=part, reason=by.reason)
        payments.note_refund(asked, actor=by.actor, at=by.at)
    return out.card_id, out.amount


@step
def _to_kept(sale: CardSale) -> CardSale:
    """
    Lock whose cards are sold and who buys them, before there are cards; of two who are one by now, it is that one.

    :raises PersonErased: nothing is known of them any more.
    :raises PersonRestricted: the reader asked that their data only be kept, and this is more.
    """
    people = [one for one in (sale.holder_id, sale.buyer_id) if one]
    members.hold_kept_members(member_ids=people)
    kept = {one: members.hold_kept_member(member_id=one).member_id for one in people}
    return replace(sale, holder_id=kept.get(sale.holder_id or 0), buyer_id=kept.get(sale.buyer_id or 0))


@step
def _held_payer(number: str) -> int | None:
    """
    Lock who is taken to pay for a card, before the card itself: in whose name it is, or who bought it if known.

    :raises PersonErased: it is in the name of somebody of whom nothing is known any more.
    :raises PersonRestricted: the reader asked that their data only be kept, and this is more.
    """
    holder, buyer = loyalty.people_of(number=number)
    if holder:
        return members.hold_kept_member(member_id=holder).member_id
    return members.hold_kept_members(member_ids=[buyer]).get(buyer) if buyer else None


def _to_receipts(out: CashedOut) -> Mapping[str, Decimal]:
    """
    Return how much goes back of what was paid for each card that money came from, together all of it.

    What is still on another card has the first claim on what was paid for that one.

    :raises RefundTooLarge: less is left of what was paid.
    """
    wanted, parts = out.amount, dict[str, Decimal]()
    left = {origin: payments.left_of(source=f"card:{origin.card_number}") for origin in out.origins}
    for claimed in (True, False):
        for origin, paid in left.items():
            source = f"card:{origin.card_number}"
            free = paid - parts.get(source, ZERO) - (origin.left if claimed else ZERO)
            if (part := min(wanted, free)) > 0:
                parts[source] = parts.get(source, ZERO) + part
                wanted -= part
    if wanted:
        raise RefundTooLarge(amount=out.amount, left=out.amount - wanted)
    return parts


@step
def _book(card: Loaded, tender: str, member_id: int | None, at: datetime) -> None:
    money = payments.Money(
        member_id=member_id, tender=tender, reference=card.reference, source=f"card:{card.card_number}",
        amount=card.amount,
    )  # fmt: skip
    payments.record_receipt(money, at=at)
