"""Who reads what somebody bought: themselves, a child at home, a class, or whoever it is given to."""

from datetime import date
from enum import StrEnum
from typing import Final

from shuyou.insight.rules.calendars import school_year

LAST_GRADE: Final = 12
CLASS_SET: Final = 20
"""From so many copies of one title on it is bought for a class."""
SEVERAL: Final = 3
"""From so many copies of one title on, of no class, it is given away."""
ALIKE: Final = 1
"""School years by which a child entered early or late, or a neighbour's workbook was fetched."""


class User(StrEnum):
    """Who uses what was bought."""

    SELF = "self"
    CHILD = "child"
    GROUP = "group"
    GIFT = "gift"


def grade_on(first_year: int, day: date) -> int:
    """Return the grade of somebody who entered school in a year; below 1 they are not there yet, above 12 done."""
    return school_year(day) - first_year + 1
