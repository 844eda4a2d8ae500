"""Points arithmetic: pure functions."""

from decimal import ROUND_DOWN, Decimal

from shuyou.kernel.money import cents


def points_for(amount: Decimal, points_per_yuan: Decimal) -> int:
    """Return the whole points that an amount of money earns; fractions are dropped."""
    return int((amount * points_per_yuan).to_integral_value(rounding=ROUND_DOWN))


def money_for(points: int, point_value: Decimal) -> Decimal:
    """Return what points are worth as a tender, to the cent."""
    return cents(points * point_value)
