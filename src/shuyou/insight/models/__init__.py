"""Tables of insight: the runs that fill the lake, rows that left, and the facts that pages show."""

from shuyou.insight.models.facts import MemberFacts
from shuyou.insight.models.lake import GoneRow, LakeRun

__all__ = ["GoneRow", "LakeRun", "MemberFacts"]
