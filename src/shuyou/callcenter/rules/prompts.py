"""By what the words that callers hear are known, whoever speaks them."""

import hashlib
import struct
from typing import Final

MUSIC: Final = "music"
"""The language of what is no words."""


def digest_of_words(text: str, language: str) -> str:
    """Return what a recording of some words is known by; how they are spaced makes no difference."""
    return hashlib.sha256(f"{language}\n{' '.join(text.split())}".encode()).hexdigest()


def wav_of(alaw: bytes) -> bytes:
    """Return A-law of a telephone as a WAV file that browsers play."""
    shape = struct.pack("<HHIIHHH", 6, 1, 8_000, 8_000, 1, 8, 0)
    data = alaw + b"\xd5" * (len(alaw) % 2)
    parts = b"fmt " + struct.pack("<I", len(shape)) + shape + b"fact" + struct.pack("<II", 4, len(alaw))
    parts += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", 4 + len(parts)) + b"WAVE" + parts
