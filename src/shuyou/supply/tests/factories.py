"""Makes stock for tests, through the service that receives it."""

from datetime import datetime
from decimal import Decimal

from shuyou.kernel.actor import Actor
from shuyou.supply.models import Supplier
from shuyou.supply.services import Delivery, DeliveryLine, receive_delivery

RECEIVER = Actor.job("test")


def stock_up(
    item_id: int, copies: int, *, at: datetime, terms: str = "returnable", rate: str = "0.62", source: str = ""
) -> None:
    """Receive copies of an item as one layer."""
    Supplier.objects.get_or_create(code="north", defaults={"name": "北方图书发行"})
    delivery = Delivery(
        source=source or f"delivery:{item_id}:{at.isoformat()}",
        warehouse="main",
        supplier="north",
        terms=terms,
        lines=[DeliveryLine(item_id, copies, Decimal("40.00"), Decimal(rate))],
    )
    receive_delivery(delivery, actor=RECEIVER, at=at)
