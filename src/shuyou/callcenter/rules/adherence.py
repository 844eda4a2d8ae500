"""What was planned against what was done: minutes as planned, minutes that were not, and what happened instead."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

AT_WORK: Final = frozenset({"ready", "ringing", "talking", "wrapping", "listening"})
OUT: Final = "out"
THROUGH: Final = "worked"
"""What is said of a break that somebody worked through."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time: planned work or a break; or what an agent did, and why they paused."""

    begins: datetime
    ends: datetime
    state: str = ""
    reason: str = ""
    is_work: bool = True


@dataclass(slots=True)
class Kept:
    """How a shift was kept, in seconds."""

    planned: float = 0
    kept: float = 0
    beyond: float = 0
    """Work outside the shift."""
    late: float = 0
    early: float = 0
    instead: dict[tuple[str, str], float] = field(default_factory=dict)
    """What was done instead, by state and reason."""

    @property
    def share(self) -> float | None:
        """The share of the planned time that went as planned; None: nothing was planned yet."""
        return self.kept / self.planned if self.planned else None


def planned_stretches(begins: datetime, ends: datetime, breaks: Sequence[tuple[int, int]]) -> list[Stretch]:
    """Return a shift as stretches of work and of rest, one after the other."""
    found, at = [], begins
    for after, minutes in sorted(breaks):
        rests = begins + timedelta(minutes=after)
        if rests > at:
            found.append(Stretch(at, rests))
        at = rests + timedelta(minutes=minutes)
        found.append(Stretch(rests, at, is_work=False))
    if ends > at:
        found.append(Stretch(at, ends))
    return found


def kept(planned: Sequence[Stretch], done: Sequence[Stretch], *, until: datetime) -> Kept:
    """Compare what was planned with what was done, as far as time has come; nothing noted means signed out."""
    told = Kept()
    past = [Stretch(one.begins, min(one.ends, until), is_work=one.is_work) for one in planned if one.begins < until]
    for plan in past:
        told.planned += _seconds(plan.begins, plan.ends)
        noted = 0.0
        for one in done:
            both = _shared(plan, one)
            noted += both
            if both and one.is_work == plan.is_work:
                told.kept += both
            elif both:
                _instead(told, (one.state, one.reason) if plan.is_work else (THROUGH, ""), both)
        missing = _seconds(plan.begins, plan.ends) - noted
        if plan.is_work and missing > 0.5:
            _instead(told, (OUT, ""), missing)
        elif missing > 0:
            told.kept += missing
    _at_the_ends(told, past, done, until)
    return told


def _at_the_ends(told: Kept, past: Sequence[Stretch], done: Sequence[Stretch], until: datetime) -> None:
    work = [one for one in done if one.is_work]
    if not past:
        return
    begins, ends = past[0].begins, past[-1].ends
    inside = [one for one in work if one.ends > begins and one.begins < ends]
    told.beyond = sum(_seconds(one.begins, min(one.ends, until)) for one in work) - sum(
        _shared(Stretch(begins, ends), one) for one in work
    )
    whole = _seconds(begins, ends)
    told.late = _seconds(begins, min(one.begins for one in inside)) if inside else whole
    told.early = _seconds(max(one.ends for one in inside), ends) if inside and ends < until else 0.0


def _instead(told: Kept, what: tuple[str, str], seconds: float) -> None:
    told.instead[what] = told.instead.get(what, 0.0) + seconds


def _shared(first: Stretch, second: Stretch) -> float:
    return _seconds(max(first.begins, second.begins), min(first.ends, second.ends))


def _seconds(begins: datetime, ends: datetime) -> float:
    return max(0.0, (ends - begins).total_seconds())
