"""Rules of orders: what a basket comes to, and which step an order may take. Pure functions."""

from shuyou.orders.rules.baskets import PricedBasket, PricedLine, Quote, money_part, price_basket
from shuyou.orders.rules.life import STEPS, may_step

__all__ = ["STEPS", "PricedBasket", "PricedLine", "Quote", "may_step", "money_part", "price_basket"]
