"""Personal data as those may see it who need not see it all."""

from datetime import date
from typing import Final

BAND: Final = 5


def mask_phone(digits: str) -> str:
    """Return a number with its middle hidden: 138 **** 2046."""
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]} **** {digits[-4:]}"
    if len(digits) > 7:
        return f"{digits[:-4][:4]} **** {digits[-4:]}"
    return f"**** {digits[-2:]}"


def mask_email(address: str) -> str:
    """Return an address with most of its name hidden: l***@example.com."""
    name, _, host = address.partition("@")
    return f"{name[: len(name) > 1]}***@{host}"


def mask_card(number: str) -> str:
    """Return a card number as receipts print it: **** 9888."""
    return f"**** {number.replace(' ', '')[-4:]}" if number else ""


def mask_street(street: str) -> str:
    """Return a street address with at most its first third left to see, and no number."""
    start = street[: min(4, len(street) // 3)]
    return f"{''.join(mark for mark in start if not mark.isdigit())}****"


def mask_birth(day: date | None) -> str:
    """Return a birth date with its year alone left to see: 1980-**-**."""
    return f"{day.year}-**-**" if day else ""


def age_band(*, age: int | None) -> str:
    """Return the five years that an age lies in: beside a birthday, the age itself would tell the birth date."""
    if age is None:
        return ""
    start = age // BAND * BAND
    return f"{start}\N{EN DASH}{start + BAND - 1}"


def masked(*, field: str, value: str) -> str:
    """Return the value of a field of a person as those see it who have not asked to see it all."""
    if not value:
        return ""
    match field:
        case "phone":
            return mask_phone(value)
        case "email":
            return mask_email(value)
        case "street":
            return mask_street(value)
        case "birth_date":
            return mask_birth(date.fromisoformat(value))
    return value


def spaced(number: str) -> str:
    """Return a card number in groups of four, as it is printed."""
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4))
