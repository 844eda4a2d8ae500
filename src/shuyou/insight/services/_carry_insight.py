"""What insight has of members when two become one: nothing that is not worked out anew."""

from typing import Final

from shuyou.kernel.carrying import Carrier

CARRIER: Final = Carrier(
    key="insight",
    order=55,
    left={
        "insight_member_facts.member_id": "facts are worked out anew from what was carried over",
        "insight_member_value.member_id": "value is worked out anew from what was carried over",
        "insight_value_history.member_id": "where each stood before stays what it was",
    },
)
