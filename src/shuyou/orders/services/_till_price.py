"""What titles cost at the till: as everywhere, but for prices that somebody lowers there or that it knew offline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from shuyou.catalog import queries as catalog
from shuyou.catalog.queries import ItemPrice
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import InvalidValue
from shuyou.kernel.money import RATE_STEP, ZERO, net_price
from shuyou.orders import queries
from shuyou.orders.errors import BadQuantity, EmptyOrder, UnknownTitle
from shuyou.orders.errors.till import OverrideReasonMissing, PriceNotLower, PriceTooLow
from shuyou.orders.models import Channel
from shuyou.orders.rules import GIFT, PricedLine, Step
from shuyou.orders.rules.baskets import summed
from shuyou.orders.rules.till import least_price
from shuyou.orders.services._place_order import MOST_COPIES, quotes_of

GUESTS: Final = "list"
"""The price list of readers who are no members."""
NOBODY: Final = 0
"""The member that a guest is."""
MOST_PRICE: Final = Decimal(100_000)
MOST_WORTH: Final = Decimal(1_000_000_000)
"""A sale is worth less than this."""
LOWERED: Final = "TILL"
"""What stands as a promotion's code with what was taken off a price by hand."""

REASONS: Final[Mapping[str, Promise]] = {
    "worn": _("Worn or damaged copy"),
    "label": _("The shelf says so"),
    "match": _("Cheaper elsewhere"),
    "good": _("Out of goodwill"),
}
"""Why a price may be lowered at the till."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the till knew a title to cost while it had no network."""

    list_price: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleLine:
    """Copies of a title; for how much, if somebody lowered the price, or if the till had no network."""

    item_id: int
    quantity: int
    price: Decimal | None = None
    reason: str = ""
    known: Known | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buying:
    """Who buys where, as far as it matters for prices."""

    store: str
    most_off: Decimal
    member_id: int = NOBODY
    tier: str = ""
    price_list: str = GUESTS
    coupons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AtTill:
    """What a sale comes to, and what the titles cost now that the till sold at the price it knew."""

    priced: queries.Priced
    prices: Mapping[int, ItemPrice]
    short: Decimal = ZERO
    """What was taken too little for titles that were sold without a network: the drawer lacks it."""
    best: queries.BestCoupon | None = None
    """Which of the reader's own coupons saves most, if that was asked and none was typed."""


@dataclass(frozen=True, slots=True)
class _Least:
    """The lowest prices of a sale without a network that are believed, and how many copies of what were free."""

    prices: Mapping[int, Decimal]
    free: Mapping[int, int]


def price_at_till(
    lines: Sequence[SaleLine], buying: Buying, *, actor: Actor, at: datetime, with_best: bool = False
) -> AtTill:
    """
    Return what titles cost at a till, in as many queries as an order by phone.

    What was sold without a network below what the actor may give, and below what promotions gave, is posted at the
    usual price: what was taken too little is said, and the drawer will lack it.

    :raises EmptyOrder: no titles; BadQuantity: a number of copies outside 1 to 9,999, or a sale beyond all measure.
    :raises UnknownTitle: an item that the catalog does not have.
    :raises NotForSale: an item that was withdrawn, or that tills must not sell.
    :raises PriceTooLow: a price below what the actor may give; DomainError: a coupon that cannot be used.
    """
    _check(lines)
    asked = {line.item_id for line in lines}
    prices = catalog.prices(
        item_ids=asked, price_list=buying.price_list, channel=Channel.TILL, store=buying.store, at=at
    )  # fmt: skip
    for line in lines:
        if line.item_id not in prices:
            raise UnknownTitle(value=line.item_id)
    plain = _copies([line for line in lines if line.price is None and line.known is None])
    asking = queries.Asking(
        member_id=buying.member_id, tier=buying.tier, channel=Channel.TILL, at=at, store=buying.store,
        coupons=queries.coupons_of(codes=buying.coupons, member_id=buying.member_id, at=at),
    )  # fmt: skip
    quotes = quotes_of(plain, prices)
    stamp = queries.promotion_stamp() if quotes else None
    priced = queries.price_quotes(quotes=quotes, asking=asking, stamp=stamp)
    best = queries.best_coupon(quotes=quotes, asking=asking, stamp=stamp, actor=actor) if with_best and stamp else None
    quotes_of(_copies([line for line in lines if line.price is not None]), prices)  # these have to be for sale as well
    own = [_lowered(line, prices[line.item_id], buying, actor) for line in lines if line.price is not None]
    known = [line for line in lines if line.price is None and line.known]
    least = _least(known, prices, buying, asking, actor) if known else _Least({}, {})
    sold = [_known(line, prices[line.item_id], least) for line in known]
    basket = summed([*priced.basket.lines, *own, *(line for line, _short in sold)], priced.basket.uses)
    if basket.list_total >= MOST_WORTH:
        raise BadQuantity(value=sum(line.quantity for line in lines))
    return AtTill(replace(priced, basket=basket), prices, sum((short for _line, short in sold), ZERO), best)


def _check(lines: Sequence[SaleLine]) -> None:
    if not lines:
        raise EmptyOrder()
    for line in lines:
        if not 1 <= line.quantity <= MOST_COPIES:
            raise BadQuantity(value=line.quantity)


def _copies(lines: Sequence[SaleLine]) -> dict[int, int]:
    copies: dict[int, int] = {}
    for line in lines:
        copies[line.item_id] = copies.get(line.item_id, 0) + line.quantity
    return copies


def _lowered(line: SaleLine, price: ItemPrice, buying: Buying, actor: Actor) -> PricedLine:
    """Return a line whose price somebody lowered: no promotion touches it, and the step says who may read it why."""
    usual = net_price(price.list_price, price.rate)
    asked = line.price if line.price is not None else usual
    actor.require("orders.lower_price")
    if line.reason not in REASONS:
        raise OverrideReasonMissing()
    if asked > usual:
        raise PriceNotLower(price=asked, usual=usual)
    least = Decimal(0) if actor.may("orders.lower_any_price") else least_price(usual, buying.most_off)
    if asked < least:
        raise PriceTooLow(price=asked, least=least)
    step = Step(
        LOWERED, 1, _said(line.reason, "zh-hans"), _said(line.reason, "en"), "till", (usual - asked) * line.quantity
    )
    return _line(line, price, price.list_price, asked, (step,) if asked < usual else ())


def _least(
    lines: Sequence[SaleLine], prices: Mapping[int, ItemPrice], buying: Buying, asking: queries.Asking, actor: Actor
) -> _Least:
    """Return how far down prices may have gone without a network: by promotions, or by what the actor may give."""
    copies = _copies([line for line in lines if not (prices[line.item_id].is_barred)])
    going = {item: many for item, many in copies.items() if prices[item].status != "withdrawn"}
    by_rule: list[PricedLine] = []
    if going:
        stamp = queries.promotion_stamp()
        by_rule = list(queries.price_quotes(quotes=quotes_of(going, prices), asking=asking, stamp=stamp).basket.lines)
    free: dict[int, int] = {}
    least = {line.item_id: _alone(prices[line.item_id], buying, actor) for line in lines}
    for part in by_rule:
        if part.reason.startswith(GIFT):
            free[part.item_id] = free.get(part.item_id, 0) + part.quantity
        else:
            least[part.item_id] = min(least[part.item_id], part.net)
    return _Least(least, free)


def _alone(price: ItemPrice, buying: Buying, actor: Actor) -> Decimal:
    usual = net_price(price.list_price, price.rate)
    if actor.may("orders.lower_any_price"):
        return ZERO
    return least_price(usual, buying.most_off) if actor.may("orders.lower_price") else usual


def _known(line: SaleLine, price: ItemPrice, least: _Least) -> tuple[PricedLine, Decimal]:
    """Return a line at the price the till knew, or at the usual one if it knew one too low; and what that lacks."""
    known = line.known
    if known is None or not 0 <= known.net <= known.list_price or known.net > MOST_PRICE:
        raise InvalidValue(label="price", value=known and known.net)
    is_gift = not known.net and line.quantity <= least.free.get(line.item_id, 0)
    if known.net >= least.prices[line.item_id] or is_gift:
        return _line(line, price, max(price.list_price, known.net), known.net, ()), ZERO
    usual = net_price(price.list_price, price.rate)
    return _line(line, price, price.list_price, usual, ()), (usual - known.net) * line.quantity


def _line(line: SaleLine, price: ItemPrice, list_price: Decimal, net: Decimal, steps: tuple[Step, ...]) -> PricedLine:
    is_usual = steps or (list_price, net) == (price.list_price, net_price(price.list_price, price.rate))
    rate = (net / list_price).quantize(RATE_STEP) if list_price else price.rate
    reason = price.reason if is_usual else "known:"
    return PricedLine(line.item_id, price.title, line.quantity, list_price, rate, net, reason, steps)


def _said(reason: str, language: str) -> str:
    with override(language):
        return str(REASONS[reason])
