"""By what the words that callers hear are known, whoever speaks them."""

import hashlib
import struct
from typing import Final

MUSIC: Final = "music"
"""The language of what is no words."""
_ALAW: Final = 6
_RATE: Final = 8_000
_WAV: Final = struct.Struct("<4sI4s4sIHHIIHHH4sII4sI")
WAV_HEAD: Final = _WAV.size
"""Bytes before the samples of a WAV file."""


def digest_of_words(text: str, language: str) -> str:
    """Return what a recording of some words is known by; how they are spaced makes no difference."""
    return hashlib.sha256(f"{language}\n{' '.join(text.split())}".encode()).hexdigest()


def wav_of(alaw: bytes) -> bytes:
    """Return A-law of a telephone as a WAV file that browsers play."""
    return wav_head(len(alaw), 1) + alaw + b"\xd5" * (len(alaw) % 2)


def wav_head(samples: int, sides: int) -> bytes:
    """Return the first bytes of a WAV file of A-law with so many samples on each channel."""
    size = samples * sides
    padded = size + size % 2
    return _WAV.pack(
        b"RIFF", _WAV.size - 8 + padded, b"WAVE", b"fmt ", 18, _ALAW, sides, _RATE, _RATE * sides, sides, 8, 0,
        b"fact", 4, samples, b"data", padded,
    )  # fmt: skip
