"""Four kinds of need behind a purchase, with evidence; they change with the purchases, and many hold several."""

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Purchase:
    """What is known of one line beside its buyer's habits."""

    is_for_school: bool = False
    is_dear: bool = False
    was_waited_for: bool = False
    """It came from a wish, an order ahead, or a limited edition."""
    price_over_usual: float = 1.0
    same_before: int = 0
    """Titles of the same class, author or series that they bought before."""
    is_lowered: bool = False
    is_single: bool = False
    """Nothing else was in the basket."""


@dataclass(frozen=True, slots=True)
class Told:
    """The need behind a purchase, and the evidence: a code for which there are words."""

    need: Need
    why: str


def need_of(one: Purchase) -> Told:
    """Say which need stands behind a purchase: the first evidence that speaks; without any it was a whim."""
    if one.is_for_school:
        return Told(Need.NEED, "for_school")
    if one.is_dear or one.was_waited_for:
        return Told(Need.DESIRE, "waited_for" if one.was_waited_for else "dear")
    if one.same_before >= 2:
        return Told(Need.PREFERENCE, "same_again")
    if one.price_over_usual >= DEAR_TIMES and not one.is_lowered:
        return Told(Need.DESIRE, "above_usual")
    return Told(Need.IMPULSE, "lowered" if one.is_lowered else "nothing_like_it")


def shares(told: Sequence[Told]) -> dict[Need, float]:
    """Return how much of what somebody bought stands behind each need; nothing bought: no need is known."""
    count = len(told)
    return {need: sum(one.need is need for one in told) / count for need in NEEDS} if count else {}
