"""
Groups of readers by habit, found by clustering and named by what tells them from everybody.

The next night goes on from the centres of the night before, so that groups keep their numbers and names, and nobody
leaves a group for one that is hardly nearer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from shuyou.insight.rules.evaluation import Values
from shuyou.insight.rules.labels import BY_PREFERENCE
from shuyou.insight.rules.measured import TERM_MONTHS, USERS, Row, part_of
from shuyou.insight.rules.scales import Floats, Ints

HABITS: Final = (
    "lately", "often", "much", "dear", "term", "bargains", "old",
    *(f"likes_{one}" for one in BY_PREFERENCE), *(f"for_{one}" for one in USERS),
)  # fmt: skip
MOST: Final = 24
EACH: Final = 60
"""Readers for each group, so that a small club has few."""
SEEN: Final = 60_000
"""So many readers are enough to find centres by."""
ROUNDS: Final = 25
NEARER: Final = 0.9
"""Another group takes somebody over if its centre is nearer than this part of the distance to their own."""
TOLD: Final = 0.35
"""Spreads from everybody's mean from which on a habit is worth a word."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group: its number, what tells it from everybody, where it lies and how many are in it."""

    number: int
    traits: tuple[str, ...]
    centre: tuple[float, ...]
    people: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The groups, and the number of each reader's; 0: they bought nothing."""

    groups: tuple[Group, ...]
    of: Ints


def habits_of(values: Values, rows: Row) -> Floats:
    """Return the habits of each reader, a column each, in spreads from the mean of who buys."""
    net = rows["net"]
    columns = [
        -np.log1p(np.minimum(values.measures.recency, 400)), np.log1p(rows["orders"]), np.log1p(net / 100),
        part_of(rows["dear"], net), part_of(rows["term_orders"], rows["orders_all"]) - len(TERM_MONTHS) / 12,
        part_of(rows["lowered"], net), np.log1p(np.maximum(0, rows["days_all"])),
        *(part_of(rows[f"group_{one}"], net) for one in BY_PREFERENCE),
        *(part_of(rows[f"user_{one}"], net) for one in USERS),
    ]  # fmt: skip
    found = np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)
    buys = net > 0
    if not buys.any():
        return found
    mean, spread = found[buys].mean(axis=0), found[buys].std(axis=0)
    apart: Floats = np.divide(found - mean, spread, out=np.zeros_like(found), where=spread > 1e-9)
    return np.clip(apart, -4, 4)


def grouped(habits: Floats, buys: Ints, before: Mapping[int, Sequence[float]], *, was: Ints | None = None) -> Found:
    """Group who buys by habit, going on from earlier centres by number; `was` is the group of each before, 0: none."""
    chosen = np.flatnonzero(buys)
    count = len(chosen)
    if count < EACH:
        return Found((), np.zeros(len(habits), dtype=np.int64))
    known = {number: centre for number, centre in before.items() if len(centre) == habits.shape[1]}
    wanted = max(2, min(MOST, count // EACH))
    seen = habits[chosen[:: max(1, count // SEEN)]]
    numbers, centres = _begun(seen, known, wanted)
    centres = _moved(seen, centres)
    nearest, distance = _nearest(habits[chosen], centres)
    if was is not None:
        nearest = _kept(habits[chosen], centres, (nearest, distance), [numbers.index(one) if one in numbers else -1
                                                                       for one in was[chosen]])  # fmt: skip
    of = np.zeros(len(habits), dtype=np.int64)
    of[chosen] = np.asarray(numbers)[nearest]
    people = np.bincount(nearest, minlength=len(numbers))
    names = _named(centres)
    groups = tuple(
        Group(number, names[at], tuple(round(float(one), 4) for one in centres[at]), int(people[at]),
              number not in known)
        for at, number in enumerate(numbers)
    )  # fmt: skip
    return Found(groups, of)


def _begun(seen: Floats, known: Mapping[int, Sequence[float]], wanted: int) -> tuple[list[int], Floats]:
    """Begin with the centres that are known; each new one is who lies farthest from all, drawn without chance."""
    numbers = sorted(known)
    centres = [np.asarray(known[number], dtype=np.float64) for number in numbers]
    if not centres:
        centres, numbers = [seen.mean(axis=0)], [1]
    free = max(numbers) + 1
    least = np.min(np.stack([((seen - centre) ** 2).sum(axis=1) for centre in centres]), axis=0)
    while len(centres) < wanted:
        # Not the very farthest, who may be alone out there: the middle of the farthest hundredth.
        far = np.argsort(-least, kind="stable")[: max(5, len(seen) // 100)]
        centre = np.median(seen[far], axis=0)
        centres.append(centre)
        numbers.append(free)
        free += 1
        least = np.minimum(least, ((seen - centre) ** 2).sum(axis=1))
    return numbers, np.stack(centres)


def _nearest(habits: Floats, centres: Floats) -> tuple[Ints, Floats]:
    """Return the nearest centre of each reader and how far it is, a hundred thousand at a time."""
    nearest = np.empty(len(habits), dtype=np.int64)
    distance = np.empty(len(habits))
    lengths = (centres**2).sum(axis=1)
    for start in range(0, len(habits), 100_000):
        part = habits[start : start + 100_000]
        squares = (part**2).sum(axis=1)[:, None] + lengths - 2 * part @ centres.T
        nearest[start : start + len(part)] = squares.argmin(axis=1)
        distance[start : start + len(part)] = np.maximum(0, squares.min(axis=1))
    return nearest, np.sqrt(distance)


def _moved(seen: Floats, centres: Floats) -> Floats:
    """Move centres to the mean of who is nearest, until nothing moves; one that nobody is near stays."""
    for _round in range(ROUNDS):
        nearest, _distance = _nearest(seen, centres)
        people = np.bincount(nearest, minlength=len(centres))
        sums = np.stack(
            [np.bincount(nearest, weights=seen[:, at], minlength=len(centres)) for at in range(seen.shape[1])], axis=1
        )
        moved = np.where(people[:, None] > 0, sums / np.maximum(people, 1)[:, None], centres)
        if np.abs(moved - centres).max() < 1e-4:
            return moved
        centres = moved
    return centres


def _kept(habits: Floats, centres: Floats, found: tuple[Ints, Floats], was: Sequence[int]) -> Ints:
    """Leave who was in a group there unless another is clearly nearer."""
    nearest, distance = found
    place = np.asarray(was, dtype=np.int64)
    own = np.sqrt(((habits - centres[np.maximum(place, 0)]) ** 2).sum(axis=1))
    return np.where((place >= 0) & (distance > own * NEARER), place, nearest)


def _named(centres: Floats) -> list[tuple[str, ...]]:
    """Return what tells each group from everybody, as many words as it takes for no two to be called alike."""
    found: list[tuple[str, ...]] = []
    for centre in centres:
        order = np.argsort(-np.abs(centre), kind="stable")
        codes = [f"{'+' if centre[at] > 0 else '-'}{HABITS[at]}" for at in order if abs(centre[at]) >= TOLD]
        most = max(3, len(codes))
        name = next((tuple(codes[:k]) for k in range(3, most + 1) if tuple(codes[:k]) not in found), tuple(codes[:3]))
        found.append(name or ("average",))
    return found
