"""Tables of insight: runs of the lake, facts that pages show, the value of readers, and what is noticed beside it."""

from shuyou.insight.models.facts import MemberFacts
from shuyou.insight.models.lake import GoneRow, LakeRun
from shuyou.insight.models.noticed import ConjointAnswer, ConjointStudy, HabitGroup, Intent, Shift, TargetGroup
from shuyou.insight.models.value import (
    MemberValue,
    ValueFigure,
    ValueFlow,
    ValueHistory,
    ValueRun,
    ValueVersion,
    YearMove,
)

__all__ = [
    "ConjointAnswer",
    "ConjointStudy",
    "GoneRow",
    "HabitGroup",
    "Intent",
    "LakeRun",
    "MemberFacts",
    "MemberValue",
    "Shift",
    "TargetGroup",
    "ValueFigure",
    "ValueFlow",
    "ValueHistory",
    "ValueRun",
    "ValueVersion",
    "YearMove",
]
