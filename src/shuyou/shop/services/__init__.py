"""What readers change in the shop: the front door."""

from shuyou.shop.services._accounts import (
    Entered,
    NewAccount,
    choose_password,
    come_in_by_code,
    come_in_by_password,
    digest_of_address,
    open_account,
)
from shuyou.shop.services._baskets import BasketOwner, empty_basket, put_into_basket, set_copies
from shuyou.shop.services._limits import Limit, count_tries
from shuyou.shop.services._visits import Door, digest_of_token, forget_baskets, go_out

__all__ = [
    "BasketOwner",
    "Door",
    "Entered",
    "Limit",
    "NewAccount",
    "choose_password",
    "come_in_by_code",
    "come_in_by_password",
    "count_tries",
    "digest_of_address",
    "digest_of_token",
    "empty_basket",
    "forget_baskets",
    "go_out",
    "open_account",
    "put_into_basket",
    "set_copies",
]
