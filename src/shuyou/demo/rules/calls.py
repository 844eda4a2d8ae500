"""Who called in the last weeks: when, for which line, how long they waited, who answered and what it was about."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from shuyou.demo.rules.chance import Chance, Wheel

WEEKS: Final = 8
A_DAY: Final = 95.0
"""Callers of an ordinary day."""
WEEKDAYS: Final = (1.25, 1.1, 1.0, 1.0, 1.05, 0.85, 0.7)
HOURS: Final = (
    0.05, 0.02, 0.02, 0.02, 0.02, 0.05, 0.2, 0.6, 2.2, 5.0, 6.4, 5.2, 2.8, 3.4, 5.2, 5.6, 5.0, 4.0, 3.2, 3.8, 4.4, 3.2,
    1.0, 0.3,
)  # fmt: skip
"""How callers spread over the hours of a day."""
LINES: Final[Mapping[str, float]] = {
    "club": 46, "online": 12, "sales": 14, "letters": 4, "papers": 12, "finance": 9, "data": 3,
}  # fmt: skip
ABOUT: Final[Mapping[str, float]] = {
    "order": 38, "exchange": 9, "wanted": 9, "points": 14, "advice": 12, "money": 9, "suggestion": 2, "complaint": 3,
    "other": 4,
}  # fmt: skip
SHARE_OF_MEMBERS: Final = 0.82
COMES_BACK: Final = 0.09
"""The share of members who call again about the same within days."""
SCORED: Final = 0.2
SCORES: Final[Mapping[int, float]] = {5: 58, 4: 26, 3: 9, 2: 4, 1: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCall:
    """A call that is over; `agent` 0: the caller hung up while waiting. Times are seconds, one after the other."""

    begins: datetime
    line: str
    reader: int
    """The place of a member in the list of those who call; -1: nobody we know."""
    by_card: bool
    menu: int
    waited: int
    agent: int = 0
    talked: int = 0
    wrapped: int = 0
    about: str = ""
    outcome: str = ""
    score: int | None = None


class Calls:
    """The calls of the last weeks until a moment, as agents who take one after the other could answer them."""

    def __init__(self, *, chance: Chance, readers: int, seats: Mapping[str, Sequence[int]]) -> None:
        self._chance, self._readers, self._seats = chance, readers, seats
        self._free: dict[int, datetime] = {}
        self._again: list[tuple[datetime, int, str]] = []
        self._lines = Wheel((line, share) for line, share in LINES.items() if seats.get(line))
        self._about, self._scores = Wheel(ABOUT.items()), Wheel(SCORES.items())

    def until(self, last: datetime) -> Iterator[PastCall]:
        """Yield the calls of the weeks before a moment, in their order."""
        midnight = last.replace(hour=0, minute=0, second=0, microsecond=0)
        for ago in range(7 * WEEKS, -1, -1):
            for begins in self._moments(midnight - timedelta(days=ago)):
                if begins < last - timedelta(hours=1):
                    yield self._call(begins)

    def _moments(self, midnight: datetime) -> list[datetime]:
        mean = A_DAY * WEEKDAYS[midnight.weekday()] * _season(midnight.date())
        hours = Wheel(enumerate(HOURS))
        moments = (
            midnight + timedelta(hours=self._chance.spin(hours), seconds=self._chance.between(0, 3599))
            for _ in range(self._chance.happenings(mean))
        )
        return sorted(moments)

    def _call(self, begins: datetime) -> PastCall:
        chance = self._chance
        reader, about = self._who(begins)
        line, menu = chance.spin(self._lines), chance.between(8, 40)
        queued = begins + timedelta(seconds=menu)
        agent = min(self._seats[line], key=lambda one: (max(self._free.get(one, queued), queued), chance.random()))
        ready = max(self._free.get(agent, queued), queued) + timedelta(seconds=chance.between(3, 14))
        waited, patience = int((ready - queued).total_seconds()), chance.between(25, 400)
        call = PastCall(
            begins=begins, line=line, reader=reader, by_card=chance.yes(0.12), menu=menu, waited=min(waited, patience)
        )  # fmt: skip
        if waited > patience:
            return call
        talked, wrapped = 40 + round(110 * (chance.random() + chance.random())), chance.between(8, 45)
        self._free[agent] = ready + timedelta(seconds=talked + wrapped)
        if reader >= 0 and chance.yes(COMES_BACK):
            self._again.append((begins + timedelta(hours=chance.between(20, 150)), reader, about))
        score = chance.spin(self._scores) if chance.yes(SCORED) else None
        outcome = "solved" if chance.yes(0.86) else "follow_up" if chance.yes(0.8) else "escalated"
        return replace(
            call, agent=agent, talked=talked, wrapped=wrapped, about=about, outcome=outcome, score=score
        )  # fmt: skip

    def _who(self, begins: datetime) -> tuple[int, str]:
        """Return a member who calls again about the same, another one, or nobody known, and what they call about."""
        due = next((one for one in self._again if one[0] <= begins), None)
        if due:
            self._again.remove(due)
            return due[1], due[2]
        known = self._readers and self._chance.yes(SHARE_OF_MEMBERS)
        return (self._chance.between(0, self._readers - 1) if known else -1), self._chance.spin(self._about)


def _season(day: date) -> float:
    """Return how much more is called about the sale of the eleventh of November, whose parcels are under way then."""
    return 1.4 if (11, 11) <= (day.month, day.day) <= (11, 16) else 1.0
