"""What insight has of members when two become one: what they answered; the rest is worked out anew."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.carrying import Carrier, Owned

CARRIER: Final = Carrier(
    key="insight",
    order=55,
    owned=(
        Owned(
            table="insight_intent",
            owner="member_id",
            label=_("Answers about buying again"),
            once=("asked_on", "source"),
        ),
        Owned(table="insight_conjoint_answer", owner="member_id", label=_("Answers to studies"), once=("study_id",)),
    ),
    left={
        "insight_member_facts.member_id": "facts are worked out anew from what was carried over",
        "insight_member_value.member_id": "value is worked out anew from what was carried over",
        "insight_year_move.member_id": "moves over a year are counted anew once a week",
        "insight_value_history.member_id": "where each stood before stays what it was",
    },
)
