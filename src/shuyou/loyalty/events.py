"""What loyalty tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsExpired(Event):
    """Points that nobody spent in time were written off, in a batch of accounts."""

    name: ClassVar[str] = "loyalty.points_expired"
    accounts: int
    lots: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsAdjusted(Event):
    """Somebody of the staff gave points, or took them; the adjustment of the same source holds the reason."""

    name: ClassVar[str] = "loyalty.points_adjusted"
    member_id: int
    points: int
    source: str
