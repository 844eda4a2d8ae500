"""What titles come to for a member under the promotions that run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.utils.translation import get_language

from shuyou.kernel.money import ZERO
from shuyou.orders.models import Order, OrderLine, PromotionVersion
from shuyou.orders.queries._bundles import bundle_items
from shuyou.orders.queries._buyer import Asking, buyer_of, with_tokens
from shuyou.orders.queries._promotion_book import Running, running
from shuyou.orders.rules import (
    GIFT,
    Buyer,
    Delivery,
    Kind,
    PricedBasket,
    PricedLine,
    Quote,
    delivery_of,
    price,
    price_basket,
    summed,
)
from shuyou.orders.rules.own_bundles import WORD, with_own_bundle


@dataclass(frozen=True, slots=True)
class SoldInParts:
    """A bundle that was bought and of which the parts are sold."""

    item_id: int
    title: str
    copies: int


@dataclass(frozen=True, slots=True)
class Priced:
    """A priced basket, with what has to be kept account of once there is an order."""

    basket: PricedBasket
    coupons: Mapping[int, int] = field(default_factory=dict)
    """By promotion, the coupon that opened it."""
    capped: frozenset[int] = frozenset()
    """Promotions that may be used so often, or cost so much, and no more."""
    delivery: Delivery | None = None
    bundles: tuple[SoldInParts, ...] = ()
    """Bundles in whose place the basket has their parts."""

    @property
    def fee(self) -> Decimal:
        """Return what the parcel costs."""
        return self.delivery.fee if self.delivery else ZERO

    @property
    def total(self) -> Decimal:
        """Return what titles and parcel cost."""
        return self.basket.net_total + self.fee


@dataclass(frozen=True, slots=True)
class Saved:
    """What one promotion saves, by its name in the reader's language."""

    code: str
    name: str
    saving: Decimal


def savings(parts: Iterable[Mapping[str, str | int]]) -> tuple[Saved, ...]:
    """Return what promotions save, each once, from what is kept of them with lines (see `steps_data`)."""
    name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
    found: dict[str, Saved] = {}
    for part in parts:
        code, saving = str(part["code"]), Decimal(part["saving"])
        earlier = found[code].saving if code in found else Decimal(0)
        found[code] = Saved(code, str(part[name]), earlier + saving)
    return tuple(found.values())


def price_quotes(*, quotes: Sequence[Quote], asking: Asking, stamp: UUID | None) -> Priced:
    """Return what titles come to under the promotions that run; without any, no query is asked."""
    now = running(stamp=stamp)
    if not quotes or not now.book.may_count(at=asking.at, channel=asking.channel, tier=asking.tier):
        basket = price_basket(quotes)
        return Priced(basket, delivery=_delivery(now, basket, asking))
    buyer = buyer_of(asking, now.book)
    known = with_tokens(quotes, now.book)
    if now.book.knows(WORD) and asking.member_id:
        items = bundle_items(member_id=asking.member_id, order_id=asking.order_id, at=asking.at)
        known = with_own_bundle(known, items)
    basket = price(known, now.book, buyer)
    basket = _with_waived(basket, _delivery(now, basket, asking), buyer)
    return Priced(basket, asking.coupons, buyer.capped, _delivery(now, basket, asking))


def priced_lines(*, lines: Sequence[PricedLine], asking: Asking, stamp: UUID | None) -> Priced:
    """Return what titles come to whose prices no promotion lowers, with their parcel; usually without a query."""
    basket = summed(lines)
    return Priced(basket, delivery=_delivery(running(stamp=stamp), basket, asking))


def fee_of_order(*, order_id: int, address: str, tier: str, stamp: UUID | None) -> Decimal:
    """Return what the parcel of an order costs to an address, as its titles were priced; in two queries."""
    now = running(stamp=stamp)
    channel, pickup = Order.objects.values_list("channel", "wish__pickup_place").get(pk=order_id)
    if pickup or not (address and now.delivery):
        return ZERO
    lines = OrderLine.objects.filter(order_id=order_id).order_by("position")
    bought = [line for line in lines if not line.price_reason.startswith(GIFT)]
    steps = (Decimal(one["saving"]) for line in bought for one in line.price_steps)
    amount = sum((line.net_amount for line in bought), sum(steps, ZERO))
    found = delivery_of(
        now.delivery, address=address, channel=channel, amount=amount,
        is_waived=_is_waived(order_id), tier_free_from=now.free_from.get(tier),
    )  # fmt: skip
    return found.fee if found else ZERO


def _is_waived(order_id: int) -> bool:
    """Tell whether a promotion of an order has its parcel go for nothing."""
    return PromotionVersion.objects.filter(
        kind=Kind.DELIVERY, promotion__uses__order_id=order_id, promotion__uses__released_at=None,
        number=F("promotion__uses__version"),
    ).exists()  # fmt: skip


def _delivery(now: Running, basket: PricedBasket, asking: Asking) -> Delivery | None:
    if not (asking.address and now.delivery):
        return None
    return delivery_of(
        now.delivery, address=asking.address, channel=asking.channel, amount=basket.before,
        is_waived=basket.is_delivery_free, tier_free_from=now.free_from.get(asking.tier),
    )  # fmt: skip


def _with_waived(basket: PricedBasket, delivery: Delivery | None, buyer: Buyer) -> PricedBasket:
    """
    Count what free delivery gives away; what its budget cannot bear is not waived.

    Where the parcel costs nothing anyway, the promotion is not used.
    """
    if not basket.is_delivery_free:
        return basket
    usual = delivery.usual if delivery else ZERO
    free = [
        use for use in basket.uses if use.kind == Kind.DELIVERY and usual <= buyer.room.get(use.promotion_id, usual)
    ]
    others = tuple(use for use in basket.uses if use.kind != Kind.DELIVERY)
    counted = tuple(replace(use, saving=usual) for use in free[:1] if usual)
    return replace(basket, uses=(*others, *counted), is_delivery_free=bool(free))
