"""
How many callers each half hour of coming days will bring, from the days of past weeks; and how wrong that was.

A day is as long as the days of its kind were (the later, the more they weigh) and spread over its half hours as they
were. Public holidays are a kind of their own, days worked instead of a weekend are working days.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from lunar_python.util import HolidayUtil

SLOTS: Final = 48
"""Half hours of a day."""
REST: Final = 7
"""The kind of a public holiday; 0 to 6 are the days of the week."""
MIDWEEK: Final = 2
WEEKEND: Final = frozenset({5, 6, REST})
FADES: Final = 0.8
"""What a week weighs beside the one after it."""
OTHERS: Final = 0.25
"""What days of other kinds weigh in how calls spread over a day: working days among each other, and days of rest."""
TRIED: Final = 2
"""Weeks on which forecasts are tried, each by the weeks before it."""

type Halves = tuple[float, ...]
NOBODY: Final[Halves] = (0.0,) * SLOTS


@dataclass(frozen=True, slots=True)
class Past:
    """A day that is over: how many callers each half hour brought."""

    day: date
    calls: Halves


@dataclass(frozen=True, slots=True)
class Tried:
    """How far forecasts were off, as a share of all calls, beside those of the same day of the week before."""

    days: int
    calls: int
    ours: float
    naive: float


def kind_of(day: date) -> int:
    """Return of which kind a day is: its weekday, a public holiday, or a working day in place of a weekend's."""
    told = HolidayUtil.getHoliday(day.isoformat())
    if told is None:
        return day.weekday()
    return MIDWEEK if told.isWork() else REST


def holiday_name(day: date) -> str:
    """Return what the public holiday is called that a day is off for; empty: it is none."""
    told = HolidayUtil.getHoliday(day.isoformat())
    return "" if told is None or told.isWork() else str(told.getName())


def foreseen(past: Sequence[Past], day: date, *, closed: Collection[date] = ()) -> Halves:
    """Return the callers that each half hour of a day will bring; nobody comes on a day that is closed."""
    known = [one for one in past if one.day not in closed and one.day < day]
    if day in closed or not known:
        return NOBODY
    kind = kind_of(day)
    kinds = {one.day: kind_of(one.day) for one in known}
    if kind == REST and REST not in kinds.values():
        kind = 6  # no holiday yet to go by: as on a Sunday
    last = max(one.day for one in known)
    weigh = {one.day: FADES ** ((last - one.day).days // 7) for one in known}
    alike = [one for one in known if kinds[one.day] == kind] or known
    weight = sum(weigh[one.day] for one in alike)
    level = sum(sum(one.calls) * weigh[one.day] for one in alike) / weight
    spread = [0.0] * SLOTS
    for one in known:
        if (kinds[one.day] in WEEKEND) == (kind in WEEKEND):
            share = weigh[one.day] * (1.0 if kinds[one.day] == kind else OTHERS)
            for slot, calls in enumerate(one.calls):
                spread[slot] += share * calls
    whole = sum(spread)
    return tuple(level * part / whole for part in spread) if whole else NOBODY


def as_a_week_before(past: Sequence[Past], day: date) -> Halves:
    """Return what the same day of the week before brought: the naive forecast."""
    known = {one.day: one.calls for one in past}
    earlier = (day - timedelta(days=7 * weeks) for weeks in range(1, 6))
    return next((known[one] for one in earlier if one in known), NOBODY)


def tried(past: Sequence[Past], *, closed: Collection[date] = ()) -> Tried | None:
    """Return how far forecasts of the latest weeks were off, each from what was known before it; None: too few days."""
    days = sorted((one for one in past if one.day not in closed), key=lambda one: one.day)
    if not days or (days[-1].day - days[0].day).days < 7 * (TRIED + 1):
        return None
    ours = naive = total = 0.0
    count = 0
    for week in range(TRIED, 0, -1):
        begins = days[-1].day - timedelta(days=7 * week - 1)
        before = [one for one in days if one.day < begins]
        for one in (one for one in days if begins <= one.day < begins + timedelta(days=7)):
            count, total = count + 1, total + sum(one.calls)
            ours += _apart(foreseen(before, one.day), one.calls)
            naive += _apart(as_a_week_before(before, one.day), one.calls)
    return Tried(count, round(total), ours / total, naive / total) if total else None


def _apart(first: Halves, second: Halves) -> float:
    return sum(abs(one - other) for one, other in zip(first, second, strict=True))
