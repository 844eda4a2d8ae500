"""What counts as fair: how far agents who can do the same may be apart in how much of their time they are busy."""

from collections.abc import Sequence
from statistics import pstdev
from typing import Final

UNFAIR: Final = 0.03
"""
What the occupancies of agents may deviate by (in root mean square).

Talks last by chance, so that of some agents who take turns perfectly, each busy for two fifths of the day, the shares
deviate by 0.02 alone, and the busiest of 186 has some 0.1 more than the idlest.
"""
APART: Final = 0.05
"""What the busiest of a few who take thousands of calls each may have more than the idlest, where chance evens out."""


def deviation(shares: Sequence[float]) -> float:
    """Return by how much shares deviate from their mean."""
    return pstdev(shares)


def are_fair(shares: Sequence[float]) -> bool:
    """Tell whether a few agents with thousands of calls each are equally busy, by both bounds."""
    return max(shares) - min(shares) <= APART and deviation(shares) <= UNFAIR
