"""Birthdays by the sun and by the moon: when the next one is, and how one kept by the moon is written."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final

from lunar_python import LunarYear, Solar

from shuyou.members.errors.households import LunarDayNotPossible

_WRITTEN: Final = re.compile(r"(L?)([0-9]{2})([0-9]{2})", re.ASCII)
_TYPED: Final = re.compile(
    r"(?:农历|阴历|旧历)?(闰|l)?([0-9]{1,2})[-/.月 ]([0-9]{1,2})[日号]?", re.ASCII | re.IGNORECASE
)
_SPOKEN: Final = re.compile(
    r"(?:农历|阴历|旧历)?(闰)?([正一二三四五六七八九十冬腊]{1,2})月(初[一二三四五六七八九十]|[一二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]|卅)日?"
)
_MONTHS: Final = {name: place + 1 for place, name in enumerate("一 二 三 四 五 六 七 八 九 十 冬 腊".split())} | {
    "正": 1, "十一": 11, "十二": 12,
}  # fmt: skip
_DIGITS: Final = {name: place + 1 for place, name in enumerate("一二三四五六七八九")}
LAST_MONTH, LAST_DAY = 12, 30
YEARS_AHEAD: Final = 3
"""Some years have no thirtieth day of a month: the next one that a birthday falls on may be that far away."""


def lunar_birthday(typed: str, *, field: str = "lunar_birthday") -> str:
    """
    Return a day of the moon's calendar as it is kept: `0815`, in a leap month `L0415`; empty stays empty.

    :raises LunarDayNotPossible: it is no such day.
    """
    text = "".join(unicodedata.normalize("NFKC", typed).split())
    if not text:
        return ""
    if found := _WRITTEN.fullmatch(text.upper()) or _TYPED.fullmatch(text):
        leap, month, day = bool(found[1]), int(found[2]), int(found[3])
    elif found := _SPOKEN.fullmatch(text):
        leap, month, day = bool(found[1]), _MONTHS.get(found[2], 0), _spoken_day(found[3])
    else:
        raise LunarDayNotPossible(field=field, value=typed)
    if not (1 <= month <= LAST_MONTH and 1 <= day <= LAST_DAY):
        raise LunarDayNotPossible(field=field, value=typed)
    return f"{'L' if leap else ''}{month:02d}{day:02d}"


def lunar_day(birth_date: date) -> str:
    """Return the day of the moon's calendar on which somebody was born, as it is kept."""
    lunar = Solar.fromYmd(birth_date.year, birth_date.month, birth_date.day).getLunar()
    month = lunar.getMonth()
    return f"{'L' if month < 0 else ''}{abs(month):02d}{lunar.getDay():02d}"


def next_birthday(birth_date: date | None, lunar: str, today: date) -> date | None:
    """Return the day of the next birthday, today included; by the moon if it is kept by the moon."""
    if lunar:
        return next(day for year in range(YEARS_AHEAD) if (day := _lunar_in(lunar, today.year - 1 + year)) >= today)
    if birth_date is None:
        return None
    this_year = _in_year(birth_date, today.year)
    return this_year if this_year >= today else _in_year(birth_date, today.year + 1)


def _in_year(birth_date: date, year: int) -> date:
    """Return a birthday in a year; that of 29 February is kept on the 28th where there is none."""
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    if (birth_date.month, birth_date.day) == (2, 29) and not is_leap:
        return date(year, 2, 28)
    return date(year, birth_date.month, birth_date.day)


def _lunar_in(lunar: str, year: int) -> date:
    """Return a lunar birthday in a lunar year; in an ordinary month, and on its last day, where the year lacks it."""
    found = _WRITTEN.fullmatch(lunar)
    assert found is not None
    month, day = int(found[2]), int(found[3])
    months = _months(year)
    first, days = months.get(-month if found[1] else month) or months[month]
    return first + timedelta(days=min(day, days) - 1)


@cache
def _months(year: int) -> Mapping[int, tuple[date, int]]:
    """Return the first day and the length of each month of a lunar year; leap months are negative."""
    months = {}
    for month in LunarYear.fromYear(year).getMonthsInYear():
        first = Solar.fromJulianDay(month.getFirstJulianDay())
        months[month.getMonth()] = (date(first.getYear(), first.getMonth(), first.getDay()), month.getDayCount())
    return months


def _spoken_day(text: str) -> int:
    if text == "卅":
        return LAST_DAY
    if text.startswith("初"):
        return 10 if text[1] == "十" else _DIGITS[text[1]]
    if text.startswith("廿"):
        return 20 + _DIGITS[text[1]]
    tens, _, ones = text.partition("十")
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
