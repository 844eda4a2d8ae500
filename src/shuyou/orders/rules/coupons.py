"""Codes of coupons: short enough to be read out on the telephone, with a last character that catches slips."""

import unicodedata
from collections.abc import Iterable
from typing import Final

LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 characters that nobody takes for one another; a prime number, so the check finds every swap."""
LENGTH: Final = 9
"""Characters that are drawn by lot: 26 million million codes."""


def coupon_code(typed: str) -> str:
    """Return a code as it is kept: without the spaces and dashes that people read it with."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return "".join(letter for letter in folded if letter.isalnum() and letter.isascii())[:20]


def new_code(draws: Iterable[int]) -> str:
    """Return the code of so many numbers drawn by lot, with its check character."""
    letters = [LETTERS[draw % len(LETTERS)] for draw in draws]
    return "".join(letters) + _check(letters)


def is_coupon_code(code: str) -> bool:
    """Tell whether a code can be one of ours."""
    letters = list(code)
    return len(code) == LENGTH + 1 and set(letters) <= set(LETTERS) and _check(letters[:-1]) == letters[-1]


def _check(letters: Iterable[str]) -> str:
    total = sum(place * LETTERS.index(letter) for place, letter in enumerate(letters, 1))
    return LETTERS[total % len(LETTERS)]
