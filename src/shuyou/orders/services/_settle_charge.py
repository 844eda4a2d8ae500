"""Money that a reader paid through a provider is used for the order it was asked for."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.usecase import step
from shuyou.orders.errors import PaymentTooLarge
from shuyou.orders.services._hold_order import hold_order
from shuyou.orders.services._take_payment import due_of, note_money
from shuyou.payments import services as money


@step
def settle_charge(*, charge_id: int, source: str, actor: Actor, at: datetime) -> bool:
    """
    Use the money of a paid charge for its order, and tell whether that could be done.

    Where the order takes no money any more, the charge says why, and waits for somebody to give it back.
    """
    number = source.removeprefix("order:")
    try:
        order = hold_order(number, "pay")
        held = money.hold_charge(charge_id=charge_id)
        if held.is_used:
            return True
        if held.amount > (due := due_of(order)):
            raise PaymentTooLarge(amount=held.amount, due=due)
    except DomainError as refusal:
        money.leave_charge(money.hold_charge(charge_id=charge_id), why=refusal.code)
        return False
    money.use_charge(held, member_id=order.member_id, at=at)
    note_money(order, held.amount, actor=actor, at=at)
    return True
