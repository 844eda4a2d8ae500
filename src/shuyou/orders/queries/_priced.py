"""What titles come to for a member under the promotions that run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

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


@dataclass(frozen=True, slots=True)
class Saved:
    """What one promotion saves, by its name in the reader's language."""

    code: str
    name: str
    saving: Decimal


def savings(parts: Iterable[Mapping[str, Any]]) -> tuple[Saved, ...]:
    """Return what promotions save, each once, from what is kept of them with lines (see `steps_data`)."""
    name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
    found: dict[str, Saved] = {}
    for part in parts:
        code, saving = part["code"], Decimal(part["saving"])
        earlier = found[code].saving if code in found else Decimal(0)
        found[code] = Saved(code, part[name], earlier + saving)
    return tuple(found.values())


def price_quotes(*, quotes: Sequence[Quote], asking: Asking, stamp: UUID | None) -> Priced:
    """Return what titles come to under the promotions that run; without any, no query is asked."""
    book = running_promotions(stamp=stamp)
    if not quotes or not book.may_count(at=asking.at, channel=asking.channel, tier=asking.tier):
        return Priced(price_basket(quotes))
    buyer = buyer_of(asking, book)
    basket = price(with_tokens(quotes, book), book, buyer)
    return Priced(basket, asking.coupons, buyer.capped)
