"""
Conjoint analysis: cards that differ in several attributes are chosen between, and what each level weighs comes out.

Choices are read as a multinomial logit; levels of an attribute add up to none, so that they can be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy  # its parts are loaded when they are first used

from shuyou.insight.rules.scales import Floats, Ints

CARDS: Final = 3
TASKS: Final = 8
TRIES: Final = 60
SWAPS: Final = 2_000
PULL: Final = 0.5
"""How strongly parts are drawn to none, as so much of one answer a level: few answers claim little."""

type Attributes = Sequence[tuple[str, Sequence[str]]]
type Card = tuple[int, ...]
type Task = tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Worth:
    """What the levels of one attribute weigh, with the spread of each, and the attribute's part of the whole range."""

    attribute: str
    levels: tuple[tuple[str, float, float], ...]
    importance: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """What came of a segment's answers: parts, how many answered, and how many choices the parts foretell rightly."""

    people: int
    worths: tuple[Worth, ...]
    hits: float


def designed(attributes: Attributes, *, seed: int, tasks: int = TASKS, cards: int = CARDS) -> tuple[Task, ...]:
    """
    Return cards to choose between: every level about equally often, no two alike in a task, well told apart.

    Of some designs drawn by chance the one is taken under which parts are known best.
    """
    chance = np.random.default_rng(seed)
    best: tuple[float, tuple[Task, ...]] | None = None
    for _try in range(TRIES):
        columns = [_column(chance, len(levels), tasks * cards) for _name, levels in attributes]
        drawn = _parted(chance, np.stack(columns, axis=1), cards)
        if drawn is None:
            continue
        design = tuple(tuple(tuple(int(level) for level in card) for card in task) for task in drawn)
        information = _information(attributes, design)
        if best is None or information > best[0]:
            best = (information, design)
    return best[1] if best else ()


def _column(chance: np.random.Generator, levels: int, count: int) -> Ints:
    repeated = np.tile(np.arange(levels), count // levels + 1)[:count]
    found: Ints = chance.permutation(repeated)
    return found


def _parted(chance: np.random.Generator, cards: Ints, each: int) -> Ints | None:
    """Swap levels between tasks until no two cards of a task are alike, so that every level stays as frequent."""
    for _swap in range(SWAPS):
        tasks = cards.reshape(-1, each, cards.shape[1])
        twice = [
            (task * each + later)
            for task, rows in enumerate(tasks)
            for later in range(1, each)
            if any((rows[later] == rows[earlier]).all() for earlier in range(later))
        ]
        if not twice:
            return tasks
        one, other, at = twice[0], int(chance.integers(len(cards))), int(chance.integers(cards.shape[1]))
        cards[[one, other], at] = cards[[other, one], at]
    return None


def coded(attributes: Attributes, card: Card) -> Floats:
    """Return a card as numbers: a column a level but the last of each attribute, which is what the others leave."""
    found: list[float] = []
    for (_name, levels), level in zip(attributes, card, strict=True):
        last = level == len(levels) - 1
        found += [-1.0 if last else float(level == at) for at in range(len(levels) - 1)]
    return np.asarray(found)


def _matrix(attributes: Attributes, tasks: Sequence[Task]) -> Floats:
    return np.stack([np.stack([coded(attributes, card) for card in task]) for task in tasks])


def _information(attributes: Attributes, tasks: Sequence[Task]) -> float:
    cards = _matrix(attributes, tasks)
    apart = (cards - cards.mean(axis=1, keepdims=True)).reshape(-1, cards.shape[2])
    sign, size = np.linalg.slogdet(apart.T @ apart + 1e-9 * np.eye(cards.shape[2]))
    return float(size) if sign > 0 else -np.inf


def estimated(attributes: Attributes, tasks: Sequence[Task], answers: Sequence[Sequence[int]]) -> Estimate:
    """Return what levels weigh for those who gave some answers, the chosen card of each task."""
    cards = _matrix(attributes, tasks)
    chosen = np.asarray(answers, dtype=np.int64)
    counts = np.stack([(chosen == at).sum(axis=0) for at in range(cards.shape[1])], axis=1).astype(np.float64)

    def loss(parts: Floats) -> tuple[float, Floats]:
        utility = cards @ parts
        logs = utility - scipy.special.logsumexp(utility, axis=1, keepdims=True)
        gap = counts - counts.sum(axis=1, keepdims=True) * np.exp(logs)
        slope = np.einsum("tc,tck->k", gap, cards)
        return -float((counts * logs).sum()) + PULL * float(parts @ parts) / 2, -slope + PULL * parts

    best = scipy.optimize.minimize(loss, np.zeros(cards.shape[2]), jac=True, method="BFGS")
    utility = cards @ best.x
    hits = float(counts[np.arange(len(tasks)), utility.argmax(axis=1)].sum() / max(1.0, counts.sum()))
    return Estimate(len(answers), tuple(_worths(attributes, best.x, np.asarray(best.hess_inv))), hits)


def _worths(attributes: Attributes, parts: Floats, covariance: Floats) -> Sequence[Worth]:
    found, ranges, at = [], [], 0
    for _name, levels in attributes:
        width = len(levels) - 1
        own, spread = parts[at : at + width], covariance[at : at + width, at : at + width]
        whole = np.append(own, -own.sum())
        wide = np.sqrt(np.maximum(0, np.append(np.diag(spread), spread.sum())))
        ranges.append(float(whole.max() - whole.min()))
        found.append(tuple(
            (level, float(part), float(one)) for level, part, one in zip(levels, whole, wide, strict=True)
        ))  # fmt: skip
        at += width
    total = sum(ranges) or 1.0
    return [
        Worth(name, told, reach / total) for (name, _levels), told, reach in zip(attributes, found, ranges, strict=True)
    ]
