"""Placing an order."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.money import ZERO
from shuyou.kernel.numbers import next_number
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import use_case
from shuyou.loyalty import services as loyalty
from shuyou.members import services as members
from shuyou.orders.errors import (
    AddressMissing,
    BadQuantity,
    EmptyOrder,
    MemberBlocked,
    NotForSale,
    PointsBeyondTotal,
    UnknownTitle,
)
from shuyou.orders.events import OrderPlaced
from shuyou.orders.models import Order
from shuyou.orders.rules import PricedBasket, Quote, price_basket
from shuyou.supply import services as supply
from shuyou.supply.queries import MAIN

MOST_COPIES = 9_999

_RECORD = """
    WITH placed AS (
        INSERT INTO orders_order (
            uid, number, request_key, member_id, channel, state, payment, recipient, phone, address, postcode,
            list_total, net_total, points_spent, points_value, total, paid_total, note, waybill, placed_by, placed_at)
        VALUES (%(uid)s, %(number)s, %(key)s, %(member)s, %(channel)s, 'placed', %(payment)s, %(recipient)s,
                %(phone)s, %(address)s, %(postcode)s, %(list_total)s, %(net_total)s, %(points)s, %(points_value)s,
                %(total)s, 0, %(note)s, '', %(placed_by)s, %(at)s)
        RETURNING id
    ),
    lines AS (
        INSERT INTO orders_orderline (order_id, member_id, item_id, position, title, quantity, list_price,
                                      discount_rate, net_price, list_amount, net_amount, price_reason)
        SELECT placed.id, %(member)s, l.*
          FROM placed, unnest(%(items)s::bigint[], %(positions)s::int[], %(titles)s::text[], %(quantities)s::int[],
                              %(list_prices)s::numeric[], %(rates)s::numeric[], %(nets)s::numeric[],
                              %(list_amounts)s::numeric[], %(net_amounts)s::numeric[], %(reasons)s::text[]) AS l
    )
    SELECT id FROM placed
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Copies of one item."""

    item_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Destination:
    """Where the parcel goes, as it stood when the order was placed."""

    recipient: str
    phone: str
    address: str
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """What a reader asked for. The request key makes a repeat harmless."""

    member_id: int
    wanted: tuple[Wanted, ...]
    request_key: UUID
    channel: str
    payment: str
    destination: Destination | None = None
    points: int = 0
    note: str = ""

    def copies(self) -> dict[int, int]:
        """Return the copies asked for by item; a title named twice counts twice."""
        copies: dict[int, int] = {}
        for wanted in self.wanted:
            copies[wanted.item_id] = copies.get(wanted.item_id, 0) + wanted.quantity
        return copies


@dataclass(frozen=True, slots=True)
class Placed:
    """The order that a draft made, now or the first time it was sent."""

    order_id: int
    number: str
    total: Decimal
    is_repeat: bool


@use_case("orders.place")
def place_order(draft: OrderDraft, *, actor: Actor, at: datetime) -> Placed:
    """
    Set the copies aside, spend the points and record the order: all or nothing.

    A repeat of the draft's request key returns the order it first made.

    :raises EmptyOrder: no titles.
    :raises BadQuantity: a number of copies outside 1 to 9,999.
    :raises AddressMissing: nowhere to send it.
    :raises MemberBlocked: staff have stopped this member's orders.
    :raises UnknownTitle: an item that the catalog does not have.
    :raises NotForSale: an item that was withdrawn.
    :raises OutOfStock: some item has too few free copies.
    :raises NotEnoughPoints: the balance is smaller than the points offered.
    :raises PointsBeyondTotal: the points are worth more than the order.
    """
    _check(draft)
    member = members.hold_member(member_id=draft.member_id)
    if earlier := _placed_before(draft.request_key):
        return earlier
    if member.is_blocked:
        raise MemberBlocked(name=member.name, reason=member.block_reason)
    number = next_number("SO", "order", width=8)
    source = f"order:{number}"
    basket = _priced(draft, member.price_list)
    worth = _spend_points(draft, basket, source, at)
    supply.reserve_copies(
        wanted=draft.copies(),
        titles={line.item_id: line.title for line in basket.lines},
        warehouse=MAIN,
        source=source,
        at=at,
    )
    order_id = _record(draft, basket, number=number, worth=worth, placed_by=f"{actor.kind}:{actor.id}", at=at)
    total = basket.net_total - worth
    told = OrderPlaced(
        order_id=order_id, number=number, member_id=draft.member_id, channel=draft.channel, total=str(total)
    )
    events.publish(told, actor=actor, at=at)
    return Placed(order_id, number, total, is_repeat=False)


def _check(draft: OrderDraft) -> None:
    if not draft.wanted:
        raise EmptyOrder()
    for wanted in draft.wanted:
        if not 1 <= wanted.quantity <= MOST_COPIES:
            raise BadQuantity(value=wanted.quantity)
    if draft.destination is None or not (draft.destination.recipient and draft.destination.address):
        raise AddressMissing()


def _placed_before(request_key: UUID) -> Placed | None:
    row = Order.objects.filter(request_key=request_key).values_list("pk", "number", "total").first()
    return Placed(*row, is_repeat=True) if row else None


def _priced(draft: OrderDraft, price_list: str) -> PricedBasket:
    copies = draft.copies()
    prices = catalog.prices(item_ids=copies, price_list=price_list)
    quotes = []
    for item_id, quantity in copies.items():
        price = prices.get(item_id)
        if price is None:
            raise UnknownTitle(value=item_id)
        if price.status == "withdrawn":
            raise NotForSale(title=price.title)
        quotes.append(Quote(item_id, price.title, quantity, price.list_price, price.rate, price.reason))
    return price_basket(quotes)


def _spend_points(draft: OrderDraft, basket: PricedBasket, source: str, at: datetime) -> Decimal:
    if draft.points <= 0:
        return ZERO
    worth = loyalty.redeem_points(member_id=draft.member_id, points=draft.points, source=source, at=at)
    if worth > basket.net_total:
        raise PointsBeyondTotal(points=draft.points, worth=worth, total=basket.net_total)
    return worth


def _record(
    draft: OrderDraft, basket: PricedBasket, *, number: str, worth: Decimal, placed_by: str, at: datetime
) -> int:
    destination = draft.destination or Destination("", "", "")
    lines = basket.lines
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            {
                "uid": uuid7(), "number": number, "key": draft.request_key, "member": draft.member_id,
                "channel": draft.channel, "payment": draft.payment, "recipient": destination.recipient,
                "phone": destination.phone, "address": destination.address, "postcode": destination.postcode,
                "list_total": basket.list_total, "net_total": basket.net_total, "points": max(draft.points, 0),
                "points_value": worth, "total": basket.net_total - worth, "note": draft.note,
                "placed_by": placed_by, "at": at,
                "items": [line.item_id for line in lines], "positions": list(range(1, len(lines) + 1)),
                "titles": [line.title for line in lines], "quantities": [line.quantity for line in lines],
                "list_prices": [line.list_price for line in lines], "rates": [line.rate for line in lines],
                "nets": [line.net for line in lines], "list_amounts": [line.list_amount for line in lines],
                "net_amounts": [line.net_amount for line in lines], "reasons": [line.reason for line in lines],
            },
        )  # fmt: skip
        return int(cursor.fetchone()[0])
