"""How much sooner a caller's turn comes: seconds for what they are to the club, each with its reason."""

from dataclasses import dataclass
from typing import Final

from shuyou.callcenter.rules.routing import Reason

SENIOR_YEARS: Final = 2.0
PER_TIER: Final = 20.0
SENIOR, TRIED = 30.0, 20.0
MOST: Final = 120.0
"""No caller goes before others by more than this: so long at most somebody without any bonus is passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What is known of somebody who calls: the style of their tier from 1 to 4, years of membership."""

    style: int = 0
    years: float = 0
    has_tried: bool = False

    @property
    def is_senior(self) -> bool:
        """Whether they are a member of long standing."""
        return self.years >= SENIOR_YEARS


def bonus_of(caller: Caller) -> tuple[float, tuple[Reason, ...]]:
    """Return the seconds by which a caller counts as having come earlier, and why."""
    parts = (
        ("tier", PER_TIER * max(caller.style - 1, 0), str(caller.style)),
        ("senior", SENIOR * caller.is_senior, f"{caller.years:.0f}"),
        ("tried", TRIED * caller.has_tried, ""),
    )
    given = [(code, seconds, value) for code, seconds, value in parts if seconds]
    return min(sum(seconds for _, seconds, _ in given), MOST), tuple(Reason(code, value) for code, _, value in given)
