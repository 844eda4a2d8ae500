"""Phone numbers and e-mail addresses."""

import re
import unicodedata
from typing import Final

from shuyou.kernel.text import tidy
from shuyou.members.errors import (
    EmailNotPossible,
    PhoneNotDigits,
    PhoneNotPossible,
    PhoneTooLong,
    PhoneTooShort,
    TextTooLong,
)

MOBILE_DIGITS: Final = 11
SHORTEST_PHONE: Final = 7
LONGEST_LANDLINE: Final = 12
LONGEST_ABROAD: Final = 15
LONGEST_EMAIL: Final = 254

_PLAIN_MOBILE: Final = re.compile(r"1[0-9]{10}", re.ASCII)
_GROUPED_MOBILE: Final = re.compile(r"1[0-9]{2}[ -]?[0-9]{4}[ -]?[0-9]{4}", re.ASCII)
_LANDLINE_CUT: Final = re.compile(r"10[0-9]{8}|[2-9][0-9]{8,10}", re.ASCII)
"""A landline after +86, where the 0 of its area code is left out."""

_BETWEEN: Final = str.maketrans("", "", " -‐‑‒–—―−.()[]/·")
_EMAIL: Final = re.compile(r"[^\s@<>(),;:\"\\\[\]]+@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*")
_MARKS_AROUND: Final = "'\"‘’“”"


def phone_number(value: str, *, field: str = "phone") -> str:
    """
    Return a phone number as digits: a mobile or landline of China without +86, one abroad from 00 and its country.

    Ranges are not checked against what carriers were given, since they change.

    :raises PhoneNotDigits: something else than digits and what is usually between them.
    :raises PhoneTooShort: fewer than 7 digits.
    :raises PhoneTooLong: more digits than such a number has.
    :raises PhoneNotPossible: neither a mobile number nor a landline with its area code.
    """
    if _GROUPED_MOBILE.fullmatch(value):  # what most lists hold, quickly
        return value.replace(" ", "").replace("-", "")
    bare = tidy(value).strip(_MARKS_AROUND).translate(_BETWEEN)
    is_abroad = bare.startswith(("+", "00"))
    digits = bare.removeprefix("+")
    for char in digits:
        if not "0" <= char <= "9":
            raise PhoneNotDigits(field=field, value=value, mark=char)
    digits = digits.removeprefix("00") if is_abroad else digits
    if is_abroad and not digits.startswith("86"):
        return _abroad(digits, value, field)
    if is_abroad or (digits.startswith("861") and len(digits) == MOBILE_DIGITS + 2):
        digits = digits.removeprefix("86")
        digits = f"0{digits}" if _LANDLINE_CUT.fullmatch(digits) else digits
    return _at_home(digits, value, field)


def phone_label(digits: str) -> str:
    """Return `mobile` or `home`, by the shape of the number."""
    return "mobile" if _PLAIN_MOBILE.fullmatch(digits) else "home"


def email_address(value: str, *, field: str = "email") -> str:
    """
    Return an e-mail address in lower case.

    :raises EmailNotPossible: it is not of the shape name@domain.
    :raises TextTooLong: it has more than 254 characters.
    """
    address = unicodedata.normalize("NFKC", value).strip().removeprefix("mailto:").lower()
    if len(address) > LONGEST_EMAIL:
        raise TextTooLong(field=field, value=f"{address[:20]}…", length=len(address), limit=LONGEST_EMAIL)
    if not _EMAIL.fullmatch(address) or ".." in address or address.startswith(".") or ".@" in address:
        raise EmailNotPossible(field=field, value=value)
    return address


def _at_home(digits: str, value: str, field: str) -> str:
    length = len(digits)
    if length < SHORTEST_PHONE:
        raise PhoneTooShort(field=field, value=value, length=length)
    longest = LONGEST_LANDLINE if digits.startswith(("0", "4", "8")) else MOBILE_DIGITS
    if length > longest:
        raise PhoneTooLong(field=field, value=value, length=length)
    if digits.startswith("1"):
        if length < MOBILE_DIGITS:
            raise PhoneTooShort(field=field, value=value, length=length)
        return digits
    is_landline = digits[0] == "0" and digits[1] != "0" and length >= 10
    is_service = digits.startswith(("400", "800")) and length == 10
    if not (is_landline or is_service):
        raise PhoneNotPossible(field=field, value=value)
    return digits


def _abroad(digits: str, value: str, field: str) -> str:
    if len(digits) < SHORTEST_PHONE:
        raise PhoneTooShort(field=field, value=value, length=len(digits))
    if len(digits) > LONGEST_ABROAD:
        raise PhoneTooLong(field=field, value=value, length=len(digits))
    return f"00{digits}"
