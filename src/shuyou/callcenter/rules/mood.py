"""Whether a caller is upset, told by their last contacts with the club: points for each sign, each with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shuyou.callcenter.rules.routing import Reason, Soothing

LOW: Final = 2
"""A score from 1 to 5 that is no higher tells of somebody who was not satisfied."""
MOST_IN_VAIN: Final = 3
"""So many calls in vain count at most."""
BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "complaint": (0, 20), "low_score": (0, 20), "in_vain": (0, 20), "was_upset": (0, 20), "from_points": (1, 60),
    "days": (1, 365), "level": (1, 5), "waits": (0, 120),
}  # fmt: skip
"""The least and the most that each of the terms may be: in the form, in the service and in the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """An earlier call: whether somebody answered it, the score after it, and what its agent wrote down."""

    is_answered: bool = False
    is_in_vain: bool = False
    score: int | None = None
    is_wrapped: bool = False
    was_upset: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoodTerms:
    """What each sign weighs, from how many points on somebody is upset, and what follows."""

    complaint: int = 3
    low_score: int = 2
    in_vain: int = 1
    was_upset: int = 3
    from_points: int = 3
    skill: str = ""
    level: int = 3
    waits: float = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """How a caller is taken to feel, and why."""

    points: int = 0
    is_upset: bool = False
    why: tuple[Reason, ...] = ()
    soothing: Soothing | None = None


def mood_of(contacts: Sequence[Contact], complaints: int, terms: MoodTerms) -> Mood:
    """
    Return the mood of a caller with so many complaints that nobody has answered; contacts are the latest first.

    Only the last score and the last note count, and calls in vain since somebody last answered: a good call mends much.
    """
    score = next((one.score for one in contacts if one.score is not None), None)
    noted = next((one.was_upset for one in contacts if one.is_wrapped), False)
    vain = min(_in_vain(contacts), MOST_IN_VAIN)
    is_low = score is not None and score <= LOW
    signs = (
        ("complaint_open", terms.complaint * bool(complaints), str(complaints)),
        ("low_score", terms.low_score * is_low, str(score)),
        ("in_vain", terms.in_vain * vain, str(vain)),
        ("was_upset", terms.was_upset * noted, ""),
    )
    points = sum(weight for _code, weight, _value in signs)
    if points < terms.from_points:
        return Mood(points=points)
    why = tuple(Reason(code, value) for code, weight, value in signs if weight)
    soothing = Soothing(terms.skill, terms.level, terms.waits) if terms.skill else None
    return Mood(points=points, is_upset=True, why=why, soothing=soothing)


def _in_vain(contacts: Sequence[Contact]) -> int:
    count = 0
    for one in contacts:
        if one.is_answered:
            break
        count += one.is_in_vain
    return count
