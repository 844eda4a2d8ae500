"""Rules of loyalty: what earns points, what they are worth, and how stored value divides. Pure functions."""

from shuyou.loyalty.rules.days import day_in, days_in
from shuyou.loyalty.rules.earning import ONCE, Award, Line, Purchase, Reader, Room, earn, shares, trace_of
from shuyou.loyalty.rules.points import (
    MOST_DIGITS,
    Debt,
    Fund,
    Move,
    cover,
    money_for,
    points_for,
    signed_points,
)
from shuyou.loyalty.rules.terms import Gives, Rule, Terms, faults, terms_data, terms_from
from shuyou.loyalty.rules.value import Ground, Parts, masked, money_back, part_of

__all__ = [
    "MOST_DIGITS",
    "ONCE",
    "Award",
    "Debt",
    "Fund",
    "Gives",
    "Ground",
    "Line",
    "Move",
    "Parts",
    "Purchase",
    "Reader",
    "Room",
    "Rule",
    "Terms",
    "cover",
    "day_in",
    "days_in",
    "earn",
    "faults",
    "masked",
    "money_back",
    "money_for",
    "part_of",
    "points_for",
    "shares",
    "signed_points",
    "terms_data",
    "terms_from",
    "trace_of",
]
