"""Virtual callers who come by chance, for practice, load and the sample club."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from random import Random
from typing import Final

from shuyou.callcenter.adapters.simulated import SimulatedSwitch, VirtualCaller
from shuyou.callcenter.ports import SwitchEvent

log = logging.getLogger(__name__)

CALLED: Final = "4008000000"
WAYS: Final = ("", "0", "1", "3", "5", "2", "0", "4", "9", "8")
"""What callers press: nothing, or the keys of the first menu."""
STRANGER: Final = 0.2
"""The share of callers whose number nobody knows."""

type Numbers = Callable[[], Sequence[str]]


class Crowd(SimulatedSwitch):
    """A played switch whose callers come by themselves, an hour on average so many."""

    def __init__(self, name: str, *, epoch: int, pace: float, an_hour: float, numbers: Numbers) -> None:
        super().__init__(name, epoch=epoch, pace=pace)
        self._an_hour = an_hour * pace
        self._numbers = numbers
        self._luck = Random(epoch)  # noqa: S311 - callers, not secrets

    async def events(self) -> AsyncIterator[SwitchEvent]:
        """Tell what happens, while callers come."""
        coming = asyncio.ensure_future(self._come())
        try:
            async for event in super().events():
                yield event
        finally:
            coming.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await coming

    async def _come(self) -> None:
        known = await asyncio.to_thread(self._numbers)
        while True:
            await asyncio.sleep(self._luck.expovariate(self._an_hour / 3600))
            self.call_in(self._somebody(known))

    def _somebody(self, known: Sequence[str]) -> VirtualCaller:
        luck = self._luck
        is_stranger = not known or luck.random() < STRANGER
        number = f"139{luck.randrange(10**8):08d}" if is_stranger else luck.choice(known)
        return VirtualCaller(
            number=number, called=CALLED, presses=luck.choice(WAYS), patience=luck.expovariate(1 / 120) + 20,
            talks=luck.expovariate(1 / 100) + 15,
        )  # fmt: skip
