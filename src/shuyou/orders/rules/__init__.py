"""Rules of orders: what a basket comes to under which promotions, and which step an order may take. Pure functions."""

from shuyou.orders.rules.baskets import (
    GIFT,
    PricedBasket,
    PricedLine,
    Quote,
    Step,
    Use,
    money_part,
    price_basket,
    price_line,
    steps_data,
    summed,
)
from shuyou.orders.rules.book import Book
from shuyou.orders.rules.checking import faults
from shuyou.orders.rules.coupons import LENGTH, LETTERS, coupon_code, is_coupon_code, new_code
from shuyou.orders.rules.delivery import Delivery, DeliveryRule, delivery_of
from shuyou.orders.rules.gates import Buyer, Why
from shuyou.orders.rules.hours import hours_on, turns
from shuyou.orders.rules.life import STEPS, may_step
from shuyou.orders.rules.market import Compared, basket_code, compare
from shuyou.orders.rules.messages import Asked, Part, Reading, parts_of, read_message
from shuyou.orders.rules.partners import Entitlement, why_not
from shuyou.orders.rules.pricing import price
from shuyou.orders.rules.promotions import Kind, Promotion, Rule, rule_data, rule_from
from shuyou.orders.rules.returning import CLAIM_DAYS, Given, Sold, claim_worth, given_for, may_come_back, spread_over
from shuyou.orders.rules.sold_bundles import OF_BUNDLE, BundlePart, bundle_of, in_parts
from shuyou.orders.rules.special import deposit_limit
from shuyou.orders.rules.trying import Tried, try_out

__all__ = [
    "CLAIM_DAYS",
    "GIFT",
    "LENGTH",
    "LETTERS",
    "OF_BUNDLE",
    "STEPS",
    "Asked",
    "Book",
    "BundlePart",
    "Buyer",
    "Compared",
    "Delivery",
    "DeliveryRule",
    "Entitlement",
    "Given",
    "Kind",
    "Part",
    "PricedBasket",
    "PricedLine",
    "Promotion",
    "Quote",
    "Reading",
    "Rule",
    "Sold",
    "Step",
    "Tried",
    "Use",
    "Why",
    "basket_code",
    "bundle_of",
    "claim_worth",
    "compare",
    "coupon_code",
    "delivery_of",
    "deposit_limit",
    "faults",
    "given_for",
    "hours_on",
    "in_parts",
    "is_coupon_code",
    "may_come_back",
    "may_step",
    "money_part",
    "new_code",
    "parts_of",
    "price",
    "price_basket",
    "price_line",
    "read_message",
    "rule_data",
    "rule_from",
    "spread_over",
    "steps_data",
    "summed",
    "try_out",
    "turns",
    "why_not",
]
