"""What exchanges tell."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeMade(Event):
    """Titles of an order came back and others were ordered for them; what was paid counts for these."""

    name: ClassVar[str] = "orders.exchange_made"
    order_id: int
    number: str
    member_id: int | None
    return_number: str
    new_number: str
    carried: str
    charged: str
    given: str
