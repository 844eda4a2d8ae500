"""The tax inside a price: a pure function."""

from decimal import Decimal

from shuyou.kernel.money import ZERO, cents


def tax_in(gross: Decimal, rate: Decimal | None) -> tuple[Decimal, Decimal]:
    """Return the net and the tax of a price with tax inside; both sum to it, and exempt has none."""
    if not rate:
        return gross, ZERO
    net = cents(gross / (1 + rate))
    return net, gross - net
