"""Texts that travel in addresses and lie in logs without being readable there."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from hashlib import blake2b
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings

_KEY_BYTES: Final = 32


def seal(text: str, *, purpose: str) -> str:
    """Return a text so that only this installation can read it; the same text looks the same for one purpose."""
    return urlsafe_b64encode(_box(purpose).encrypt(text.encode(), None)).rstrip(b"=").decode()


def unseal(sealed: str, *, purpose: str) -> str | None:
    """Return what was sealed for a purpose, or None if this is nothing that was."""
    try:
        data = urlsafe_b64decode(sealed.encode() + b"=" * (-len(sealed) % 4))
        return _box(purpose).decrypt(data, None).decode()
    except (InvalidTag, ValueError):
        return None


@cache
def _box(purpose: str) -> AESSIV:
    key = blake2b(settings.SECRET_KEY.encode(), digest_size=_KEY_BYTES, person=purpose.encode()[:16]).digest()
    return AESSIV(key)
