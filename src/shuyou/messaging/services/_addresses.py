"""Addresses as messaging keeps them: never in clear, but so that the same one is known again."""

from functools import cache
from hashlib import blake2b, sha256
from typing import Final

from django.conf import settings

from shuyou.kernel.errors import DomainError
from shuyou.kernel.sealed import seal, unseal
from shuyou.members import queries as members
from shuyou.members.queries import Reach
from shuyou.messaging.errors import AddressNotPossible

_KNOWN_BY: Final = "messages: known"
_READ_BY: Final = "messages: read"
LONGEST_SHOWN: Final = 80
LETTER_LINES: Final = 3
_DIGITS: Final = 32


def digest_of(address: str) -> str:
    """Return what an address comes to under the installation's key; empty where there is none. See `DIGEST_SQL`."""
    if not address:
        return ""
    key = digest_key()
    return sha256(key + sha256(key + address.encode().lower()).digest()).hexdigest()[:_DIGITS]


@cache
def digest_key() -> bytes:
    """Return the key under which addresses are known again."""
    return blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=_KNOWN_BY.encode()[:16]).digest()


DIGEST_SQL: Final = """
    CASE WHEN {address} = '' THEN '' ELSE left(encode(sha256(%(digest_key)s
         || sha256(%(digest_key)s || convert_to(lower({address} COLLATE "C"), 'UTF8'))), 'hex'), 32) END
"""
"""The same for many at once: bytes are lowered, letters beyond ASCII stay as they are."""
SHOWN_SQL: Final = """
    CASE WHEN {address} = '' THEN ''
         WHEN {channel} = 'email' THEN left(CASE WHEN position('@' in {address}) > 2 THEN left({address}, 1) ELSE '' END
              || '***@' || substr({address}, position('@' in {address}) + 1), 80)
         WHEN {channel} IN ('sms', 'phone', 'fax') THEN CASE
              WHEN length({address}) = 11 AND {address} LIKE '1%%'
                   THEN left({address}, 3) || ' **** ' || right({address}, 4)
              WHEN length({address}) > 7 THEN left(left({address}, -4), 4) || ' **** ' || right({address}, 4)
              ELSE '**** ' || right({address}, 2) END
         WHEN {channel} = 'letter' THEN left(split_part({address}, chr(10), 1), 1) || '…'
         ELSE left({address}, 80) END
"""
"""An address as pages show it, as `shown_as` does."""
ADDRESS_SQL: Final = {
    "email": "r.email", "sms": "r.mobile", "phone": "r.phone", "app": "r.number",
    "letter": "CASE WHEN r.address = '' THEN '' ELSE r.recipient || chr(10) || r.address || chr(10) || r.postcode END",
}  # fmt: skip
"""Where a member is reached by a channel, as `address_of` says; others reach nobody."""
WAYS_OF: Final = {
    "email": ("email",), "sms": ("mobile",), "phone": ("phone",), "letter": ("recipient", "postcode", "address"),
}  # fmt: skip
"""What has to be known of members for a channel."""


def masked_address(*, channel: str, address: str) -> str:
    """Return an address as pages show it."""
    return shown_as(channel, address)


def sealed(address: str) -> str:
    """Return an address so that only this installation can read it."""
    return seal(address, purpose=_READ_BY)


def unsealed(text: str) -> str:
    """Return an address that was sealed; empty if this is none."""
    return unseal(text, purpose=_READ_BY) or "" if text else ""


def address_of(reach: Reach | None, channel: str, account: str = "") -> str:
    """Return where a member is reached by a channel, `account` being theirs at WeChat; empty: nowhere."""
    if reach is None:
        return ""
    if channel == "wechat":
        return account
    if channel == "letter":
        return "\n".join((reach.recipient, reach.address, reach.postcode)) if reach.address else ""
    known = {"email": reach.email, "sms": reach.mobile, "phone": reach.phone, "app": reach.number}
    return known.get(channel, "")


def address_for(channel: str, text: str) -> str:
    """
    Return an address of a channel from how somebody typed it.

    :raises AddressNotPossible: it is none.
    """
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    if channel == "letter" and len(lines) == LETTER_LINES:
        return "\n".join(lines)
    try:
        found = members.address_typed(channel="email" if channel == "email" else "sms", text="".join(lines))
    except DomainError:
        raise AddressNotPossible() from None
    if not found and channel in ("phone", "fax"):
        found = "".join(char for char in text if char.isdigit())
    if not found or channel == "letter":
        raise AddressNotPossible()
    return found


def shown_as(channel: str, address: str) -> str:
    """Return an address as pages show it, masked."""
    if not address:
        return ""
    if channel == "email":
        return members.mask_email(address)[:LONGEST_SHOWN]
    if channel in ("sms", "phone", "fax"):
        return members.mask_phone(address)[:LONGEST_SHOWN]
    if channel == "letter":
        return f"{address.partition(chr(10))[0][:1]}…"
    if channel == "wechat":
        return f"…{address[-3:]}"
    return address[:LONGEST_SHOWN]
