"""Time: aware UTC in the database, the club's zone on screen. Only doors and jobs read the clock."""

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """Return the present moment; for doors and jobs only, services are told."""
    return timezone.now()


@cache
def club_zone() -> ZoneInfo:
    """Return the club's time zone."""
    return ZoneInfo(settings.TIME_ZONE)


def club_day(at: datetime) -> date:
    """Return the calendar day of a moment in the club's zone."""
    return at.astimezone(club_zone()).date()


def day_start(day: date) -> datetime:
    """Return the moment a calendar day begins in the club's zone, in UTC."""
    return datetime.combine(day, time.min, tzinfo=club_zone()).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or that month's last day if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")
