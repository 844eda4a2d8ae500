"""Messages when two members become one: what was said to either was said to both."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuyou.kernel.carrying import Carrier, Owned

CARRIER: Final = Carrier(
    key="messaging",
    order=45,
    owned=(
        Owned(table="messaging_message", owner="member_id", label=pgettext_lazy("outbox", "Messages")),
        Owned(table="messaging_inbound", owner="member_id", label=_("Messages from readers")),
        Owned(table="messaging_holdout", owner="member_id", once=("name",)),
        Owned(table="messaging_follower", owner="member_id"),
    ),
)
