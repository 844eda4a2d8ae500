"""Readers told of their orders: each event that concerns them becomes a notice, once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from shuyou.catalog import queries as catalog
from shuyou.kernel.actor import Actor
from shuyou.kernel.notices import NoticeKind, declare, tell
from shuyou.kernel.usecase import step
from shuyou.messaging import services as messaging
from shuyou.orders.events import OrderCancelled, OrderPaid, OrderPlaced, OrderReady, OrderShipped, ReturnChanged
from shuyou.orders.models import Channel, Order
from shuyou.orders.rules import notices
from shuyou.supply.events import WantArrived

ACTOR: Final = Actor.job("orders.tell_readers")
type Telling = OrderPlaced | OrderPaid | OrderShipped | OrderReady | OrderCancelled | ReturnChanged | WantArrived

declare(*notices.KINDS)


@step
def tell_reader(event: Telling, *, at: datetime) -> None:
    """Have the reader or guest of an order told what happened to it; who stands at the till knows already."""
    said = _said(event)
    if said is None:
        return
    kind, key, facts = said
    member_id, phone = (event.member_id, "") if event.member_id else _guest_of(event)
    if member_id:
        tell(kind.code, member_id=member_id, facts=facts, key=key, actor=ACTOR, at=at)
    elif phone:
        messaging.ask_at_address(kind.code, channel="sms", address=phone, key=key, facts=facts, at=at)


def _said(event: Telling) -> tuple[NoticeKind, str, Mapping[str, str]] | None:
    match event:
        case OrderPlaced(number=number, total=total, channel=channel) if channel != Channel.TILL:
            return notices.PLACED, number, {"number": number, "total": total}
        case OrderPaid(order_id=order_id, number=number, total=total) if not _is_of_till(order_id):
            return notices.PAID, f"{number}:{total}", {"number": number, "total": total}
        case OrderShipped(number=number):
            return notices.SHIPPED, number, {"number": number}
        case OrderReady(number=number, place=place):
            return notices.READY, number, {"number": number, "place": place}
        case OrderCancelled(number=number):
            return notices.CANCELLED, number, {"number": number}
        case ReturnChanged(state="done", number=number, return_id=return_id, money=money):
            return notices.RETURNED, str(return_id), {"number": number, "money": money}
        case WantArrived(want_id=want_id, item_id=item_id):
            return notices.ARRIVED, str(want_id), {"title": f"《{catalog.item_rows(item_ids=[item_id])[0].title}》"}
    return None


def _guest_of(event: Telling) -> tuple[int | None, str]:
    """Return the member whose the order of a guest is by now, or else the phone that they ordered with on the web."""
    if isinstance(event, WantArrived):
        return None, ""
    found = Order.objects.filter(pk=event.order_id, channel=Channel.WEB).values_list("member_id", "phone")
    return found.first() or (None, "")


def _is_of_till(order_id: int) -> bool:
    return Order.objects.filter(pk=order_id, channel=Channel.TILL).exists()
