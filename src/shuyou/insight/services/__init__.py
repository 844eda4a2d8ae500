"""What changes insight: the front door."""

from shuyou.insight.services._check_lake import Checked, check_lake
from shuyou.insight.services._exports import note_value_export
from shuyou.insight.services._facts import note_members, refresh_due, refresh_members
from shuyou.insight.services._fill_lake import DAY, FULL, Filled, fill_lake
from shuyou.insight.services._keep_values import keep_values
from shuyou.insight.services._value_model import publish_model, version_in_force, write_model

__all__ = [
    "DAY",
    "FULL",
    "Checked",
    "Filled",
    "check_lake",
    "fill_lake",
    "keep_values",
    "note_members",
    "note_value_export",
    "publish_model",
    "refresh_due",
    "refresh_members",
    "version_in_force",
    "write_model",
]
