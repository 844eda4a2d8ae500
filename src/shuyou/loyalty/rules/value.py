"""Arithmetic of stored value: money that was paid, what the club added, and what of both goes back."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from shuyou.kernel.money import CENT, ZERO


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
