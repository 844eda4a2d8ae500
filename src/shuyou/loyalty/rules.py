"""Arithmetic of points and of stored value: pure functions."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Final

from shuyou.kernel.money import CENT, ZERO, cents

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


@dataclass(frozen=True, slots=True)
class Parts:
    """Value of a card: money that was paid for it, and what the club added."""

    principal: Decimal
    bonus: Decimal

    @property
    def total(self) -> Decimal:
        """Return both together."""
        return self.principal + self.bonus


def masked(number: str) -> str:
    """Return the number of a card so that nobody can pay with what they read: its last four digits."""
    return f"…{number[-4:]}"


def part_of(amount: Decimal, whole: Parts) -> Parts:
    """
    Divide an amount as the whole is divided, which is at least as much: bonus goes with its money, cent for cent.

    An odd cent is taken of the money.
    """
    if not amount:
        return Parts(ZERO, ZERO)
    bonus = (amount * whole.bonus / whole.total).quantize(CENT, rounding=ROUND_DOWN)
    return Parts(amount - bonus, bonus)


class Ground(StrEnum):
    """Why money of a card is given back in money."""

    IN_TIME = "in_time"
    OUR_FAULT = "our_fault"
    WISH = "wish"


def money_back(left: Parts, *, bonus_spent: Decimal, ground: Ground) -> Decimal:
    """
    Return what of a card is given back in money; what the club added never is.

    By the reader's own wish what was used counts at its full price, so that the bonus in it is kept back; in time and
    by our fault it counts as it was paid.
    """
    kept = max(bonus_spent, ZERO) if ground == Ground.WISH else ZERO
    return max(left.principal - kept, ZERO)
