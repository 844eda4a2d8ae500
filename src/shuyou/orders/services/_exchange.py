"""An exchange as one deed: titles come back, others are given for them, and the difference is settled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import services as loyalty
from shuyou.orders.errors import RequestKeyTaken
from shuyou.orders.events.exchanges import ExchangeMade
from shuyou.orders.models import Channel, Exchange, Order, OrderLine, OrderWish
from shuyou.orders.queries._sold_bundles import parts_wanted
from shuyou.orders.services._give_back import BY_CARD, give_money_back, give_to_cards
from shuyou.orders.services._hold_order import hold_any_order, owner_of, source_of
from shuyou.orders.services._place_order import Destination, OrderDraft, Wanted, Wish, place_one
from shuyou.orders.services._returns import Inspection, ReturnDraft, note_return, put_right
from shuyou.orders.services._take_payment import PaymentDraft, due_of, note_money, put_on_record
from shuyou.payments import queries as books
from shuyou.payments import services as payments
from shuyou.supply import services as supply
from shuyou.supply.queries import MAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeDraft:
    """What comes back of an order, what is wanted for it, how a difference is paid. The key makes repeats harmless."""

    back: ReturnDraft
    wanted: tuple[Wanted, ...]
    request_key: UUID
    damaged: Mapping[int, int] = field(default_factory=dict)
    """Copies, by position, that are written off; the others go back to their shelves."""
    tender: str = ""
    """By which a difference was paid in this moment; empty: the new order waits for it."""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What an exchange made, now or the first time it was sent."""

    return_number: str
    order_number: str
    carried: Decimal
    charged: Decimal
    given: Decimal
    due: Decimal
    is_repeat: bool = False


@use_case("orders.exchange")
def exchange(draft: ExchangeDraft, *, actor: Actor, at: datetime) -> Exchanged:
    """
    Take titles of an order back, inspected, and place an order of others for the same reader: all or nothing.

    What was paid for them counts as paid for the new order, by its own tenders; what is dearer is paid beside it or
    waited for, what is cheaper goes back. Money that came from a stored-value card goes back to that card. A repeat of
    the request key returns what it first made.

    :raises RequestKeyTaken: the request key made something else.
    :raises DomainError: as `ask_return`, `settle_return`, `place_order` and `take_payment` do.
    """
    old = hold_any_order(draft.back.number)
    if earlier := exchanged_before(old, draft.back, request_key=draft.request_key):
        return earlier
    if draft.tender and draft.tender not in dict(books.tenders_by_hand()):
        raise InvalidValue(label=_("How it came"), value=draft.tender, field="tender")
    _hold_cards_and_shelves(old, draft)
    made = note_return(old, draft.back, actor=actor, at=at)
    money = put_right(made, old, found=Inspection(draft.damaged), actor=actor, at=at)
    placed = place_one(_order_draft(old, draft), actor=actor, at=at)
    new = Order.objects.get(pk=placed.order_id)
    carried = _carry(old, new, min(money, new.total), made.number, actor, at)
    if surplus := money - min(money, new.total):
        give_money_back(source=source_of(old), amount=surplus, reason=made.number, actor=actor, at=at)
    charged = _charge(new, new.total - carried, made.number, draft, actor, at)
    if carried + charged:
        note_money(new, carried + charged, actor=actor, at=at)
    done = Exchange.objects.create(
        returned=made, order=new, carried=carried, charged=charged, given=money - carried, done_at=at
    )
    events.publish(told_of_exchange(done, old), actor=actor, at=at)
    return _exchanged(done)


def exchanged_before(old: Order, back: ReturnDraft, *, request_key: UUID) -> Exchanged | None:
    """
    Return what the request key made before.

    :raises RequestKeyTaken: it stands for something else.
    """
    made = Order.objects.filter(request_key=request_key).first()
    if made is None:
        return None
    done = Exchange.objects.select_related("returned", "order").filter(order=made, returned__order=old).first()
    if done is None or not _is_same(done, back):
        raise RequestKeyTaken()
    return _exchanged(done, is_repeat=True)


def _is_same(done: Exchange, back: ReturnDraft) -> bool:
    known = dict(done.returned.lines.order_by("pk").values_list("line__position", "quantity"))
    return known == {position: copies for position, copies in back.copies.items() if copies}


def _hold_cards_and_shelves(old: Order, draft: ExchangeDraft) -> None:
    """Lock all shelves at once: two exchanges, each of what the other takes, would wait for one another."""
    loyalty.hold_cards_of(source=source_of(old))
    lines = OrderLine.objects.filter(order=old, position__in=list(draft.back.copies)).order_by("pk")
    items = {*lines.values_list("item_id", flat=True), *(one.item_id for one in draft.wanted)}
    items |= parts_wanted(item_ids=items)
    supply.hold_shelves(item_ids=sorted(items), warehouse=MAIN)


def _order_draft(old: Order, draft: ExchangeDraft) -> OrderDraft:
    """Return the order of what is wanted instead: to where the old one went, as it was paid for."""
    wish = OrderWish.objects.filter(order=old).first()
    return OrderDraft(
        member_id=owner_of(old), wanted=draft.wanted, request_key=draft.request_key,
        payment=_payment(old, draft.tender),
        channel=Channel.PHONE if old.channel == Channel.TILL else old.channel,
        destination=Destination(old.recipient, old.phone, old.address, old.postcode),
        wish=Wish(pickup_place=wish.pickup_place) if wish and wish.pickup_place else None,
    )  # fmt: skip


def _payment(old: Order, tender: str) -> str:
    """Return how the new order is paid for: on account as the old one was, else before it goes its way."""
    if old.payment == Order.Payment.ACCOUNT:
        return Order.Payment.ACCOUNT
    is_ahead = old.payment in (Order.Payment.REMITTANCE, Order.Payment.ONLINE)
    return old.payment if is_ahead and not tender else Order.Payment.CASH


def _carry(old: Order, new: Order, amount: Decimal, reason: str, actor: Actor, at: datetime) -> Decimal:
    """Have an amount paid for the old order count for the new one; return it without what goes back to cards."""
    if not amount:
        return ZERO
    moved = payments.RefundDraft(source=source_of(old), amount=amount, reason=reason)
    noted = payments.carry_over(moved, to=source_of(new), actor=actor, at=at)
    by_card = [one for one in noted if one.tender == BY_CARD]
    give_to_cards(by_card, source=source_of(old), actor=actor, at=at)
    return amount - sum((one.amount for one in by_card), ZERO)


def _charge(new: Order, due: Decimal, slip: str, draft: ExchangeDraft, actor: Actor, at: datetime) -> Decimal:
    if due <= 0 or not draft.tender:
        return ZERO
    reference = draft.reference if draft.reference or draft.tender != Order.Payment.CASH else slip
    paid = PaymentDraft(number=new.number, tender=draft.tender, reference=reference, amount=due)
    put_on_record(new, paid, actor=actor, at=at)
    return due


def told_of_exchange(done: Exchange, old: Order) -> ExchangeMade:
    """Return what an exchange tells."""
    return ExchangeMade(
        order_id=old.pk, number=old.number, member_id=old.member_id, return_number=done.returned.number,
        new_number=done.order.number, carried=str(done.carried), charged=str(done.charged), given=str(done.given),
    )  # fmt: skip


def _exchanged(done: Exchange, *, is_repeat: bool = False) -> Exchanged:
    return Exchanged(
        done.returned.number, done.order.number, done.carried, done.charged, done.given, due_of(done.order), is_repeat
    )
