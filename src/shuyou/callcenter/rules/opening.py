"""When somebody answers: hours of a day, days of a week."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Final

MIDNIGHT: Final = time(23, 59)
"""Who closes then, the last that a clock can show, closes at midnight."""


def is_open(local: datetime, opens: time, closes: time, days: Sequence[int]) -> bool:
    """Tell whether a moment by the club's clock lies within hours; days are 1 for Monday to 7."""
    return local.isoweekday() in days and opens <= local.time() and (local.time() < closes or closes >= MIDNIGHT)
