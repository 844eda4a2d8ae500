"""Rules of the till: what tenders come to, what a drawer holds, how far a price may go down. Pure functions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import Final

from shuyou.kernel.money import CENT, ZERO, cents

CASH: Final = "cash"
VALUE: Final = "value"
PIECES: Final = ("100", "50", "20", "10", "5", "1", "0.5", "0.1")
"""Notes and coins, the largest first."""
MOST_PIECES: Final = 99_999


@dataclass(frozen=True, slots=True)
class Tender:
    """Money as it is given: of cash all that was handed over, of the others what they pay."""

    kind: str
    amount: Decimal
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """How tenders pay a price: what each pays of it, the cash that was handed over, and the change."""

    parts: tuple[Tender, ...]
    given: Decimal
    change: Decimal


def paid_by(tenders: Sequence[Tender], total: Decimal) -> Paid | None:
    """Return how tenders pay a total to the cent, or None if they do not; only cash may be more."""
    if any(one.amount <= 0 or cents(one.amount) != one.amount for one in tenders):
        return None
    others = [one for one in tenders if one.kind != CASH]
    given = sum((one.amount for one in tenders if one.kind == CASH), ZERO)
    in_cash = total - sum((one.amount for one in others), ZERO)
    if in_cash < 0 or given < in_cash or (given and not in_cash):
        return None
    parts = [*others, Tender(CASH, in_cash)] if in_cash else others
    return Paid(tuple(parts), given, given - in_cash)


def kept_reference(kind: str, reference: str) -> str:
    """Return what is kept and shown of a payment's reference: of a stored-value card, which pays by it, the end."""
    return f"…{reference.strip()[-4:]}" if kind == VALUE else reference


def counted(pieces: Mapping[str, int]) -> Decimal:
    """Return what notes and coins come to; kinds that there are not count nothing."""
    return sum((Decimal(kind) * pieces.get(kind, 0) for kind in PIECES), ZERO)


def least_price(usual: Decimal, most_off: Decimal) -> Decimal:
    """Return the lowest price for a title that usually costs this, when a part of it may be taken off."""
    return (usual * (1 - most_off)).quantize(CENT, rounding=ROUND_UP)
