"""What changes insight: the front door."""

from shuyou.insight.services._check_lake import Checked, check_lake
from shuyou.insight.services._exports import note_value_export
from shuyou.insight.services._facts import forget_value, note_members, refresh_due, refresh_members
from shuyou.insight.services._fill_lake import DAY, FULL, Filled, ask_filling, fill_lake
from shuyou.insight.services._intents import note_intent
from shuyou.insight.services._keep_values import keep_values
from shuyou.insight.services._purchases import JudgedLine, judged_purchases
from shuyou.insight.services._refused import leave_out
from shuyou.insight.services._studies import StudyDraft, answer_study, close_study, write_study
from shuyou.insight.services._targets import TargetDraft, keep_target
from shuyou.insight.services._value_model import publish_model, version_in_force, write_model

__all__ = [
    "DAY",
    "FULL",
    "Checked",
    "Filled",
    "JudgedLine",
    "StudyDraft",
    "TargetDraft",
    "answer_study",
    "ask_filling",
    "check_lake",
    "close_study",
    "fill_lake",
    "forget_value",
    "judged_purchases",
    "keep_target",
    "keep_values",
    "leave_out",
    "note_intent",
    "note_members",
    "note_value_export",
    "publish_model",
    "refresh_due",
    "refresh_members",
    "version_in_force",
    "write_model",
    "write_study",
]
