"""Accounts when two members become one: both ways in lead to the member who is kept."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.carrying import Carrier, Owned

CARRIER: Final = Carrier(
    key="shop",
    order=60,
    owned=(Owned(table="shop_account", owner="member_id", label=_("Accounts in the shop")),),
)
