"""Recordings: what a leg said on one channel and heard on the other, as A-law in a WAV file, written as it goes."""

import hashlib
import os
import re
from pathlib import Path
from typing import Final

from shuyou.callcenter.adapters.embedded.g711 import RATE, SILENCE
from shuyou.callcenter.rules.prompts import WAV_HEAD, wav_head

SIDES: Final = 2
JITTER: Final = RATE // 20
"""Samples that a packet may come late without a gap being heard."""
BEHIND: Final = RATE // 4
"""Samples that are waited for before a side counts as silent."""
AHEAD: Final = RATE
"""Samples of a side that may come before their time; what comes on top of them is no telephone's."""
BLOCK: Final = 1 << 20
_PLAIN: Final = re.compile(r"[^A-Za-z0-9._-]")


class Recording:
    """One recording, from its first moment to its file."""

    def __init__(self, path: Path, at: float) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        self._began = at
        self._written = 0
        self._sides = (bytearray(), bytearray())
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b", buffering=1 << 16)
        self._file.write(wav_head(0, SIDES))

    @property
    def samples(self) -> int:
        """Return how many samples of each side are in the file."""
        return self._written

    def put(self, side: int, alaw: bytes, at: float) -> None:
        """Take in what the leg said (0) or heard (1) at a moment; where nothing came before, there is silence."""
        waiting = self._sides[side]
        place = int((at - self._began) * RATE) - self._written - len(alaw)
        if place - len(waiting) > JITTER:
            waiting += SILENCE * (place - len(waiting))
        room = int((at - self._began) * RATE) - self._written + AHEAD - len(waiting)
        waiting += alaw[: max(room, 0)]

    def flush(self, at: float) -> None:
        """Write what both sides have said by now."""
        due = int((at - self._began) * RATE) - self._written - BEHIND
        self._write(max(due, 0))

    def close(self, at: float) -> None:
        """Write what is left, up to this moment, and how long it all is."""
        self._write(max(int((at - self._began) * RATE) - self._written, 0))
        self._file.seek(0)
        self._file.write(wav_head(self._written, SIDES))
        self._file.close()

    def _write(self, count: int) -> None:
        if not count:
            return
        both = bytearray(SIDES * count)
        for number, waiting in enumerate(self._sides):
            part = waiting[:count]
            both[number::SIDES] = part + SILENCE * (count - len(part))
            del waiting[:count]
        self._file.write(both)
        self._written += count


def plain_name(record_id: str) -> str:
    """Return a name for the file of a recording."""
    return _PLAIN.sub("_", record_id)


def repaired(path: Path) -> int:
    """Say in a file that was broken off how long it is, and return its samples; 0: it held nothing, and is gone."""
    samples = max(path.stat().st_size - WAV_HEAD, 0) // SIDES
    if samples:
        with path.open("r+b") as file:
            file.write(wav_head(samples, SIDES))
            file.truncate(WAV_HEAD + samples * SIDES)
    else:
        path.unlink()
    return samples


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
