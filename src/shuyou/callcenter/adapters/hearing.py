"""
Words that callers say, understood on this machine: a `Listener` by PocketSphinx, whose model lies in its own package.

The model knows American English at twice the rate of a telephone, so it hears a few words it is told to expect, and
no others; it knows no Chinese.
"""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from shuyou.callcenter.adapters.embedded.g711 import decoded
from shuyou.callcenter.ports import Listener

SURE: Final = 0.35
"""How likely a word is at least; below that nothing was understood."""
TAPS: Final = 48
PEAK: Final = 6_400.0
HISS: Final = 50.0
"""The model knows rooms that are never quite silent."""
SOUNDS: Final[Mapping[str, tuple[str, ...]]] = {
    "zero": ("Z IH R OW",), "one": ("W AH N",), "two": ("T UW",), "three": ("TH R IY",), "four": ("F AO R",),
    "five": ("F AY V", "F AY F", "TH AY V"), "six": ("S IH K S", "TH IH K S", "F IH K S", "S IH K"),
    "seven": ("S EH V AH N", "TH EH V AH N", "F EH V AH N", "EH V AH N"), "eight": ("EY T",), "nine": ("N AY N",),
    "yes": ("Y EH S", "Y EH F", "Y AE"), "no": ("N OW",),
}  # fmt: skip
"""How words sound, also by telephone, where S is hardly one."""


class SphinxListener:
    """Understands the words of `SOUNDS`, in English."""

    languages = frozenset({"en"})

    def __init__(self) -> None:
        from pocketsphinx import Decoder, get_model_path

        self._decoder: Any = Decoder(
            samprate=16_000, lm=None, dict=None, loglevel="FATAL", hmm=get_model_path("en-us/en-us")
        )
        self._lock, self._known = threading.Lock(), set[str]()
        for word, sounds in SOUNDS.items():
            for turn, sound in enumerate(sounds, 1):
                self._decoder.add_word(word if turn == 1 else f"{word}({turn})", sound, True)

    def word(self, sound: bytes, words: Sequence[str]) -> str:
        """Return which of some words was said; empty: none of them, it seems."""
        expected = sorted(SOUNDS.keys() & set(words))
        if not expected or not sound:
            return ""
        samples = _doubled(sound)
        with self._lock:
            self._expect(expected)
            self._decoder.start_utt()
            self._decoder.process_raw(samples, False, True)
            self._decoder.end_utt()
            found = self._decoder.hyp()
        return str(found.hypstr) if found and found.hypstr and found.prob >= SURE else ""

    def _expect(self, words: Sequence[str]) -> None:
        name = "-".join(words)
        if name not in self._known:
            self._decoder.add_jsgf_string(name, f"#JSGF V1.0;\ngrammar g;\npublic <g> = {' | '.join(words)} ;")
            self._known.add(name)
        self._decoder.activate_search(name)


def _doubled(alaw: bytes) -> bytes:
    """Return A-law at the rate of the model, as loud as it likes, with the hiss of a room."""
    samples = decoded(alaw).astype(np.float64)
    samples *= PEAK / max(float(np.abs(samples).max()), 1.0)
    chance = np.random.default_rng(0)
    samples += chance.normal(0, HISS, len(samples))
    spread = np.zeros(2 * len(samples))
    spread[::2] = 2 * samples
    steps = np.arange(-TAPS, TAPS + 1)
    taps = np.sinc(steps / 2) * np.hamming(2 * TAPS + 1)
    smooth = np.convolve(spread, taps / taps.sum(), "same") + chance.normal(0, HISS, len(spread))
    return np.clip(smooth, -32_768, 32_767).astype("<i2").tobytes()


def open_listener(name: str) -> Listener | None:
    """Return the listener that a setting names; none: callers press keys."""
    return SphinxListener() if name == "pocketsphinx" else None
