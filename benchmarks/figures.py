"""Figures: what one run says, what several say together."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Final

RUNS: Final = 5
"""Measured runs of each figure, after one that only warms up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was measured for a row: a figure for each run, and beside it the figures of peers and limits."""

    runs: Sequence[float]
    beside: Mapping[str, float] = field(default_factory=dict)
    scale: str
    is_full: bool = True
    """Whether it ran at the size that the promise names."""

    @property
    def value(self) -> float:
        """Return the median of the runs."""
        return median(self.runs)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed (nearest rank)."""
    if not values:
        message = "no values, no percentile"
        raise ValueError(message)
    ordered = sorted(values)
    return ordered[max(math.ceil(share * len(ordered)), 1) - 1]


def medians(samples: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Return the median of each name over the runs that measured it."""
    names = dict.fromkeys(name for sample in samples for name in sample)
    return {name: median(sample[name] for sample in samples if name in sample) for name in names}


def repeat[T](measure: Callable[[], T], *, runs: int = RUNS) -> list[T]:
    """Measure once to warm up and then as often as asked for; return what the measured runs said."""
    measure()
    return [measure() for _ in range(runs)]


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something ended per second, and how many seconds each time took."""

    rate: float
    times: list[float]


def pace(action: Callable[[], object], *, seconds: float) -> Pace:
    """Measure an action again and again, one after the other for so long."""
    started = last = time.perf_counter()
    times = list[float]()
    while last < started + seconds:
        action()
        now = time.perf_counter()
        times.append(now - last)
        last = now
    return Pace(len(times) / (last - started), times)


def rate(action: Callable[[], object], *, seconds: float) -> float:
    """Return how often an action ends per second, one after the other for so long."""
    started = time.perf_counter()
    end, count = started + seconds, 0
    while time.perf_counter() < end:
        action()
        count += 1
    return count / (time.perf_counter() - started)


def shown(value: float) -> str:
    """Return a figure with as many digits as it deserves."""
    if value >= 1000:
        return f"{value:,.0f}"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"
