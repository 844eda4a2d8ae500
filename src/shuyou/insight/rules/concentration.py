"""How unevenly money comes from readers: the share of the best, and one figure for the whole."""

import numpy as np

from shuyou.insight.rules.scales import Floats


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
