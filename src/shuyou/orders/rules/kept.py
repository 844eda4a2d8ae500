"""What titles that are kept of an order would have cost without those that come back. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from shuyou.kernel.money import ZERO
from shuyou.orders.rules.baskets import GIFT, PricedBasket, Quote
from shuyou.orders.rules.book import Book
from shuyou.orders.rules.gates import Buyer
from shuyou.orders.rules.pricing import price
from shuyou.orders.rules.promotions import Kind, Promotion

ANY_SPENDING: Final = Decimal(10**9)
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bought:
    """A title of an order: copies, what one cost before promotions, and whether it came as a gift."""

    quote: Quote
    is_gift: bool = False


def opened(promotion: Promotion, saving: Decimal) -> Promotion:
    """
    Return a promotion that an order made use of, open to whoever used it: only what it asks of the basket counts.

    A good buyer's own amount is what it was.
    """
    rule = replace(
        promotion.rule, channels=frozenset(), stores=frozenset(), tiers=frozenset(), cards=frozenset(),
        tags=frozenset(), weekdays=frozenset(), is_first_order=False, least_year_spend=ZERO, by_coupon=False,
        most_per_member=0,
    )  # fmt: skip
    if rule.kind == Kind.CASH:
        rule = replace(rule, amount=saving)
    return replace(promotion, rule=rule, starts_at=None, ends_at=None, is_paused=False)


def kept_basket(kept: Sequence[Bought], book: Book) -> tuple[PricedBasket, Decimal]:
    """Return what kept titles come to under their order's promotions, and what gifts cost that are none any more."""
    gifts = {one.quote.item_id: one.quote for one in kept if one.is_gift}
    buyer = Buyer(at=NEVER, weekday=1, year_spend=ANY_SPENDING, gifts=gifts)
    basket = price([one.quote for one in kept if not one.is_gift], book, buyer)
    rightful = {line.item_id: line.quantity for line in basket.lines if line.reason.startswith(GIFT)}
    lost = sum(
        (quote.list_price * max(quote.quantity - rightful.get(item_id, 0), 0) for item_id, quote in gifts.items()), ZERO
    )
    return basket, lost


def left_of_lines(quantities: Mapping[int, int], gone: Mapping[int, int]) -> Mapping[int, int]:
    """Return how many copies of each line are kept."""
    return {line: copies - gone.get(line, 0) for line, copies in quantities.items() if copies > gone.get(line, 0)}
