"""Which of several tenders gives back first. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

FIRST: Final = ("value", "wechat", "alipay", "card")
"""
What goes back by itself to where it came from, in this order: the law sends what was paid by stored-value card back to
the card, and nobody makes cash of a card by buying and returning. Transfers, remittances and cash follow.
"""


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that came in by a tender, and what is left of it that was not given back."""

    receipt_id: int
    tender: str
    left: Decimal


def spread_back(amount: Decimal, paid: Sequence[Paid]) -> Sequence[tuple[int, Decimal]]:
    """
    Return what each receipt gives back of an amount, by the order of tenders, of the same one the latest first.

    It is less than the amount where less was paid.
    """
    given, wanted = [], amount
    for one in sorted(paid, key=lambda one: (_rank(one.tender), -one.receipt_id)):
        if part := min(wanted, one.left):
            given.append((one.receipt_id, part))
            wanted -= part
    return given


def _rank(tender: str) -> int:
    return FIRST.index(tender) if tender in FIRST else len(FIRST) + (tender == "cash")
