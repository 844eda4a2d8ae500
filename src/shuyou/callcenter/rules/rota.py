"""
Who works when in a week: the fewest shifts that cover the agents needed in each half hour, handed out, with breaks.

How many shifts of which agents, for which skill, begin when on each day is an integer program (scipy.optimize.milp,
HiGHS): whoever is missing costs far more than a shift. Agents who can do the same are alike in it. Shifts go to whoever
has had fewest, near the hour they began before, never too soon after the last, never on days off. Breaks lie where most
are left over.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
    skill: str = ""
    """Which calls it is for; empty: all."""


@dataclass(frozen=True, slots=True)
class Worker:
    """An agent to be planned: what they can do, and on which days of the week they are away."""

    agent: int
    skills: frozenset[str] = frozenset({""})
    away: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of shift: of which agents, who can do the same, for which skill, on which day, from which half hour."""

    group: int
    skill: str
    day: int
    start: int


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
    """Return shifts for a week that cover what is needed as far as so many agents can, all of them alike."""
    return propose_by_skill({"": needs}, [Worker(agent) for agent in agents], terms)


def propose_by_skill(needs: Mapping[str, Grid], workers: Sequence[Worker], terms: RotaTerms) -> list[Turn]:
    """Return shifts for a week, each for one skill, that cover what each needs as far as those can who have it."""
    groups: dict[frozenset[str], list[Worker]] = {}
    for worker in workers:
        if able := frozenset(worker.skills & needs.keys()):
            groups.setdefault(able, []).append(worker)
    turns: list[Turn] = []
    for group, starts in zip(groups.values(), _counted(needs, list(groups.items()), terms), strict=True):
        turns += _handed_out(starts, group, terms)
    return [
        turn for skill, grid in needs.items()
        for turn in _with_breaks([one for one in turns if one.skill == skill], grid, terms)
    ]  # fmt: skip


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


type _Groups = Sequence[tuple[frozenset[str], Sequence[Worker]]]


def _counted(needs: Mapping[str, Grid], groups: _Groups, terms: RotaTerms) -> list[list[list[tuple[int, str]]]]:
    """Return for each group and day the half hours at which a shift begins, one for each shift, with its skill."""
    kinds = [
        _Kind(number, skill, day, start)
        for number, (skills, _workers) in enumerate(groups)
        for skill in sorted(skills) for day in range(DAYS) for start in _starts(needs[skill][day], terms)
    ]  # fmt: skip
    asked = [
        (skill, day, slot) for skill, grid in needs.items()
        for day in range(DAYS) for slot in range(SLOTS) if grid[day][slot]
    ]  # fmt: skip
    found: list[list[list[tuple[int, str]]]] = [[[] for _day in range(DAYS)] for _group in groups]
    if not kinds:
        return found
    best = scipy.optimize.milp(
        np.array([1.0] * len(kinds) + [MISSING] * len(asked)),
        constraints=[_covering(needs, kinds, asked, terms), *_within_what_is_there(kinds, len(asked), groups, terms)],
        integrality=np.array([1] * len(kinds) + [0] * len(asked)),
        options={"time_limit": PATIENT_FOR, "mip_rel_gap": 0.01},
    )
    for kind, count in zip(kinds, best.x[: len(kinds)] if best.x is not None else (), strict=False):
        found[kind.group][kind.day] += [(kind.start, kind.skill)] * round(float(count))
    return found


def _covering(
    needs: Mapping[str, Grid], kinds: Sequence[_Kind], asked: Sequence[tuple[str, int, int]], terms: RotaTerms
) -> object:  # what is there in each half hour, and who is missing, are as many as are needed
    present = 1 - sum(minutes for *_when, minutes in terms.breaks) / terms.minutes
    rows = {place: row for row, place in enumerate(asked)}
    reach = scipy.sparse.lil_array((len(asked), len(kinds) + len(asked)))
    for row in range(len(asked)):
        reach[row, len(kinds) + row] = 1
    for column, kind in enumerate(kinds):
        for slot in range(kind.start, kind.start + terms.slots):
            if (row_of := rows.get((kind.skill, kind.day, slot))) is not None:
                reach[row_of, column] = present
    least = np.array([float(needs[skill][day][slot]) for skill, day, slot in asked])
    return scipy.optimize.LinearConstraint(reach.tocsr(), lb=least)


def _within_what_is_there(
    kinds: Sequence[_Kind], spare: int, groups: _Groups, terms: RotaTerms
) -> list[object]:  # nobody has two shifts a day, works on a day off, or more days a week than they may
    a_day = scipy.sparse.lil_array((len(groups) * DAYS, len(kinds) + spare))
    a_week = scipy.sparse.lil_array((len(groups), len(kinds) + spare))
    for column, kind in enumerate(kinds):
        a_day[kind.group * DAYS + kind.day, column] = 1
        a_week[kind.group, column] = 1
    there = [
        float(sum(day not in one.away for one in workers)) for _skills, workers in groups for day in range(DAYS)
    ]  # fmt: skip
    days = [
        float(sum(min(terms.days_a_week, DAYS - len(one.away)) for one in workers)) for _skills, workers in groups
    ]  # fmt: skip
    limit = scipy.optimize.LinearConstraint
    return [limit(a_day.tocsr(), ub=np.array(there)), limit(a_week.tocsr(), ub=np.array(days))]


def _handed_out(
    starts: Sequence[Sequence[tuple[int, str]]], workers: Sequence[Worker], terms: RotaTerms
) -> list[Turn]:  # each day's shifts in order, to those who are there
    agents = [one.agent for one in workers]
    worked, latest = dict.fromkeys(agents, 0), dict.fromkeys(agents, -10_000)
    turns = []
    for day, begun in enumerate(starts):
        free = {one.agent for one in workers if day not in one.away}
        for start, skill in sorted(begun):
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
                turns.append(Turn(chosen, day, start * HALF, terms.minutes, skill=skill))
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
        found.append(replace(turn, breaks=tuple(sorted(taken))))
    return found


def _left_over(there: np.ndarray[tuple[int], np.dtype[np.float64]], begins: int, minutes: int) -> float:
    return min(float(there[minute // HALF]) for minute in range(begins, min(begins + minutes, 24 * 60), QUARTER))


def breaks_lie_within(minutes: int, breaks: Sequence[tuple[int, int]]) -> bool:
    """Tell whether breaks lie within a shift of so many minutes, one after the other."""
    ordered = sorted(breaks)
    apart = all(first + length <= second for (first, length), (second, _length) in pairwise(ordered))
    return apart and all(begins >= 0 and length > 0 and begins + length <= minutes for begins, length in ordered)
