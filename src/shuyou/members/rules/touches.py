"""What staff write down about a reader's day: words checked, texts measured, times read."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from shuyou.kernel.clock import club_day, club_zone
from shuyou.kernel.text import printed
from shuyou.members.errors import DateNotPossible, MinutesNotPossible, NothingWritten, WordUnknown
from shuyou.members.rules.names import tidy
from shuyou.members.rules.words import day, fitting

LONGEST_CONTACT: Final = 1000
LONGEST_NOTE: Final = 2000
LONGEST_DAY: Final = 24 * 60
OFFICE_END: Final = time(18)
"""A thing to be done on a day is due at the end of its working hours."""

FARTHEST: Final = timedelta(days=5 * 366)


def one_of(value: str, words: Collection[str], *, field: str) -> str:
    """
    Return a code that is one of the words a field takes.

    :raises WordUnknown: it is none of them.
    """
    if value not in words:
        raise WordUnknown(field=field, value=value, words=", ".join(word for word in words if word))
    return value


def written(text: str, *, field: str, limit: int) -> str:
    """
    Return what was written, its line breaks kept, blank ends and marks of no use taken off.

    :raises NothingWritten: there is nothing but blanks.
    :raises TextTooLong: it has more characters than there is room for.
    """
    kept = longer_text(text, field=field, limit=limit)
    if not kept:
        raise NothingWritten(field=field, value=text)
    return kept


def longer_text(text: str, *, field: str, limit: int) -> str:
    """
    Return a text of several lines, each as it is printed: Chinese marks stay wide; it may be empty.

    :raises TextTooLong: it has more characters than there is room for.
    """
    kept = "\n".join(printed(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
    return fitting(kept, field=field, limit=limit)


def minutes(typed: str, *, field: str = "minutes") -> int | None:
    """
    Return how many minutes something took; None if nothing is said.

    :raises MinutesNotPossible: it is no whole number of minutes within a day.
    """
    bare = tidy(typed)
    if not bare:
        return None
    if not (bare.isascii() and bare.isdigit() and len(bare) < 5 and int(bare) <= LONGEST_DAY):
        raise MinutesNotPossible(field=field, value=typed, limit=LONGEST_DAY)
    return int(bare)


def due(typed: str, *, at: datetime, field: str = "due") -> datetime:
    """
    Return the moment by which something is to be done: the end of a day, or a minute of it (`2026-11-30 15:00`).

    :raises DateNotReadable: it is no day.
    :raises DateOutOfRange: it is past, or too far away to be meant.
    :raises DateNotPossible: there is no such time of day.
    """
    today = club_day(at)
    on, _, hour = tidy(typed).replace("T", " ").partition(" ")
    that = day(on, field=field, first=today, last=today + FARTHEST)
    o_clock = _time_of_day(hour, field=field, value=typed) if hour.strip() else OFFICE_END
    return datetime.combine(that, o_clock, tzinfo=club_zone()).astimezone(UTC)


def usual_due(at: datetime) -> date:
    """Return the day that is proposed for a follow-up: tomorrow."""
    return club_day(at) + timedelta(days=1)


def _time_of_day(text: str, *, field: str, value: str) -> time:
    hours, _, rest = text.strip().replace("：", ":").partition(":")
    if hours.isdecimal() and (rest or "00").isdecimal() and int(hours) < 24 and int(rest or 0) < 60:
        return time(int(hours), int(rest or 0))
    raise DateNotPossible(field=field, value=value)
