"""Money: Decimal with two places in the installation's currency, rounded half up as the trade does."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
FULL_RATE = Decimal("1.0000")
RATE_STEP = Decimal("0.0001")


def cents(amount: Decimal) -> Decimal:
    """Return the amount rounded half up to two places."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def net_price(list_price: Decimal, rate: Decimal) -> Decimal:
    """Return the list price (定价) at a discount rate (折扣: 0.88 is 88 % of list), to the cent."""
    return cents(list_price * rate)


def spread(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """
    Divide an amount over weights so that the shares sum to it exactly.

    Largest remainders get the odd cents; equal remainders go to the earlier weight.
    """
    total = sum(weights, ZERO)
    if total <= 0:
        return [ZERO for _ in weights]
    exact = [amount * weight / total for weight in weights]
    shares = [share.quantize(CENT, rounding="ROUND_DOWN") for share in exact]
    missing = int((amount - sum(shares, ZERO)) / CENT)
    by_remainder = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in by_remainder[:missing]:
        shares[i] += CENT
    return shares
