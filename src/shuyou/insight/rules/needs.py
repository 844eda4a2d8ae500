"""Four kinds of need behind a purchase; they change with the purchases, and many readers hold several."""

from enum import StrEnum
from typing import Final


class Need(StrEnum):
    """Why something was bought."""

    NEED = "need"
    DESIRE = "desire"
    PREFERENCE = "preference"
    IMPULSE = "impulse"


NEEDS: Final = tuple(Need)
DEAR_TIMES: Final = 2.0
"""Times the usual price of somebody from which on a title was wished for, not picked up."""
