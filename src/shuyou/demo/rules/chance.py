"""Repeatable chance: the same seed gives the same club on every machine and Python."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import exp, sqrt
from random import Random


class Wheel[T]:
    """A wheel of fortune: items that come up in proportion to their weights."""

    __slots__ = ("bounds", "items", "total")

    def __init__(self, weighted: Iterable[tuple[T, float]]) -> None:
        pairs = [(item, weight) for item, weight in weighted if weight > 0]
        self.items = tuple(item for item, _ in pairs)
        self.bounds = tuple(accumulate(weight for _, weight in pairs))
        self.total = self.bounds[-1]


class Chance(Random):
    """A stream of chance that draws on nothing but random(), whose values Python guarantees."""

    @classmethod
    def of(cls, seed: int, purpose: str) -> "Chance":
        """Return the stream of one purpose, so that a change in one part leaves the others alone."""
        return cls(f"{seed}/{purpose}")

    def yes(self, share: float) -> bool:
        """Come true in this share of the cases."""
        return self.random() < share

    def pick[T](self, items: Sequence[T]) -> T:
        """Take one of the items, each as likely as the others."""
        return items[int(self.random() * len(items))]

    def between(self, low: int, high: int) -> int:
        """Take a whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def spin[T](self, wheel: Wheel[T]) -> T:
        """Take one item of a wheel."""
        return wheel.items[bisect_right(wheel.bounds, self.random() * wheel.total)]

    def shuffled[T](self, items: Iterable[T]) -> list[T]:
        """Return the items in a random order."""
        keyed = [(self.random(), place, item) for place, item in enumerate(items)]
        return [item for _, _, item in sorted(keyed, key=lambda row: row[:2])]

    def bell(self) -> float:
        """Take a number near the normal distribution, by adding twelve even ones."""
        return sum(self.random() for _ in range(12)) - 6.0

    def happenings(self, mean: float) -> int:
        """Count independent happenings of which so many are expected (Poisson)."""
        if mean > 30:
            return max(0, round(mean + sqrt(mean) * self.bell()))
        floor, product, count = exp(-mean), self.random(), 0
        while product > floor:
            product *= self.random()
            count += 1
        return count
