"""What is told of looking for people who are there twice, and of what clerks decide about them."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleMatched(Event):
    """The base was searched for people who are there twice; so many pairs are new, so many are no longer alike."""

    name: ClassVar[str] = "members.people_matched"
    run_id: int
    found: int
    new: int
    withdrawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairDecided(Event):
    """Somebody said what two people who look alike are to each other: `same`, `different` or `household`."""

    name: ClassVar[str] = "members.pair_decided"
    pair_id: int
    left_id: int
    right_id: int
    verdict: str
    household_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergingRuleSet(Event):
    """Somebody said from how likely on pairs are merged at night, in hundredths of a percent, or that none are."""

    name: ClassVar[str] = "members.merging_rule_set"
    is_on: bool
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairReopened(Event):
    """A verdict about two people was taken back: they wait for another one."""

    name: ClassVar[str] = "members.pair_reopened"
    pair_id: int
    left_id: int
    right_id: int
    verdict: str
