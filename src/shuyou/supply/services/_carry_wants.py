"""What supply carries over when two members become one."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.carrying import Carrier, Owned

CARRIER: Final = Carrier(
    key="supply", order=50, owned=[Owned(table="supply_want", owner="member_id", label=_("Wishes of the want list"))]
)
