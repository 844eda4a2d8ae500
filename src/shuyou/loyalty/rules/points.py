"""Arithmetic of points: what money earns, what they are worth, and what pays for what."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from shuyou.kernel.money import cents

MOST_DIGITS: Final = 8
"""Digits of the largest number of points that anybody types."""


def points_for(amount: Decimal, points_per_yuan: Decimal) -> int:
    """Return the whole points that an amount of money earns; fractions are dropped."""
    return int((amount * points_per_yuan).to_integral_value(rounding=ROUND_DOWN))


def signed_points(typed: str) -> int | None:
    """Return the points that somebody typed, negative with a minus of any kind; None if it is no such number."""
    bare = unicodedata.normalize("NFKC", typed).replace(",", "").replace(" ", "").replace("−", "-").replace("–", "-")
    digits = bare.removeprefix("-") if bare.startswith("-") else bare.removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS and int(digits)):
        return None
    return -int(digits) if bare.startswith("-") else int(digits)


def money_for(points: int, point_value: Decimal) -> Decimal:
    """Return what points are worth as a tender, to the cent."""
    return cents(points * point_value)


@dataclass(frozen=True, slots=True)
class Debt:
    """Points that a source has spent from a lot which now goes back to somebody else."""

    lot: int
    source: str
    points: int


@dataclass(frozen=True, slots=True)
class Fund:
    """What is left of a lot that can pay."""

    lot: int
    points: int


@dataclass(frozen=True, slots=True)
class Move:
    """One line: points into a lot (positive) or out of it, for what a source has spent."""

    lot: int
    source: str
    points: int
    is_payment: bool
    """Whether it is on the side that pays."""


def cover(debts: Sequence[Debt], funds: Sequence[Fund]) -> list[Move]:
    """
    Fill each debt's lot up again, paid from the funds in their order; what they cannot pay is taken out again.

    The moves add up to nothing, and so do those of each source.
    """
    left = [[fund.lot, fund.points] for fund in funds]
    paid: dict[tuple[int, str], int] = {}
    moves = []
    for debt in debts:
        owed = debt.points
        while owed and left:
            part = min(owed, left[0][1])
            paid[left[0][0], debt.source] = paid.get((left[0][0], debt.source), 0) + part
            owed -= part
            left[0][1] -= part
            if not left[0][1]:
                del left[0]
        moves.append(Move(debt.lot, debt.source, debt.points, is_payment=False))
        if owed:
            moves.append(Move(debt.lot, debt.source, -owed, is_payment=False))
    return moves + [Move(lot, source, -points, is_payment=True) for (lot, source), points in paid.items()]
