"""What special orders tell."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialOrderMoved(Event):
    """A special order was noted, paid for ahead, or is over; `what` is noted, deposit, or the outcome."""

    name: ClassVar[str] = "orders.special_order_moved"
    special_id: int
    member_id: int
    what: str
