"""Placing an order."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemPrice
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.money import ZERO
from shuyou.kernel.numbers import next_number
from shuyou.kernel.statements import planned
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import step, use_case
from shuyou.loyalty import services as loyalty
from shuyou.members import services as members
from shuyou.orders import queries
from shuyou.orders.errors import (
    AddressMissing,
    BadQuantity,
    EmptyOrder,
    MemberBlocked,
    NotForSale,
    PointsBeyondTotal,
    RequestKeyTaken,
    TooYoungFor,
    TotalChanged,
    UnknownTitle,
)
from shuyou.orders.events import OrderPlaced
from shuyou.orders.models import Order, OrderWish, SoldBundle
from shuyou.orders.queries._buyer import birth_date_of
from shuyou.orders.queries._sold_bundles import Selling, made_of_parts, parts_wanted
from shuyou.orders.rules import PricedBasket, PricedLine, Quote, steps_data
from shuyou.orders.services._backorders import reserve_or_wait
from shuyou.orders.services._count_uses import count_uses
from shuyou.payments import services as payments
from shuyou.supply import services as supply
from shuyou.supply.queries import MAIN

MOST_COPIES = 9_999

type Cell = str | int | Decimal | UUID | datetime | None

# One row always: the order that the request key made before, or the id that a new one will have.
_SEEN = """
    SELECT o.id, o.member_id, o.number, o.total, CASE WHEN o.id IS NULL THEN nextval('orders_order_id_seq') END,
           (SELECT stamp FROM orders_promotionstamp)
      FROM (VALUES (%s::uuid)) AS asked (key) LEFT JOIN orders_order o ON o.request_key = asked.key
"""

_RECORD = """
    WITH placed AS (
        INSERT INTO orders_order (
            id, uid, number, request_key, member_id, channel, state, payment, recipient, phone, address, postcode,
            list_total, net_total, delivery_fee, points_spent, points_value, total, paid_total, note, waybill,
            placed_by, placed_at, paid_at)
        VALUES (%(id)s, %(uid)s, %(number)s, %(key)s, %(member)s, %(channel)s, %(state)s, %(payment)s, %(recipient)s,
                %(phone)s, %(address)s, %(postcode)s, %(list_total)s, %(net_total)s, %(fee)s, %(points)s,
                %(points_value)s, %(total)s, 0, %(note)s, '', %(placed_by)s, %(at)s, %(paid_at)s)
        ON CONFLICT (request_key) DO NOTHING RETURNING id, member_id
    )
    INSERT INTO orders_orderline (order_id, member_id, item_id, position, title, quantity, list_price,
                                  discount_rate, net_price, list_amount, net_amount, price_reason, price_steps)
    SELECT placed.id, placed.member_id, line.*
      FROM placed, jsonb_to_recordset(%(lines)s::jsonb) AS line (
        item bigint, position int, title text, quantity int, list_price numeric, rate numeric, net numeric,
        list_amount numeric, net_amount numeric, reason text, steps jsonb)
    RETURNING order_id
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
class Wish:
    """What few orders ask for besides: to be fetched at a place, by its code, wrapped as a gift, or invoiced."""

    pickup_place: str = ""
    is_gift: bool = False
    gift_message: str = ""
    invoice_title: str = ""
    tax_number: str = ""
    """Of the firm that the invoice is made out to; people have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """What a reader asked for. The request key makes a repeat harmless."""

    member_id: int
    """0: a guest, who is no member."""
    wanted: tuple[Wanted, ...]
    request_key: UUID
    channel: str
    payment: str
    destination: Destination | None = None
    points: int = 0
    note: str = ""
    may_wait: bool = False
    """Whether copies that are not there, or of titles that are only announced, may come later."""
    wish: Wish | None = None
    coupons: tuple[str, ...] = ()
    number: str = ""
    """The number it must have because money was paid ahead under it; empty: the next one."""
    expected: Decimal | None = None
    """What the reader was told that it comes to; None: nobody told them a sum."""

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


@dataclass(frozen=True, slots=True)
class Found:
    """The order that a draft made before, if it did, else the id that a new one will have; and the prices."""

    earlier: Placed | None
    order_id: int
    prices: Mapping[int, ItemPrice]
    stamp: UUID | None
    """Which state the promotions are in."""
    store: str = ""
    """The code of the store whose prices and promotions count, if it is one store's order."""


@use_case("orders.place", is_pipelined=True)
def place_order(draft: OrderDraft, *, actor: Actor, at: datetime) -> Placed:
    """
    Set the copies aside, spend the points and record the order: all or nothing.

    A repeat of the draft's request key returns the order it first made. An order for somebody who was merged is one of
    the member they were merged into.

    :raises EmptyOrder: no titles; BadQuantity: a number of copies outside 1 to 9,999; AddressMissing: nowhere to go.
    :raises RequestKeyTaken: the request key made an order of another member.
    :raises MemberBlocked: staff have stopped this member's orders.
    :raises UnknownTitle: an item that the catalog does not have.
    :raises NotForSale: an item that was withdrawn, or that this channel must not sell.
    :raises OutOfStock: some item has too few free copies.
    :raises NotEnoughPoints: the balance is smaller than the points offered; PointsBeyondTotal: they are worth too much.
    :raises TotalChanged: it comes to another sum than the one expected.
    :raises TaxNumberWrong: the invoice is to be made out to a firm that has no such number.
    :raises DomainError: a coupon that cannot be used, or a promotion of which others took the last in this moment.
    """
    return place_one(draft, actor=actor, at=at)


@step
def place_one(draft: OrderDraft, *, actor: Actor, at: datetime) -> Placed:
    """
    Place an order within somebody else's transaction, who places many.

    :raises DomainError: as `place_order` does.
    """
    draft = checked(draft)
    member = members.hold_kept_member(member_id=draft.member_id)
    draft = replace(draft, member_id=member.member_id)
    found = look_up(draft, member.price_list, at, store=actor.store)
    if found.earlier:
        return found.earlier
    if member.is_blocked:
        raise MemberBlocked(name=member.name, reason=member.block_reason)
    return record_one(draft, found, member.tier_code, actor=actor, at=at)


@step
def record_one(draft: OrderDraft, found: Found, tier: str, *, actor: Actor, at: datetime) -> Placed:
    """
    Record an order of whoever is held, or of a guest, as somebody of a tier.

    :raises DomainError: as `place_order` does.
    """
    number = draft.number or next_number("SO", "order", width=8)
    source = f"order:{number}"
    priced = priced_draft(draft, found, tier, at)
    priced = made_of_parts(priced, found.prices, Selling(channel=draft.channel, at=at))
    worth = _spend_points(draft, priced.basket, source, at)
    placed = Placed(found.order_id, number, priced.total - worth, is_repeat=False)
    if draft.expected not in (None, placed.total):
        raise TotalChanged(total=placed.total)
    with planned() as recorded:
        recorded.execute(_RECORD, _row(draft, priced, placed, placed_by=actor.signature, at=at))
        events.publish(told_of(draft, placed), actor=actor, at=at)
        # Last of all: whoever wants the same titles waits from here to the end.
        note_bundles(order_id=placed.order_id, priced=priced)
        _set_aside(draft, priced.basket, placed, source, at)
        count_uses(priced, order_id=placed.order_id, member_id=draft.member_id or None, at=at)
        if recorded.fetchone() is None:  # another member's order came first, in the same moment
            raise RequestKeyTaken()
    return placed


def checked(draft: OrderDraft) -> OrderDraft:
    """
    Return a draft that can be placed, with the buyer of its invoice as it is kept.

    :raises DomainError: it has no titles, no address, or what stands in it cannot be.
    """
    if not draft.wanted:
        raise EmptyOrder()
    for wanted in draft.wanted:
        if not 1 <= wanted.quantity <= MOST_COPIES:
            raise BadQuantity(value=wanted.quantity)
    wish = draft.wish
    if wish and (wish.invoice_title or wish.tax_number):
        title, number = payments.checked_buyer(title=wish.invoice_title, tax_number=wish.tax_number)
        draft = replace(draft, wish=replace(wish, invoice_title=title[:100], tax_number=number))
    if wish and wish.pickup_place:
        return draft
    if draft.destination is None or not (draft.destination.recipient and draft.destination.address):
        raise AddressMissing()
    return draft


def look_up(draft: OrderDraft, price_list: str, at: datetime, *, store: str = "") -> Found:
    """
    Return what a draft finds: its earlier order, or the prices of its titles.

    :raises RequestKeyTaken: the request key made an order of somebody else.
    """
    with planned() as seen:
        seen.execute(_SEEN, [draft.request_key])  # answered in one go with the prices
        prices = catalog.prices(
            item_ids=draft.copies(), price_list=price_list, channel=draft.channel, store=store, at=at
        )  # fmt: skip
        earlier_id, member_id, number, total, new_id, stamp = seen.fetchone()
    if earlier_id and (member_id or 0) != draft.member_id:
        raise RequestKeyTaken()
    earlier = Placed(earlier_id, number, total, is_repeat=True) if earlier_id else None
    return Found(earlier, new_id, prices, stamp, store)


def priced_draft(draft: OrderDraft, found: Found, tier: str, at: datetime) -> queries.Priced:
    """Return what the titles come to under the promotions that run; nobody is too young for any of them."""
    if any(price.least_age or price.is_bundle for price in found.prices.values()):
        check_age(draft.copies(), member_id=draft.member_id, at=at)
    coupons = queries.coupons_of(codes=draft.coupons, member_id=draft.member_id, at=at)
    asking = queries.Asking(
        member_id=draft.member_id, tier=tier, channel=draft.channel, at=at, coupons=coupons, store=found.store,
        address="" if (draft.wish and draft.wish.pickup_place) or not draft.destination else draft.destination.address,
    )  # fmt: skip
    return queries.price_quotes(quotes=quotes_of(draft.copies(), found.prices), asking=asking, stamp=found.stamp)


def check_age(item_ids: Iterable[int], *, member_id: int, at: datetime) -> None:
    """
    Refuse titles, also within bundles, from an age on which a member has not reached, or that nobody knows of them.

    :raises TooYoungFor: there is such a title.
    """
    asked = set(item_ids)
    born = birth_date_of(member_id=member_id)
    for one in catalog.too_young_for(item_ids=asked | parts_wanted(item_ids=asked), born=born, on=club_day(at)):
        raise TooYoungFor(item_id=one.item_id, title=one.title, age=one.least_age)


@step
def note_bundles(*, order_id: int, priced: queries.Priced) -> None:
    """Note which bundles an order has in parts."""
    if priced.bundles:
        SoldBundle.objects.bulk_create(
            SoldBundle(order_id=order_id, item_id=one.item_id, title=one.title, copies=one.copies)
            for one in priced.bundles
        )


def _set_aside(draft: OrderDraft, basket: PricedBasket, placed: Placed, source: str, at: datetime) -> None:
    if draft.payment == Order.Payment.ACCOUNT:
        payments.use_credit(member_id=draft.member_id, source=source, amount=placed.total, at=at)
    if draft.wish:
        OrderWish.objects.create(
            order_id=placed.order_id, pickup_place=draft.wish.pickup_place, is_gift=draft.wish.is_gift,
            gift_message=draft.wish.gift_message[:300], invoice_title=draft.wish.invoice_title,
            tax_number=draft.wish.tax_number,
        )  # fmt: skip
    wanted = basket.copies()
    if draft.may_wait:
        reserve_or_wait(order_id=placed.order_id, source=source, wanted=wanted, at=at)
        return
    titles = {line.item_id: line.title for line in basket.lines}
    supply.reserve_copies(wanted=wanted, titles=titles, warehouse=MAIN, source=source, at=at)


def quotes_of(copies: Mapping[int, int], prices: Mapping[int, ItemPrice]) -> list[Quote]:
    """
    Return what is to be priced: copies by item id.

    :raises UnknownTitle: an item that the catalog does not have.
    :raises NotForSale: an item that was withdrawn, or that the channel asked about must not sell.
    """
    quotes = []
    for item_id, quantity in copies.items():
        price = prices.get(item_id)
        if price is None:
            raise UnknownTitle(value=item_id)
        if price.status == "withdrawn" or price.is_barred:
            raise NotForSale(title=price.title)
        quotes.append(Quote(item_id, price.title, quantity, price.list_price, price.rate, price.reason))
    return quotes


def _spend_points(draft: OrderDraft, basket: PricedBasket, source: str, at: datetime) -> Decimal:
    if draft.points <= 0:
        return ZERO
    worth = loyalty.redeem_points(member_id=draft.member_id, points=draft.points, source=source, at=at)
    if worth > basket.net_total:
        raise PointsBeyondTotal(points=draft.points, worth=worth, total=basket.net_total)
    return worth


def _row(
    draft: OrderDraft, priced: queries.Priced, placed: Placed, *, placed_by: str, at: datetime
) -> Mapping[str, Cell]:
    basket = priced.basket
    destination = draft.destination or Destination("", "", "")
    is_settled = placed.total == 0 and draft.payment != "cod"  # by points: no money will ever come that could pay it
    return {
        "id": placed.order_id, "uid": uuid7(), "number": placed.number, "key": draft.request_key,
        "member": draft.member_id or None, "channel": draft.channel, "payment": draft.payment,
        "recipient": destination.recipient, "phone": destination.phone, "address": destination.address,
        "postcode": destination.postcode, "list_total": basket.list_total, "net_total": basket.net_total,
        "fee": priced.fee, "points": max(draft.points, 0), "points_value": priced.total - placed.total,
        "total": placed.total, "note": draft.note, "placed_by": placed_by, "at": at,
        "state": "paid" if is_settled else "placed", "paid_at": at if is_settled else None,
        "lines": json.dumps([_line(*numbered) for numbered in enumerate(basket.lines, 1)], default=str),
    }  # fmt: skip


def _line(position: int, line: PricedLine) -> dict[str, object]:
    return {
        "item": line.item_id, "position": position, "title": line.title, "quantity": line.quantity,
        "list_price": line.list_price, "rate": line.rate, "net": line.net, "list_amount": line.list_amount,
        "net_amount": line.net_amount, "reason": line.reason, "steps": steps_data(line),
    }  # fmt: skip


def told_of(draft: OrderDraft, placed: Placed) -> OrderPlaced:
    """Return the event of an order that was placed."""
    return OrderPlaced(
        order_id=placed.order_id,
        number=placed.number,
        member_id=draft.member_id or None,
        channel=draft.channel,
        total=str(placed.total),
    )
