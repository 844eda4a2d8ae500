"""
Passes that a merchant verifies without a network: `SY1.BODY.SIGNATURE`, signed by Ed25519.

The body is JSON with `j`, the pass's own id, `n`, the end of the member's number, `t`, the tier's code, `c`, codes of
clubs, and `i` and `e`, from when to when it is good, in seconds. All parts are base64url without padding; what is
signed is `SY1.BODY`. Pure functions.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MARK: Final = "SY1"
LONGEST: Final = 600
_PARTS: Final = 3


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass says: nothing by which a stranger would know the reader."""

    uid: UUID
    number_end: str
    tier: str
    clubs: tuple[str, ...]
    made_at: datetime
    ends_at: datetime


def written(shown: Pass, key: Ed25519PrivateKey) -> str:
    """Return a pass as it stands in the code that a reader shows."""
    said = {
        "j": str(shown.uid), "n": shown.number_end, "t": shown.tier, "c": list(shown.clubs),
        "i": int(shown.made_at.timestamp()), "e": int(shown.ends_at.timestamp()),
    }  # fmt: skip
    signed = f"{MARK}.{_coded(json.dumps(said, separators=(',', ':')).encode())}"
    return f"{signed}.{_coded(key.sign(signed.encode()))}"


def read(text: str, key: Ed25519PublicKey) -> Pass | None:
    """Return what a pass says, or None if it is not ours, or was changed; whether it lapsed is another question."""
    parts = text.strip().split(".")
    if len(text) > LONGEST or len(parts) != _PARTS or parts[0] != MARK:
        return None
    try:
        key.verify(_decoded(parts[2]), f"{MARK}.{parts[1]}".encode())
        said = json.loads(_decoded(parts[1]))
        return Pass(
            uid=UUID(said["j"]), number_end=said["n"], tier=said["t"], clubs=tuple(said["c"]),
            made_at=datetime.fromtimestamp(said["i"], UTC), ends_at=datetime.fromtimestamp(said["e"], UTC),
        )  # fmt: skip
    except (InvalidSignature, ValueError, KeyError, TypeError):
        return None


def _coded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
