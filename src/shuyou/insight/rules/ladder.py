"""The reading ladder of a home: each child stands on a rung that follows from their age, and climbs by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shuyou.insight.rules.users import grade_on


class Rung(StrEnum):
    """What a child of an age reads."""

    PICTURE = "picture"
    PRIMARY = "primary"
    MIDDLE = "middle"
    JUNIOR_EXAM = "junior_exam"
    SENIOR = "senior"
    SENIOR_EXAM = "senior_exam"
    GROWN = "grown"


STEPS: Final[Sequence[tuple[int, Rung]]] = (
    (1, Rung.PICTURE), (4, Rung.PRIMARY), (8, Rung.MIDDLE), (10, Rung.JUNIOR_EXAM), (12, Rung.SENIOR),
    (13, Rung.SENIOR_EXAM),
)  # fmt: skip
"""Grades below which a rung holds: picture books before school, the two years before each great examination apart."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where a child stands, and when they climb next; none: they have grown up."""

    first_year: int
    grade: int
    rung: Rung
    next_rung: Rung | None
    climbs_on: date | None


def rung_of(grade: int) -> Rung:
    """Return the rung of a grade; children before school have grades below 1."""
    return next((rung for below, rung in STEPS if grade < below), Rung.GROWN)


def step_of(first_year: int, day: date) -> Step:
    """Return where a child who entered school in a year stands on a day."""
    grade = grade_on(first_year, day)
    rung = rung_of(grade)
    below = next((below for below, _rung in STEPS if grade < below), None)
    if below is None:
        return Step(first_year, grade, rung, None, None)
    return Step(first_year, grade, rung, rung_of(below), date(first_year + below - 1, 7, 1))


def ladder(children: Sequence[int], day: date) -> tuple[Step, ...]:
    """Return the children of a home on a day, the oldest first."""
    return tuple(step_of(year, day) for year in sorted(children))
