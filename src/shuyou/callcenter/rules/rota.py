"""
Who works when in a week: the fewest shifts that cover the agents needed in each half hour, handed out, with breaks.

How many shifts begin when on each day is an integer program (scipy.optimize.milp, HiGHS): whoever is missing costs far
more than a shift. Shifts go to whoever has had fewest, near the hour they began before, never too soon after the last.
Breaks lie where most are left over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from typing import Final

import numpy as np
import scipy  # its parts are loaded when they are first used

DAYS, SLOTS, HALF = 7, 48, 30
MISSING: Final = 10.0
"""What an agent who is missing for half an hour costs, in shifts."""
QUARTER: Final = 15
PATIENT_FOR: Final = 10.0
"""Seconds after which the best plan so far is taken."""

type Grid = Sequence[Sequence[float]]
"""A figure for each half hour of seven days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaTerms:
    """How long shifts are, how many a week, how far apart, and when breaks may begin: earliest, latest, minutes."""

    minutes: int = 510
    days_a_week: int = 5
    hours_between: int = 11
    breaks: tuple[tuple[int, int, int], ...] = ((75, 165, 15), (180, 300, 30), (345, 435, 15))

    @property
    def slots(self) -> int:
        """How many half hours a shift touches."""
        return ceil(self.minutes / HALF)


@dataclass(frozen=True, slots=True)
class Turn:
    """A shift that is proposed: whose, on which day of the week, from which minute, with which breaks."""

    agent: int
    day: int
    begins: int
    minutes: int
    breaks: tuple[tuple[int, int], ...] = ()


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def rostered(needs: Grid, away: float) -> list[list[int]]:
    """Return how many agents to plan for so many, if a share of them is ill or away."""
    return [[ceil(need / (1 - away) - 1e-9) for need in day] for day in needs]


def cover(turns: Sequence[Turn]) -> list[list[float]]:
    """Return how many agents are there in each half hour, breaks taken off."""
    there = np.zeros((DAYS, SLOTS))
    for turn in turns:
        _add(there[turn.day], turn.begins, turn.begins + turn.minutes, 1.0)
        for begins, minutes in turn.breaks:
            _add(there[turn.day], turn.begins + begins, turn.begins + begins + minutes, -1.0)
    return [[float(one) for one in day] for day in there]


def propose(needs: Grid, agents: Sequence[int], terms: RotaTerms) -> list[Turn]:
    """Return shifts for a week that cover what is needed as far as so many agents can."""
    turns = _handed_out(_counted(needs, len(agents), terms), agents, terms)
    return _with_breaks(turns, needs, terms)


def _add(there: np.ndarray[tuple[int], np.dtype[np.float64]], begins: int, ends: int, sign: float) -> None:
    for slot in range(begins // HALF, min(ceil(ends / HALF), SLOTS)):
        there[slot] += sign * (min(ends, slot * HALF + HALF) - max(begins, slot * HALF)) / HALF


def _starts(day: Sequence[float], terms: RotaTerms) -> range:
    """Return the half hours at which a shift of a day can begin, so that it ends when nobody is needed any more."""
    asked = [slot for slot, need in enumerate(day) if need]
    if not asked:
        return range(0)
    first = min(asked[0], SLOTS - terms.slots)
    return range(first, max(first, asked[-1] + 1 - terms.slots) + 1)


def _counted(needs: Grid, agents: int, terms: RotaTerms) -> list[list[int]]:
    """Return for each day the half hours at which a shift begins, one for each shift."""
    kinds = [(day, start) for day in range(DAYS) for start in _starts(needs[day], terms)]
    asked = [(day, slot) for day in range(DAYS) for slot in range(SLOTS) if needs[day][slot]]
    if not kinds or not agents:
        return [[] for _day in range(DAYS)]
    present = 1 - sum(minutes for *_when, minutes in terms.breaks) / terms.minutes
    columns = len(kinds) + len(asked)
    reach = np.zeros((len(asked), columns))
    for row, (day, slot) in enumerate(asked):
        reach[row, len(kinds) + row] = 1
        for column, (of, start) in enumerate(kinds):
            if of == day and start <= slot < start + terms.slots:
                reach[row, column] = present
    a_day = np.array([[float(of == day) for of, _start in kinds] + [0.0] * len(asked) for day in range(DAYS)])
    limit = scipy.optimize.LinearConstraint
    best = scipy.optimize.milp(
        np.array([1.0] * len(kinds) + [MISSING] * len(asked)),
        constraints=[
            limit(reach, lb=np.array([needs[day][slot] for day, slot in asked])),
            limit(a_day, ub=agents),
            limit(a_day.sum(axis=0), ub=agents * min(terms.days_a_week, DAYS)),
        ],
        integrality=np.array([1] * len(kinds) + [0] * len(asked)),
        options={"time_limit": PATIENT_FOR, "mip_rel_gap": 0.01},
    )
    found: list[list[int]] = [[] for _day in range(DAYS)]
    for (day, start), count in zip(kinds, best.x[: len(kinds)] if best.x is not None else (), strict=False):
        found[day] += [start] * round(float(count))
    return found


def _handed_out(starts: Sequence[Sequence[int]], agents: Sequence[int], terms: RotaTerms) -> list[Turn]:
    worked, latest = dict.fromkeys(agents, 0), dict.fromkeys(agents, -10_000)
    turns = []
    for day, begun in enumerate(starts):
        free = set(agents)
        for start in begun:
            minute = day * 24 * 60 + start * HALF
            can = [
                one for one in free
                if worked[one] < terms.days_a_week
                and minute - latest[one] - terms.minutes >= terms.hours_between * 60
            ]  # fmt: skip
            if can:
                chosen = min(can, key=lambda one: (worked[one], abs(minute - latest[one] - 24 * 60), one))
                free.discard(chosen)
                worked[chosen], latest[chosen] = worked[chosen] + 1, minute
                turns.append(Turn(chosen, day, start * HALF, terms.minutes))
    return turns


def _with_breaks(turns: Sequence[Turn], needs: Grid, terms: RotaTerms) -> list[Turn]:
    there = np.array(cover(turns)) - np.array(needs, dtype=float)
    found = []
    for turn in turns:
        taken: list[tuple[int, int]] = []
        for earliest, latest, minutes in terms.breaks:
            places = range(earliest, min(latest, turn.minutes - minutes - QUARTER) + 1, QUARTER)
            if places:
                left = there[turn.day]
                at = max(places, key=lambda place: _left_over(left, turn.begins + place, minutes))
                _add(left, turn.begins + at, turn.begins + at + minutes, -1.0)
                taken.append((at, minutes))
        found.append(Turn(turn.agent, turn.day, turn.begins, turn.minutes, tuple(sorted(taken))))
    return found


def _left_over(there: np.ndarray[tuple[int], np.dtype[np.float64]], begins: int, minutes: int) -> float:
    return min(float(there[minute // HALF]) for minute in range(begins, min(begins + minutes, 24 * 60), QUARTER))


def breaks_lie_within(minutes: int, breaks: Sequence[tuple[int, int]]) -> bool:
    """Tell whether breaks lie within a shift of so many minutes, one after the other."""
    ordered = sorted(breaks)
    apart = all(first + length <= second for (first, length), (second, _length) in pairwise(ordered))
    return apart and all(begins >= 0 and length > 0 and begins + length <= minutes for begins, length in ordered)
