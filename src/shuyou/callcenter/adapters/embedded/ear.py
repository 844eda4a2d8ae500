"""Where somebody speaks, and where they stop: words cut out of what a telephone sends."""

from collections.abc import Callable
from typing import Final

import numpy as np

from shuyou.callcenter.adapters.embedded.g711 import RATE, decoded

LOUD: Final = 300.0
"""How loud a packet is on average in which somebody speaks."""
BEFORE: Final = RATE // 4
"""Samples that are kept from before a word."""
QUIET: Final = RATE * 6 // 10
"""Samples of quiet after which a word is over."""
SHORTEST: Final = RATE // 10
LONGEST: Final = RATE * 3
"""Samples that somebody speaks who says a word; who speaks longer says more than one."""


class Ear:
    """Listens to one stream and hands on each stretch in which somebody spoke."""

    def __init__(self, said: Callable[[bytes], object]) -> None:
        self._said = said
        self._sound = bytearray()
        self._loud = self._quiet = 0

    def put(self, alaw: bytes) -> None:
        """Take in a packet."""
        self._sound += alaw
        if float(np.abs(decoded(alaw).astype(np.int32)).mean()) >= LOUD:
            self._loud, self._quiet = self._loud + len(alaw), 0
        elif self._loud:
            self._quiet += len(alaw)
        if not self._loud:
            del self._sound[:-BEFORE]
        elif self._quiet >= QUIET or len(self._sound) >= 2 * LONGEST:
            self._hand_on()

    def _hand_on(self) -> None:
        sound, loud = bytes(self._sound), self._loud
        self._sound.clear()
        self._loud = self._quiet = 0
        if SHORTEST <= loud <= LONGEST:
            self._said(sound)
