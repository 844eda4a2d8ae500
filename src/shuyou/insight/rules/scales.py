"""Scales that turn a measure into points, and the weights that make one score of five factors: data, checked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

BEST: Final = 100
"""Points of the best band of every factor, and the highest score."""


class Factor(StrEnum):
    """The five things by which readers are ranked."""

    RECENCY = "recency"
    FREQUENCY = "frequency"
    MONEY = "money"
    TYPE = "type"
    USER = "user"


class UnsoundModel(ValueError):
    """A model whose scales overlap, leave gaps or whose weights are not 100 together."""


@dataclass(frozen=True, slots=True)
class Scale:
    """
    Bands over a measure: edges in rising order, and the points of each band, one more than there are edges.

    Band i holds what is at least the edge before it and less than the edge behind it, so that bands are disjoint and
    complete however the edges lie.

    :raises UnsoundModel: edges that do not rise, points beyond 0–100, or not one more point than edges.
    """

    edges: tuple[float, ...]
    points: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.points) != len(self.edges) + 1:
            raise UnsoundModel("points")
        if any(not math.isfinite(edge) for edge in self.edges):
            raise UnsoundModel("edges")
        if any(low >= high for low, high in zip(self.edges, self.edges[1:], strict=False)):
            raise UnsoundModel("edges")
        if any(not 0 <= point <= BEST for point in self.points):
            raise UnsoundModel("points")

    def band_of(self, measure: float) -> int:
        """Return the number of the band in which a measure lies."""
        return int(np.searchsorted(np.asarray(self.edges), measure, side="right"))

    def span(self, band: int) -> tuple[float, float]:
        """Return where a band begins and ends; the first and the last are open."""
        low = self.edges[band - 1] if band else -math.inf
        high = self.edges[band] if band < len(self.edges) else math.inf
        return low, high

    def points_of(self, measures: Floats) -> Ints:
        """Return the points of many measures at once."""
        bands = np.searchsorted(np.asarray(self.edges, dtype=np.float64), measures, side="right")
        found: Ints = np.asarray(self.points, dtype=np.int64)[bands]
        return found


@dataclass(frozen=True, slots=True)
class PyramidShares:
    """How many of a hundred ranked readers stand in each tier from the top down; who has not bought stands below."""

    shares: tuple[float, ...] = (1.0, 4.0, 15.0, 80.0)

    def __post_init__(self) -> None:
        if any(share <= 0 for share in self.shares) or abs(sum(self.shares) - 100) > 1e-9:
            raise UnsoundModel("shares")


@dataclass(frozen=True, slots=True)
class ValueModel:
    """
    Weights, scales and points of the value of a reader: what a version of the model holds.

    :raises UnsoundModel: the weights are not whole numbers that make 100, or a factor has no scale.
    """

    weights: Mapping[Factor, int]
    scales: Mapping[Factor, Scale]
    type_points: Mapping[str, int]
    """Points of each class of goods."""
    user_points: Mapping[str, int]
    """Points of each class of who uses what was bought."""
    evidence: float = 0.0
    """
    Yuan of a year at which type and user count half: the amount decides how much they weigh, so that one small gift
    makes nobody dear. 0: they count whole from the first yuan.
    """
    pyramid: PyramidShares = field(default_factory=PyramidShares)
    values_everybody: bool = False
    """Whether readers who said no to being profiled are valued all the same; else they are left out."""

    def __post_init__(self) -> None:
        if set(self.weights) != set(Factor) or sum(self.weights.values()) != BEST:
            raise UnsoundModel("weights")
        if any(weight < 0 for weight in self.weights.values()):
            raise UnsoundModel("weights")
        if set(self.scales) != set(Factor) or self.evidence < 0:
            raise UnsoundModel("scales")


TYPE_POINTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "instrument": 100, "art": 95, "digital": 90, "dear": 85, "exam": 55, "school": 50, "child": 50, "book": 45,
        "av": 40, "stationery": 30, "sports": 30, "toy": 30, "other": 20,
    }
)  # fmt: skip
"""Classes of goods: lasting and dear ones, which ask for care after the sale, before everyday ones."""

USER_POINTS: Final[Mapping[str, int]] = MappingProxyType({"child": 100, "self": 70, "group": 55, "gift": 30})
"""Who uses it: a child has years of reading ahead, a gift says little of what comes next."""

DEFAULT: Final = ValueModel(
    weights=MappingProxyType(
        {Factor.RECENCY: 10, Factor.FREQUENCY: 10, Factor.MONEY: 35, Factor.TYPE: 25, Factor.USER: 20}
    ),
    scales=MappingProxyType(
        {
            Factor.RECENCY: Scale(
                (15, 30, 60, 90, 150, 240, 365, 545, 730, 1095), (100, 90, 75, 60, 45, 30, 18, 9, 4, 1, 0)
            ),
            Factor.FREQUENCY: Scale((1, 2, 3, 4, 6, 9, 13), (0, 15, 30, 45, 60, 75, 90, 100)),
            Factor.MONEY: Scale(
                (0.01, 50, 100, 200, 350, 600, 1000, 1800, 3500, 7000), (0, 8, 16, 26, 38, 50, 62, 74, 85, 94, 100)
            ),
            Factor.TYPE: Scale((0.01, 25, 35, 42, 46, 50, 60, 75, 90), (0, 15, 28, 40, 50, 58, 68, 80, 90, 100)),
            Factor.USER: Scale((0.01, 35, 50, 62, 72, 82, 92), (0, 20, 35, 50, 66, 78, 90, 100)),
        }
    ),
    type_points=TYPE_POINTS,
    user_points=USER_POINTS,
    evidence=600.0,
)
"""The model that a club begins with: recency 10 %, frequency 10 %, money 35 %, type 25 %, user 20 %."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured of many readers, one array for each factor, all equally long."""

    recency: Floats
    frequency: Floats
    money: Floats
    type: Floats
    user: Floats

    def of(self, factor: Factor) -> Floats:
        """Return the measures of a factor."""
        found: Floats = getattr(self, factor.value)
        return found


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a factor brings what it brings: the measure, its band, the band's points, the weight, and what it adds."""

    factor: Factor
    measure: float
    low: float
    high: float
    points: int
    weight: int
    adds: float


def scores(model: ValueModel, measures: Measures) -> Floats:
    """Return the scores of many readers, 0–100: a rank and no sum of money."""
    total = np.zeros(len(measures.recency), dtype=np.int64)
    for factor in Factor:
        total += model.weights[factor] * model.scales[factor].points_of(measures.of(factor))
    return total / BEST


def explained(model: ValueModel, measures: Mapping[Factor, float]) -> tuple[Reason, ...]:
    """Say why a score is what it is: what the reasons add makes up the score."""
    found = []
    for factor in Factor:
        scale, measure = model.scales[factor], measures[factor]
        band = scale.band_of(measure)
        low, high = scale.span(band)
        points, weight = scale.points[band], model.weights[factor]
        found.append(Reason(factor, measure, low, high, points, weight, weight * points / BEST))
    return tuple(found)


def places(by: Floats, ids: Ints) -> Ints:
    """Return the place of each reader, 1 for the highest; of equals the lower id comes first."""
    order = np.lexsort((ids, -by))
    found = np.empty(len(ids), dtype=np.int64)
    found[order] = np.arange(1, len(ids) + 1)
    return found


def tiers(shares: Sequence[float], placed: Ints) -> Ints:
    """Return the tier of each place from the top, 1 being the highest: every place stands in exactly one."""
    return tiers_among(shares, placed, len(placed))


def tiers_among(shares: Sequence[float], placed: Ints, count: int) -> Ints:
    """Return the tier of some places of so many in all."""
    bounds = np.floor(np.cumsum(np.asarray(shares, dtype=np.float64)) * count / BEST + 1e-9)
    # At least one stands at the top once anybody is ranked.
    bounds = np.maximum(bounds, np.minimum(np.arange(1, len(bounds) + 1), count))
    found: Ints = np.minimum(np.searchsorted(bounds, placed, side="left"), len(shares) - 1) + 1
    return found


def tier_at(shares: Sequence[float], place: int, count: int) -> int:
    """Return the tier of one place of so many."""
    return int(tiers_among(shares, np.asarray([place], dtype=np.int64), count)[0])


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How ranks move when one weight grows and the others give way: likeness of the ranks, and who changes tier."""

    factor: Factor
    likeness: float
    """Spearman's rank correlation with the ranks before."""
    changed: int


def sensitivities(model: ValueModel, measures: Measures, ids: Ints, *, by: int = 5) -> tuple[Sensitivity, ...]:
    """Return, factor by factor, what becomes of the ranks when its weight grows by some points of a hundred."""
    before = places(scores(model, measures), ids)
    was = tiers(model.pyramid.shares, before)
    found = []
    for factor in Factor:
        after = places(_leaned(model, measures, factor, by), ids)
        moved = int(np.count_nonzero(tiers(model.pyramid.shares, after) != was))
        found.append(Sensitivity(factor, likeness(before, after), moved))
    return tuple(found)


def _leaned(model: ValueModel, measures: Measures, factor: Factor, by: int) -> Floats:
    rest = BEST - model.weights[factor]
    grown = min(BEST, model.weights[factor] + by)
    shrink = (BEST - grown) / rest if rest else 1.0
    total = np.zeros(len(measures.recency))
    for one in Factor:
        weight = grown if one is factor else model.weights[one] * shrink
        total += weight * model.scales[one].points_of(measures.of(one))
    return total / BEST


def likeness(one: Ints | Floats, other: Ints | Floats) -> float:
    """Return Spearman's rank correlation of two rankings, equals sharing their mean rank; 1 where nothing varies."""
    if len(one) < 2:
        return 1.0
    first, second = mean_ranks(np.asarray(one, np.float64)), mean_ranks(np.asarray(other, np.float64))
    first, second = first - first.mean(), second - second.mean()
    spread = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / spread if spread else 1.0


def mean_ranks(values: Floats) -> Floats:
    """Return ranks from 1, equals sharing the mean of theirs."""
    _unique, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    middles = ends - (counts - 1) / 2
    found: Floats = middles[inverse]
    return found
