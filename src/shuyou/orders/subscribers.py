"""What orders do about events: money complete earns points, and who orders is found first."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from shuyou.kernel.events import Delivered, subscribe, subscribe_batch
from shuyou.loyalty import services as loyalty
from shuyou.members import services as members
from shuyou.orders.events import OrderDelivered, OrderPaid, OrderPlaced


@subscribe(OrderPaid, OrderDelivered)
def earn_points_for_order(event: OrderPaid | OrderDelivered, at: datetime) -> None:
    """Earn points on the money of an order, once it is complete."""
    amount = Decimal(event.total if isinstance(event, OrderPaid) else event.collected)
    if amount > 0:
        loyalty.earn_points(member_id=event.member_id, amount=amount, source=f"order:{event.number}", at=at)


@subscribe_batch(OrderPlaced)
def raise_members_who_order(batch: Sequence[Delivered[OrderPlaced]]) -> None:
    """Have members who order stand higher in the search."""
    members.note_activity(times=Counter(delivered.event.member_id for delivered in batch))
