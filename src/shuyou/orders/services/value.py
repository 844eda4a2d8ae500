"""What sells stored-value cards, tops them up and gives them back in money: the front door."""

from shuyou.loyalty.services import CardSale
from shuyou.orders.services._sell_value import (
    approve_value_request,
    give_card_back,
    sell_paid_card,
    sell_value_cards,
    top_up_value_card,
)

__all__ = [
    "CardSale",
    "approve_value_request",
    "give_card_back",
    "sell_paid_card",
    "sell_value_cards",
    "top_up_value_card",
]
