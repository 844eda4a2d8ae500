"""Where a reader's clock stands, as far as their number tells."""

from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import timezone

_UNKNOWN: Final = "Etc/Unknown"


@lru_cache(maxsize=10_000)
def zone_of(digits: str) -> ZoneInfo | None:
    """Return the time zone of a number abroad, written from 00; None at home, or where nobody can tell."""
    if not digits.startswith("00"):
        return None
    try:
        number = phonenumbers.parse(f"+{digits[2:]}")
    except phonenumbers.NumberParseException:
        return None
    name = next(iter(timezone.time_zones_for_geographical_number(number)), _UNKNOWN)
    return None if name == _UNKNOWN else ZoneInfo(name)
