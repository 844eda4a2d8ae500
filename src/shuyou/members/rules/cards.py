"""Numbers printed on cards."""

import unicodedata
from typing import Final

from shuyou.kernel.numbers import is_sound
from shuyou.members.errors import CardNumberNotPossible, CardNumberWrong

CARD_PREFIX: Final = "6688"
SERIAL_WIDTH: Final = 7
CARD_LENGTH: Final = len(CARD_PREFIX) + SERIAL_WIDTH + 1
SHORTEST_CARD: Final = 4
LONGEST_CARD: Final = 20


def is_own(digits: str) -> bool:
    """Tell whether a number has the shape of the club's own cards, and so a check digit."""
    return len(digits) == CARD_LENGTH and digits.startswith(CARD_PREFIX)


def serial_of(digits: str) -> int:
    """Return the serial inside a number of the club's own cards."""
    return int(digits[len(CARD_PREFIX) : -1])


def card_number(value: str, *, field: str = "card") -> str:
    """
    Return a card number as digits.

    Numbers of the club's own shape are checked, those of older systems are taken as given.

    :raises CardNumberNotPossible: it is not 4 to 20 digits.
    :raises CardNumberWrong: its check digit does not fit.
    """
    digits = unicodedata.normalize("NFKC", value).replace(" ", "").replace("-", "").strip()
    is_number = digits.isascii() and digits.isdigit() and SHORTEST_CARD <= len(digits) <= LONGEST_CARD
    if not is_number:
        raise CardNumberNotPossible(field=field, value=value)
    if is_own(digits) and not is_sound(digits):
        raise CardNumberWrong(field=field, value=value)
    return digits
