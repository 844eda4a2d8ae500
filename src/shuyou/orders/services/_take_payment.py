"""Taking money for an order."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import step, use_case
from shuyou.orders.errors import PaymentTooLarge
from shuyou.orders.events import OrderPaid, PaymentTaken
from shuyou.orders.models import Order
from shuyou.orders.services._hold_order import hold_order, save_order, source_of
from shuyou.payments import services as payments


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """Money for an order, with the number on its slip."""

    number: str
    tender: str
    reference: str
    amount: Decimal


@use_case("orders.take_payment")
def take_payment(draft: PaymentDraft, *, actor: Actor, at: datetime) -> Decimal:
    """
    Record money for an order; when it is complete the order is paid. Return what is still due.

    :raises WrongState: the order does not wait for money.
    :raises PaymentTooLarge: more than is due.
    :raises ReceiptAlreadyRecorded: this slip was recorded before.
    """
    order = hold_order(draft.number, "pay")
    due = order.total - order.paid_total
    if draft.amount > due:
        raise PaymentTooLarge(amount=draft.amount, due=due)
    money = payments.Money(
        member_id=order.member_id,
        tender=draft.tender,
        reference=draft.reference,
        source=source_of(order),
        amount=draft.amount,
    )
    payments.record_receipt(money, at=at)
    return note_money(order, draft.amount, actor=actor, at=at)


@step
def note_money(order: Order, amount: Decimal, *, actor: Actor, at: datetime) -> Decimal:
    """Add money on record to a held order, which is paid once it is complete; return what is still due."""
    order.paid_total += amount
    if order.payment == Order.Payment.ACCOUNT:
        payments.lower_credit(source=source_of(order), amount=amount, is_paid=True, at=at)
    if order.paid_total == order.total:
        order.paid_at = at
        if order.payment != Order.Payment.ACCOUNT:  # which goes its way before it is paid
            order.state = Order.State.PAID
    save_order(order, "paid_total", "state", "paid_at")
    events.publish(_told(order, amount), actor=actor, at=at)
    return order.total - order.paid_total


def _told(order: Order, amount: Decimal) -> OrderPaid | PaymentTaken:
    if order.paid_total == order.total:
        return OrderPaid(order_id=order.pk, number=order.number, member_id=order.member_id, total=str(order.total))
    return PaymentTaken(order_id=order.pk, number=order.number, member_id=order.member_id, amount=str(amount))
