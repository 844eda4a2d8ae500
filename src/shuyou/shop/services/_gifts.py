"""Stored-value cards bought on the web as presents: asked for, paid, and sent to whoever they are for."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.notices import SERVICE, Fact, NoticeKind, Words, declare
from shuyou.kernel.numbers import next_number
from shuyou.kernel.sealed import seal, unseal
from shuyou.kernel.text import printed
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.queries.value_requests import value_notices
from shuyou.members import queries as people
from shuyou.members import services as members
from shuyou.messaging import services as messaging
from shuyou.orders.services.value import CardSale, sell_paid_card
from shuyou.payments import services as money
from shuyou.shop.errors import GiftRefused
from shuyou.shop.events import GiftAsked, GiftSettled
from shuyou.shop.models import Gift

PREFIX: Final = "gift:"
KIND: Final = "bearer"
TWICE: Final = "shop.gift_paid_twice"
_SEALED_FOR: Final = "shop.gift"
_WAY: Final = re.compile(r"://|www[.]|[.][a-z]{2,}", re.IGNORECASE)
JOB: Final = Actor.job("shop.gifts")
State = Gift.State

CARD: Final = NoticeKind(
    code="shop.gift_card", label=_("Gift card"), purpose=SERVICE, channels=("sms", "email"),
    facts=(
        Fact(name="code", label=_("Number of the card"), sample="SV000000010000001", is_secret=True),
        Fact(name="amount", label=_("Sum"), sample="200.00"),
        Fact(name="giver", label=_("Given by"), sample="林晚"),
        Fact(name="greeting", label=_("Greeting"), sample="生日快乐"),
        Fact(name="until", label=_("Good until"), sample="2029-11-23"),
    ),
    zh=Words(
        subject="{giver}送您一张书友礼品卡",
        body="# {giver}送您一张 {amount} 元的礼品卡\n\n{greeting}\n\n卡号：{code}\n\n门店、电话和网店都能用，"
        "{until} 前有效，到期可免费延期。请像现金一样保管卡号。\n\n> 如有疑问，请联系 {contact}。",
        short="{giver}送您一张 {amount} 元的书友礼品卡，卡号 {code}，{until} 前有效，请像现金一样保管。{greeting}",
    ),
    en=Words(
        subject="A gift card from {giver}",
        body="# {giver} gives you a card with ¥{amount} on it\n\n{greeting}\n\nNumber: {code}\n\nPay with it in our"
        " stores, on the telephone and on the web until {until}; then we make it good again for nothing. Keep the"
        " number like cash.\n\n> Questions? Write to {contact}.",
        short="{giver} gives you a bookshop card with ¥{amount}: {code}, good until {until}. Keep it like cash."
        " {greeting}",
    ),
)  # fmt: skip
declare(CARD)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftDraft:
    """A card as a reader asks for it; `contact` is the phone or e-mail of whoever gets it."""

    request_key: UUID
    amount: Decimal
    contact: str
    giver: str
    greeting: str = ""
    told: int = 0
    """Which version of what holds for the card was confirmed."""


@use_case("shop.keep_account")
def ask_for_gift(draft: GiftDraft, *, member_id: int, actor: Actor, at: datetime) -> str:
    """
    Note a card that a reader buys for somebody, and return its number; a repeat of the key returns the first one's.

    :raises GiftRefused: such a card is not sold, nobody is named, the words lead elsewhere, or its terms are unread.
    :raises DomainError: there is no such address.
    """
    members.hold_member(member_id=member_id)
    earlier = Gift.objects.filter(request_key=draft.request_key, member_id=member_id).first()
    if earlier:
        return earlier.number
    _look_through(draft, at)
    channel = "email" if "@" in draft.contact else "sms"
    address = people.address_typed(channel=channel, text=draft.contact.strip())
    if not address:
        raise GiftRefused(why=_("there is no address to send it to"), field="contact")
    gift = Gift.objects.create(
        number=next_number("GC", "gift", width=8), request_key=draft.request_key, member_id=member_id,
        amount=draft.amount, told=draft.told, channel=channel, sealed=seal(address, purpose=_SEALED_FOR),
        shown=messaging.masked_address(channel=channel, address=address), giver=printed(draft.giver)[:40],
        greeting=printed(draft.greeting)[:100], made_at=at,
    )  # fmt: skip
    publish(GiftAsked(gift_id=gift.pk, member_id=member_id, amount=str(gift.amount)), actor=actor, at=at)
    return gift.number


def _look_through(draft: GiftDraft, at: datetime) -> None:
    if draft.amount not in {amount for amount, _bonus in loyalty.gift_amounts(at=at, actor=JOB)}:
        raise GiftRefused(why=_("there is no card with so much on it"), field="amount")
    if draft.told != gift_notice(at=at)[0]:
        raise GiftRefused(why=_("what holds for the card has not been confirmed"), field="told")
    if not printed(draft.giver):
        raise GiftRefused(why=_("it does not say who gives it"), field="giver")
    for name in ("giver", "greeting"):
        if _WAY.search(getattr(draft, name)):
            raise GiftRefused(why=_("addresses of pages cannot be in it"), field=name)


def gift_notice(*, at: datetime) -> tuple[int, str, str]:
    """Return the version of what buyers of such cards are told, and the words in both languages; 0: there are none."""
    rows = [row for row in value_notices(at=at, actor=JOB) if row.kind == KIND and row.is_current]
    return (rows[0].version, rows[0].text_zh, rows[0].text_en) if rows else (0, "", "")


def require_same_words(*, told: int, at: datetime) -> None:
    """
    Pass if what holds for such a card is still worded as it was confirmed; what is paid after that is sold by it.

    :raises GiftRefused: it was worded anew.
    """
    if told != gift_notice(at=at)[0]:
        raise GiftRefused(why=_("what holds for the card was worded anew: ask for it once more"), field="told")


@step
def settle_gift(*, charge_id: int, number: str, at: datetime) -> None:
    """Make the card that was paid for and send its number; money that cannot be used so waits to be given back."""
    found = Gift.objects.filter(number=number).first()
    if found is None:
        return
    kept = members.hold_kept_members(member_ids=[found.member_id])
    gift = Gift.objects.select_for_update(no_key=True).get(pk=found.pk)
    held = money.hold_charge(charge_id=charge_id)
    if held.is_used:
        return
    if gift.state != State.ASKED or held.amount != gift.amount:
        money.leave_charge(held, why=TWICE)
        return
    sale = CardSale(
        kind=KIND, amount=gift.amount, tender=held.tender, reference=held.number, told=gift.told,
        told_at=gift.made_at,
        buyer_id=kept.get(gift.member_id, gift.member_id), request_key=gift.request_key,
    )  # fmt: skip
    card = sell_paid_card(sale, charge_id=charge_id, actor=JOB, at=at)
    gift.state, gift.paid_at = (State.SENT if card else State.REFUSED), at
    gift.card_id = card.card_id if card else None
    gift.save(update_fields=["state", "paid_at", "card"])
    if card:
        _send(gift, card.card_number, card.left, at)
    publish(GiftSettled(gift_id=gift.pk, member_id=gift.member_id, is_sent=bool(card)), actor=JOB, at=at)


def _send(gift: Gift, card_number: str, left: Decimal, at: datetime) -> None:
    page = loyalty.value_card(uid=loyalty.value_card_uid(number=card_number, actor=JOB), at=at, actor=JOB)
    until = page.card.expires_on
    facts = {
        "code": card_number, "amount": str(left), "giver": gift.giver, "greeting": gift.greeting,
        "until": until.isoformat() if until else "",
    }  # fmt: skip
    address = unseal(gift.sealed, purpose=_SEALED_FOR) or ""
    messaging.ask_at_address(CARD.code, channel=gift.channel, address=address, key=gift.number, facts=facts, at=at)
