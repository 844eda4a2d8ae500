"""What one copy of titles costs readers of every tier, promotions and all: what pages show is what is charged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ListedPrice
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.orders.models import Channel
from shuyou.orders.queries._buyer import Asking, buyer_of, tokens_of
from shuyou.orders.queries._priced import savings
from shuyou.orders.queries._promotion_book import promotion_stamp, running
from shuyou.orders.rules import Book, Buyer, Quote, price
from shuyou.orders.rules.baskets import NO_DISCOUNT, steps_data

_RATE: Final = Decimal("0.0001")

type Ladders = Mapping[int, Sequence[ListedPrice]]


@dataclass(frozen=True, slots=True)
class ShownPrices:
    """What one copy costs by way of a channel, tier by tier."""

    channel: str
    label: str
    steps: tuple[ListedPrice, ...]


@dataclass(frozen=True, slots=True)
class Sold:
    """By way of which channel, in which store and when something is sold."""

    channel: str
    store: str
    at: datetime


def shown_ladders(*, ladders: Ladders, list_prices: Mapping[int, Decimal], where: Sold, stamp: UUID | None) -> Ladders:
    """
    Return what one copy of each title costs readers of every tier where it stands alone in an order.

    Promotions count that lower each copy for everybody there; those for some readers, by coupon, or on whole orders
    are said when it is known who buys what. Two queries while such promotions run, else none.
    """
    return _charged(ladders, list_prices, where, running(stamp=stamp).of_copies)


def _charged(ladders: Ladders, list_prices: Mapping[int, Decimal], where: Sold, book: Book) -> Ladders:
    channel, at = where.channel, where.at
    if not ladders or not book.may_count(at=at, channel=channel, tier=""):
        return ladders
    asking = Asking(member_id=0, tier="", channel=channel, store=where.store, at=at, coupons={})
    buyer = buyer_of(asking, book)
    tokens = tokens_of(ladders, with_suppliers=book.knows("supplier"))
    return {
        item_id: [_lowered(step, Quote(
            item_id, "", 1, list_prices[item_id], step.rate, NO_DISCOUNT if step.is_fixed else "", tokens[item_id]
        ), book, buyer) for step in steps]
        for item_id, steps in ladders.items()
    }  # fmt: skip


def _lowered(step: ListedPrice, quote: Quote, book: Book, buyer: Buyer) -> ListedPrice:
    basket = price([quote], book, buyer)
    (line,) = basket.lines
    if line.net_amount >= step.price:
        return step
    named = savings(steps_data(line))
    rate = (line.net_amount / quote.list_price).quantize(_RATE)
    return replace(step, price=line.net_amount, rate=rate, offer=named[0].name if named else step.offer)


@query("catalog.view")
def shown_prices(*, item_id: int, at: datetime, actor: Actor) -> list[ShownPrices]:
    """Return what one copy of a title costs by telephone, on the web and at tills of any store."""
    (row,) = catalog.item_rows(item_ids=[item_id])
    dear, book, shown = {item_id: row.list_price}, running(stamp=promotion_stamp()).of_copies, list[ShownPrices]()
    for channel in (Channel.PHONE, Channel.WEB, Channel.TILL):
        ladders = catalog.price_ladder(item_ids=[item_id], channel=channel, at=at)
        lowered = _charged(ladders, dear, Sold(channel, "", at), book)
        shown.append(ShownPrices(channel, str(channel.label), tuple(lowered[item_id])))
    return shown
