"""How points and their weights come to one percentage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

BEST: Final = 5
HEAVIEST: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Something that a call is judged by, in words of both languages, and what it weighs."""

    code: str
    zh: str
    en: str
    weight: int


def share_of(points: Sequence[Point], marks: Mapping[str, int]) -> int:
    """Return how much of what could be reached was reached, in percent; halves go up."""
    most = BEST * sum(point.weight for point in points)
    reached = sum(point.weight * marks[point.code] for point in points)
    return (200 * reached + most) // (2 * most) if most else 0
