"""Calls when two members become one: who spoke with either spoke with both."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.carrying import Carrier, Owned

CARRIER: Final = Carrier(
    key="callcenter",
    order=80,
    owned=(
        Owned(table="callcenter_call", owner="member_id", label=_("Calls")),
        Owned(table="callcenter_feedback", owner="member_id", label=_("What they said of the club")),
        Owned(table="callcenter_tocall", owner="member_id", label=_("Calls to be made")),
        Owned(
            table="callcenter_wantedcall",
            owner="member_id",
            label=_("Calls they asked for"),
            once=("state",),
            once_if="t.state = 'waiting' AND k.state = 'waiting'",
        ),
    ),
)
