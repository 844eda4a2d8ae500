"""What orders do about events: money complete earns points, and who orders is found first."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from shuyou.kernel.events import Delivered, subscribe_batch
from shuyou.loyalty import services as loyalty
from shuyou.members import services as members
from shuyou.orders import services
from shuyou.orders.events import OrderDelivered, OrderPaid, OrderPlaced


@subscribe_batch(OrderPaid, OrderDelivered)
def earn_points_for_order(batch: Sequence[Delivered[OrderPaid | OrderDelivered]]) -> None:
    """Earn points on the money of orders once it is complete, for whoever they are by now."""
    owners = services.hold_owners(order_ids=[delivered.event.order_id for delivered in batch])
    for delivered in sorted(batch, key=lambda each: owners[each.event.order_id]):
        event = delivered.event
        amount = Decimal(event.total if isinstance(event, OrderPaid) else event.collected)
        if amount > 0:
            member_id, source = owners[event.order_id], f"order:{event.number}"
            loyalty.earn_points(member_id=member_id, amount=amount, source=source, at=delivered.at)


@subscribe_batch(OrderPlaced)
def raise_members_who_order(batch: Sequence[Delivered[OrderPlaced]]) -> None:
    """Have members who order stand higher in the search."""
    members.note_activity(times=Counter(delivered.event.member_id for delivered in batch))
