"""What orders do about events: money complete earns points."""

from datetime import datetime
from decimal import Decimal

from shuyou.kernel.events import subscribe
from shuyou.loyalty import services as loyalty
from shuyou.orders.events import OrderDelivered, OrderPaid


@subscribe(OrderPaid, OrderDelivered)
def earn_points_for_order(event: OrderPaid | OrderDelivered, at: datetime) -> None:
    """Earn points on the money of an order, once it is complete."""
    amount = Decimal(event.total if isinstance(event, OrderPaid) else event.collected)
    if amount > 0:
        loyalty.earn_points(member_id=event.member_id, amount=amount, source=f"order:{event.number}", at=at)
