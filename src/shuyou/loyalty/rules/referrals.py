"""Whether a friend counts as brought by a reader. Pure functions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """What is known of a reader and of the friend they are said to have brought."""

    is_same: bool
    days_a_member: int
    is_circle: bool
    shares_household: bool
    shares_contact: bool
    shares_address: bool
    shares_device: bool
    friends_this_month: int


def why_not_counted(known: Acquaintance, *, days_to_name: int, friends_per_month: int) -> str:
    """Return why a friend does not count; empty: they do."""
    checks = {
        "self": known.is_same,
        "late": known.days_a_member > days_to_name,
        "cycle": known.is_circle,
        "household": known.shares_household,
        "contact": known.shares_contact,
        "address": known.shares_address,
        "device": known.shares_device,
        "month": known.friends_this_month >= friends_per_month,
    }
    return next((why for why, holds in checks.items() if holds), "")
