"""When people buy books: terms, festivals, sales days, weekends, and the lull around Spring Festival."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import accumulate

from lunar_python import Lunar

from shuyou.demo.rules.chance import Chance


class Rhythm(StrEnum):
    """Whose year it is: schools, universities, retired people and homes that buy for school only do not buy at once."""

    GENERAL = "general"
    SCHOOL = "school"
    CAMPUS = "campus"
    RETIRED = "retired"
    TERMS = "terms"


# January to December.
MONTHS = {
    Rhythm.GENERAL: (1.0, 0.8, 1.0, 1.1, 0.95, 1.05, 0.95, 0.95, 1.05, 1.0, 1.15, 1.05),
    Rhythm.SCHOOL: (1.05, 1.35, 1.1, 0.95, 0.95, 1.1, 0.75, 1.25, 1.65, 0.9, 1.1, 0.95),
    Rhythm.CAMPUS: (0.65, 1.15, 1.3, 1.05, 1.0, 0.75, 0.4, 0.6, 1.6, 1.25, 1.2, 1.0),
    Rhythm.TERMS: (0.4, 3.2, 1.7, 0.2, 0.15, 0.3, 0.15, 2.4, 2.9, 0.4, 0.15, 0.2),
    Rhythm.RETIRED: (1.1, 0.9, 1.05, 1.05, 1.0, 0.95, 0.8, 0.85, 1.05, 1.15, 1.05, 1.1),
}
# Monday to Sunday.
WEEKDAYS = (0.95, 0.9, 0.9, 0.95, 1.05, 1.2, 1.15)
# World Book Day, Children's Day, the June sale, Teachers' Day, Double 11, Double 12.
SALES_DAYS = {(4, 23): 2.2, (6, 1): 1.5, (6, 18): 2.6, (9, 10): 1.4, (11, 1): 1.8, (11, 11): 4.8, (12, 12): 1.9}
RUN_UP_TO_DOUBLE_11 = 1.35
GROWTH_A_YEAR = 0.07


@dataclass(frozen=True, slots=True)
class Season:
    """The days of a period with their summed weights for one rhythm."""

    days: tuple[date, ...]
    sums: tuple[float, ...]

    def weight(self, first: date, last: date) -> float:
        """Return the weight of the days from first to last; an ordinary day weighs about one."""
        low, high = self._span(first, last)
        return self.sums[high] - self.sums[low] if high > low else 0.0

    def draw(self, chance: Chance, first: date, last: date) -> date:
        """Draw a day between two by its weight."""
        low, high = self._span(first, last)
        weight = self.sums[low] + chance.random() * (self.sums[high] - self.sums[low])
        return self.days[min(bisect_right(self.sums, weight) - 1, high - 1)]

    def _span(self, first: date, last: date) -> tuple[int, int]:
        return bisect_left(self.days, first), bisect_right(self.days, last)


def season(rhythm: Rhythm, *, since: date, until: date) -> Season:
    """Weigh every day of a period as one kind of reader lives it."""
    days = tuple(since + timedelta(days=number) for number in range((until - since).days + 1))
    weights = (
        MONTHS[rhythm][day.month - 1]
        * WEEKDAYS[day.weekday()]
        * _festive(day)
        * (1 + GROWTH_A_YEAR * (day - since).days / 365)
        for day in days
    )
    return Season(days, tuple(accumulate(weights, initial=0.0)))


def _festive(day: date) -> float:
    """Weigh a day by what is going on around it."""
    from_new_year = (day - spring_festival(day.year)).days
    if -4 <= from_new_year <= 6:
        return 0.15 if -1 <= from_new_year <= 2 else 0.3
    if (day.month, day.day) in SALES_DAYS:
        return SALES_DAYS[day.month, day.day]
    return RUN_UP_TO_DOUBLE_11 if day.month == 11 and day.day < 11 else 1.0


@cache
def spring_festival(year: int) -> date:
    """Return the first day of the lunar year that begins in a year."""
    solar = Lunar.fromYmd(year, 1, 1).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
