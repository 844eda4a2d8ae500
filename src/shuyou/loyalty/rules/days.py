"""Days of the year by the sun and by the moon: when they are in a year."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache

from lunar_python import LunarYear, Solar


def days_in(named: Iterable[str], year: int) -> list[date]:
    """Return when days such as `sun:0601`, `moon:0815` and, in a leap month, `moon:L0415` are in a year, in order."""
    return sorted(day_in(day, year) for day in named)


def day_in(named: str, year: int) -> date:
    """
    Return when a day is in a year of its calendar.

    29 February is the 28th where there is none; the last day of the moon's month stands for a thirtieth that it lacks,
    and the ordinary month for a leap month that the year lacks.
    """
    kind, _sep, written = named.partition(":")
    digits = written.removeprefix("L")
    month, day = int(digits[:2]), int(digits[2:])
    if kind == "moon":
        months = _moon_months(year)
        first, days = months.get(-month if written.startswith("L") else month) or months[month]
        return first + timedelta(days=min(day, days) - 1)
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, 2, 28) if (month, day) == (2, 29) and not is_leap else date(year, month, day)


@cache
def _moon_months(year: int) -> Mapping[int, tuple[date, int]]:
    """Return the first day and the length of each month of the moon's year; leap months are negative."""
    months = {}
    for month in LunarYear.fromYear(year).getMonthsInYear():
        first = Solar.fromJulianDay(month.getFirstJulianDay())
        months[month.getMonth()] = (date(first.getYear(), first.getMonth(), first.getDay()), month.getDayCount())
    return months
