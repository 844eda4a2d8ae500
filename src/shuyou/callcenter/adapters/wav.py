"""Sound files that people bring (WAV), made into what telephones speak: A-law, 8 kHz, one channel."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from shuyou.callcenter.adapters.embedded.g711 import RATE, decoded, encoded

LARGEST: Final = 20 << 20
LONGEST: Final = 300
"""Seconds of a prompt."""
PCM, FLOAT, ALAW, EXTENSIBLE = 1, 3, 6, 0xFFFE
TAPS: Final = 48

type Wave = NDArray[np.float64]


class NoSound(ValueError):
    """A file that holds no sound we can read, and why."""


def alaw_of(data: bytes) -> bytes:
    """
    Return the sound of a WAV file as telephones speak it.

    :raises NoSound: it is no such file, empty, or too long.
    """
    if len(data) > LARGEST:
        raise NoSound("the file is too large")
    kind, channels, rate, bits, sound = _parts(data)
    if not (1 <= channels <= 8 and 4_000 <= rate <= 192_000):
        raise NoSound("the file says nonsense of its channels or its rate")
    wave = _wave(kind, bits, sound)
    wave = wave[: len(wave) - len(wave) % channels].reshape(-1, channels).mean(axis=1)
    if not len(wave):
        raise NoSound("nothing can be heard")
    if len(wave) > LONGEST * rate:
        raise NoSound(f"it is longer than {LONGEST} seconds")
    return encoded(_resampled(wave, rate))


def _parts(data: bytes) -> tuple[int, int, int, int, bytes]:
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise NoSound("it is no WAV file")
    shape, part, place = b"", b"", 12
    while place + 8 <= len(data):
        name, size = data[place : place + 4], int.from_bytes(data[place + 4 : place + 8], "little")
        part = data[place + 8 : place + 8 + size]
        if name == b"fmt ":
            shape = part
        elif name == b"data":
            break
        place += 8 + size + size % 2
    else:
        raise NoSound("it holds no sound")
    if len(shape) < 16:
        raise NoSound("it does not say how it is to be read")
    kind = int.from_bytes(shape[:2], "little")
    if kind == EXTENSIBLE and len(shape) >= 26:
        kind = int.from_bytes(shape[24:26], "little")
    channels, rate = int.from_bytes(shape[2:4], "little"), int.from_bytes(shape[4:8], "little")
    return kind, channels, rate, int.from_bytes(shape[14:16], "little"), part


def _wave(kind: int, bits: int, sound: bytes) -> Wave:
    """Return samples between -1 and 1, channels beside each other."""
    whole = sound[: len(sound) - len(sound) % max(bits // 8, 1)]
    if (kind, bits) == (PCM, 16):
        return np.frombuffer(whole, "<i2") / 32_768
    if (kind, bits) == (PCM, 8):
        return (np.frombuffer(whole, np.uint8).astype(np.float64) - 128) / 128
    if (kind, bits) == (PCM, 24):
        bytes_of = np.frombuffer(whole, np.uint8).reshape(-1, 3).astype(np.int32)
        values = bytes_of[:, 0] | bytes_of[:, 1] << 8 | bytes_of[:, 2] << 16
        return np.where(values >= 1 << 23, values - (1 << 24), values) / float(1 << 23)
    if (kind, bits) == (FLOAT, 32):
        return np.nan_to_num(np.clip(np.frombuffer(whole, "<f4").astype(np.float64), -1, 1))
    if (kind, bits) == (ALAW, 8):
        return decoded(whole) / 32_768
    raise NoSound("it is not 8, 16, 24 or 32 bits of plain sound, nor A-law")


def _resampled(wave: Wave, rate: int) -> NDArray[np.int16]:
    """Return samples at the rate of telephones: what they cannot carry is taken out first."""
    if rate > RATE:
        steps = np.arange(-TAPS, TAPS + 1)
        cutoff = 0.9 * RATE / rate
        taps = np.sinc(steps * cutoff) * cutoff * np.hamming(2 * TAPS + 1)
        wave = np.convolve(wave, taps / taps.sum(), "same")
    if rate != RATE:
        count = max(int(len(wave) * RATE / rate), 1)
        wave = np.interp(np.arange(count) * rate / RATE, np.arange(len(wave)), wave)
    return np.clip(wave * 32_767, -32_768, 32_767).astype(np.int16)
