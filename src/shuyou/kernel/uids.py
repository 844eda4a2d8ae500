"""UUIDv7: the ids of whatever leaves the process, in order of time."""

import os
import time
from uuid import UUID


def uuid7() -> UUID:
    """Return a new UUID version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits."""
    millis = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = (millis & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64
    return UUID(int=value | 0b10 << 62 | random & 0x3FFFFFFFFFFFFFFF)
