"""What a reader's basket comes to, and why: by the same pricing that charges it when the order is placed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Final

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemPrice
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError
from shuyou.kernel.money import ZERO, cents
from shuyou.loyalty import queries as loyalty
from shuyou.orders.queries._buyer import Asking
from shuyou.orders.queries._coupon_campaigns import coupons_of
from shuyou.orders.queries._earning import foreseen
from shuyou.orders.queries._priced import Priced, Saved, price_quotes, savings
from shuyou.orders.queries._promotion_book import promotion_stamp
from shuyou.orders.rules import GIFT, Delivery, PricedLine, Quote, steps_data
from shuyou.supply import queries as supply

WITHHELD: Final = frozenset({"withdrawn", "out_of_print"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketAsked:
    """Copies by item, who buys them, and what they mean to use; a member of id 0 is a guest."""

    copies: Mapping[int, int]
    member_id: int = 0
    tier: str = ""
    price_list: str = "list"
    channel: str = "web"
    coupons: tuple[str, ...] = ()
    points: int = 0
    address: str = ""
    """Where the parcel goes; empty: it is not known yet, or it is fetched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLineRow:
    """A title of a basket, what all its copies cost, and why."""

    item_id: int
    title: str
    copies: int
    list_price: Decimal
    parts: tuple[PricedLine, ...]
    saved: tuple[Saved, ...]
    free: int
    is_sold: bool

    @property
    def is_short(self) -> bool:
        """Tell whether fewer copies are free than are asked for."""
        return self.free < self.copies

    @property
    def net_amount(self) -> Decimal:
        """Return what all copies cost."""
        return sum((part.net_amount for part in self.parts), ZERO)

    @property
    def list_amount(self) -> Decimal:
        """Return what they would cost at list price."""
        return self.list_price * self.copies


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderBasket:
    """A basket as it would be charged now."""

    lines: tuple[BasketLineRow, ...] = ()
    gifts: tuple[PricedLine, ...] = ()
    list_total: Decimal = ZERO
    net_total: Decimal = ZERO
    saved: tuple[Saved, ...] = ()
    delivery: Delivery | None = None
    points_usable: int = 0
    points_worth: Decimal = ZERO
    points_most: int = 0
    points_earned: int = 0
    total: Decimal = ZERO
    refusals: Mapping[str, DomainError] = field(default_factory=dict)
    """What stands in the way of a coupon."""

    @property
    def copies(self) -> int:
        """Return how many copies are charged."""
        return sum(line.copies for line in self.lines if line.is_sold)

    @property
    def saving(self) -> Decimal:
        """Return what is saved against list price."""
        return self.list_total - self.net_total

    @property
    def is_ready(self) -> bool:
        """Tell whether all of it can be ordered now."""
        return bool(self.lines) and all(line.is_sold and not line.is_short for line in self.lines)


def reader_basket(*, asked: BasketAsked, actor: Actor, at: datetime) -> ReaderBasket:
    """
    Return what a basket comes to, in at most eleven queries; titles that are not sold are listed and cost nothing.

    :raises NotFound: a member asks for somebody else's.
    """
    if asked.member_id:
        actor.require_own(asked.member_id)
    if not asked.copies:
        return ReaderBasket()
    prices = catalog.prices(item_ids=asked.copies, price_list=asked.price_list, channel=asked.channel, at=at)
    free = supply.free_copies(item_ids=asked.copies)
    refusals: dict[str, DomainError] = {}
    priced = _priced(asked, prices, refusals, at)
    basket = priced.basket
    points = _points(asked, priced, actor, at)
    lines = tuple(_line(asked, priced, prices, free, item_id) for item_id in asked.copies if item_id in prices)
    return ReaderBasket(
        lines=lines,
        gifts=tuple(line for line in basket.lines if line.reason.startswith(GIFT)),
        list_total=sum((line.list_amount for line in lines if line.is_sold), ZERO),
        net_total=basket.net_total,
        saved=savings(step for line in basket.lines for step in steps_data(line)),
        delivery=priced.delivery,
        points_usable=points.usable, points_worth=points.worth, points_most=points.most, points_earned=points.earned,
        total=max(priced.total - points.worth, ZERO),
        refusals=refusals,
    )  # fmt: skip


def _is_sold(price: ItemPrice) -> bool:
    return price.status not in WITHHELD and not price.is_barred


def _priced(
    asked: BasketAsked, prices: Mapping[int, ItemPrice], refusals: dict[str, DomainError], at: datetime
) -> Priced:
    coupons: Mapping[int, int] = {}
    try:
        coupons = coupons_of(codes=asked.coupons, member_id=asked.member_id, at=at) if asked.coupons else {}
    except DomainError as refusal:
        refusals["coupon"] = refusal
    quotes = [
        Quote(item_id, price.title, asked.copies[item_id], price.list_price, price.rate, price.reason)
        for item_id, price in prices.items()
        if _is_sold(price)
    ]
    asking = Asking(
        member_id=asked.member_id, tier=asked.tier, channel=asked.channel, at=at, coupons=coupons,
        address=asked.address,
    )  # fmt: skip
    return price_quotes(quotes=quotes, asking=asking, stamp=promotion_stamp() if quotes else None)


@dataclass(frozen=True, slots=True)
class _Points:
    usable: int
    worth: Decimal
    most: int
    earned: int


def _points(asked: BasketAsked, priced: Priced, actor: Actor, at: datetime) -> _Points:
    net_total = priced.basket.net_total
    if not asked.member_id or not priced.basket.lines:
        return _Points(0, ZERO, 0, 0)
    earning = loyalty.earning_at(at)
    value = earning.program.point_value
    usable = loyalty.points_state(member_id=asked.member_id, today=club_day(at), actor=actor).usable
    worth = min(cents(asked.points * value), net_total)
    awards = foreseen(
        basket=priced.basket, paid=net_total - worth, member_id=asked.member_id, channel=asked.channel,
        earning=earning, at=at,
    )  # fmt: skip
    most = min(usable, int(net_total / value)) if value else 0
    return _Points(usable, worth, most, sum(award.points for award in awards))


def _line(
    asked: BasketAsked, priced: Priced, prices: Mapping[int, ItemPrice], free: Mapping[int, int], item_id: int
) -> BasketLineRow:
    price = prices[item_id]
    parts = tuple(line for line in priced.basket.lines if line.item_id == item_id and not line.reason.startswith(GIFT))
    return BasketLineRow(
        item_id=item_id, title=price.title, copies=asked.copies[item_id], list_price=price.list_price, parts=parts,
        saved=savings(step for part in parts for step in steps_data(part)), free=max(free.get(item_id, 0), 0),
        is_sold=_is_sold(price),
    )  # fmt: skip
