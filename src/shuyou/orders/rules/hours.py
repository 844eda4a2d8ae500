"""When a shop is open, and which turns a day has. Pure functions."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

ALL_DAY: Final = (time(9), time(18))
"""When turns are offered where nobody noted the hours."""
SHUT: Final = (time(0), time(0))


def hours_on(hours: Sequence[str], day: date) -> tuple[time, time] | None:
    """Return from when until when a shop is open on a day; nothing between if it is shut, None if nobody noted it."""
    if not any(hours):
        return None
    said = hours[day.weekday()] if day.weekday() < len(hours) else ""
    first, _sep, last = said.partition("-")
    if not last:
        return SHUT
    return time.fromisoformat(first), time.max if last == "24:00" else time.fromisoformat(last)


def turns(hours: Sequence[str], day: date, minutes: int, zone: tzinfo) -> Iterator[datetime]:
    """Yield the beginnings of the turns that a station has on a day."""
    first, last = hours_on(hours, day) or ALL_DAY
    begins = datetime.combine(day, first, zone)
    end = datetime.combine(day, last, zone) + (timedelta.resolution if last == time.max else timedelta())
    while begins + timedelta(minutes=minutes) <= end:
        yield begins
        begins += timedelta(minutes=minutes)
