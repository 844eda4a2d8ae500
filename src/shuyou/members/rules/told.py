"""Which events tell of one member: on the timeline, in the history, in the copy of somebody's data."""

from typing import Final

OF_MEMBER: Final = (
    "members.member_registered", "members.member_edited", "members.contact_added", "members.contact_removed",
    "members.consent_recorded", "members.card_issued", "members.card_renewed", "members.card_reported_lost",
    "members.card_found", "members.card_replaced", "members.card_frozen", "members.card_thawed",
    "members.member_blocked", "members.member_unblocked",
)  # fmt: skip
"""The partial index `members_told` names just these, or it would not be read."""

OF_MEMBER_SQL: Final = ", ".join(f"'{name}'" for name in OF_MEMBER)
