"""G.711: A-law inside, µ-law at the edge, and whole numbers only where voices are added."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 8_000
FRAME: Final = 160
"""Bytes of 20 ms."""
SILENCE: Final = b"\xd5"

type Samples = NDArray[np.int16]


def _alaw_values() -> Samples:
    codes = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = (codes & 0x70) >> 4, (codes & 0x0F) << 4
    size = np.where(exponent == 0, mantissa + 8, (mantissa + 0x108) << np.maximum(exponent - 1, 0))
    return np.where(codes & 0x80, size, -size).astype(np.int16)


def _ulaw_values() -> Samples:
    codes = ~np.arange(256, dtype=np.int32) & 0xFF
    size = ((((codes & 0x0F) << 3) + 0x84) << ((codes & 0x70) >> 4)) - 0x84
    return np.where(codes & 0x80, -size, size).astype(np.int16)


def _nearest(values: Samples) -> NDArray[np.uint8]:
    """Return for each of 65,536 samples the code that comes nearest, by the sample as an unsigned number."""
    order = np.argsort(values, kind="stable")
    ranked = values[order].astype(np.int32)
    borders = (ranked[1:] + ranked[:-1]) / 2
    samples = np.arange(-32_768, 32_768, dtype=np.int32)
    codes = order[np.searchsorted(borders, samples)].astype(np.uint8)
    return np.concatenate([codes[32_768:], codes[:32_768]])


_ALAW: Final = _alaw_values()
_ULAW: Final = _ulaw_values()
_TO_ALAW: Final = _nearest(_ALAW)
_TO_ULAW: Final = _nearest(_ULAW)
FROM_ULAW: Final = bytes(_TO_ALAW[_ULAW.view(np.uint16)])
"""A-law for each code of µ-law, for `bytes.translate`."""
TO_ULAW: Final = bytes(_TO_ULAW[_ALAW.view(np.uint16)])


def decoded(alaw: bytes) -> Samples:
    """Return the samples of A-law."""
    return _ALAW[np.frombuffer(alaw, np.uint8)]


def encoded(samples: Samples) -> bytes:
    """Return samples as A-law."""
    return _TO_ALAW[samples.view(np.uint16)].tobytes()


def mixed(voices: list[bytes]) -> bytes:
    """Return several voices as one, all A-law of one length."""
    total = np.zeros(len(voices[0]), np.int32)
    for voice in voices:
        total += decoded(voice)
    return encoded(np.clip(total, -32_768, 32_767).astype(np.int16))
