"""Names for readers by what was measured: stage, three-way label, treatment, schemes of 6, 8 and 11 segments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shuyou.insight.rules.scales import Floats, Ints

type Flags = NDArray[np.bool_]


class Stage(StrEnum):
    """Where a reader stands in their life with the club."""

    PROSPECT = "prospect"
    NEW = "new"
    GROWING = "growing"
    STEADY = "steady"
    RETURNED = "returned"
    COOLING = "cooling"
    LAPSED = "lapsed"


class Label(StrEnum):
    """What somebody is worth now, and could be."""

    MOST_VALUABLE = "mvc"
    MOST_GROWABLE = "growable"
    ORDINARY = "ordinary"


STAGES: Final = tuple(Stage)
LABELS: Final = tuple(Label)
NEW_DAYS: Final = 90
LONG_GAP: Final = 300
"""Days of the reader's own calendar between two orders after which somebody has come back."""


@dataclass(frozen=True, slots=True)
class Lives:
    """What stages are told from, one array each: orders of all time, of this year and the last, chances, days."""

    orders: Ints
    this_year: Ints
    last_year: Ints
    alive: Floats
    overdue: Floats
    """Days of the own calendar since the last order, over the usual distance of theirs."""
    since_first: Floats
    since_last: Floats
    longest_gap: Floats


def stages(lives: Lives) -> Ints:
    """Return the stage of each reader as its number in `STAGES`: the first that fits, and one always does."""
    conditions = [
        lives.orders == 0,
        (lives.alive < 0.25) | (lives.since_last > 540),
        (lives.overdue > 4) | (lives.alive < 0.5),
        lives.since_first <= NEW_DAYS,
        lives.longest_gap > LONG_GAP,
        lives.this_year > lives.last_year,
    ]
    names = [Stage.PROSPECT, Stage.LAPSED, Stage.COOLING, Stage.NEW, Stage.RETURNED, Stage.GROWING]
    found: Ints = np.select(conditions, [STAGES.index(name) for name in names], STAGES.index(Stage.STEADY))
    return found


def labels(tier: Ints, potential: Floats) -> Ints:
    """Return the three-way label of each reader: the two highest tiers, of the rest the fifth with most to gain."""
    rest = (tier > 2) & (potential > 0)
    bar = float(np.quantile(potential[rest], 0.8)) if rest.any() else np.inf
    conditions = [(tier == 1) | (tier == 2), rest & (potential >= bar)]
    chosen = [LABELS.index(Label.MOST_VALUABLE), LABELS.index(Label.MOST_GROWABLE)]
    found: Ints = np.select(conditions, chosen, LABELS.index(Label.ORDINARY))
    return found


class Treatment(StrEnum):
    """What is done for somebody: the type of what they buy decides what, the amount decides how much of it."""

    CARE_IN_PERSON = "care_in_person"
    CARE = "care"
    ACCESSORIES = "accessories"
    ADVICE = "advice"
    TIMED_NEWS = "timed_news"
    DIGEST = "digest"
    WIN_BACK = "win_back"


TREATMENTS: Final = tuple(Treatment)
DEAR_FROM: Final = 70
"""From this many points of type on somebody buys dear goods."""
AMOUNTS: Final = (300.0, 1500.0)
"""Yuan a year that part little, middling and much."""
RULE: Final[Mapping[tuple[bool, int], Treatment]] = MappingProxyType(
    {
        (True, 2): Treatment.CARE_IN_PERSON,
        (True, 1): Treatment.CARE,
        (True, 0): Treatment.ACCESSORIES,
        (False, 2): Treatment.ADVICE,
        (False, 1): Treatment.TIMED_NEWS,
        (False, 0): Treatment.DIGEST,
    }
)
"""Dear goods ask for care after the sale and for accessories, cheap ones for a message at the right time."""


def treatments(type_points: Floats, amounts: Floats) -> Ints:
    """Return the treatment of many as numbers in `TREATMENTS`."""
    table = np.asarray([[TREATMENTS.index(RULE[dear, much]) for much in range(3)] for dear in (False, True)])
    found: Ints = table[(type_points >= DEAR_FROM).astype(int), np.searchsorted(AMOUNTS, amounts, side="right")]
    return found


BY_PREFERENCE: Final = ("school", "children", "stories", "thought", "practice", "goods")
"""Six segments by what most of the money goes into."""
BY_LIFE: Final = (
    "student", "young", "expecting", "small_children", "school_children", "exam_children", "midlife", "retired",
)  # fmt: skip
"""Eight segments by stage of life; of a home with children the youngest at school age or below decides."""
BY_USE: Final = (
    "never", "once_new", "once_old", "rare_small", "rare_large", "term", "steady_small", "steady_large",
    "quick_small", "quick_large", "collector",
)  # fmt: skip
"""Eleven segments by how much, how quickly and how steadily somebody buys."""


def by_preference(spent: Sequence[Floats]) -> Ints:
    """Return the segment of each by the largest of six sums; -1: they spent nothing."""
    sums = np.stack(spent)
    found: Ints = np.where(sums.sum(axis=0) > 0, np.argmax(sums, axis=0), -1)
    return found


def by_life(age: Floats, youngest: Floats) -> Ints:
    """Return the segment by age, 0 if it is not known, and the grade of the youngest child, NaN without."""
    conditions = [
        (youngest < 0), (youngest < 1), (youngest <= 7), (youngest <= 12),
        (age > 0) & (age < 23), (age > 0) & (age < 36), (age >= 60),
    ]  # fmt: skip
    names = ["expecting", "small_children", "school_children", "exam_children", "student", "young", "retired"]
    # Who is a child themselves is a student, whatever is bought for that grade.
    conditions = [(age > 0) & (age < 18), conditions[0] & (youngest < -5), *conditions[1:]]
    names = ["student", *names]
    found: Ints = np.select(conditions, [BY_LIFE.index(name) for name in names], BY_LIFE.index("midlife"))
    return found


def by_use(lives: Lives, *, yearly: Floats, usual_gap: Floats, at_term: Floats, dear: Floats) -> Ints:
    """Return the segment by use: times bought, usual distance in days, money a year, share at term, dear share."""
    large = yearly >= 600
    once = lives.orders == 1
    conditions = [
        lives.orders == 0, once & (lives.since_first <= NEW_DAYS), once,
        dear >= 0.5, at_term >= 0.6,
        (usual_gap <= 30) & large, usual_gap <= 30,
        (usual_gap <= 120) & large, usual_gap <= 120, large,
    ]  # fmt: skip
    names = [
        "never", "once_new", "once_old", "collector", "term", "quick_large", "quick_small", "steady_large",
        "steady_small", "rare_large",
    ]  # fmt: skip
    found: Ints = np.select(conditions, [BY_USE.index(name) for name in names], BY_USE.index("rare_small"))
    return found


GOODWILL: Final[Mapping[int, int]] = MappingProxyType({1: 200, 2: 100, 3: 50, 4: 20, 5: 20, 0: 0})
"""Yuan that whoever serves a reader of a tier may give away to put something right, without asking."""
RISKY: Final = 0.5


def goodwill(tier: int, risk: float) -> int:
    """Return how much may be given away to keep somebody content: by tier, half where the risk is high."""
    whole = GOODWILL[tier]
    return whole // 2 if risk > RISKY else whole
