"""
The gate: whether a message may go to a reader by a channel now, and if not, why not.

The same rule stands in SQL (`services/_judge.py`), which judges many at once; a property test holds the two together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Final

OK: Final = "ok"
LATER: Final = ("quiet_hours", "night", "channel_hours")
"""Not now, but when the hours are over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What holds for all messages of a purpose by a channel."""

    is_offer: bool
    is_on: bool = True
    quiet_from: time | None = None
    quiet_until: time | None = None
    budget_left: Decimal | None = None
    """What offers may still cost this month; None: as much as they do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One message at the gate: what the reader's word comes to, and what is known about them and their address."""

    word: str
    """What the ledger of consent says: ok, or why not."""
    clock: time
    """The hour where the reader is."""
    is_kind_off: bool = False
    is_urgent: bool = False
    has_address: bool = True
    is_suppressed: bool = False
    is_held_out: bool = False
    capped: Sequence[tuple[int, int]] = ()
    """Of each limit that fits: how many were sent in its days, and how many may be."""
    cost: Decimal = Decimal(0)


def judge_all(cases: Iterable[Case], limits: Limits) -> list[str]:
    """Return the verdict on each message, in their order: those at the front use up what may be spent."""
    verdicts, cost = list[str](), Decimal(0)
    for case in cases:
        verdict = _judge(case, limits)
        if verdict == OK and limits.is_offer and limits.budget_left is not None:
            cost += case.cost
            verdict = OK if cost <= limits.budget_left else "budget"
        verdicts.append(verdict)
    return verdicts


def _judge(case: Case, limits: Limits) -> str:
    return next((code for holds, code in _reasons(case, limits) if holds), OK)


def _reasons(case: Case, limits: Limits) -> Iterable[tuple[bool, str]]:
    """Return every reason against, for good ones before those that pass."""
    yield case.is_kind_off, "kind_off"
    yield not limits.is_on, "channel_off"
    yield case.word != OK and case.word not in LATER, case.word
    yield not case.has_address, "no_address"
    yield case.is_suppressed, "suppressed"
    yield limits.is_offer and case.is_held_out, "holdout"
    if not case.is_urgent:
        yield any(sent >= most for sent, most in case.capped), "cap"
        yield case.word != OK, case.word
        yield _is_quiet(case.clock, limits), "channel_hours"


def _is_quiet(clock: time, limits: Limits) -> bool:
    first, last = limits.quiet_from, limits.quiet_until
    if first is None or last is None or first == last:
        return False
    return first <= clock < last if first < last else clock >= first or clock < last


def end_of_quiet(local: datetime, until: time) -> datetime:
    """Return the next moment at which a clock shows an hour."""
    end = local.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
    return end if end > local else end + timedelta(days=1)
