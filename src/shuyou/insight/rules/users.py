"""Who reads what somebody bought: themselves, a child at home, a class, or whoever it is given to."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Bought:
    """What is known of one line: when, how many, the grade it is made for, whether it is a gift or for children."""

    day: date
    copies: int = 1
    grade: int = 0
    """1–12; 0: it is made for no grade."""
    is_gift: bool = False
    is_for_children: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """What is known of the buyer's home: first school years of children told or inferred, and of the buyer."""

    told: tuple[int, ...] = ()
    inferred: tuple[int, ...] = ()
    own: int | None = None
    """The year in which the buyer entered school."""
    teaches: int = 0
    """The grade that the buyer buys for year after year; 0: none."""
    childrens_books: int = 0
    """Titles for children bought in all."""


@dataclass(frozen=True, slots=True)
class Use:
    """Who uses it, how sure that is (0–1), and why: a code for which there are words."""

    user: User
    confidence: float
    why: str


def entered_school(grade: int, day: date) -> int:
    """Return the year in which whoever is in a grade on a day entered school."""
    return school_year(day) - grade + 1


def grade_on(first_year: int, day: date) -> int:
    """Return the grade of somebody who entered school in a year; below 1 they are not there yet, above 12 done."""
    return school_year(day) - first_year + 1


def used_by(bought: Bought, home: Home) -> Use:
    """Say who uses what was bought; the first evidence that speaks decides."""
    if bought.is_gift:
        return Use(User.GIFT, 0.9, "gift")
    if bought.copies >= CLASS_SET:
        return Use(User.GROUP, 0.95, "class_set")
    if bought.grade:
        return _of_grade(bought, home)
    if bought.copies >= SEVERAL:
        return Use(User.GIFT, 0.7, "several_copies")
    if bought.is_for_children:
        return _for_children(bought, home)
    return Use(User.SELF, 0.9, "adult_title")


def _of_grade(bought: Bought, home: Home) -> Use:
    year = entered_school(bought.grade, bought.day)
    if home.own is not None and abs(home.own - year) <= ALIKE:
        return Use(User.SELF, 0.95, "own_grade")
    if any(abs(one - year) <= ALIKE for one in home.told):
        return Use(User.CHILD, 0.97, "child_told")
    if home.teaches and home.teaches == bought.grade:
        return Use(User.GROUP, 0.8, "teaches")
    if any(abs(one - year) <= ALIKE for one in home.inferred):
        return Use(User.CHILD, 0.9, "child_inferred")
    return Use(User.CHILD, 0.6, "school_title")


def _for_children(bought: Bought, home: Home) -> Use:
    if home.own is not None and grade_on(home.own, bought.day) <= LAST_GRADE:
        return Use(User.SELF, 0.9, "reads_alone")
    at_home = [*home.told, *home.inferred]
    if any(grade_on(one, bought.day) <= LAST_GRADE for one in at_home):
        return Use(User.CHILD, 0.9 if home.told else 0.8, "child_at_home")
    if home.childrens_books >= 3:
        return Use(User.CHILD, 0.65, "buys_again")
    return Use(User.GIFT, 0.55, "single_for_children")


def children_of(bought: Sequence[Bought]) -> tuple[int, ...]:
    """
    Infer in which years children at home entered school, from the grades of what was bought for school.

    A child's grade rises with the years, so that all of it points to one year; one stray title makes no child.
    """
    counts: dict[int, int] = {}
    for one in bought:
        if one.grade and not one.is_gift and one.copies < CLASS_SET:
            year = entered_school(one.grade, one.day)
            counts[year] = counts.get(year, 0) + 1
    found: list[int] = []
    for year, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if count >= 2 and all(abs(year - other) > ALIKE for other in found):
            found.append(year)
    return tuple(sorted(found))


def grade_taught(bought: Sequence[Bought]) -> int:
    """Return the grade that somebody buys for in one school year after another: a class, not a child, stays in it."""
    years: dict[int, set[int]] = {}
    for one in bought:
        if one.grade:
            years.setdefault(one.grade, set()).add(school_year(one.day))
    if len(years) != 1:
        return 0
    grade, seen = next(iter(years.items()))
    return grade if len(seen) > 1 else 0
