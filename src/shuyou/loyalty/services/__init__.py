"""What changes points: the front door."""

from shuyou.loyalty.services._earn import earn_points
from shuyou.loyalty.services._redeem import redeem_points, restore_points

__all__ = ["earn_points", "redeem_points", "restore_points"]
