"""Proof of a secret that is not sent (RFC 7616, RFC 8760): MD5 for telephones that know no better, else SHA-256."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

ALGORITHMS: Final[Mapping[str, Callable[[bytes], "hashlib._Hash"]]] = {
    "MD5": lambda data: hashlib.md5(data, usedforsecurity=False),
    "SHA-256": hashlib.sha256,
}
"""MD5 is offered first: many telephones read no further. Our secrets are long and made by chance."""
FRESH: Final = 120.0
"""Seconds for which a challenge can be answered."""
_PART: Final = re.compile(r'([A-Za-z0-9_-]{1,32})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said to an answer."""

    is_right: bool
    is_ours: bool = True
    """It answers a challenge that we gave to this host."""
    is_stale: bool = False
    """It was right, but too late: the other side may answer a new challenge without asking its person."""


def parts_of(value: str) -> dict[str, str]:
    """Return the parts of a field such as Authorization; empty where it is no digest."""
    scheme, _, rest = value.strip().partition(" ")
    if scheme.lower() != "digest":
        return {}
    return {match[1].lower(): match[2] if match[2] is not None else match[3] for match in _PART.finditer(rest)}


def proof(given: Mapping[str, str], *, user: str, secret: str, method: str) -> str:
    """Return what somebody answers who knows the secret."""
    name = given.get("algorithm", "MD5").upper()
    digest = ALGORITHMS.get(name, ALGORITHMS["MD5"])

    def hashed(text: str) -> str:
        return digest(text.encode()).hexdigest()

    who = hashed(f"{user}:{given.get('realm', '')}:{secret}")
    what = hashed(f"{method}:{given.get('uri', '')}")
    if given.get("qop"):
        middle = f"{given.get('nonce', '')}:{given.get('nc', '')}:{given.get('cnonce', '')}:{given['qop']}"
    else:
        middle = given.get("nonce", "")
    return hashed(f"{who}:{middle}:{what}")


def respond(challenge: str, *, user: str, secret: str, method: str, uri: str) -> str:
    """Return the field that answers a challenge; empty where we cannot."""
    asked = parts_of(challenge)
    name = asked.get("algorithm", "MD5").upper()
    if name not in ALGORITHMS or "nonce" not in asked:
        return ""
    given = {"realm": asked.get("realm", ""), "nonce": asked["nonce"], "uri": uri, "algorithm": name}
    if "auth" in [word.strip() for word in asked.get("qop", "").split(",")]:
        given |= {"qop": "auth", "nc": "00000001", "cnonce": secrets.token_hex(8)}
    given |= {"username": user, "response": proof(given, user=user, secret=secret, method=method)}
    if "opaque" in asked:
        given["opaque"] = asked["opaque"]
    bare = {"qop", "nc", "algorithm"}
    return "Digest " + ", ".join(f"{k}={v}" if k in bare else f'{k}="{v}"' for k, v in given.items())


class Challenger:
    """Makes challenges and judges answers, without remembering any."""

    def __init__(self, realm: str) -> None:
        self.realm = realm
        self._key = secrets.token_bytes(32)

    def challenges(self, host: str, now: float, *, is_stale: bool = False) -> list[str]:
        """Return the fields that ask a host for a proof, one for each algorithm."""
        nonce = self._nonce(host, f"{now:.3f}")
        more = ", stale=true" if is_stale else ""
        return [
            f'Digest realm="{self.realm}", nonce="{nonce}", qop="auth", algorithm={name}{more}' for name in ALGORITHMS
        ]

    def judge(self, given: Mapping[str, str], *, secret: str, method: str, host: str, now: float) -> Verdict:
        """Tell whether an answer shows the secret, to a challenge of ours that is not too old."""
        when = given.get("nonce", "").partition("-")[0]
        is_known = hmac.compare_digest(self._nonce(host, when).encode(), given.get("nonce", "").encode())
        if not is_known:
            return Verdict(is_right=False, is_ours=False)
        if given.get("realm") != self.realm or given.get("qop", "auth") != "auth":
            return Verdict(is_right=False)
        if given.get("algorithm", "MD5").upper() not in ALGORITHMS:
            return Verdict(is_right=False)
        right = proof(given, user=given.get("username", ""), secret=secret, method=method)
        if not hmac.compare_digest(right.encode(), given.get("response", "").lower().encode()):
            return Verdict(is_right=False)
        is_stale = now - float(when) > FRESH
        return Verdict(is_right=not is_stale, is_stale=is_stale)

    def _nonce(self, host: str, when: str) -> str:
        sealed = hmac.new(self._key, f"{host} {when}".encode(), hashlib.sha256).hexdigest()[:32]
        return f"{when}-{sealed}"
