"""Recordings that an Asterisk made: fetched, kept here, and taken away there."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from shuyou.callcenter.adapters.asterisk.door import AriDoor
from shuyou.callcenter.adapters.asterisk.words import OURS
from shuyou.callcenter.adapters.embedded.record import digest_of, plain_name
from shuyou.kernel import clock

log = logging.getLogger(__name__)

FORMAT: Final = "wav"
HEAD: Final = 44
"""Bytes before the samples of a WAV file that Asterisk writes."""
RATE_AT: Final = 28


@dataclass(slots=True)
class Tape:
    """Something that is being recorded: of which leg, and the channel that listens."""

    record_id: str
    leg: str
    ear: str

    @property
    def name(self) -> str:
        """Return what the recording is called there."""
        return f"{OURS}{plain_name(self.record_id)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A recording that lies here now."""

    record_id: str
    leg: str
    path: str
    seconds: float
    sha256: str


@dataclass(slots=True)
class Tapes:
    """All that is being recorded, or was and is still there."""

    door: AriDoor
    folder: Path
    running: dict[str, Tape] = field(default_factory=dict)
    _coming: set[str] = field(default_factory=set)

    def of(self, leg: str) -> Iterator[Tape]:
        """Find what is being recorded of a leg."""
        yield from [tape for tape in self.running.values() if tape.leg == leg]

    async def bring(self, name: str) -> Brought | None:
        """Fetch a recording that has ended, once; None: there is none, or it is on its way already."""
        if name in self._coming or not name.startswith(OURS):
            return None
        self._coming.add(name)
        try:
            return await self._brought(name)
        finally:
            self._coming.discard(name)

    async def _brought(self, name: str) -> Brought | None:
        tape = next((one for one in self.running.values() if one.name == name), None)
        record_id = tape.record_id if tape else name.removeprefix(OURS)
        folder = self.folder / clock.now().strftime("%Y-%m-%d")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{plain_name(record_id)}.{FORMAT}"
        path.touch(mode=0o600)
        if not await self.door.fetch("recordings", "stored", name, "file", to=path):
            path.unlink(missing_ok=True)
            return None
        if tape:
            del self.running[tape.record_id]
        await self.door.ask("DELETE", "recordings", "stored", name)
        leg = tape.leg if tape else ""
        return Brought(
            record_id=record_id, leg=leg, path=str(path), seconds=_seconds(path), sha256=digest_of(path)
        )  # fmt: skip

    async def left_over(self) -> list[str]:
        """Return the names of recordings that have ended there and were not fetched."""
        stored = [str(one["name"]) for one in (await self.door.ask("GET", "recordings", "stored")).rows]
        return [
            name
            for name in stored
            if name.startswith(OURS) and (await self.door.ask("GET", "recordings", "live", name)).is_gone
        ]


def _seconds(path: Path) -> float:
    with path.open("rb") as file:
        head = file.read(HEAD)
    rate = int.from_bytes(head[RATE_AT : RATE_AT + 4], "little")
    return (path.stat().st_size - HEAD) / rate if rate else 0.0
