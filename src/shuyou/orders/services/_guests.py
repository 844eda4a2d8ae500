"""Orders of guests, who are no members: placed on the web, and given to whoever turns out to be the guest."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.usecase import step, use_case
from shuyou.members import queries as members
from shuyou.orders.errors import OnlyForMembers, PhoneNeeded
from shuyou.orders.events import GuestOrdersClaimed
from shuyou.orders.models import Channel, Order, OrderLine, PromotionUse, Return, Shipment
from shuyou.orders.services._cancel_order import give_order_up
from shuyou.orders.services._hold_order import hold_guests_order
from shuyou.orders.services._place_order import OrderDraft, Placed, checked, look_up, record_one
from shuyou.orders.services._till_price import GUESTS
from shuyou.payments import services as payments

PAYMENTS: Final = frozenset({Order.Payment.ONLINE, Order.Payment.COD})
"""How guests pay: nobody would know whose remittance it is."""
PAID_WITHIN: Final = timedelta(hours=24)
"""How long copies are set aside for a guest who has not paid; codes to pay by lapse sooner."""
AT_ONCE: Final = 200


@use_case("orders.place", is_pipelined=True)
def place_guest_order(draft: OrderDraft, *, actor: Actor, at: datetime) -> Placed:
    """
    Set the copies aside and record an order that is nobody's, reached by a phone: all or nothing.

    :raises PhoneNeeded: nobody could be asked about it.
    :raises OnlyForMembers: points, coupons, accounts and remittances are for members.
    :raises DomainError: as `place_order` does.
    """
    phone = draft.destination.phone.strip() if draft.destination else ""
    if not phone or draft.destination is None:
        raise PhoneNeeded()
    if draft.member_id or draft.points or draft.coupons or draft.payment not in PAYMENTS:
        raise OnlyForMembers()
    where = replace(draft.destination, phone=members.phone_number(phone))
    draft = checked(replace(draft, channel=Channel.WEB, may_wait=False, number="", destination=where))
    found = look_up(draft, GUESTS, at)
    return found.earlier or record_one(draft, found, "", actor=actor, at=at)


def give_up_unpaid(*, actor: Actor, at: datetime) -> int:
    """
    Give up what guests ordered to be paid online and did not pay for in time, each by itself; return how many.

    Copies that are set aside for nobody known are not there for others. Money that comes later waits to be given back.
    """
    late = Order.objects.filter(
        member=None, channel=Channel.WEB, state=Order.State.PLACED, payment=Order.Payment.ONLINE, paid_total=0,
        placed_at__lt=at - PAID_WITHIN,
    )  # fmt: skip
    given_up = 0
    for number in list(late.order_by("pk").values_list("number", flat=True)[:AT_ONCE]):
        with suppress(DomainError):  # paid or stopped in this moment
            give_order_up(number, reason="unpaid", actor=actor, at=at)
            given_up += 1
    return given_up


@step
def claim_guest_orders(*, member_id: int, phone: str, actor: Actor, at: datetime) -> int:
    """
    Give a member who is held the orders that a guest placed with a phone which is shown to be theirs; return how many.

    Points are not earned by it: those orders were none of a member when they were paid.
    """
    guests = Order.objects.filter(member=None, channel=Channel.WEB, phone=phone).order_by("pk") if phone else None
    numbers = list(guests.values_list("number", flat=True)[:200]) if guests is not None else []
    for number in numbers:
        hold_guests_order(number)
    ids = list(Order.objects.filter(number__in=numbers, member=None).order_by("pk").values_list("pk", flat=True))
    if not ids:
        return 0
    for owned in (OrderLine, Shipment, Return, PromotionUse):
        owned._default_manager.filter(order_id__in=ids, member=None).update(member_id=member_id)
    Order.objects.filter(pk__in=ids).update(member_id=member_id)
    payments.give_money_to(member_id=member_id, sources=[f"order:{number}" for number in numbers])
    events.publish(GuestOrdersClaimed(member_id=member_id, order_ids=tuple(ids)), actor=actor, at=at)
    return len(ids)
