"""Addresses as messaging keeps them: never in clear, but so that the same one is known again."""

from hashlib import blake2b
from typing import Final

from shuyou.kernel.sealed import seal, unseal
from shuyou.members import queries as members
from shuyou.members.queries import Reach

_KNOWN_BY: Final = "messages: known"
_READ_BY: Final = "messages: read"
LONGEST_SHOWN: Final = 80


def digest_of(address: str) -> str:
    """Return what an address comes to under the installation's key; empty where there is none."""
    if not address:
        return ""
    return blake2b(seal(address.casefold(), purpose=_KNOWN_BY).encode(), digest_size=16).hexdigest()


def sealed(address: str) -> str:
    """Return an address so that only this installation can read it."""
    return seal(address, purpose=_READ_BY)


def unsealed(text: str) -> str:
    """Return an address that was sealed; empty if this is none."""
    return unseal(text, purpose=_READ_BY) or "" if text else ""


def address_of(reach: Reach | None, channel: str) -> str:
    """Return where a member is reached by a channel; empty: nowhere."""
    if reach is None:
        return ""
    if channel == "letter":
        return "\n".join((reach.recipient, reach.address, reach.postcode)) if reach.address else ""
    known = {"email": reach.email, "sms": reach.mobile, "phone": reach.phone, "app": reach.number}
    return known.get(channel, "")


def shown_as(channel: str, address: str) -> str:
    """Return an address as pages show it, masked."""
    if channel == "email":
        return members.mask_email(address)[:LONGEST_SHOWN]
    if channel in ("sms", "phone", "fax"):
        return members.mask_phone(address)[:LONGEST_SHOWN]
    if channel == "letter":
        return f"{address.partition(chr(10))[0][:1]}…"
    return address[:LONGEST_SHOWN]
