"""Money given back to the tenders it came by; what was paid by stored-value card goes to the very card at once."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO
from shuyou.kernel.usecase import step
from shuyou.loyalty import services as loyalty
from shuyou.orders.models import Order
from shuyou.payments import services as payments
from shuyou.payments.services import NotedRefund

BY_CARD = "value"


def money_left(*, order_id: int) -> Decimal:
    """Return how much of what was paid for an order has not been given back."""
    number, paid = Order.objects.values_list("number", "paid_total").get(pk=order_id)
    return paid - payments.refunded_of(source=f"order:{number}") if paid else ZERO


@step
def give_money_back(*, source: str, amount: Decimal, reason: str, actor: Actor, at: datetime) -> None:
    """
    Have an amount of what was paid for a source given back.

    :raises RefundTooLarge: more than what is left of what was paid.
    """
    asked = payments.RefundDraft(source=source, amount=amount, reason=reason)
    noted = payments.note_refund(asked, actor=actor, at=at)
    give_to_cards([one for one in noted if one.tender == BY_CARD], source=source, actor=actor, at=at)


@step
def give_to_cards(noted: Sequence[NotedRefund], *, source: str, actor: Actor, at: datetime) -> None:
    """Put refunds of what was paid by stored-value card on the cards they came from."""
    if amount := sum((one.amount for one in noted), ZERO):
        given = loyalty.return_to_stored_value(source=source, amount=amount, actor=actor, at=at)
        said = ", ".join(one.card_number for one in given)
        payments.finish_refunds(refund_ids=[one.refund_id for one in noted], said=said, at=at)
