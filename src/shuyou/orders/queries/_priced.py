"""What titles come to for a member under the promotions that run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from shuyou.orders.queries._buyer import Asking, buyer_of, with_tokens
from shuyou.orders.queries._promotion_book import running_promotions
from shuyou.orders.rules import PricedBasket, Quote, price, price_basket


@dataclass(frozen=True, slots=True)
class Priced:
    """A priced basket, with what has to be kept account of once there is an order."""

    basket: PricedBasket
    coupons: Mapping[int, int] = field(default_factory=dict)
    """By promotion, the coupon that opened it."""
    capped: frozenset[int] = frozenset()
    """Promotions that may be used so often, or cost so much, and no more."""


def price_quotes(quotes: Sequence[Quote], asking: Asking, *, stamp: UUID | None) -> Priced:
    """Return what titles come to under the promotions that run; without any, no query is asked."""
    book = running_promotions(stamp=stamp)
    if not quotes or not book.may_count(at=asking.at, channel=asking.channel, tier=asking.tier):
        return Priced(price_basket(quotes))
    buyer = buyer_of(asking, book)
    basket = price(with_tokens(quotes, book), book, buyer)
    return Priced(basket, asking.coupons, buyer.capped)
