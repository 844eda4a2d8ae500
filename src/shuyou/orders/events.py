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
    member_id: int
    channel: str
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentTaken(Event):
    """Part of an order's money came in."""

    name: ClassVar[str] = "orders.payment_taken"
    order_id: int
    number: str
    member_id: int
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaid(Event):
    """An order's money is complete."""

    name: ClassVar[str] = "orders.order_paid"
    order_id: int
    number: str
    member_id: int
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPicked(Event):
    """The copies were taken off the shelves."""

    name: ClassVar[str] = "orders.order_picked"
    order_id: int
    number: str
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShipped(Event):
    """The parcel left the house."""

    name: ClassVar[str] = "orders.order_shipped"
    order_id: int
    number: str
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDelivered(Event):
    """The parcel arrived; for cash on delivery, `collected` is the money taken at the door."""

    name: ClassVar[str] = "orders.order_delivered"
    order_id: int
    number: str
    member_id: int
    collected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(Event):
    """The order was given up; copies and points went back."""

    name: ClassVar[str] = "orders.order_cancelled"
    order_id: int
    number: str
    member_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersExported(Event):
    """Somebody took a list of orders out of the house; `wanted` is the filter, such as state=paid."""

    name: ClassVar[str] = "orders.orders_exported"
    wanted: str
