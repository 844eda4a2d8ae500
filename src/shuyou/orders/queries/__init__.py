"""What is asked of orders: the front door."""

from shuyou.orders.queries._account import (
    AccountSums,
    Movement,
    MovementPage,
    account_movements,
    account_sums,
)
from shuyou.orders.queries._buyer import Asking, coupons_of
from shuyou.orders.queries._list import TONES, OrderFilter, OrderPage, OrderRow, find_orders, list_orders, member_orders
from shuyou.orders.queries._order import LineRow, OrderDetail, StepRow, number_of_request, order_detail
from shuyou.orders.queries._priced import Priced, Saved, price_quotes, savings
from shuyou.orders.queries._promotion_book import promotion_stamp
from shuyou.orders.queries._summary import (
    ClerkDay,
    MemberSummary,
    WorkCount,
    amounts_without_points,
    clerk_day,
    copies_sold,
    member_summary,
    money_in,
    work_counts,
)

__all__ = [
    "TONES",
    "AccountSums",
    "Asking",
    "ClerkDay",
    "LineRow",
    "MemberSummary",
    "Movement",
    "MovementPage",
    "OrderDetail",
    "OrderFilter",
    "OrderPage",
    "OrderRow",
    "Priced",
    "Saved",
    "StepRow",
    "WorkCount",
    "account_movements",
    "account_sums",
    "amounts_without_points",
    "clerk_day",
    "copies_sold",
    "coupons_of",
    "find_orders",
    "list_orders",
    "member_orders",
    "member_summary",
    "money_in",
    "number_of_request",
    "order_detail",
    "price_quotes",
    "promotion_stamp",
    "savings",
    "work_counts",
]
