"""Telephone numbers as calls keep them: sealed, so that the same one is known again and nobody else reads it."""

from typing import Final

from shuyou.kernel.errors import DomainError
from shuyou.kernel.sealed import seal, unseal
from shuyou.members import queries as members

_PURPOSE: Final = "calls: number"
LONGEST: Final = 30


def typed_number(text: str) -> str:
    """Return the digits of a number as members' numbers are kept; what cannot be one comes back as its digits."""
    try:
        found = members.address_typed(channel="sms", text=text[:LONGEST])
    except DomainError:
        found = ""
    return found or "".join(char for char in text[:LONGEST] if char.isascii() and char.isdigit())


def sealed_number(number: str) -> str:
    """Return a number so that only this installation can read it; empty where there is none."""
    return seal(number[:LONGEST], purpose=_PURPOSE) if number else ""


def unsealed_number(text: str) -> str:
    """Return a number that was sealed; empty if this is none."""
    return unseal(text, purpose=_PURPOSE) or "" if text else ""


def shown_number(number: str) -> str:
    """Return a number as pages show it, masked."""
    return members.mask_phone(number)[:LONGEST] if number else ""
