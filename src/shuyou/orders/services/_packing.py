"""Packing: each copy is scanned into its parcel, so that nothing wrong leaves the house."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum

from shuyou.catalog import queries as catalog
from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import use_case
from shuyou.orders.errors import AddressMissing, NotScanned, ScannedEnough, ScannedWrong, WrongState
from shuyou.orders.events import ParcelChanged
from shuyou.orders.models import Order, Shipment, ShipmentLine
from shuyou.orders.rules import may_step
from shuyou.orders.services._backorders import unsent_copies
from shuyou.orders.services._hold_order import hold_any_order, require_going, save_order
from shuyou.orders.services._parcels import parcel_inside, parcel_of_rest
from shuyou.orders.services._place_order import Destination

State = Shipment.State


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan found: the title, how many copies of it are in by now, and how many the parcel still misses."""

    title: str
    scanned: int
    quantity: int
    missing: int


@use_case("orders.fulfil")
def begin_packing(number: str, *, actor: Actor, at: datetime) -> int:
    """
    Begin the parcel with the rest of a picked order; return its number within the order. A repeat changes nothing.

    :raises WrongState: the order is not picked.
    :raises OrderHeld: somebody stopped it.
    """
    order = hold_any_order(number)
    if not may_step("pack", payment=order.payment, state=order.state):
        raise WrongState(number=number, state=Order.State(order.state).label)
    require_going(order)
    parcel = parcel_of_rest(order, at)
    _tell(order, parcel, actor, at)
    return parcel.sequence


def scan_copy(number: str, *, sequence: int, code: str, actor: Actor) -> Scanned:
    """
    Put a copy into a parcel by the number on it. Nothing has happened yet, so nothing is told.

    :raises ParcelGone: the parcel has left, or there is none.
    :raises ScannedWrong: no title of the parcel goes by this number.
    :raises ScannedEnough: all copies of it are in.
    """
    actor.require("orders.fulfil")
    found = {row.item_id for row in catalog.items_by_code(code=code)}
    found |= catalog.absorbed_items(item_ids=found)
    with transaction.atomic(durable=True):
        parcel = parcel_inside(hold_any_order(number), sequence, State.PACKING)
        lines = list(parcel.lines.filter(line__item_id__in=found).select_related("line").order_by("line__position"))
        if not lines:
            raise ScannedWrong(code=code[:40])
        line = next((one for one in lines if one.scanned < one.quantity), None)
        if line is None:
            raise ScannedEnough(title=lines[0].line.title)
        line.scanned += 1
        line.save(update_fields=["scanned"])
        missing = parcel.lines.aggregate(copies=Sum(F("quantity") - F("scanned")))["copies"]
    return Scanned(line.line.title, line.scanned, line.quantity, missing)


@use_case("orders.fulfil")
def close_parcel(
    number: str, *, sequence: int, carrier: str = "", waybill: str = "", is_by_eye: bool = False, actor: Actor,
    at: datetime,
) -> None:  # fmt: skip
    """
    Close a parcel: all its copies are in; `is_by_eye` if somebody counted them without a scanner.

    :raises ParcelGone: it is closed, has left, or there is none.
    :raises OrderHeld: somebody stopped the order.
    :raises NotScanned: copies are missing.
    """
    order = hold_any_order(number)
    require_going(order)
    parcel = parcel_inside(order, sequence, State.PACKING)
    missing = parcel.lines.aggregate(copies=Sum(F("quantity") - F("scanned")))["copies"]
    if missing and not is_by_eye:
        raise NotScanned(copies=missing)
    parcel.state, parcel.packed_at, parcel.carrier, parcel.waybill = State.PACKED, at, carrier, waybill[:40]
    parcel.save(update_fields=["state", "packed_at", "carrier", "waybill"])
    is_rest = not unsent_copies(order, list(order.lines.order_by("position")))
    if is_rest and order.state == Order.State.PICKED:
        order.state, order.packed_at = Order.State.PACKED, at
    save_order(order, "state", "packed_at")
    _tell(order, parcel, actor, at)


@use_case("orders.fulfil")
def mend_address(number: str, *, sequence: int, goes: Destination, actor: Actor, at: datetime) -> None:
    """
    Put right where an order goes while its parcel lies on the table; what the parcel costs stays as it was.

    :raises ParcelGone: it is closed, has left, or there is none.
    :raises AddressMissing: nowhere to send it.
    """
    if not (goes.recipient.strip() and goes.address.strip()):
        raise AddressMissing()
    order = hold_any_order(number)
    parcel = parcel_inside(order, sequence, State.PACKING)
    order.recipient, order.phone = goes.recipient.strip()[:80], goes.phone.strip()[:20]
    order.address, order.postcode = goes.address.strip()[:300], goes.postcode.strip()[:10]
    save_order(order, "recipient", "phone", "address", "postcode")
    _tell(order, parcel, actor, at)


@use_case("orders.fulfil")
def open_parcel(number: str, *, sequence: int, actor: Actor, at: datetime) -> None:
    """
    Open a closed parcel again: its copies are scanned anew. Its waybill stays its own.

    :raises ParcelGone: it is open, has left, or there is none.
    """
    order = hold_any_order(number)
    parcel = parcel_inside(order, sequence, State.PACKED)
    parcel.state, parcel.packed_at, parcel.manifest = State.PACKING, None, None
    parcel.save(update_fields=["state", "packed_at", "manifest"])
    ShipmentLine.objects.filter(shipment=parcel).update(scanned=0)
    if order.state == Order.State.PACKED:
        order.state, order.packed_at = Order.State.PICKED, None
    save_order(order, "state", "packed_at")
    _tell(order, parcel, actor, at)


def _tell(order: Order, parcel: Shipment, actor: Actor, at: datetime) -> None:
    told = ParcelChanged(
        order_id=order.pk, number=order.number, member_id=order.member_id, sequence=parcel.sequence, state=parcel.state
    )
    events.publish(told, actor=actor, at=at)
