"""What files of orders tell."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFileMoved(Event):
    """A file of orders was handed in, started or dropped."""

    name: ClassVar[str] = "orders.order_file_moved"
    file_id: int
    step: str
