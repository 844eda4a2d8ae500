"""What staff write down about a reader's day: words checked, texts measured, times read."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Final

from shuyou.kernel.clock import club_day, club_zone
from shuyou.kernel.text import printed
from shuyou.members.errors import DateOutOfRange, MinutesNotPossible, NothingWritten, WordUnknown
from shuyou.members.rules.due_days import FARTHEST, LAST_MINUTE, OFFICE_END, due_day
from shuyou.members.rules.names import tidy
from shuyou.members.rules.words import fitting

LONGEST_CONTACT: Final = 1000
LONGEST_NOTE: Final = 2000
LONGEST_DAY: Final = 24 * 60


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
    Return the moment by which something is to be done, as people say it (`rules.due_days`).

    :raises DueNotReadable: it is no day.
    :raises DateOutOfRange: it is past, or too far away to be meant.
    :raises DateNotPossible: there is no such day or time of day.
    """
    on, said = due_day(typed, today=club_day(at), field=field)
    moment = datetime.combine(on, said or OFFICE_END, tzinfo=club_zone())
    if moment < at and said is None:
        moment = datetime.combine(on, LAST_MINUTE, tzinfo=club_zone())
    if moment < at and said is not None:
        now, last = at.astimezone(club_zone()), on + FARTHEST
        raise DateOutOfRange(field=field, value=typed, first=f"{now:%Y-%m-%d %H:%M}", last=last.isoformat())
    return moment.astimezone(UTC)


def usual_due(at: datetime) -> date:
    """Return the day that is proposed for a follow-up: tomorrow."""
    return club_day(at) + timedelta(days=1)
