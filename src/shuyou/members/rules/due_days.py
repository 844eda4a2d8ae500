"""Days as people say them: tomorrow, Friday, next Monday, in 3 days, 11-30, with a time of day if there is one."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from shuyou.kernel.clock import add_months
from shuyou.members.errors import DateNotPossible, DueNotReadable
from shuyou.members.rules.words import day

FARTHEST: Final = timedelta(days=5 * 366)
"""Who writes a day farther away means another one."""

NOON, OFFICE_END, EVENING, LAST_MINUTE = time(12), time(18), time(20), time(23, 59)
"""A thing to be done on a day is due at the end of its working hours, or at the day's end if those are over."""

_NEAR: Final = MappingProxyType(
    dict.fromkeys(("今天", "今日", "today"), 0)
    | dict.fromkeys(("明天", "明日", "明儿", "tomorrow", "tmr"), 1)
    | dict.fromkeys(("后天", "后日", "day after tomorrow", "the day after tomorrow"), 2)
    | {"大后天": 3}
)
_WEEKDAYS: Final = MappingProxyType(
    {word: index for index, words in enumerate(("一 1", "二 2", "三 3", "四 4", "五 5", "六 6", "日 天 7"))
     for word in words.split()}
    | {name[:length]: index
       for index, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
       for length in range(3, len(name) + 1)}
)  # fmt: skip
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_PARTS_OF_DAY: Final = MappingProxyType(
    dict.fromkeys("早上 上午 早 morning 中午 noon".split(), NOON)
    | dict.fromkeys("下午 afternoon 傍晚".split(), OFFICE_END)
    | dict.fromkeys("晚上 晚 evening tonight".split(), EVENING)
)
_DIGITS: Final = MappingProxyType({mark: number for number, mark in enumerate("零一二三四五六七八九")} | {"两": 2})
_NUMBER: Final = r"([0-9]{1,4}|[一二两三四五六七八九十]{1,3}|an?|one|two|three)"
_ENGLISH: Final = MappingProxyType({"a": 1, "an": 1, "one": 1, "two": 2, "three": 3})
_EARLY: Final = r"凌晨|早上|上午|早"
_LATE: Final = r"中午|下午|傍晚|晚上|晚"
_CLOCK: Final = re.compile(
    rf"(?:\bat )?(?P<part>{_EARLY}|{_LATE})? ?"
    r"(?P<hour>[0-9]{1,2}|(?<![周期拜])(?:二?十[一二三四五六七八九]?|[一二两三四五六七八九]))"
    r"(?::(?P<minute>[0-9]{2})|[点时](?:钟|整)?(?P<rest>半|一刻|三刻|[0-9]{1,2}分?)?)? ?(?P<half>am|pm)?$"
)
_BARE_HOUR: Final = re.compile(r"(?<=[0-9日号]) (?P<hour>[0-9]{1,2})$")
_WORD_OF_DAY: Final = re.compile(rf"(?:(?:in the|at) )?(?P<part>{'|'.join(_PARTS_OF_DAY)})$")


class Due(NamedTuple):
    """The day by which something is to be done, and the time of that day if one is said."""

    on: date
    at: time | None


def due_day(typed: str, *, today: date, field: str = "due") -> Due:
    """
    Return the day and time that somebody means by what they typed.

    A weekday is the next one after today; with “next” it is that of the next week, which begins on Monday.

    :raises DueNotReadable: it names no day.
    :raises DateNotPossible: no calendar or no clock has it.
    :raises DateOutOfRange: it is past, or too far away to be meant.
    """
    bare = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", typed)).strip().lower()
    bare = re.sub(r"(?<=[0-9])t(?=[0-9]{1,2}:)", " ", bare)
    bare = re.sub(r"(?:之前|以前|前)$", "", re.sub(r"^(?:by|on|until|till) ", "", bare)).strip()
    words, at = _time_at_end(bare, field=field, value=typed)
    on = _day_meant(words, today=today, field=field, value=typed) if words else today if at else None
    if on is None:
        raise DueNotReadable(field=field, value=typed)
    return Due(day(on.isoformat(), field=field, first=today, last=today + FARTHEST), at)


def _time_at_end(text: str, *, field: str, value: str) -> tuple[str, time | None]:
    """Take a time of day off the end of a text."""
    if found := _BARE_HOUR.search(text):
        return text[: found.start()].strip(), _time(int(found["hour"]), 0, field=field, value=value)
    found = _CLOCK.search(text)
    if found and (found["minute"] or found["half"] or re.search("[点时]", found[0])):
        hour, rest = _number(found["hour"]), found["rest"] or ""
        minute = int(found["minute"] or {"": 0, "半": 30, "一刻": 15, "三刻": 45}.get(rest) or rest.rstrip("分") or 0)
        is_late = found["half"] == "pm" or (found["part"] or "-") in _LATE.split("|")
        if is_late and hour < (11 if found["part"] == "中午" else 12):
            hour += 12
        if hour == NOON.hour and found["half"] == "am":
            hour = 0
        if hour == NOON.hour and (found["part"] or "").startswith("晚"):
            hour = 24  # the next day's first minute, which no clock shows
        return _before(text, found), _time(hour, minute, field=field, value=value)
    if found := _WORD_OF_DAY.search(text):
        return _before(text, found), _PARTS_OF_DAY[found["part"]]
    return text, None


def _before(text: str, found: re.Match[str]) -> str:
    """Return what stands before a time of day: “明早” is “明天”, “this evening” is today."""
    words = text[: found.start()].strip()
    return {"明": "明天", "今": "今天", "this": "今天"}.get(words, words)


def _time(hour: int, minute: int, *, field: str, value: str) -> time:
    if hour > 23 or minute > 59:
        raise DateNotPossible(field=field, value=value)
    return time(hour, minute)


def _day_meant(words: str, *, today: date, field: str, value: str) -> date | None:
    """Return the day that words mean on a day; None if they mean none."""
    if words in _NEAR:
        return today + timedelta(days=_NEAR[words])
    for pattern, meant in _SAID:
        if found := pattern.fullmatch(words):
            try:
                return meant(found.groups(), today)
            except (ValueError, OverflowError) as error:
                raise DateNotPossible(field=field, value=value) from error
    return None


def _number(text: str) -> int:
    """Return a number as digits, an English word, or Chinese up to ninety-nine."""
    if text.isascii():
        return int(text) if text.isdigit() else _ENGLISH[text]
    tens, is_ten, ones = text.rpartition("十")
    if not is_ten:
        if len(text) > 1:
            raise ValueError(text)
        return _DIGITS[text]
    if len(tens) > 1 or len(ones) > 1:
        raise ValueError(text)
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


type Words = Sequence[str | None]


def _later(said: Words, today: date) -> date:
    number, unit = _number(said[0] or ""), said[1] or ""
    if unit[0] in "月m":
        return add_months(today, number)
    return today + timedelta(days=number * (7 if unit[0] in "周星礼w" else 1))


def _next_weekday(said: Words, today: date) -> date:
    wanted = _WEEKDAYS[said[0] or ""]
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _weekday_of_week(said: Words, today: date) -> date:
    """Return a weekday of this week, the next one or the one after that; Monday unless another is said."""
    which, word = said[0] or "", said[1]
    weeks = which.count("下") or int(which == "next")
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    return monday + timedelta(days=_WEEKDAYS[word] if word else 0)


def _weekend(said: Words, today: date) -> date:
    saturday = today + timedelta(days=5 - today.weekday())
    return saturday + timedelta(weeks=1) if said[0] else max(saturday, today)


def _of_year(said: Words, today: date) -> date:
    """Return the next day of that month and number, today included; the 29th of February waits for its year."""
    month, number = int(said[0] or 0), int(said[1] or 0)
    if (month, number) == (2, 29):
        years = range(today.year, today.year + 9)
        return next(day for year in years if monthrange(year, 2)[1] == number and (day := date(year, 2, 29)) >= today)
    here = date(today.year, month, number)
    return here if here >= today else here.replace(year=today.year + 1)


def _of_named_month(said: Words, today: date) -> date:
    return _of_year((str(_MONTHS.index(said[0] or "") + 1), said[1]), today)


def _named_month_last(said: Words, today: date) -> date:
    return _of_named_month((said[1], said[0]), today)


def _of_month(said: Words, today: date) -> date:
    """Return the next day of that number, today included: of this month or the next that has it."""
    number = int(said[0] or 0)
    if not 1 <= number <= 31:
        raise ValueError(number)
    months = (add_months(today.replace(day=1), ahead) for ahead in range(3))
    fitting = (first for first in months if monthrange(first.year, first.month)[1] >= number)
    return next(day for first in fitting if (day := first.replace(day=number)) >= today)


def _month_end(said: Words, today: date) -> date:
    first = add_months(today.replace(day=1), int(bool(said[0])))
    return first.replace(day=monthrange(first.year, first.month)[1])


def _next_month(_said: Words, today: date) -> date:
    return add_months(today.replace(day=1), 1)


def _whole(said: Words, _today: date) -> date:
    year, month, number = (int(part or 0) for part in said)
    return date(year, month, number)


def _whole_named(said: Words, today: date) -> date:
    return _whole((said[2], str(_MONTHS.index(said[1] or "") + 1), said[0]), today)


_WEEK: Final = r"(?:周|星期|礼拜)"
_MONTH: Final = "|".join(_MONTHS)
_ENGLISH_DAY: Final = r"(mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_SAID: Final[Sequence[tuple[re.Pattern[str], Callable[[Words, date], date]]]] = tuple(
    (re.compile(pattern, re.ASCII), meant)
    for pattern, meant in (
        (r"([0-9]{4})[-/.年] ?([0-9]{1,2})[-/.月] ?([0-9]{1,2})[日号]?", _whole),
        (r"([0-9]{4})([0-9]{2})([0-9]{2})", _whole),
        (rf"{_NUMBER} ?个?(天|日|周|星期|礼拜|月)(?:之后|以后|后)", _later),
        (rf"(?:in )?{_NUMBER} (day|days|week|weeks|month|months)(?: from now| later)?", _later),
        (rf"(本|这|下|下下)个?{_WEEK}([一二三四五六日天1-7])?", _weekday_of_week),
        (rf"(this|next) (?:week|{_ENGLISH_DAY})", _weekday_of_week),
        (rf"{_WEEK}([一二三四五六日天1-7])", _next_weekday),
        (_ENGLISH_DAY, _next_weekday),
        (r"(?:本|这|(下))?个?周末", _weekend),
        (r"(?:this |the |(next ))?weekend", _weekend),
        (r"(?:本|这|(下))?个?月底", _month_end),
        (r"(?:the )?end of (?:the |(next ))?month", _month_end),
        (r"下个?月|next month", _next_month),
        (r"([0-9]{1,2})[-/.月] ?([0-9]{1,2})[日号]?", _of_year),
        (rf"({_MONTH})[a-z]*\.? ([0-9]{{1,2}})(?:st|nd|rd|th)?", _of_named_month),
        (rf"([0-9]{{1,2}})(?:st|nd|rd|th)? ({_MONTH})[a-z]*\.?", _named_month_last),
        (rf"([0-9]{{1,2}})[-/. ]({_MONTH})[a-z]*[-/., ]+([0-9]{{4}})", _whole_named),
        (r"([0-9]{1,2})[日号]", _of_month),
    )
)
"""How a day is said, and the day that is meant; the first that fits counts."""
