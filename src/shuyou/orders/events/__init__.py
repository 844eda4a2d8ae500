"""What orders tell."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(Event):
    """A member ordered; copies are set aside."""

    name: ClassVar[str] = "orders.order_placed"
    order_id: int
    number: str
    member_id: int | None
    channel: str
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTaken(Event):
    """Part of an order's money came in."""

    name: ClassVar[str] = "orders.payment_taken"
    order_id: int
    number: str
    member_id: int | None
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid(Event):
    """An order's money is complete."""

    name: ClassVar[str] = "orders.order_paid"
    order_id: int
    number: str
    member_id: int | None
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPicked(Event):
    """The copies were taken off the shelves."""

    name: ClassVar[str] = "orders.order_picked"
    order_id: int
    number: str
    member_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShipped(Event):
    """The parcel left the house."""

    name: ClassVar[str] = "orders.order_shipped"
    order_id: int
    number: str
    member_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(Event):
    """The parcel arrived; for cash on delivery, `collected` is the money taken at the door."""

    name: ClassVar[str] = "orders.order_delivered"
    order_id: int
    number: str
    member_id: int | None
    collected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """The order was given up; copies and points went back. `points_short` were earned by it, and are spent and gone."""

    name: ClassVar[str] = "orders.order_cancelled"
    order_id: int
    number: str
    member_id: int | None
    reason: str
    points_short: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersExported(Event):
    """Somebody took a list of orders out of the house; `wanted` is the filter, such as state=paid."""

    name: ClassVar[str] = "orders.orders_exported"
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged(Event):
    """Titles, copies or the address of an order were changed before it was picked."""

    name: ClassVar[str] = "orders.order_changed"
    order_id: int
    number: str
    member_id: int | None
    total_before: str
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderStopped(Event):
    """Somebody stopped an order."""

    name: ClassVar[str] = "orders.order_stopped"
    order_id: int
    number: str
    member_id: int | None
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLetGo(Event):
    """A stopped order may go on."""

    name: ClassVar[str] = "orders.order_let_go"
    order_id: int
    number: str
    member_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUndone(Event):
    """A step of an order was taken back: it stands in this state again."""

    name: ClassVar[str] = "orders.step_undone"
    order_id: int
    number: str
    member_id: int | None
    step: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesCame(Event):
    """Copies that an order waited for were set aside for it."""

    name: ClassVar[str] = "orders.copies_came"
    order_id: int
    number: str
    member_id: int | None
    copies: int
    is_complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesLost(Event):
    """Copies that were set aside for an order were sold over the counter: it waits for others."""

    name: ClassVar[str] = "orders.copies_lost"
    order_id: int
    number: str
    member_id: int | None
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderClosed(Event):
    """Nothing is left to do for an order."""

    name: ClassVar[str] = "orders.order_closed"
    order_id: int
    number: str
    member_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelChanged(Event):
    """A parcel of an order was begun, packed, handed over, delivered, lost or taken apart."""

    name: ClassVar[str] = "orders.parcel_changed"
    order_id: int
    number: str
    member_id: int | None
    sequence: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionWritten(Event):
    """Somebody wrote the terms of a promotion's next version; nothing costs less yet."""

    name: ClassVar[str] = "orders.promotion_written"
    promotion_id: int
    code: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionPublished(Event):
    """A version of a promotion holds from now on, or from its first day."""

    name: ClassVar[str] = "orders.promotion_published"
    promotion_id: int
    code: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionSwitched(Event):
    """A promotion was paused, goes on, or ended; `state` is what it is now."""

    name: ClassVar[str] = "orders.promotion_switched"
    promotion_id: int
    code: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponsMade(Event):
    """Coupons that open a promotion were made."""

    name: ClassVar[str] = "orders.coupons_made"
    promotion_id: int
    code: str
    batch_id: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaveBegun(Event):
    """Orders are picked together."""

    name: ClassVar[str] = "orders.wave_begun"
    wave_id: int
    number: str
    orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WavePicked(Event):
    """The copies of a wave were taken off the shelves."""

    name: ClassVar[str] = "orders.wave_picked"
    wave_id: int
    number: str
    orders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestMade(Event):
    """Parcels were put on a list that goes with them to a carrier."""

    name: ClassVar[str] = "orders.manifest_made"
    manifest_id: int
    number: str
    parcels: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReady(Event):
    """An order lies ready to be fetched at a place: the reader is to be told."""

    name: ClassVar[str] = "orders.order_ready"
    order_id: int
    number: str
    member_id: int | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchSet(Event):
    """Something about orders was switched on or off."""

    name: ClassVar[str] = "orders.switch_set"
    code: str
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionsExported(Event):
    """Somebody took promotions, their coupons or their uses out of the house as a file; `what` is which."""

    name: ClassVar[str] = "orders.promotions_exported"
    what: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnChanged(Event):
    """
    Titles are to come back, came back and were settled, or were refused; `money` is what is given for them.

    `member_id` is None for what a till sold to a guest.
    """

    name: ClassVar[str] = "orders.return_changed"
    order_id: int
    number: str
    member_id: int | None
    return_id: int
    state: str
    money: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceClaimed(Event):
    """A lower price was claimed, or somebody decided whether it was there."""

    name: ClassVar[str] = "orders.price_claimed"
    claim_id: int
    member_id: int
    state: str
    money: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRuleKept(Event):
    """Somebody added or changed a rule of what delivery costs."""

    name: ClassVar[str] = "orders.delivery_rule_kept"
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageTaken(Event):
    """A message that may be an order was taken in, or something became of it."""

    name: ClassVar[str] = "orders.message_taken"
    message_id: int
    channel: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersTakenIn(Event):
    """Part of a file of orders was read; each order that it brought is told by itself."""

    name: ClassVar[str] = "orders.taken_in"
    run_id: int
    placed: int
    known: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuestOrdersClaimed(Event):
    """A guest turned out to be a member: what they had ordered is the member's now."""

    name: ClassVar[str] = "orders.guest_orders_claimed"
    member_id: int
    order_ids: tuple[int, ...]
