"""
Rows of calls with real telephones: how soon a page hears that it rings, and how many calls are carried without loss.

Readers are SIPp's, known to the club by the numbers they call from; agents' telephones are registered at the switch.
All calls go through the whole center: switch, menu, queue, database, the pages' process; each is recorded.
"""

import asyncio
import math
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.urls import reverse

from benchmarks.center import Center, center, cookies_of, until_ready
from benchmarks.figures import RUNS, Outcome, percentile
from benchmarks.stage import CannotMeasure, Stage
from benchmarks.telephones import (
    BEFORE_KEY,
    BEFORE_SPEECH,
    KEY,
    SPOKEN,
    Desks,
    Heard,
    Readers,
    Viewer,
    echo,
    listen,
    packets,
    sipp_path,
)

AT_ONCE: Final = 100
VIEWERS: Final = 300
"""Pages that show the wallboard meanwhile."""
POPS: Final = 400
"""Calls of each run."""
SPEAKS: Final = 2
GOAL: Final = 250
MORE: Final = (300, 350)
"""Calls at once that are tried once the promised ones were carried, while there is time."""
HOLD, SHORT = 60.0, 20.0
"""Seconds for which the promised calls go on at once, and those beyond."""
THIRDS: Final = 3
ON_THE_WAY: Final = 1.2
"""Callers for each call that is to be bridged: some hear the greeting, wait, or have just hung up."""
SLACK: Final = 10.0
LIMIT: Final = 345.0
"""Seconds after the start by which a further step must have ended, or it is not begun."""
LONG: Final = 5
"""How often a reader says the same in a call that is to be carried without loss."""
PACE: Final = 10.0
"""Calls that begin in a second."""
BURST, BURST_PACE, BURST_WITHIN = 600, 60.0, 40.0
LOST: Final = 0.1
"""Percent of the speech, in packets, from which on some of it counts as lost."""
READERS_LEG: Final = 2
"""Dashes in the name of a reader's leg; an agent's has more."""
SPARE: Final = 1.3
"""Agents for each call at once: those who ring and wrap up, too."""


class Pops(Heard):
    """How long after its telephone rang an agent's page heard of it."""

    def __init__(self, desks: Desks, extension: str, waits: list[float]) -> None:
        self._desks, self._extension, self._waits = desks, extension, waits

    def hear(self, event: str, data: bytes, at: float) -> None:
        """Note how long it took."""
        if event == "agent" and data.startswith(b'["offered"'):
            rang = self._desks.rang.get(self._extension, at)
            self._waits.append(max((at - rang) * 1000, 0.0))


def pop_p99(stage: Stage) -> Outcome:
    """Milliseconds from the ring at an agent's telephone to their page's event: the slowest percent of each run."""
    sipp_path()
    at_once, pops = max(round(AT_ONCE * min(stage.scale, 1)), 5), max(round(POPS * min(stage.scale, 1)), 20)
    plan = stage.club()
    with echo(), center(round(at_once * SPARE)) as place:
        samples = asyncio.run(_pops(place, at_once, pops))
        load = _load(place)
        watched = asyncio.run(_watched(place, at_once, pops))
    runs = [percentile(one, 0.99) for one in samples]
    together = [wait for one in samples for wait in one]
    beside = {"p50": percentile(together, 0.5), "p99 of all": percentile(together, 0.99), "slowest": max(together)}
    size = f"{len(together):,} calls, {at_once} at once, {stage.size(plan)}"
    return Outcome(runs=runs, beside=beside | load | watched, scale=size, is_full=stage.scale >= 1)


async def _watched(place: Center, at_once: int, pops: int) -> dict[str, float]:
    """Return what it costs that hundreds look at the wallboard while calls go on, and what it does to the pages."""
    viewers = max(round(VIEWERS * at_once / AT_ONCE), 1)
    cookies = next(iter((await asyncio.to_thread(cookies_of, [min(place.agents.values())])).values()))
    paths = reverse("callcenter:live"), reverse("callcenter:wall")
    screens = [Viewer(place.web.port, cookies, paths[1]) for _ in range(viewers)]
    jobs = [asyncio.ensure_future(listen(place.web.port, cookies, paths[0], one)) for one in screens]
    began, spent = time.perf_counter(), _spent()
    try:
        (waits,) = await _pops(place, at_once, pops, runs=1)
    finally:
        await _end(jobs)
    seconds, after = time.perf_counter() - began, _spent()
    looks = [wait for one in screens for wait in one.looks]
    return {
        f"p99 beside {viewers} wallboards": percentile(waits, 0.99),
        "wallboard looks a second": len(looks) / seconds,
        "look p99, ms": percentile(looks or [0.0], 0.99),
        **{f"{name} beside them, % of a core": 100 * (after[name] - spent[name]) / seconds for name in spent},
    }


def _spent() -> dict[str, float]:
    """Return the seconds of processor time that the web server and the process of the pages have taken."""
    tick, found = os.sysconf("SC_CLK_TCK"), {"web": 0.0, "live": 0.0}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            words = stat.read_text("utf-8").rpartition(") ")[2].split()
            said = (stat.parent / "cmdline").read_bytes().split(b"\0")
            name = "live" if b"live" in said else "web" if b"serve" in said else ""
            if name and os.getsid(int(stat.parent.name)) in _sessions():
                found[name] += (int(words[11]) + int(words[12])) / tick
    return found


def _sessions() -> set[int]:
    """Return the sessions of processes that this one began."""
    own = set[int]()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            if int(stat.read_text("utf-8").rpartition(") ")[2].split()[1]) == os.getpid():
                own.add(int(stat.parent.name))
    return own


async def _pops(place: Center, at_once: int, pops: int, *, runs: int = RUNS) -> list[list[float]]:
    """Return the milliseconds of each run; the first, which fills the lines, does not count."""
    desks, waits = Desks(place.near, place.secrets), list[float]()
    agents = dict(place.agents)
    cookies = await asyncio.to_thread(cookies_of, list(agents.values()))
    pages = [
        asyncio.ensure_future(
            listen(place.web.port, cookies[agent], reverse("callcenter:live"), Pops(desks, extension, waits))
        )
        for extension, agent in agents.items()
    ]
    try:
        await desks.register()
        await until_ready(len(agents))
        numbers = await asyncio.to_thread(_numbers)
        readers = Readers(calls=at_once + runs * pops, at_once=at_once, a_second=0, speaks=SPEAKS)
        await _call(place, readers, numbers)
        samples = [waits[at : at + pops] for at in range(at_once, at_once + runs * pops, pops)]
    finally:
        await _end(pages)
        desks.close()
    if any(len(one) < pops // 2 for one in samples):
        message = f"only {sum(map(len, samples))} calls rang at agents"
        raise CannotMeasure(message)
    return samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """So many calls at once, held for so long: its length is known before it begins."""

    level: int
    hold: float

    @property
    def readers(self) -> Readers:
        """Return who calls: some more than are to be bridged, because they hear the greeting and wait first."""
        at_once = math.ceil(self.level * ON_THE_WAY)
        talks = Readers(calls=0, at_once=0, a_second=PACE, speaks=LONG).talks
        calls = math.ceil(at_once * (1 + (self.hold + SLACK) / talks))
        return Readers(calls=calls, at_once=at_once, a_second=PACE, speaks=LONG, within=self.seconds)

    @property
    def seconds(self) -> float:
        """Return how long it takes at most: until all have come, the hold, and until the last have hung up."""
        last = BEFORE_KEY + BEFORE_SPEECH + LONG * SPOKEN
        return self.level * ON_THE_WAY / PACE + self.hold + 2 * SLACK + last


def carried(stage: Stage) -> Outcome:
    """The calls at once that were bridged and recorded through each third of a minute without any speech being lost."""
    sipp_path()
    share = min(stage.scale, 1)
    promised = Step(level=max(round(GOAL * share), 5), hold=max(HOLD * share, SHORT))
    more = [Step(level=level, hold=SHORT) for level in MORE] if stage.scale >= 1 else []
    plan = stage.club()
    until = time.monotonic() + LIMIT
    with echo(), center(round(max(one.level for one in (promised, *more)) * SPARE)) as place:
        found, set_ups = asyncio.run(_carry(place, [promised, *more], until))
    first = found[0]
    whole = [min(one.held) for one in found if one.is_whole]
    runs = first.held if first.is_whole else [0.0] * len(first.held)
    beside = dict(first.load) | {"most without loss": max(whole, default=0.0), "set-ups a second": set_ups}
    scale = f"{promised.level} at once for {promised.hold:.0f} s, {stage.size(plan)}"
    return Outcome(runs=runs, beside=beside, scale=scale, is_full=stage.scale >= 1)


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of a step: the fewest calls at once in each third of its hold, and what it took."""

    held: Sequence[float]
    load: Mapping[str, float]

    @property
    def is_whole(self) -> bool:
        """Whether no speech was lost."""
        return self.load["speech lost, %"] < LOST


async def _carry(place: Center, steps: Sequence[Step], until: float) -> tuple[list[Carried], float]:
    """Return what became of each step that could end in time, and how many calls could begin in a second."""
    desks, found = Desks(place.near, place.secrets), list[Carried]()
    try:
        await desks.register()
        await until_ready(len(place.agents))
        numbers = await asyncio.to_thread(_numbers)
        set_ups = await _burst(place, numbers)
        for step in steps:
            if found and (not found[-1].is_whole or time.monotonic() + step.seconds > until):
                break
            since = place.lines()
            failed = await step.readers.call(place.near, numbers, _folder())
            await asyncio.sleep(2)
            load = _load(place, since)
            lost = _lost(place.counted(since), step.readers) | {"calls that failed": float(failed)}
            del load["calls"]
            found.append(Carried(_held(place.counted(since), step), lost | load))
    finally:
        desks.close()
    return found, set_ups


async def _burst(place: Center, numbers: Sequence[str]) -> float:
    """Return how many calls began in a second when many came at once; 0: not all of them were taken."""
    burst = Readers(calls=BURST, at_once=BURST, a_second=BURST_PACE, speaks=0, asks=False, within=BURST_WITHIN)
    began = time.perf_counter()
    failed = await burst.call(place.near, numbers, _folder())
    return 0.0 if failed else BURST / max(time.perf_counter() - began - burst.talks, 0.1)


def _held(lines: Sequence[Mapping[str, Any]], step: Step) -> list[float]:
    """Return the fewest calls at once in each third of the hold; the most there were, where it never began."""
    looks = [(one["at"], float(min(one["bridges"], one["tapes"]))) for one in lines if "bridges" in one]
    begun = next((at for at, calls in looks if calls >= step.level), None)
    if begun is None:
        return [max((calls for _, calls in looks), default=0.0)] * THIRDS
    part = step.hold / THIRDS
    parts = [
        [calls for at, calls in looks if begun + third * part <= at <= begun + (third + 1) * part]
        for third in range(THIRDS)
    ]
    return [min(part, default=0.0) for part in parts]


def _lost(lines: Sequence[Mapping[str, Any]], readers: Readers) -> dict[str, float]:
    """Return what part of readers' speech did not go on to agents, and how much never came to the switch."""
    legs = {line["leg"]: line for line in lines if "leg" in line}
    agents = {name.rpartition("-")[0]: line for name, line in legs.items() if name.count("-") > READERS_LEG}
    came = {name: min(max(legs[name]["received"] - packets(KEY), 0), readers.speech) for name in agents if name in legs}
    passed = sum(min(agents[name]["sent"], readers.speech) for name in came)
    spoken = max(readers.speech * len(came), 1)
    callers = sum(name.count("-") == READERS_LEG for name in legs)
    return {
        "speech lost, %": 100 * (1 - passed / spoken),
        "of it never came to the switch, %": 100 * (1 - sum(came.values()) / spoken),
        "reached nobody": float(callers - len(agents)),
    }


def _folder() -> Path:
    return Path(settings.SHUYOU_VAR) / "bench-calls"


async def _call(place: Center, readers: Readers, numbers: Sequence[str]) -> None:
    pace = max(readers.at_once / readers.talks, 1.0)
    readers = Readers(calls=readers.calls, at_once=readers.at_once, a_second=pace, speaks=readers.speaks)
    failed = await readers.call(place.near, numbers, _folder())
    if failed:
        message = f"{failed} of {readers.calls} calls failed"
        raise CannotMeasure(message)


async def _end(tasks: Sequence["asyncio.Future[Any]"]) -> None:
    for task in tasks:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks, return_exceptions=True)


def _numbers() -> list[str]:
    """Return numbers that are each one member's."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT min(p.digits) FROM members_phone p WHERE p.digits ~ '^1[0-9]{10}$' AND p.id % 97 = 1"
                " GROUP BY p.digits HAVING count(*) = 1 LIMIT 5000"
            )
            return [row[0] for row in cursor.fetchall()]
    finally:
        connection.close()


def _load(place: Center, since: int = 0) -> dict[str, float]:
    """Return what the switch's process took while it was busiest."""
    looks = [one for one in place.counted(since) if "bridges" in one]
    most = max(min(one["bridges"], one["tapes"]) for one in looks)
    busy = [one for one in looks if one["bridges"] >= 0.9 * most] or looks
    spent = (busy[-1]["cpu"] - busy[0]["cpu"]) / max(busy[-1]["at"] - busy[0]["at"], 0.01)
    return {
        "calls": float(most),
        "switch, % of a core": 100 * spent,
        "switch, late p99, ms": 1000 * percentile([one["late"] for one in busy], 0.99),
        "memory of a call, KiB": (max(one["memory"] for one in looks) - looks[0]["memory"]) / 2**10 / max(most, 1),
    }
