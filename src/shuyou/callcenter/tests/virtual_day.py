"""
A day of calls on a clock that jumps: the process that holds a switch, its exchange and its database are the real ones.

Only callers and telephones are played. Whenever nothing is left to be done at a moment, the loop's clock goes on to the
next one at which something is due; it waits for the database where a caller waits for an answer from there.
"""

import asyncio
import selectors
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from shuyou.callcenter.adapters.simulated import SimulatedSwitch, VirtualCaller
from shuyou.callcenter.rules.center import SeatState
from shuyou.callcenter.tasks.running import Running, learn

CALLED: Final = "4008000000"
BEHIND: Final = 2_000
"""Facts that may wait to be written down before the clock waits for them."""
WAYS: Final = ("0", "0", "0", "0", "2", "2", "50", "40", "9", "")
"""What callers press: for an agent, exchanges, books, remittances, to be called back; nothing."""
IMPATIENT: Final = 0.02
"""The share of callers who press 1 while they wait: they want to be called back."""
ROBOT: Final = 2.0
SHAPE: Final = (2, 4, 7, 10, 11, 9, 7, 8, 10, 9, 8, 6, 5, 4)
"""How many of a hundred calls come in each of the fourteen hours."""


class _Jumping(selectors.DefaultSelector):
    """Waits for nothing but what comes from other threads: otherwise the clock is turned."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.must_wait: Callable[[], bool] = lambda: True

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready, or turn the clock to when something is due."""
        found = super().select(0)
        if found or timeout == 0:
            return found
        if timeout is None or self.must_wait():
            return super().select(0.001)
        self.now += timeout
        return []


class TurnedLoop(asyncio.SelectorEventLoop):
    """A loop that never sleeps."""

    def __init__(self) -> None:
        self.jumping = _Jumping()
        super().__init__(self.jumping)

    def time(self) -> float:
        """Return its own time, in seconds."""
        return self.jumping.now


@dataclass(slots=True, kw_only=True)
class Day:
    """A day of calls: how many, from when on (in seconds of the epoch), from which numbers some of them come."""

    calls: int
    begins: float
    known: Sequence[str] = ()
    seed: int = 1
    pace: float = 1.0
    """How much shorter than fourteen hours the day is."""
    came: int = 0

    def play(self, folder: Path) -> Running:
        """Let the day pass, and return the process as it was when all calls were over."""
        loop = TurnedLoop()
        asyncio.set_event_loop(loop)
        try:
            return loop.run_until_complete(self._pass(loop, folder))
        finally:
            asyncio.set_event_loop(None)
            loop.close()

    async def _pass(self, loop: TurnedLoop, folder: Path) -> Running:
        def clock() -> float:
            return self.begins + loop.time()

        known = await asyncio.to_thread(learn, "main", clock=clock)
        switch = SimulatedSwitch("main", epoch=known.begun.epoch, seed=self.seed)
        for seat in known.seats:
            switch.robots[seat.endpoint] = ROBOT
            seat.state = SeatState.READY
        running = Running(switch, known, spool=folder / "spool.jsonl", clock=clock)
        loop.jumping.must_wait = lambda: running.waits_for_answers or running.writer.behind > BEHIND
        job = asyncio.ensure_future(running.run())
        await asyncio.sleep(1)
        await self._come(switch)
        await self._until_over(running)
        loop.jumping.must_wait = lambda: True
        await asyncio.to_thread(_until_written, running)
        job.cancel()
        await asyncio.gather(job, return_exceptions=True)
        return running

    async def _until_over(self, running: Running) -> None:
        for _ in range(1_000):
            await asyncio.sleep(60)
            if not running.exchange.calls:
                break
        await asyncio.sleep(300)

    async def _come(self, switch: SimulatedSwitch) -> None:
        luck = Random(self.seed)
        hour = 3_600 * self.pace
        moments = sorted(
            (place + luck.random()) * hour
            for place in luck.choices(range(len(SHAPE)), weights=SHAPE, k=self.calls)
        )  # fmt: skip
        passed = 0.0
        for moment in moments:
            await asyncio.sleep(moment - passed)
            passed = moment
            switch.call_in(self._somebody(luck))
            self.came += 1

    def _somebody(self, luck: Random) -> VirtualCaller:
        is_known = bool(self.known) and luck.random() < 0.8
        number = luck.choice(self.known) if is_known else f"139{luck.randrange(10**8):08d}"
        presses = luck.choice(WAYS) + ("1" if luck.random() < IMPATIENT else "")
        return VirtualCaller(
            number=number, called=CALLED, presses=presses, patience=luck.expovariate(1 / 300) + 60,
            talks=luck.expovariate(1 / 150) + 15,
        )  # fmt: skip


def _until_written(running: Running) -> None:
    while running.writer.behind:
        time.sleep(0.05)
