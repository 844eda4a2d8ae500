"""
What orders do about events: money complete earns points; who orders is found first and listed by it.

Lists say what was spent in the year before now: members are measured at the time of the run, however old its events.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import Delivered, subscribe, subscribe_batch
from shuyou.kernel.money import ZERO
from shuyou.loyalty import services as loyalty
from shuyou.members import services as members
from shuyou.orders import queries, services, tasks
from shuyou.orders.events import OrderCancelled, OrderDelivered, OrderPaid, OrderPlaced
from shuyou.orders.services._settle_charge import settle_charge
from shuyou.payments.events import ChargeSettled, RemittancesArrived
from shuyou.supply.events import ReceiptPosted


@subscribe_batch(OrderPaid, OrderDelivered)
def earn_points_for_order(batch: Sequence[Delivered[OrderPaid | OrderDelivered]]) -> None:
    """Earn points on the money of orders once it is complete, for whoever they are by now."""
    owners = services.hold_owners(order_ids=[delivered.event.order_id for delivered in batch])
    pointless = queries.amounts_without_points(order_ids=owners)
    for delivered in sorted(batch, key=lambda each: owners[each.event.order_id]):
        event = delivered.event
        paid = Decimal(event.total if isinstance(event, OrderPaid) else event.collected)
        amount = paid - pointless.get(event.order_id, ZERO)
        if amount > 0:
            member_id, source = owners[event.order_id], f"order:{event.number}"
            loyalty.earn_points(member_id=member_id, amount=amount, source=source, at=delivered.at)
    if batch:
        members.measure_members(member_ids=list(owners.values()), at=clock.now())


@subscribe_batch(OrderPlaced)
def raise_members_who_order(batch: Sequence[Delivered[OrderPlaced]]) -> None:
    """Have members who order stand higher in the search."""
    times = Counter(delivered.event.member_id for delivered in batch)
    members.note_activity(times=times)
    members.measure_members(member_ids=list(times), at=clock.now())


@subscribe_batch(OrderCancelled)
def list_members_without_what_was_cancelled(batch: Sequence[Delivered[OrderCancelled]]) -> None:
    """Have lists forget what members did not buy after all."""
    members.measure_members(member_ids=[delivered.event.member_id for delivered in batch], at=clock.now())


@subscribe(RemittancesArrived)
def match_what_came_by_post(event: RemittancesArrived, at: datetime) -> None:
    """Have slips matched as soon as they are in."""
    if event.created:
        tasks.match_new_remittances.defer()


@subscribe(ReceiptPosted)
def serve_who_waits(event: ReceiptPosted, at: datetime) -> None:
    """Have copies that came set aside for the orders that wait for them."""
    tasks.fill_from_delivery.defer()


@subscribe(ChargeSettled)
def use_what_was_paid_online(event: ChargeSettled, at: datetime) -> None:
    """Use money that a provider took for the order it was asked for."""
    if event.source.startswith("order:"):
        actor = Actor.job("orders.use_what_was_paid_online")
        settle_charge(charge_id=event.charge_id, source=event.source, actor=actor, at=at)
