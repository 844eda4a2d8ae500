"""What supply tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReceived(Event):
    """A supplier's delivery was put on the shelves."""

    name: ClassVar[str] = "supply.delivery_received"
    source: str
    supplier_id: int
    layers: int
    copies: int
