"""What of a plan of shifts is held against what is needed: all of it, or the part of each skill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shuyou.callcenter.console.ahead import USUAL_SECONDS, half
from shuyou.callcenter.queries import PlanPage, ShiftRow
from shuyou.callcenter.rules import rota
from shuyou.callcenter.rules.rota import Turn


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of a plan: all of it, or the part of one skill."""

    skill: str
    name: str
    needs: Sequence[Sequence[float]]
    calls: Sequence[Sequence[float]]
    talk: float
    shifts: Sequence[ShiftRow]
    there: Sequence[Sequence[float]]


def parts_of(page: PlanPage) -> list[Shown]:
    """Return the parts of a plan that are held against what is needed, skill by skill, or all together."""
    first = page.row.first_day
    if not page.skills:
        return [whole_of(page)]
    parts = []
    for code, (name, grids, talk) in page.skills.items():
        shifts = [one for one in page.shifts if one.skill == code]
        there = rota.cover([_turn(one, first) for one in shifts])
        parts.append(Shown(code, name, grids["needs"], grids["calls"], talk, shifts, there))
    return parts


def whole_of(page: PlanPage) -> Shown:
    """Return a plan as a whole."""
    there = rota.cover([_turn(one, page.row.first_day) for one in page.shifts])
    return Shown("", "", page.needs, page.calls, page.terms.get("talk", USUAL_SECONDS), page.shifts, there)


def _turn(shift: ShiftRow, first_day: date) -> Turn:
    day, breaks = (shift.day - first_day).days, tuple(shift.breaks)
    return Turn(shift.agent_id, day, shift.from_minute, shift.minutes, breaks)


def missing_in(needs: Sequence[float], there: Sequence[float]) -> list[tuple[str, str, float]]:
    """Return when agents are missing, from when to when, with how many at most."""
    found: list[tuple[int, int, float]] = []
    for slot, (need, have) in enumerate(zip(needs, there, strict=True)):
        if need - have <= 0.5:
            continue
        if found and found[-1][1] == slot:
            found[-1] = found[-1][0], slot + 1, max(found[-1][2], need - have)
        else:
            found.append((slot, slot + 1, need - have))
    return [(half(begins), half(ends), round(most, 1)) for begins, ends, most in found]


def summed[F: (int, float)](grids: Sequence[Sequence[Sequence[F]]]) -> list[list[F]]:
    """Return what several weeks come to, half hour by half hour."""
    return [[sum(each) for each in zip(*days, strict=True)] for days in zip(*grids, strict=True)]
