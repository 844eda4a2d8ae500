"""What came against what was ordered: over, short, damaged, unordered (少书单)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Discrepancy(StrEnum):
    """How a line of a delivery differs from its order."""

    SHORT = "short"
    OVER = "over"
    DAMAGED = "damaged"
    UNORDERED = "unordered"


@dataclass(frozen=True, slots=True)
class Came:
    """Copies of an item that were expected, that came good, that came damaged; whether it was ordered at all."""

    expected: int
    copies: int
    damaged: int
    is_ordered: bool


def discrepancies(came: Came) -> Iterable[Discrepancy]:
    """Find how a line differs; damaged copies came, so they are not missing."""
    if not came.is_ordered:
        yield Discrepancy.UNORDERED
    elif came.copies + came.damaged < came.expected:
        yield Discrepancy.SHORT
    elif came.copies + came.damaged > came.expected:
        yield Discrepancy.OVER
    if came.damaged:
        yield Discrepancy.DAMAGED
