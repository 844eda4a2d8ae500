"""How far a partner's base and ours look alike, from counts by age, place and taste. Pure functions."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

DIMENSIONS: Final = ("age", "city", "taste")
BANDS: Final = ((0, 17), (18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 120))
FEWEST: Final = 10
"""Readers of ours below whom a group is not told of."""
MOST: Final = 500
"""Lines of a table."""
LEAST_DIGESTS: Final = 100
"""With fewer, somebody could ask after single people."""
_CELLS: Final = 3
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_DIGITS: Final = 9

type Counts = Mapping[str, Mapping[str, int]]
"""How many there are, by dimension and group."""


@dataclass(frozen=True, slots=True)
class FitLine:
    """A group of a dimension: its share of the partner's base, and of ours (None: too few to be told of)."""

    group: str
    theirs: float
    ours: float | None


@dataclass(frozen=True, slots=True)
class Fit:
    """A dimension: how much of the two bases lies on the same groups, from 0 to 1, and the groups."""

    dimension: str
    overlap: float
    lines: tuple[FitLine, ...]

    @property
    def verdict(self) -> str:
        """Return `good`, `partly` or `little`."""
        return "good" if self.overlap >= 0.7 else "partly" if self.overlap >= 0.4 else "little"


def band_of(age: int) -> str:
    """Return the band of an age, such as `25-34`."""
    return next((f"{low}-{high}" for low, high in BANDS if low <= age <= high), "")


def counts_in(text: str) -> tuple[dict[str, dict[str, int]], list[int]]:
    """Return the counts in lines such as `age,25-34,1200`, and the numbers of lines that say nothing."""
    found: dict[str, dict[str, int]] = {}
    wrong = []
    for number, cells in enumerate(csv.reader(text.splitlines()[: MOST + 1]), 1):
        said = [cell.strip() for cell in cells]
        if not any(said):
            continue
        if not _is_count(said) or number > MOST:
            wrong.append(number)
            continue
        dimension, group = said[0].lower(), said[1][:30]
        of = found.setdefault(dimension, {})
        of[group] = of.get(group, 0) + int(said[2])
    return found, wrong


def digests_in(text: str) -> tuple[frozenset[str], list[int]]:
    """Return the digests that stand one a line (SHA-256 in hexadecimal), and the numbers of lines that are none."""
    found, wrong = set(), []
    for number, line in enumerate(text.splitlines(), 1):
        said = line.strip().lower()
        if _DIGEST.fullmatch(said):
            found.add(said)
        elif said:
            wrong.append(number)
    return frozenset(found), wrong


def fits(theirs: Counts, ours: Counts) -> list[Fit]:
    """Return how far two bases lie on the same groups, for each dimension that both tell of."""
    told = [one for one in DIMENSIONS if sum(theirs.get(one, {}).values()) and sum(ours.get(one, {}).values())]
    return [_fit(one, theirs[one], ours[one]) for one in told]


def _fit(dimension: str, theirs: Mapping[str, int], ours: Mapping[str, int]) -> Fit:
    all_theirs, all_ours = sum(theirs.values()), sum(ours.values())
    shares = {group: (theirs.get(group, 0) / all_theirs, ours.get(group, 0) / all_ours) for group in {*theirs, *ours}}
    overlap = sum(min(pair) for pair in shares.values())
    lines = [
        FitLine(group, their, our if ours.get(group, 0) >= FEWEST or not ours.get(group, 0) else None)
        for group, (their, our) in shares.items()
        if their or ours.get(group, 0) >= FEWEST
    ]
    return Fit(dimension, overlap, tuple(_in_order(dimension, lines)))


def _in_order(dimension: str, lines: Sequence[FitLine]) -> list[FitLine]:
    if dimension == "age":
        return sorted(lines, key=lambda line: (int(_lead(line.group) or 0), line.group))
    return sorted(lines, key=lambda line: (-line.theirs, line.group))[:20]


def _lead(group: str) -> str:
    lead = group.split("-", maxsplit=1)[0]
    return lead if lead.isascii() and lead.isdigit() and len(lead) <= _DIGITS else ""


def _is_count(said: Sequence[str]) -> bool:
    if len(said) != _CELLS or said[0].lower() not in DIMENSIONS or not said[1]:
        return False
    return said[2].isascii() and said[2].isdigit() and len(said[2]) <= _DIGITS
