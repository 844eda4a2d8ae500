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
    steps_data,
)
from shuyou.orders.rules.book import Book
from shuyou.orders.rules.checking import faults
from shuyou.orders.rules.coupons import LENGTH, LETTERS, coupon_code, is_coupon_code, new_code
from shuyou.orders.rules.gates import Buyer, Why
from shuyou.orders.rules.life import STEPS, may_step
from shuyou.orders.rules.pricing import price
from shuyou.orders.rules.promotions import Kind, Promotion, Rule, rule_data, rule_from
from shuyou.orders.rules.trying import Tried, try_out

__all__ = [
    "GIFT",
    "LENGTH",
    "LETTERS",
    "STEPS",
    "Book",
    "Buyer",
    "Kind",
    "PricedBasket",
    "PricedLine",
    "Promotion",
    "Quote",
    "Rule",
    "Step",
    "Tried",
    "Use",
    "Why",
    "coupon_code",
    "faults",
    "is_coupon_code",
    "may_step",
    "money_part",
    "new_code",
    "price",
    "price_basket",
    "rule_data",
    "rule_from",
    "steps_data",
    "try_out",
]
