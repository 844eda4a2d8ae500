"""Placing many orders in one transaction: what is plain set by set, the rest one by one, all in the order given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemPrice
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.bulk import copy_rows, next_ids
from shuyou.kernel.errors import DomainError
from shuyou.kernel.numbers import next_serials, with_check
from shuyou.kernel.uids import uuid7
from shuyou.kernel.usecase import step
from shuyou.members import services as members
from shuyou.members.services import HeldMember
from shuyou.orders import queries
from shuyou.orders.models import Order
from shuyou.orders.queries._promotion_book import promotion_stamp, running
from shuyou.orders.queries._sold_bundles import parts_wanted
from shuyou.orders.rules import PricedLine, price_line
from shuyou.orders.services._count_uses import hold_tallies
from shuyou.orders.services._place_order import OrderDraft, Placed, place_one, quotes_of, told_of
from shuyou.payments import services as payments
from shuyou.supply import services as supply
from shuyou.supply.errors import OutOfStock
from shuyou.supply.queries import MAIN

_ORDER: Final = (
    "id", "uid", "number", "request_key", "member_id", "channel", "state", "payment", "recipient", "phone", "address",
    "postcode", "list_total", "net_total", "delivery_fee", "points_spent", "points_value", "total", "paid_total",
    "note", "waybill", "placed_by", "placed_at",
)  # fmt: skip
_LINE: Final = (
    "order_id", "member_id", "item_id", "position", "title", "quantity", "list_price", "discount_rate", "net_price",
    "list_amount", "net_amount", "price_reason",
)  # fmt: skip
_KNOWN: Final = """
    SELECT o.request_key, o.number, o.member_id, o.id, o.total,
           (SELECT jsonb_object_agg(item_id, copies)::text FROM (
              SELECT item_id, sum(quantity) AS copies FROM orders_orderline
               WHERE order_id = o.id AND price_reason NOT LIKE 'gift:%%' AND price_reason NOT LIKE 'bundle:%%'
               GROUP BY item_id UNION ALL SELECT item_id, copies FROM orders_soldbundle WHERE order_id = o.id) l)
      FROM orders_order o WHERE o.request_key = ANY (%s)
"""

type Outcome = Placed | DomainError


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known about all orders of a set: who buys, at which prices, of which titles there may be too few."""

    buyers: Mapping[int, HeldMember]
    prices: Mapping[tuple[str, str], Mapping[int, ItemPrice]]
    """By price list and channel."""
    scarce: frozenset[int]
    stamp: UUID | None
    actor: Actor
    at: datetime
    lowered: dict[tuple[str, str], bool] = field(default_factory=dict)
    lines: dict[tuple[str, str, int, int], PricedLine | None] = field(default_factory=dict)

    def may_be_lowered(self, channel: str, tier: str) -> bool:
        """Tell whether any promotion may count on a channel for a tier; reckoned once."""
        key = (channel, tier)
        if key not in self.lowered:
            book = running(stamp=self.stamp).book
            self.lowered[key] = book.may_count(at=self.at, channel=channel, tier=tier)
        return self.lowered[key]

    def plain_line(self, price_list: str, channel: str, item_id: int, copies: int) -> PricedLine | None:
        """Return copies of a title at the price of a list, reckoned once; None: they may be scarce or not for sale."""
        key = (price_list, channel, item_id, copies)
        if key not in self.lines:
            price = self.prices[price_list, channel].get(item_id)
            is_plain = (
                price and price.status != "withdrawn" and not (price.is_barred or price.least_age or price.is_bundle)
            )
            if price is None or not is_plain or item_id in self.scarce:
                self.lines[key] = None
            else:
                (quote,) = quotes_of({item_id: copies}, {item_id: price})
                self.lines[key] = price_line(quote)
        return self.lines[key]


@dataclass(frozen=True, slots=True)
class _Plain:
    """An order that needs nothing but to be written."""

    place: int
    draft: OrderDraft
    priced: queries.Priced


@step
def place_many(drafts: Sequence[OrderDraft], *, actor: Actor, at: datetime) -> list[Outcome]:
    """
    Place orders as `place_order` would, one after the other, and return what became of each.

    Those of which nothing is scarce, that no promotion touches, and that neither points nor credit pay, are priced by
    the same rules and then written together; the others go through the very same steps as an order on the telephone.
    """
    around = _look_around(drafts, actor, at)
    outcomes: list[Outcome | None] = [None] * len(drafts)
    plain: list[_Plain] = []
    for place, draft in enumerate(drafts):
        priced = _priced_plainly(draft, around)
        if priced is not None:
            plain.append(_Plain(place, draft, priced))
            continue
        _write(plain, outcomes, around)
        plain = []
        outcomes[place] = _place_alone(draft, around)
    _write(plain, outcomes, around)
    return [outcome for outcome in outcomes if outcome is not None]


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order that a request key made before."""

    placed: Placed
    member_id: int
    copies: str
    """Its copies by item id, as JSON; without gifts."""


def known_orders(request_keys: Iterable[UUID]) -> Mapping[UUID, KnownOrder]:
    """Return the orders that request keys made before, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [list(request_keys)])
        return {
            key: KnownOrder(Placed(order_id, number, total, is_repeat=True), member_id, copies or "{}")
            for key, number, member_id, order_id, total, copies in cursor.fetchall()
        }


def _look_around(drafts: Sequence[OrderDraft], actor: Actor, at: datetime) -> _Around:
    """
    Lock members, credit, shelves, tallies of promotions, each in order of ids, and read what the set needs.

    A single order locks in this very order, but only its own: whatever an order of the set may want is held before
    the first is placed, also the gifts, or two of the set and one on the telephone could wait for each other.
    """
    buyers = members.hold_many_members(member_ids=[draft.member_id for draft in drafts])
    on_account = {draft.member_id for draft in drafts if draft.payment == Order.Payment.ACCOUNT}
    if on_account:
        payments.hold_credit(member_ids=on_account, at=at)
    wanted: dict[int, int] = {}
    groups: dict[tuple[str, str], set[int]] = {}
    for draft in drafts:
        buyer = buyers.get(draft.member_id)
        for item_id, copies in draft.copies().items():
            wanted[item_id] = wanted.get(item_id, 0) + copies
            if buyer:
                groups.setdefault((buyer.price_list, draft.channel), set()).add(item_id)
    prices = {
        (price_list, channel): catalog.prices(item_ids=items, price_list=price_list, channel=channel, at=at)
        for (price_list, channel), items in groups.items()
    }
    stamp = promotion_stamp()
    whose = {(draft.channel, buyer.tier_code) for draft in drafts if (buyer := buyers.get(draft.member_id))}
    book = running(stamp=stamp).book
    may_count = any(book.may_count(at=at, channel=channel, tier=tier) for channel, tier in whose)
    beside = (book.gifts if may_count else frozenset()) | _parts_of_bundles(prices.values())
    free = supply.hold_shelves(item_ids=wanted.keys() | beside, warehouse=MAIN)
    if may_count:
        hold_tallies()
    scarce = frozenset(item_id for item_id, copies in wanted.items() if free.get(item_id, 0) < copies)
    return _Around(buyers, prices, scarce, stamp, actor, at)


def _parts_of_bundles(known: Iterable[Mapping[int, ItemPrice]]) -> frozenset[int]:
    bundles = {item_id for prices in known for item_id, price in prices.items() if price.is_bundle}
    return parts_wanted(item_ids=bundles) if bundles else frozenset()


def _priced_plainly(draft: OrderDraft, around: _Around) -> queries.Priced | None:
    """Return what an order comes to that needs nothing special; None: it does, or it will be refused."""
    buyer = around.buyers.get(draft.member_id)
    if buyer is None or buyer.is_blocked or buyer.is_restricted or buyer.status == "erased" or not _is_usual(draft):
        return None
    if around.may_be_lowered(draft.channel, buyer.tier_code):
        return None
    lines = []
    for item_id, copies in draft.copies().items():
        line = around.plain_line(buyer.price_list, draft.channel, item_id, copies)
        if line is None:
            return None
        lines.append(line)
    asking = queries.Asking(
        member_id=draft.member_id, tier=buyer.tier_code, channel=draft.channel, at=around.at, coupons={},
        address=draft.destination.address if draft.destination else "",
    )  # fmt: skip
    priced = queries.priced_lines(lines=lines, asking=asking, stamp=around.stamp)
    return priced if priced.total else None


def _is_usual(draft: OrderDraft) -> bool:
    to = draft.destination
    return bool(
        draft.wanted and to and to.recipient and to.address
        and draft.payment != Order.Payment.ACCOUNT
        and not (draft.points or draft.coupons or draft.wish or draft.may_wait)
    )  # fmt: skip


def _place_alone(draft: OrderDraft, around: _Around) -> Outcome:
    try:
        with transaction.atomic():
            return place_one(draft, actor=around.actor, at=around.at)
    except DomainError as refusal:
        return refusal


def _write(plain: Sequence[_Plain], outcomes: list[Outcome | None], around: _Around) -> None:
    """Write plain orders together; where gifts took their copies meanwhile, one by one."""
    if not plain:
        return
    try:
        with transaction.atomic():
            for one, placed in zip(plain, _record(plain, around), strict=True):
                outcomes[one.place] = placed
    except OutOfStock:
        for one in plain:
            outcomes[one.place] = _place_alone(one.draft, around)


def _record(plain: Sequence[_Plain], around: _Around) -> list[Placed]:
    ids = next_ids("orders_order", len(plain))
    serials = next_serials("order", len(plain))
    placed = [
        Placed(order_id, "SO" + with_check(str(serial).zfill(8)), one.priced.total, is_repeat=False)
        for order_id, serial, one in zip(ids, serials, plain, strict=True)
    ]
    both = list(zip(plain, placed, strict=True))
    by, moment = f"{around.actor.kind}:{around.actor.id}", around.at.isoformat()
    copy_rows("orders_order", _ORDER, (_order_row(one, made, by, moment) for one, made in both))
    copy_rows("orders_orderline", _LINE, (row for one, made in both for row in _line_rows(one, made)))
    events.publish_many((told_of(one.draft, made) for one, made in both), actor=around.actor, at=around.at)
    wanted = [
        (f"order:{made.number}", line.item_id, line.quantity) for one, made in both for line in one.priced.basket.lines
    ]
    supply.reserve_for_many(wanted=wanted, warehouse=MAIN, at=around.at)
    return placed


def _order_row(one: _Plain, made: Placed, by: str, moment: str) -> tuple[object, ...]:
    draft, basket, to = one.draft, one.priced.basket, one.draft.destination
    assert to is not None
    return (
        made.order_id, uuid7(), made.number, draft.request_key, draft.member_id, draft.channel, "placed", draft.payment,
        to.recipient, to.phone, to.address, to.postcode, basket.list_total, basket.net_total, one.priced.fee, 0, 0,
        made.total, 0, draft.note, "", by, moment,
    )  # fmt: skip


def _line_rows(one: _Plain, made: Placed) -> Iterable[tuple[object, ...]]:
    member_id = one.draft.member_id
    for position, line in enumerate(one.priced.basket.lines, 1):
        yield (
            made.order_id, member_id, line.item_id, position, line.title, line.quantity, line.list_price, line.rate,
            line.net, line.list_amount, line.net_amount, line.reason,
        )  # fmt: skip
