"""What is asked of the shop: the front door."""

from shuyou.shop.queries._basket import BasketContent, basket_content
from shuyou.shop.queries._reader import LoginRow, Reader, logins_of, reader_actor, reader_of_token

__all__ = [
    "BasketContent",
    "LoginRow",
    "Reader",
    "basket_content",
    "logins_of",
    "reader_actor",
    "reader_of_token",
]
