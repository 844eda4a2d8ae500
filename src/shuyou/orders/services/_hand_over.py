"""Parcels leave the house: on a manifest with a carrier, or fetched at a counter; and what carriers say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import NotForPickup, NothingToHandOver, NotReady, ParcelGone, WrongState
from shuyou.orders.events import ManifestMade, OrderDelivered, OrderReady, ParcelChanged
from shuyou.orders.models import Manifest, Order, OrderWish, Shipment, TrackingEvent
from shuyou.orders.rules import may_step
from shuyou.orders.services._fulfil import collect
from shuyou.orders.services._hold_order import hold_any_order, require_going, save_order
from shuyou.orders.services._parcels import parcel_of_rest, send_parcel

State = Shipment.State
MOST: Final = 1000
"""So many parcels go on one manifest."""


@dataclass(frozen=True, slots=True)
class CarrierNote:
    """Something a carrier said about a parcel: `key` is its own id of it, so that a repeat is known."""

    waybill: str
    key: str
    code: str
    place: str
    happened_at: datetime


@use_case("orders.fulfil")
def make_manifest(carrier: str, *, actor: Actor, at: datetime) -> str:
    """
    Put the closed parcels of a carrier on a list that goes with them, and return its number.

    :raises NothingToHandOver: no closed parcel waits for this carrier.
    """
    waiting = Shipment.objects.filter(state=State.PACKED, carrier=carrier, manifest=None).exclude(waybill="")
    parcels = list(waiting.select_for_update(no_key=True, skip_locked=True).order_by("pk")[:MOST])
    if not parcels:
        raise NothingToHandOver(carrier=carrier)
    made = Manifest.objects.create(
        number=next_number("MF", "manifest", width=6), carrier=carrier, created_by=actor.signature,
        handed_at=at,
    )  # fmt: skip
    Shipment.objects.filter(pk__in=[parcel.pk for parcel in parcels]).update(manifest=made)
    events.publish(ManifestMade(manifest_id=made.pk, number=made.number, parcels=len(parcels)), actor=actor, at=at)
    return made.number


@use_case("orders.fulfil")
def lay_ready(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Note that an order lies ready to be fetched: the reader is to be told.

    :raises NotForPickup: it goes by post.
    :raises WrongState: it is not picked yet.
    """
    order = hold_any_order(number)
    wish = _pickup(order)
    if not may_step("ship", payment=order.payment, state=order.state):
        raise WrongState(number=number, state=Order.State(order.state).label)
    wish.ready_at = at
    wish.save(update_fields=["ready_at"])
    told = OrderReady(order_id=order.pk, number=number, member_id=order.member_id, place=wish.pickup_place)
    events.publish(told, actor=actor, at=at)


@use_case("orders.fulfil")
def hand_to_reader(number: str, *, actor: Actor, at: datetime) -> None:
    """
    Hand an order to the reader who fetches it; money still due is taken at the counter.

    :raises NotForPickup: it goes by post.
    :raises NotReady: it does not lie ready.
    :raises WrongState: it was fetched, or is given up.
    :raises OrderHeld: somebody stopped it.
    """
    order = hold_any_order(number)
    if not may_step("ship", payment=order.payment, state=order.state):
        raise WrongState(number=number, state=Order.State(order.state).label)
    if not _pickup(order).ready_at:
        raise NotReady(number=number)
    require_going(order)
    parcel = parcel_of_rest(order, at)
    send_parcel(parcel, carrier="", waybill="", at=at)
    Shipment.objects.filter(pk=parcel.pk).update(state=State.DELIVERED, delivered_at=at)
    _arrive(order, actor, at, shipped_at=at)


@use_case("orders.fulfil")
def note_tracking(note: CarrierNote, *, carrier: str, actor: Actor, at: datetime) -> bool:
    """
    Note what a carrier said of a parcel, once; a delivered parcel, and with the last one its order, is delivered.

    Return whether it was news. What comes late changes nothing that came after it.

    :raises ParcelGone: no parcel goes by this waybill.
    """
    known = Shipment.objects.filter(carrier=carrier, waybill=note.waybill).select_related("order").first()
    if known is None:
        raise ParcelGone(number="", sequence=note.waybill)
    order = hold_any_order(known.order.number)
    parcel = Shipment.objects.get(pk=known.pk)
    _told, is_new = TrackingEvent.objects.get_or_create(
        shipment=parcel, key=note.key,
        defaults={"code": note.code, "place": note.place[:80], "happened_at": note.happened_at, "told_at": at},
    )  # fmt: skip
    if not is_new or parcel.state != State.SHIPPED:
        return is_new
    if note.code in (TrackingEvent.Code.DELIVERED, TrackingEvent.Code.LOST):
        is_delivered = note.code == TrackingEvent.Code.DELIVERED
        parcel.state = State.DELIVERED if is_delivered else State.LOST
        parcel.delivered_at = note.happened_at if is_delivered else None
        parcel.save(update_fields=["state", "delivered_at"])
        if is_delivered and order.state == Order.State.SHIPPED and not _underway(order):
            _arrive(order, actor, at, shipped_at=order.shipped_at)
            return True
        told = ParcelChanged(
            order_id=order.pk, number=order.number, member_id=order.member_id, sequence=parcel.sequence,
            state=parcel.state,
        )  # fmt: skip
        events.publish(told, actor=actor, at=at)
    return True


def _underway(order: Order) -> bool:
    return order.shipments.exclude(state=State.DELIVERED).exists()


def _arrive(order: Order, actor: Actor, at: datetime, *, shipped_at: datetime | None) -> None:
    collected = collect(order, at)
    order.state, order.delivered_at, order.shipped_at = Order.State.DELIVERED, at, shipped_at
    save_order(order, "state", "delivered_at", "shipped_at", "paid_total", "paid_at")
    told = OrderDelivered(order_id=order.pk, number=order.number, member_id=order.member_id, collected=str(collected))
    events.publish(told, actor=actor, at=at)


def _pickup(order: Order) -> OrderWish:
    wish = OrderWish.objects.filter(order=order).exclude(pickup_place="").first()
    if wish is None:
        raise NotForPickup(number=order.number)
    return wish


def waybills_underway(carrier: str, *, limit: int) -> Sequence[tuple[str, datetime]]:
    """Return the waybills of a carrier's parcels on their way, the oldest first, with when they were handed over."""
    rows = Shipment.objects.filter(state=State.SHIPPED, carrier=carrier).exclude(waybill="").order_by("pk")
    return [
        (waybill, handed_at) for waybill, handed_at in rows.values_list("waybill", "shipped_at")[:limit] if handed_at
    ]
