"""What is in the shop when two members become one: both ways in lead to the member who is kept, with all they said."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.carrying import Carrier, Owned

CARRIER: Final = Carrier(
    key="shop",
    order=60,
    owned=(
        Owned(table="shop_account", owner="member_id", label=_("Accounts in the shop")),
        Owned(table="shop_review", owner="member_id", label=_("Reviews"), once=("item_id",)),
        Owned(table="shop_reviewanswer", owner="member_id"),
        Owned(table="shop_reviewvote", owner="member_id", once=("review_id",)),
        Owned(table="shop_trail", owner="member_id"),
        Owned(table="shop_gift", owner="member_id", label=_("Gift cards bought")),
    ),
)
