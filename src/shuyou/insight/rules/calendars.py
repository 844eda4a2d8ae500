"""
The reader's own calendar: time passes quickly where a line of goods is bought, and hardly where nobody buys it.

Who buys for school has not gone away in May: between two terms their clock stands almost still. A calendar says how
fast time runs on each day of the year, one on average, so that a year stays a year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np

from shuyou.insight.rules.scales import Floats, Ints

DAYS: Final = 366
EPOCH: Final = date(1970, 1, 1)


class Line(StrEnum):
    """A line of goods with a calendar of its own."""

    SCHOOL = "school"
    CAMPUS = "campus"
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a year, from the first to the last, in which so much of a line is bought; spans may not overlap."""

    first: tuple[int, int]
    last: tuple[int, int]
    share: float


@dataclass(frozen=True, slots=True)
class Calendar:
    """When a line is bought: spans with their shares; what the spans leave is spread over the other days."""

    spans: tuple[Span, ...] = ()

    def paces(self) -> Floats:
        """Return how fast time runs on each day of a leap year, one on average."""
        pace = np.full(DAYS, -1.0)
        left = 1.0
        for span in self.spans:
            days = [day_of_year(date(2024, *span.first)), day_of_year(date(2024, *span.last))]
            where = np.arange(days[0], days[1] + 1)
            pace[where] = span.share / len(where)
            left -= span.share
        free = pace < 0
        pace[free] = max(0.0, left) / max(1, int(free.sum()))
        found: Floats = pace * DAYS / pace.sum()
        return found


CALENDARS: Final[Mapping[Line, Calendar]] = MappingProxyType(
    {
        Line.SCHOOL: Calendar((Span((1, 20), (3, 20), 0.36), Span((7, 20), (9, 30), 0.42))),
        Line.CAMPUS: Calendar((Span((2, 15), (4, 15), 0.30), Span((9, 1), (11, 30), 0.40))),
        Line.GENERAL: Calendar(),
    }
)
"""The academic year of the mainland: workbooks come before and in the first weeks of each term."""


def day_of_year(day: date) -> int:
    """Return the number of a day in a leap year, from 0, so that the same date has the same number every year."""
    return (date(2024, day.month, day.day) - date(2024, 1, 1)).days


def day_number(day: date) -> int:
    """Return a day as a number."""
    return (day - EPOCH).days


@dataclass(frozen=True, slots=True)
class Clock:
    """How far each line's time has come by each day from a first day on."""

    first: int
    hands: Mapping[Line, Floats]

    @classmethod
    def over(cls, first: date, last: date, calendars: Mapping[Line, Calendar] = CALENDARS) -> "Clock":
        """Wind the clock for a stretch of days."""
        days = [first + timedelta(days=number) for number in range((last - first).days + 2)]
        numbers = np.asarray([day_of_year(day) for day in days])
        hands = {line: np.concatenate(([0.0], np.cumsum(calendar.paces()[numbers])))
                 for line, calendar in calendars.items()}  # fmt: skip
        return cls(day_number(first), hands)

    def at(self, days: Ints, shares: Mapping[Line, Floats]) -> Floats:
        """Return where the own hand of each reader stands on a day of theirs, by the shares of lines they buy."""
        place = np.clip(days - self.first, 0, None)
        total = np.zeros(len(days))
        for line, share in shares.items():
            total += share * self.hands[line][np.minimum(place, len(self.hands[line]) - 1)]
        return total


def elapsed(clock: Clock, since: Ints, until: Ints, shares: Mapping[Line, Floats]) -> Floats:
    """Return the days that passed for each reader between two days of theirs, never fewer than none."""
    found: Floats = np.maximum(0.0, clock.at(until, shares) - clock.at(since, shares))
    return found


SCHOOL_YEAR_BEGINS: Final = 7
"""The month from which on books are bought for the next school year."""


def school_year(day: date) -> int:
    """Return the year in which the school year of a day began, as those count who buy for it."""
    return day.year if day.month >= SCHOOL_YEAR_BEGINS else day.year - 1


def plain_shares(lines: Iterable[Line], count: int) -> Mapping[Line, Floats]:
    """Return shares by which everybody's time runs evenly: the calendar on the wall."""
    return {line: (np.ones(count) if line is Line.GENERAL else np.zeros(count)) for line in lines}
