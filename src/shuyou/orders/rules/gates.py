"""Whether a promotion is open to somebody at all, and why not; and what keeps it from a basket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from shuyou.kernel.money import ZERO
from shuyou.orders.rules.baskets import Quote
from shuyou.orders.rules.promotions import Promotion


class Why(StrEnum):
    """Why a promotion does not count."""

    PAUSED = "paused"
    NOT_YET = "not_yet"
    ENDED = "ended"
    CHANNEL = "channel"
    STORE = "store"
    TIER = "tier"
    CARD = "card"
    TAG = "tag"
    WEEKDAY = "weekday"
    NOT_FIRST = "not_first"
    SPENT_LITTLE = "spent_little"
    NO_COUPON = "no_coupon"
    USED = "used"
    USED_UP = "used_up"
    NO_TITLE = "no_title"
    AMOUNT = "amount"
    COPIES = "copies"
    GIFT_GONE = "gift_gone"
    NO_GAIN = "no_gain"
    BEATEN = "beaten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys, where and when: all that promotions ask besides the titles."""

    at: datetime
    weekday: int
    channel: str = ""
    store: str = ""
    tier: str = ""
    cards: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    is_first_order: bool = False
    year_spend: Decimal = ZERO
    coupons: frozenset[int] = frozenset()
    """Promotions that a coupon of theirs opens."""
    used: Mapping[int, int] = field(default_factory=dict)
    """How many orders of theirs made use of a promotion."""
    shut: frozenset[int] = frozenset()
    """Promotions used as often as they may be."""
    room: Mapping[int, Decimal] = field(default_factory=dict)
    """What is left of the budget of promotions that have one."""
    capped: frozenset[int] = frozenset()
    """Promotions with a cap or a budget, used up or not."""
    gifts: Mapping[int, Quote] = field(default_factory=dict)
    """Gifts that are there to be given, by item."""


def closed_to(promotion: Promotion, buyer: Buyer) -> Why | None:
    """Return why a promotion is closed to somebody whatever they buy; None: it is open."""
    if promotion.is_paused:
        return Why.PAUSED
    if promotion.starts_at is not None and buyer.at < promotion.starts_at:
        return Why.NOT_YET
    if promotion.ends_at is not None and buyer.at >= promotion.ends_at:
        return Why.ENDED
    rule = promotion.rule
    if rule.channels and buyer.channel not in rule.channels:
        return Why.CHANNEL
    if rule.tiers and buyer.tier not in rule.tiers:
        return Why.TIER
    if rule.by_coupon and promotion.promotion_id not in buyer.coupons:
        return Why.NO_COUPON
    if rule.weekdays and buyer.weekday not in rule.weekdays:
        return Why.WEEKDAY
    return _closed_to_person(promotion, buyer)


def _closed_to_person(promotion: Promotion, buyer: Buyer) -> Why | None:
    rule, number = promotion.rule, promotion.promotion_id
    if rule.stores and buyer.store not in rule.stores:
        return Why.STORE
    if rule.cards and rule.cards.isdisjoint(buyer.cards):
        return Why.CARD
    if rule.tags and rule.tags.isdisjoint(buyer.tags):
        return Why.TAG
    if rule.is_first_order and not buyer.is_first_order:
        return Why.NOT_FIRST
    if buyer.year_spend < rule.least_year_spend:
        return Why.SPENT_LITTLE
    if rule.most_per_member and buyer.used.get(number, 0) >= rule.most_per_member:
        return Why.USED
    if number in buyer.shut:
        return Why.USED_UP
    return None
