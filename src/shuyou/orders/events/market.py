"""What comparing prices tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketKept(Event):
    """A basket of titles to compare prices by was written or changed."""

    name: ClassVar[str] = "orders.basket_kept"
    basket_id: int
    titles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalPricesNoted(Event):
    """Prices of others were noted."""

    name: ClassVar[str] = "orders.rival_prices_noted"
    prices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketsMeasured(Event):
    """Where the baskets of prices stand on a day was worked out."""

    name: ClassVar[str] = "orders.baskets_measured"
    day: str
    baskets: int
