"""Taking money for an order."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty import services as loyalty
from shuyou.orders.errors import PaymentTooLarge
from shuyou.orders.events import OrderPaid, PaymentTaken
from shuyou.orders.models import Order
from shuyou.orders.queries._sight import require_sight
from shuyou.orders.services._give_back import BY_CARD
from shuyou.orders.services._hold_order import hold_any_order, hold_order, save_order, source_of
from shuyou.payments import queries as books
from shuyou.payments import services as payments


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """Money for an order, with the number on its slip, or of the stored-value card that pays."""

    number: str
    tender: str
    reference: str
    amount: Decimal
    request_key: UUID | None = None
    """Of a payment by card, which has no slip that would tell a repeat."""


@use_case("orders.take_payment")
def take_payment(draft: PaymentDraft, *, actor: Actor, at: datetime) -> Decimal:
    """
    Record money for an order; when it is complete the order is paid. Return what is still due.

    :raises WrongState: the order does not wait for money.
    :raises PaymentTooLarge: more than is due.
    :raises ReceiptAlreadyRecorded: this slip was recorded before.
    :raises NotEnoughValue: less is on the stored-value card.
    :raises CardNotGood: the card cannot be used.
    :raises ValueKeyTaken: the request's key stands for something else.
    :raises InvalidValue: money cannot come in such a way by hand.
    """
    require_sight(number=draft.number, actor=actor)
    if draft.tender not in dict(books.tenders_by_hand()):
        raise InvalidValue(label=_("How it came"), value=draft.tender, field="tender")
    if draft.tender == BY_CARD and loyalty.has_paid(
        request_key=draft.request_key, card_number=draft.reference, amount=draft.amount, source=f"order:{draft.number}"
    ):
        return due_of(hold_any_order(draft.number))
    order = hold_order(draft.number, "pay")
    due = due_of(order)
    if draft.amount > due:
        raise PaymentTooLarge(amount=draft.amount, due=due)
    put_on_record(order, draft, actor=actor, at=at)
    return note_money(order, draft.amount, actor=actor, at=at)


@step
def put_on_record(order: Order, draft: PaymentDraft, *, actor: Actor, at: datetime) -> None:
    """
    Record money for a held order in the books; `note_money` says what it does to the order.

    :raises DomainError: as `take_payment` does.
    """
    money = payments.Money(
        member_id=order.member_id,
        tender=draft.tender,
        reference=_reference(draft, source_of(order), actor, at),
        source=source_of(order),
        amount=draft.amount,
    )
    payments.record_receipt(money, at=at)


def _reference(draft: PaymentDraft, source: str, actor: Actor, at: datetime) -> str:
    """Return the number under which money stands in the books: of its slip, or of what was taken from a card."""
    if draft.tender != BY_CARD:
        return draft.reference
    paid = loyalty.pay_by_stored_value(
        card_number=draft.reference, amount=draft.amount, source=source, request_key=draft.request_key,
        actor=actor, at=at,
    )  # fmt: skip
    return paid.reference


@step
def note_money(order: Order, amount: Decimal, *, actor: Actor, at: datetime) -> Decimal:
    """Add money on record to a held order, which is paid once it is complete; return what is still due."""
    order.paid_total += amount
    if order.payment == Order.Payment.ACCOUNT:
        payments.lower_credit(source=source_of(order), amount=amount, is_paid=True, at=at)
    due = due_of(order)
    if not due:
        order.paid_at = at
        if order.payment != Order.Payment.ACCOUNT:  # which goes its way before it is paid
            order.state = Order.State.PAID
    save_order(order, "paid_total", "state", "paid_at")
    events.publish(_told(order, amount, due), actor=actor, at=at)
    return due


def due_of(order: Order) -> Decimal:
    """Return what is still to be paid for an order: on account nothing for what came back before it was paid."""
    due = order.total - order.paid_total
    if order.payment != Order.Payment.ACCOUNT:
        return due
    owed = payments.owed_for(source=source_of(order))
    return due if owed is None else min(due, owed)


def paid_in_full(order: Order) -> OrderPaid:
    """Return the news that nothing is due any more, with the money that came."""
    total = str(order.paid_total)
    return OrderPaid(order_id=order.pk, number=order.number, member_id=order.member_id, total=total)


def _told(order: Order, amount: Decimal, due: Decimal) -> OrderPaid | PaymentTaken:
    if not due:
        return paid_in_full(order)
    return PaymentTaken(order_id=order.pk, number=order.number, member_id=order.member_id, amount=str(amount))
