"""How often fields are used: counted in the memory of each process, and added to the table once a minute."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Final

from django.db import connection

from shuyou.kernel.clock import club_day

EVERY: Final = timedelta(minutes=1)

_ADD: Final = """
    INSERT INTO members_fielduse AS f (field, day, purpose, count)
    SELECT * FROM unnest(%s::text[], %s::date[], %s::text[], %s::int[]) u (field, day, purpose, count)
     ORDER BY 1, 2, 3
        ON CONFLICT (field, day, purpose) DO UPDATE SET count = f.count + excluded.count
"""

type Key = tuple[str, date, str]


@dataclass(slots=True)
class _Counted:
    """What was counted since the table was last added to."""

    uses: Counter[Key] = field(default_factory=Counter)
    since: datetime | None = None
    lock: Lock = field(default_factory=Lock)

    def add(self, keys: Iterable[Key], times: int, at: datetime) -> bool:
        """Count, and tell whether it is time to write down."""
        with self.lock:
            for key in keys:
                self.uses[key] += times
            self.since = self.since or at
            return at - self.since >= EVERY

    def take(self) -> Counter[Key]:
        """Return what was counted, and begin anew."""
        with self.lock:
            taken, self.uses, self.since = self.uses, Counter(), None
            return taken


_counted = _Counted()


def note_field_use(*, fields: Iterable[str], purpose: str, at: datetime, times: int = 1) -> None:
    """
    Count that fields were used for something, at the price of a counter in memory.

    Once a minute a call outside any transaction writes down what its process has counted; a process that ends in
    between forgets less than a minute's counts.
    """
    day = club_day(at)
    is_time = _counted.add(((name, day, purpose) for name in fields), times, at)
    if is_time and not connection.in_atomic_block:
        write_field_use_down()


def write_field_use_down() -> int:
    """Add what this process has counted to the table in one statement, and return how many uses that were."""
    taken = _counted.take()
    if taken:
        fields, days, purposes = (list(column) for column in zip(*taken, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [fields, days, purposes, list(taken.values())])
    return taken.total()
