"""Tables of the call center: how it is set up, who works in it, what calls there were and are."""

from shuyou.callcenter.models.calls import Call, CallStep, Offer
from shuyou.callcenter.models.menus import Line, Menu, MenuVersion
from shuyou.callcenter.models.mood import MoodTerms
from shuyou.callcenter.models.outbound import CallList, ToCall
from shuyou.callcenter.models.people import Agent, AgentSkill, Spell, SwitchOrder
from shuyou.callcenter.models.prompts import RecordedPrompt
from shuyou.callcenter.models.quality import (
    Feedback,
    QualityForm,
    QualityMark,
    QuestionCard,
    Recording,
    RecordingAccess,
)
from shuyou.callcenter.models.setup import Holiday, PauseReason, Queue, Site, Skill, WrapCode
from shuyou.callcenter.models.staffing import Absence, Alert, AlertRule, CenterTerms, Shift, ShiftPlan
from shuyou.callcenter.models.wanted import WantedCall

__all__ = [
    "Absence",
    "Agent",
    "AgentSkill",
    "Alert",
    "AlertRule",
    "Call",
    "CallList",
    "CallStep",
    "CenterTerms",
    "Feedback",
    "Holiday",
    "Line",
    "Menu",
    "MenuVersion",
    "MoodTerms",
    "Offer",
    "PauseReason",
    "QualityForm",
    "QualityMark",
    "QuestionCard",
    "Queue",
    "RecordedPrompt",
    "Recording",
    "RecordingAccess",
    "Shift",
    "ShiftPlan",
    "Site",
    "Skill",
    "Spell",
    "SwitchOrder",
    "ToCall",
    "WantedCall",
    "WrapCode",
]
