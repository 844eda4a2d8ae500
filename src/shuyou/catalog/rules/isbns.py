"""ISBNs: read, checked, completed, hyphenated, and made up where a book has none."""

import hashlib
import re
import unicodedata
from typing import Final

from stdnum import isbn as standard

from shuyou.catalog.errors import IsbnMistyped, IsbnNotReadable, IsbnRounded

_ROUNDED: Final = re.compile(r"[0-9](?:\.[0-9]+)?e\+?1[0-2]", re.IGNORECASE)
_READ: Final = re.compile(
    r"(?:isbn(?:-?1[03])?[:\s]*)?([0-9](?:[0-9 -]*[0-9])?[ -]?[0-9x])(?:\s*[(\[:：（].*)?", re.IGNORECASE
)
_ASIDE: Final = str.maketrans("‐‑‒–—―−", "-------")
_PLAIN: Final = re.compile(r"97[89][0-9]{10}", re.ASCII)
MADE_UP_PREFIX: Final = "9787"
MADE_UP_RANGE: Final = 10**8
IN_STORE_PREFIX: Final = "21"


def isbn13(value: str, *, field: str = "isbn13") -> str:
    """
    Return an ISBN as 13 digits.

    :raises IsbnRounded: a spreadsheet made a number of it.
    :raises IsbnNotReadable: it has neither 10 nor 13 digits, or does not begin with 978 or 979.
    :raises IsbnMistyped: its check digit does not fit.
    """
    digits = value if _PLAIN.fullmatch(value) else _digits(value, field)
    if len(digits) == 10:
        if _weigh10(digits) % 11:
            raise IsbnMistyped(field=field, value=value)
        return _completed(f"978{digits[:9]}")
    if _completed(digits[:12]) != digits:
        raise IsbnMistyped(field=field, value=value)
    return digits


def isbn10(value: str, *, field: str = "isbn10") -> str:
    """
    Return an ISBN-10 as it is kept, with a capital X; other ISBNs are refused.

    :raises IsbnNotReadable: it does not have 10 digits.
    :raises IsbnMistyped: its check digit does not fit.
    """
    long = isbn13(value, field=field)
    if not long.startswith("978"):
        raise IsbnNotReadable(field=field, value=value)
    return str(standard.to_isbn10(long))


def hyphenated(digits: str) -> str:
    """Return an ISBN with hyphens where its agency's ranges put them; as it is, if no range is known."""
    return str(standard.format(digits))


def made_up_isbn(key: str, attempt: int = 0) -> str:
    """Return an ISBN-13 with a right check digit for a book without one: the same for the same key and attempt."""
    seed = hashlib.sha256(f"{key}#{attempt}".encode()).digest()
    return _completed(f"{MADE_UP_PREFIX}{int.from_bytes(seed[:8]) % MADE_UP_RANGE:08d}")


def made_up_code(key: str, attempt: int = 0) -> str:
    """Return an EAN of the range that shops give out themselves, for goods that come without a number."""
    seed = hashlib.sha256(f"{key}#{attempt}".encode()).digest()
    return _completed(f"{IN_STORE_PREFIX}{int.from_bytes(seed[:8]) % 10**10:010d}")


def _digits(value: str, field: str) -> str:
    text = unicodedata.normalize("NFKC", value).strip().translate(_ASIDE)
    if _ROUNDED.fullmatch(text):
        raise IsbnRounded(field=field, value=value)
    read = _READ.fullmatch(text)
    digits = re.sub(r"[ -]", "", read[1]).upper() if read else ""
    if not (_PLAIN.fullmatch(digits) or (len(digits) == 10 and digits[:9].isdigit())):
        raise IsbnNotReadable(field=field, value=value)
    return digits


def _completed(body: str) -> str:
    """Return twelve digits followed by their check digit."""
    total = sum(map(int, body[::2])) + 3 * sum(map(int, body[1::2]))
    return f"{body}{-total % 10}"


def _weigh10(digits: str) -> int:
    return sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
