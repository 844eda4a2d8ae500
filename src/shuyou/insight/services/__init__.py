"""What changes insight: the front door."""

from shuyou.insight.services._check_lake import Checked, check_lake
from shuyou.insight.services._facts import note_members, refresh_due, refresh_members
from shuyou.insight.services._fill_lake import DAY, FULL, Filled, fill_lake

__all__ = [
    "DAY",
    "FULL",
    "Checked",
    "Filled",
    "check_lake",
    "fill_lake",
    "note_members",
    "refresh_due",
    "refresh_members",
]
