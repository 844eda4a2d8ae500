"""
What callers hear, as A-law: prompts that somebody recorded, else a voice of the machine's, and music.

A voice is a port: `EspeakVoice` where the program is there, else a tone, so that a caller at least hears that
something is said.
"""

import asyncio
import logging
import shutil
import subprocess
import time
from collections.abc import Callable
from typing import Final, Protocol

import numpy as np

from shuyou.callcenter.adapters.embedded.g711 import RATE, encoded
from shuyou.callcenter.adapters.wav import alaw_of
from shuyou.callcenter.ports import Music, Prompt, Sound, Text
from shuyou.callcenter.rules.prompts import MUSIC, digest_of_words

log = logging.getLogger(__name__)

LONGEST_TEXT: Final = 1_000
PATIENCE: Final = 10.0
VOICES: Final = {"zh": "cmn", "en": "en-us"}
SOUND: Final = "sound"
FRESH: Final = 300.0
"""Seconds after which it is looked anew whether somebody has recorded a prompt."""
KEPT: Final = 300
"""Prompts that are kept in memory."""
_LOUD: Final = 6_000.0

type Recorded = Callable[[str], bytes | None]
"""What somebody recorded for a digest of words, as A-law."""


class Voice(Protocol):
    """Something that speaks."""

    name: str

    def speak(self, text: str, language: str) -> bytes:
        """Return words as A-law; this may take a while."""
        ...


class ToneVoice:
    """Says nothing, but can be heard: a soft tone for as long as the words would take."""

    name = "tone"

    def speak(self, text: str, language: str) -> bytes:
        """Return a tone that ends before long."""
        seconds = min(max(len(text) / 12, 0.4), 3.0)
        return tone(440, seconds)


class EspeakVoice:
    """The program espeak-ng: Mandarin and English, plain but without any network."""

    name = "espeak-ng"

    def __init__(self, program: str) -> None:
        self._program = program

    def speak(self, text: str, language: str) -> bytes:
        """Return words as the program speaks them."""
        command = [self._program, "-v", VOICES.get(language, "cmn"), "-s", "150", "--stdout"]
        done = subprocess.run(
            command, input=text[:LONGEST_TEXT].encode(), capture_output=True, timeout=PATIENCE, check=True
        )
        return alaw_of(done.stdout)


def usual_voice() -> Voice:
    """Return the best voice that this machine has."""
    program = shutil.which("espeak-ng")
    if program is None:
        log.warning("there is no espeak-ng: callers hear a tone where nothing was recorded")
        return ToneVoice()
    return EspeakVoice(program)


def tone(pitch: float, seconds: float) -> bytes:
    """Return a tone as A-law, fading in and out."""
    moments = np.arange(int(seconds * RATE)) / RATE
    fade = np.minimum(np.minimum(moments, seconds - moments) / 0.02, 1.0)
    return encoded((_LOUD * fade * np.sin(2 * np.pi * pitch * moments)).astype(np.int16))


def melody() -> bytes:
    """Return soft music of our own to wait by: a slow walk over five notes, with rests."""
    scale = (261.6, 293.7, 329.6, 392.0, 440.0)
    walk = (0, 2, 3, 4, 3, 2, 1, 2, 0, 1, 2, 4, 3, 1, 2, 0)
    length = int(0.9 * RATE)
    moments = np.arange(length) / RATE
    parts = []
    for turn, step in enumerate(walk):
        note = np.sin(2 * np.pi * scale[step] * moments) + 0.3 * np.sin(4 * np.pi * scale[step] * moments)
        rest = np.zeros(int(0.6 * RATE)) if turn % 4 == 3 else np.zeros(0)
        parts += [note * np.exp(-3 * moments) * np.minimum(moments / 0.01, 1.0), rest]
    return encoded((0.5 * _LOUD * np.concatenate(parts)).astype(np.int16))


class Prompts:
    """
    All that can be played.

    What a voice has spoken stays in memory only: much of it is said to one caller about what is theirs.
    """

    def __init__(self, *, voice: Voice, recorded: Recorded = lambda _digest: None) -> None:
        self._voice, self._recorded = voice, recorded
        self._ready: dict[Prompt, tuple[bytes, float]] = {}

    def ready(self, prompt: Prompt) -> bytes | None:
        """Return a prompt that is at hand; None: it has to be made."""
        sound, at = self._ready.get(prompt, (None, 0.0))
        return sound if time.monotonic() - at < FRESH else None

    async def sound(self, prompt: Prompt) -> bytes:
        """Return a prompt, made where it must be, without anybody else having to wait."""
        if (known := self.ready(prompt)) is None:
            known = await asyncio.to_thread(self._make, prompt)
            self._ready.pop(prompt, None)
            if len(self._ready) >= KEPT:
                del self._ready[next(iter(self._ready))]
            self._ready[prompt] = known, time.monotonic()
        return known

    def _make(self, prompt: Prompt) -> bytes:
        """Return what somebody recorded, else what was heard before, else what the machine makes."""
        try:
            if recorded := self._recorded(_digest_of(prompt)):
                return recorded
        except Exception:
            log.exception("it cannot be looked up what was recorded")
            if prompt in self._ready:
                return self._ready[prompt][0]
        if isinstance(prompt, Music):
            return melody()
        return tone(880, 0.3) if isinstance(prompt, Sound) else self._spoken(prompt)

    def _spoken(self, prompt: Text) -> bytes:
        try:
            return self._voice.speak(prompt.text, prompt.language)
        except (subprocess.SubprocessError, OSError, ValueError):
            log.exception("the voice %s could not speak", self._voice.name)
            return ToneVoice().speak(prompt.text, prompt.language)


def _digest_of(prompt: Prompt) -> str:
    if isinstance(prompt, Text):
        return digest_of_words(prompt.text, prompt.language)
    return digest_of_words(prompt.name, MUSIC if isinstance(prompt, Music) else SOUND)
