"""Tables of orders: what a reader asked for, at which price and why, and how far it has come."""

from shuyou.orders.models.draft import Draft
from shuyou.orders.models.order import Channel, Order, OrderLine

__all__ = ["Channel", "Draft", "Order", "OrderLine"]
