"""What a basket comes to: lines with list price, rate and net, and their sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from shuyou.kernel.money import CENT, ZERO, net_price


@dataclass(frozen=True, slots=True)
class Quote:
    """One title to price: its list price, the member's discount rate, and where the rate comes from."""

    item_id: int
    title: str
    quantity: int
    list_price: Decimal
    rate: Decimal
    reason: str


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
class PricedBasket:
    """Priced titles and their sums."""

    lines: tuple[PricedLine, ...]
    list_total: Decimal
    net_total: Decimal

    @property
    def saving(self) -> Decimal:
        """Return what the member saves on the whole order."""
        return self.list_total - self.net_total


def money_part(net: Decimal, total: Decimal, net_total: Decimal) -> Decimal:
    """Return how much of the money for an order (`total`) falls on titles of a net amount, the last cent left off."""
    return (net * total / net_total).quantize(CENT, rounding=ROUND_DOWN) if net_total else ZERO


def price_basket(quotes: Sequence[Quote]) -> PricedBasket:
    """Return the priced basket; the order of the lines changes no sum, and no net is above list."""
    lines = tuple(
        PricedLine(q.item_id, q.title, q.quantity, q.list_price, q.rate, net_price(q.list_price, q.rate), q.reason)
        for q in quotes
    )
    return PricedBasket(
        lines,
        sum((line.list_amount for line in lines), ZERO),
        sum((line.net_amount for line in lines), ZERO),
    )
