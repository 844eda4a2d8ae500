"""How unevenly money comes from readers: tenths, the share of the best, and one figure for the whole."""

from dataclasses import dataclass

import numpy as np

from shuyou.insight.rules.scales import Floats


@dataclass(frozen=True, slots=True)
class Tenth:
    """A tenth of the readers by what they spend: how many, from how much on, how much of the whole, and up to here."""

    number: int
    people: int
    least: float
    money: float
    share: float
    up_to: float


def tenths(money: Floats) -> tuple[Tenth, ...]:
    """Part readers into ten by what they spend, the best first; with fewer than ten some are empty and left out."""
    ordered = np.sort(money)[::-1]
    whole = float(ordered.sum())
    found, before = [], 0.0
    for number, part in enumerate(np.array_split(ordered, 10), start=1):
        if len(part):
            total = float(part.sum())
            before += total
            share = total / whole if whole else 0.0
            up_to = before / whole if whole else 0.0
            found.append(Tenth(number, len(part), float(part[-1]), total, share, up_to))
    return tuple(found)


def gini(money: Floats) -> float:
    """Return the Gini coefficient: 0 if all spend the same, near 1 if one spends everything."""
    count, whole = len(money), float(money.sum())
    if count == 0 or whole <= 0:
        return 0.0
    ranks = np.arange(1, count + 1)
    return float((2 * (ranks @ np.sort(money)) / (count * whole)) - (count + 1) / count)


def share_of_best(money: Floats, part: float) -> float:
    """Return how much of the whole comes from the best part of the readers, such as the fifth for 80/20."""
    count, whole = len(money), float(money.sum())
    best = np.sort(money)[::-1][: max(1, round(count * part))] if count else money
    return float(best.sum()) / whole if whole > 0 else 0.0
