"""What changes points: the front door."""

from shuyou.loyalty.services._adjust import Adjustment, adjust_points
from shuyou.loyalty.services._ask_adjustment import approve_adjustment, ask_adjustment, refuse_adjustment
from shuyou.loyalty.services._earn import earn_points
from shuyou.loyalty.services._expire import Expired, expire_points
from shuyou.loyalty.services._redeem import redeem_points, restore_points
from shuyou.loyalty.services._returns import TakenBack, give_points_back, take_points_back
from shuyou.loyalty.services._set_limit import set_adjustment_limit

__all__ = [
    "Adjustment",
    "Expired",
    "TakenBack",
    "adjust_points",
    "approve_adjustment",
    "ask_adjustment",
    "earn_points",
    "expire_points",
    "give_points_back",
    "redeem_points",
    "refuse_adjustment",
    "restore_points",
    "set_adjustment_limit",
    "take_points_back",
]
