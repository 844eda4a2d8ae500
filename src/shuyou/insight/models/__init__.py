"""Tables of insight: the runs that fill the lake, rows that left, facts that pages show, and the value of readers."""

from shuyou.insight.models.facts import MemberFacts
from shuyou.insight.models.lake import GoneRow, LakeRun
from shuyou.insight.models.value import MemberValue, ValueFigure, ValueFlow, ValueHistory, ValueRun, ValueVersion

__all__ = [
    "GoneRow",
    "LakeRun",
    "MemberFacts",
    "MemberValue",
    "ValueFigure",
    "ValueFlow",
    "ValueHistory",
    "ValueRun",
    "ValueVersion",
]
