"""Trying a basket out: what it comes to, and for every promotion whether it counts, and if not, why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuyou.kernel.money import ZERO
from shuyou.orders.rules.baskets import PricedBasket, Quote
from shuyou.orders.rules.book import Book, Cents, Compiled
from shuyou.orders.rules.gates import Buyer, Why, closed_to
from shuyou.orders.rules.pricing import price, short_of
from shuyou.orders.rules.promotions import Promotion, Stage


@dataclass(frozen=True, slots=True)
class Tried:
    """One promotion as it meets a basket."""

    promotion: Promotion
    why: Why | None
    """Why it does not count; None: it does."""
    saving: Decimal
    """What it saves here."""
    alone: Decimal
    """What it would save if it were the only one."""


def try_out(quotes: Sequence[Quote], book: Book, buyer: Buyer) -> tuple[PricedBasket, list[Tried]]:
    """Return what a basket comes to, and how each promotion of the book met it: those that count first."""
    basket = price(quotes, book, buyer)
    savings = {(use.promotion_id, use.version): use.saving for use in basket.uses}
    tried = [_tried(one, quotes, book, buyer, savings.get((one.number, one.promotion.version))) for one in book.all]
    return basket, sorted(tried, key=lambda each: (each.why is not None, -each.saving, -each.alone))


def _tried(one: Compiled, quotes: Sequence[Quote], book: Book, buyer: Buyer, saving: Decimal | None) -> Tried:
    if saving is not None:
        return Tried(one.promotion, None, saving, _alone(one, quotes, buyer))
    why = closed_to(one.promotion, buyer)
    if why is None:
        cents = Cents.of(quotes)
        why = short_of(one, one.among(book.found(quotes).get(one, []), quotes, cents), cents, buyer)
    if why is not None:
        return Tried(one.promotion, why, ZERO, ZERO)
    alone = _alone(one, quotes, buyer)
    is_beaten = alone > 0 or one.stage == Stage.BESIDE
    is_dear = buyer.room.get(one.number, alone) < alone
    return Tried(one.promotion, Why.USED_UP if is_dear else Why.BEATEN if is_beaten else Why.NO_GAIN, ZERO, alone)


def _alone(one: Compiled, quotes: Sequence[Quote], buyer: Buyer) -> Decimal:
    return sum((use.saving for use in price(quotes, Book([one.promotion]), buyer).uses), ZERO)
