"""What changes points: the front door."""

from shuyou.loyalty.services._adjust import Adjustment, adjust_points
from shuyou.loyalty.services._earn import earn_points
from shuyou.loyalty.services._expire import Expired, expire_points
from shuyou.loyalty.services._redeem import redeem_points, restore_points

__all__ = [
    "Adjustment",
    "Expired",
    "adjust_points",
    "earn_points",
    "expire_points",
    "redeem_points",
    "restore_points",
]
