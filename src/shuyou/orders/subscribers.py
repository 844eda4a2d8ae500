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
from shuyou.loyalty import services as loyalty
from shuyou.loyalty.events import TierTablePublished
from shuyou.loyalty.services.referrals import FirstOrder, reward_first_orders, take_friends_points_back
from shuyou.members import services as members
from shuyou.orders import services, tasks
from shuyou.orders.events import (
    OrderCancelled,
    OrderDelivered,
    OrderPaid,
    OrderPlaced,
    OrderReady,
    OrderShipped,
    ReturnChanged,
)
from shuyou.orders.services._earn_points import PaidOrder, earn_for_orders
from shuyou.orders.services._give_back import give_to_cards, money_left
from shuyou.orders.services._invoice_order import invoice_as_asked, put_invoice_right
from shuyou.orders.services._promotions import stamped
from shuyou.orders.services._settle_charge import settle_charge
from shuyou.orders.services._tell_readers import Telling, tell_reader
from shuyou.payments import services as payments
from shuyou.payments.events import ChargeSettled, RefundAsked, RemittancesArrived
from shuyou.supply.events import ReceiptPosted, WantArrived, WantChanged, WantsExpired


@subscribe_batch(OrderPaid, OrderDelivered)
def earn_points_for_order(batch: Sequence[Delivered[OrderPaid | OrderDelivered]]) -> None:
    """Earn points on the money of orders once it is complete, for whoever they are by now."""
    owners = services.hold_owners(order_ids=[delivered.event.order_id for delivered in batch])
    paid = []
    for delivered in batch:
        event = delivered.event
        if event.order_id not in owners:  # a guest earns nothing
            continue
        amount = Decimal(event.total if isinstance(event, OrderPaid) else event.collected)
        paid.append(PaidOrder(event.order_id, event.number, amount, delivered.at))
    earn_for_orders(paid, owners)
    if batch:
        members.measure_members(member_ids=list(owners.values()), at=clock.now())


def _members(batch: Sequence[Delivered[OrderPlaced | OrderPaid | OrderDelivered | OrderCancelled]]) -> list[int]:
    """Return whose orders they are; what guests order is nobody's."""
    return [delivered.event.member_id for delivered in batch if delivered.event.member_id is not None]


@subscribe_batch(OrderPlaced)
def raise_members_who_order(batch: Sequence[Delivered[OrderPlaced]]) -> None:
    """Have members who order stand higher in the search."""
    times = Counter(_members(batch))
    members.note_activity(times=times)
    members.measure_members(member_ids=list(times), at=clock.now())


@subscribe_batch(OrderPlaced)
def note_bundles_that_were_taken(batch: Sequence[Delivered[OrderPlaced]]) -> None:
    """Have bundles of readers' own say which order took them."""
    if batch:
        services.note_bundles_taken(order_ids=[delivered.event.order_id for delivered in batch], at=batch[-1].at)


@subscribe_batch(OrderCancelled)
def list_members_without_what_was_cancelled(batch: Sequence[Delivered[OrderCancelled]]) -> None:
    """Have lists forget what members did not buy after all."""
    members.measure_members(member_ids=_members(batch), at=clock.now())


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


@subscribe(WantChanged)
def follow_wish(event: WantChanged, at: datetime) -> None:
    """Have each wish followed as a special order, to its end."""
    actor = Actor.job("orders.follow_wish")
    services.follow_wants(want_ids=[event.want_id], state=event.state, actor=actor, at=at)


@subscribe(WantsExpired)
def close_what_nobody_fetched(event: WantsExpired, at: datetime) -> None:
    """Close special orders whose copies nobody fetched in time; what was paid ahead goes back."""
    actor = Actor.job("orders.close_what_nobody_fetched")
    services.follow_wants(want_ids=event.want_ids, state="lapsed", actor=actor, at=at)


@subscribe(WantArrived)
def have_reader_told(event: WantArrived, at: datetime) -> None:
    """Have somebody tell the reader that the copy is there."""
    services.have_reader_told(want_id=event.want_id, actor=Actor.job("orders.have_reader_told"), at=at)


@subscribe(RefundAsked)
def put_refunds_on_cards(event: RefundAsked, at: datetime) -> None:
    """Give back at once what was paid by stored-value card."""
    actor = Actor.job("orders.put_refunds_on_cards")
    give_to_cards(payments.refunds_by_card(refund_ids=event.refund_ids), source=event.source, actor=actor, at=at)


@subscribe(OrderCancelled)
def free_numbered_copy(event: OrderCancelled, at: datetime) -> None:
    """Have the numbered copy of an order that was given up go to somebody else."""
    services.free_copy_of_cancelled(order_id=event.order_id, actor=Actor.job("orders.free_numbered_copy"), at=at)


@subscribe(OrderPlaced, OrderPaid, OrderShipped, OrderReady, OrderCancelled, ReturnChanged, WantArrived)
def tell_readers(event: Telling, at: datetime) -> None:
    """Have readers told what became of their orders and wishes."""
    tell_reader(event, at=at)


@subscribe_batch(OrderPaid, OrderDelivered)
def raise_tiers_of_buyers(batch: Sequence[Delivered[OrderPaid | OrderDelivered]]) -> None:
    """Raise those who reached a higher tier by what they paid."""
    loyalty.raise_tiers(
        member_ids=set(_members(batch)), actor=Actor.job("orders.raise_tiers_of_buyers"), at=clock.now()
    )


@subscribe(ReturnChanged)
def give_coupon_back(event: ReturnChanged, at: datetime) -> None:
    """Have a coupon be good again once all that was bought with it came back."""
    if event.state == "done":
        services.give_coupons_back(order_id=event.order_id, at=at)


@subscribe(ReturnChanged)
def take_invoice_back(event: ReturnChanged, at: datetime) -> None:
    """Have a red invoice take back what was invoiced, and another made out over what is kept."""
    if event.state == "done":
        put_invoice_right(order_id=event.order_id, actor=Actor.job("orders.take_invoice_back"), at=at)


@subscribe(OrderCancelled)
def take_invoice_of_cancelled_back(event: OrderCancelled, at: datetime) -> None:
    """Have a red invoice take back what was invoiced for an order that was given up."""
    put_invoice_right(order_id=event.order_id, actor=Actor.job("orders.take_invoice_back"), at=at)


@subscribe(OrderPaid, OrderDelivered)
def invoice_what_is_paid(event: OrderPaid | OrderDelivered, at: datetime) -> None:
    """Ask for the invoice that was wished for with the order, once its money is complete."""
    invoice_as_asked(order_id=event.order_id, actor=Actor.job("orders.invoice_what_is_paid"), at=at)


@subscribe(TierTablePublished)
def deliver_by_new_terms(event: TierTablePublished, at: datetime) -> None:
    """Have every process read anew from which amount on parcels of a tier go for nothing."""
    stamped()


@subscribe_batch(OrderPaid, OrderDelivered, OrderCancelled, ReturnChanged)
def reward_who_brought_friends(
    batch: Sequence[Delivered[OrderPaid | OrderDelivered | OrderCancelled | ReturnChanged]],
) -> None:
    """Give readers and their friends points for the friends' first paid order; take them back if that comes back."""
    paid: list[FirstOrder] = []
    back: list[FirstOrder] = []
    for delivered in batch:
        event = delivered.event
        if isinstance(event, OrderPaid | OrderDelivered):
            amount = Decimal(event.total if isinstance(event, OrderPaid) else event.collected)
            if amount > 0 and event.member_id is not None:
                paid.append(FirstOrder(event.member_id, event.order_id, amount, delivered.at))
        elif event.member_id is not None:
            left = money_left(order_id=event.order_id)
            back.append(FirstOrder(event.member_id, event.order_id, left, delivered.at))
    actor = Actor.job("orders.reward_who_brought_friends")
    reward_first_orders(orders=paid, actor=actor)
    take_friends_points_back(orders=back, actor=actor)
