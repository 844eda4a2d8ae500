"""Rules of orders: what a basket comes to under which promotions, and which step an order may take. Pure functions."""

from shuyou.orders.rules.baskets import PricedBasket, PricedLine, Quote, Step, Use, money_part, price_basket
from shuyou.orders.rules.book import Book
from shuyou.orders.rules.gates import Buyer, Why
from shuyou.orders.rules.life import STEPS, may_step
from shuyou.orders.rules.pricing import price
from shuyou.orders.rules.promotions import Kind, Promotion, Rule, rule_data, rule_from

__all__ = [
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
    "Use",
    "Why",
    "may_step",
    "money_part",
    "price",
    "price_basket",
    "rule_data",
    "rule_from",
]
