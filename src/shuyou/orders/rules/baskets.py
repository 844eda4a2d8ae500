"""What a basket comes to: lines with list price, rate and net, and their sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from shuyou.kernel.money import CENT, ZERO, net_price

NO_DISCOUNT = "fixed:"
"""How the reason of a title begins that nobody gets for less than its list price."""
GIFT = "gift:"
"""How the reason of a title begins that costs nothing; the promotion's code follows."""


@dataclass(frozen=True, slots=True)
class Quote:
    """One title to price: its list price, the member's discount rate, and where the rate comes from."""

    item_id: int
    title: str
    quantity: int
    list_price: Decimal
    rate: Decimal
    reason: str
    tokens: frozenset[str] = frozenset()
    """What promotions know the title by."""


class Step(NamedTuple):
    """What one promotion saves on a line."""

    code: str
    version: int
    name_zh: str
    name_en: str
    kind: str
    saving: Decimal


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A priced title: list price (定价), discount rate (折扣) and net, for one copy and for all."""

    item_id: int
    title: str
    quantity: int
    list_price: Decimal
    rate: Decimal
    net: Decimal
    reason: str
    steps: tuple[Step, ...] = ()
    """The promotions that lowered the price that the reason explains."""

    @property
    def list_amount(self) -> Decimal:
        """Return what the copies cost at list price (码洋)."""
        return self.list_price * self.quantity

    @property
    def net_amount(self) -> Decimal:
        """Return what the copies cost this member (实洋)."""
        return self.net * self.quantity

    @property
    def saving(self) -> Decimal:
        """Return what the member saves on the copies."""
        return self.list_amount - self.net_amount


@dataclass(frozen=True, slots=True)
class Use:
    """A promotion that an order makes use of, and what it gives away."""

    promotion_id: int
    code: str
    version: int
    name_zh: str
    name_en: str
    kind: str
    saving: Decimal


@dataclass(frozen=True, slots=True)
class PricedBasket:
    """Priced titles and their sums."""

    lines: tuple[PricedLine, ...]
    list_total: Decimal
    net_total: Decimal
    uses: tuple[Use, ...] = ()
    is_delivery_free: bool = False

    @property
    def saving(self) -> Decimal:
        """Return what the member saves on the whole order."""
        return self.list_total - self.net_total

    def copies(self) -> dict[int, int]:
        """Return the copies of each item, gifts among them."""
        copies: dict[int, int] = {}
        for line in self.lines:
            copies[line.item_id] = copies.get(line.item_id, 0) + line.quantity
        return copies

    @property
    def before(self) -> Decimal:
        """Return what the titles cost the member before promotions, gifts left out."""
        bought = [line for line in self.lines if not line.reason.startswith(GIFT)]
        return sum((line.net_amount + sum((step.saving for step in line.steps), ZERO) for line in bought), ZERO)

    @property
    def off(self) -> Decimal:
        """Return what promotions save on the price of titles, beyond the member's own."""
        return sum((step.saving for line in self.lines for step in line.steps), ZERO)


def money_part(net: Decimal, total: Decimal, net_total: Decimal) -> Decimal:
    """Return how much of the money for an order (`total`) falls on titles of a net amount, the last cent left off."""
    return (net * total / net_total).quantize(CENT, rounding=ROUND_DOWN) if net_total else ZERO


def price_basket(quotes: Sequence[Quote]) -> PricedBasket:
    """Return the basket at the member's prices; the order of the lines changes no sum, and no net is above list."""
    return summed(map(price_line, quotes))


def price_line(quote: Quote) -> PricedLine:
    """Return a title at the member's price, which is never above list."""
    q = quote
    return PricedLine(q.item_id, q.title, q.quantity, q.list_price, q.rate, net_price(q.list_price, q.rate), q.reason)


def steps_data(line: PricedLine) -> list[dict[str, str | int]]:
    """Return what promotions took off a line, as it is kept with the order."""
    return [{**step._asdict(), "saving": str(step.saving)} for step in line.steps]


def summed(lines: Iterable[PricedLine], uses: tuple[Use, ...] = (), *, is_delivery_free: bool = False) -> PricedBasket:
    """Return priced lines with their sums."""
    kept = tuple(lines)
    list_total = sum((line.list_amount for line in kept), ZERO)
    return PricedBasket(kept, list_total, sum((line.net_amount for line in kept), ZERO), uses, is_delivery_free)
