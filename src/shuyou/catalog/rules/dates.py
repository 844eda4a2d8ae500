"""Dates of publication, as exact as they are known."""

import re
import unicodedata
from datetime import date
from typing import Final

from shuyou.catalog.errors import PublishedNotReadable

_PARTED: Final = re.compile(
    r"([0-9]{4})(?:[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?)?)?[年月]?(?:[t ].*)?", re.ASCII
)
_SOLID: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?", re.ASCII)
_ANCIENT: Final = re.compile(r"-?[0-9]{1,4}", re.ASCII)
EARLIEST, LATEST = -3000, 2100


def published(value: str) -> str:
    """
    Return a date of publication as YYYY, YYYY-MM or YYYY-MM-DD; a year alone may be ancient, as for Homer.

    :raises PublishedNotReadable: it is none.
    """
    text = unicodedata.normalize("NFKC", value).strip().lower().removesuffix(".0")
    if _ANCIENT.fullmatch(text) and EARLIEST <= int(text) <= LATEST and int(text) != 0:
        return f"{int(text):04d}"
    found = _SOLID.fullmatch(text) or _PARTED.fullmatch(text)
    if not found:
        raise PublishedNotReadable(value=value)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        date(year, month or 1, day or 1)
    except ValueError as error:
        raise PublishedNotReadable(value=value) from error
    if year > LATEST:
        raise PublishedNotReadable(value=value)
    return "-".join([f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part)])
