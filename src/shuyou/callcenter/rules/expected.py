"""What callers can expect on a day with so many agents in each half hour, by Erlang A; and what if."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shuyou.callcenter.rules import erlang

HALF_HOUR = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How long calls take, how long callers wait before they give up, within how many seconds is in time."""

    handling: float
    patience: float
    within: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What callers can expect, and how busy agents are, over some half hours."""

    calls: float
    in_time: float
    mean_wait: float
    gives_up: float
    occupancy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """What is different: percent more calls and longer ones, so many agents fewer."""

    more: float = 0
    longer: float = 0
    fewer: int = 0


@lru_cache(maxsize=4_000)
def _served(calls: float, handling: float, agents: int, patience: float, within: float) -> erlang.Service:
    return erlang.impatient(rate=calls / HALF_HOUR, handling=handling, agents=agents, patience=patience, within=within)


def expected(calls: Sequence[float], there: Sequence[float], load: Load, *, what_if: WhatIf | None = None) -> Expected:
    """Return what callers of some half hours can expect; where nobody is there, all give up."""
    other = what_if or WhatIf()
    handling = load.handling * (1 + other.longer / 100)
    total = in_time = wait = lost = busy = present = 0.0
    for coming, agents in zip(calls, there, strict=True):
        count, asked = round(agents) - other.fewer, round(coming * (1 + other.more / 100), 2)
        present += max(count, 0)
        if not asked:
            continue
        total += asked
        if count < 1:
            lost, wait = lost + asked, wait + asked * load.patience
            continue
        seen = _served(asked, handling, count, load.patience, load.within)
        in_time, wait, lost = (
            in_time + asked * seen.in_time,
            wait + asked * seen.mean_wait,
            lost + asked * seen.gives_up,
        )
        busy += seen.occupancy * count
    whole = total or 1.0
    return Expected(
        calls=total, in_time=in_time / whole, mean_wait=wait / whole, gives_up=lost / whole,
        occupancy=busy / present if present else 0.0,
    )  # fmt: skip
