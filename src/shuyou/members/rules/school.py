"""School grades: which one a child is in on a day follows from the year of first grade, each September anew."""

from dataclasses import dataclass
from datetime import date
from typing import Final

SCHOOL_STARTS: Final = (9, 1)
"""Month and day on which every grade moves up."""
SIX: Final = 6
"""Children who are six by the end of August start school that September (Compulsory Education Law, article 11)."""
LAST_GRADE: Final = 12
KINDERGARTEN: Final = 3
"""Years of kindergarten before first grade."""

PRIMARY, JUNIOR, SENIOR = 6, 9, 12
"""The last grade of primary, junior and senior high school."""


@dataclass(frozen=True, slots=True)
class Grade:
    """Where a child is in school: a stage (kindergarten, primary, junior, senior) and the year within it, from 1."""

    stage: str
    year: int
    number: int
    """Counted through from first grade, 1 to 12; the kindergarten years are -2 to 0."""


def school_year(today: date) -> int:
    """Return the year in whose September the school year of a day began."""
    return today.year if (today.month, today.day) >= SCHOOL_STARTS else today.year - 1


def grade_on(first_grade_year: int, today: date) -> Grade | None:
    """Return the grade of a day for somebody who entered first grade in a year; None before and after school."""
    number = school_year(today) - first_grade_year + 1
    if not -KINDERGARTEN < number <= LAST_GRADE:
        return None
    if number <= 0:
        return Grade("kindergarten", number + KINDERGARTEN, number)
    if number <= PRIMARY:
        return Grade("primary", number, number)
    if number <= JUNIOR:
        return Grade("junior", number - PRIMARY, number)
    return Grade("senior", number - JUNIOR, number)


def first_grade_year(grade: int, today: date) -> int:
    """Return the year of first grade for somebody who is in a grade (counted through) on a day."""
    return school_year(today) - grade + 1


def usual_first_grade_year(birth_date: date) -> int:
    """Return the year in which a child of this birth date usually enters first grade."""
    is_late = (birth_date.month, birth_date.day) >= SCHOOL_STARTS
    return birth_date.year + SIX + is_late
