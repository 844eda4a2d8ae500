"""Special orders: what may be paid ahead. Pure functions."""

from decimal import ROUND_FLOOR, Decimal
from typing import Final

LARGEST: Final = Decimal("0.2")
"""A deposit is at most a fifth of the price (Civil Code of the PRC, article 586)."""


def deposit_limit(price: Decimal) -> Decimal:
    """Return the most that may be paid ahead for something at a price."""
    return (price * LARGEST).quantize(Decimal("0.01"), ROUND_FLOOR)
