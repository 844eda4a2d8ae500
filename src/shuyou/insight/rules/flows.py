"""How readers move between tiers from one period to the next, and why: each who moved has exactly one cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from shuyou.insight.rules.scales import BEST, Factor, Floats, Ints, Measures, ValueModel

UNRANKED: Final = 5
"""The tier below the pyramid: who has not bought for so long that nobody ranks them."""
NOT_YET: Final = 0
"""Who was not a member, or had bought nothing, in the period before."""


class Cause(StrEnum):
    """Why somebody moved."""

    JOINED = "joined"
    COMPLAINT = "complaint"
    GREW_UP = "grew_up"
    PRICE = "price"
    GAP = "gap"
    LESS_OFTEN = "less_often"
    LESS_SPENT = "less_spent"
    OTHER_GOODS = "other_goods"
    OTHER_USER = "other_user"
    CAME_BACK = "came_back"
    MORE_OFTEN = "more_often"
    MORE_SPENT = "more_spent"
    DEARER_GOODS = "dearer_goods"
    FOR_CHILD = "for_child"
    OTHERS_MOVED = "others_moved"


CAUSES: Final = tuple(Cause)
_DOWN: Final[Mapping[Factor, Cause]] = {
    Factor.RECENCY: Cause.GAP, Factor.FREQUENCY: Cause.LESS_OFTEN, Factor.MONEY: Cause.LESS_SPENT,
    Factor.TYPE: Cause.OTHER_GOODS, Factor.USER: Cause.OTHER_USER,
}  # fmt: skip
_UP: Final[Mapping[Factor, Cause]] = {
    Factor.RECENCY: Cause.CAME_BACK, Factor.FREQUENCY: Cause.MORE_OFTEN, Factor.MONEY: Cause.MORE_SPENT,
    Factor.TYPE: Cause.DEARER_GOODS, Factor.USER: Cause.FOR_CHILD,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Between:
    """What happened to each between two periods, beside what was measured: one array of flags each."""

    complained: NDArray[np.bool_]
    grew_up: NDArray[np.bool_]
    dearer: NDArray[np.bool_]
    """The prices they pay rose clearly against the list, or what lowered them ended."""


def causes(model: ValueModel, was: Ints, now: Ints, measures: tuple[Measures, Measures], between: Between) -> Ints:
    """
    Return why each moved, as a number in `CAUSES`, and -1 for who stayed.

    What is known to have happened speaks first, and only of those who fell; then the factor that moved the score most
    in the direction of the move; where none did, others moved past them.
    """
    before, after = measures
    changes = np.stack([
        model.weights[factor]
        * (model.scales[factor].points_of(after.of(factor)) - model.scales[factor].points_of(before.of(factor)))
        for factor in Factor
    ]) / BEST  # fmt: skip
    fell, rose = (now > was) & (was != NOT_YET), (now < was) & (was != NOT_YET)
    down, up = _strongest(-changes, _DOWN), _strongest(changes, _UP)
    found = np.full(len(was), -1, dtype=np.int64)
    found = np.where(rose, up, found)
    found = np.where(fell, down, found)
    # Out of the pyramid one falls by not buying, unless something is known that says why.
    found = np.where(fell & (now == UNRANKED), CAUSES.index(Cause.GAP), found)
    found = np.where(rose & (was == UNRANKED), CAUSES.index(Cause.CAME_BACK), found)
    for flag, cause in (
        (between.dearer, Cause.PRICE), (between.grew_up, Cause.GREW_UP), (between.complained, Cause.COMPLAINT)
    ):  # fmt: skip
        found = np.where(fell & flag, CAUSES.index(cause), found)
    return np.where((was == NOT_YET) & (now != NOT_YET), CAUSES.index(Cause.JOINED), found)


def _strongest(changes: Floats, named: Mapping[Factor, Cause]) -> Ints:
    codes = np.asarray([CAUSES.index(named[factor]) for factor in Factor])
    best = np.argmax(changes, axis=0)
    moved = changes[best, np.arange(changes.shape[1])] > 0
    found: Ints = np.where(moved, codes[best], CAUSES.index(Cause.OTHERS_MOVED))
    return found


@dataclass(frozen=True, slots=True)
class Flow:
    """So many went from one tier to another for one cause, with what they spend in a year, in fen."""

    was: int
    now: int
    cause: str
    people: int
    money: int


def flows(was: Ints, now: Ints, cause: Ints, money: Ints) -> Sequence[Flow]:
    """Count who moved from where to where and why, and who stayed, whose cause is empty."""
    keys = (was * (UNRANKED + 1) + now) * (len(CAUSES) + 1) + cause + 1
    found, place, people = np.unique(keys, return_inverse=True, return_counts=True)
    sums = np.bincount(place, weights=money.astype(np.float64), minlength=len(found))
    rows = []
    for key, count, total in zip(found, people, sums, strict=True):
        pair, code = divmod(int(key), len(CAUSES) + 1)
        from_tier, to_tier = divmod(pair, UNRANKED + 1)
        rows.append(Flow(from_tier, to_tier, CAUSES[code - 1] if code else "", int(count), round(float(total))))
    return rows
