"""Parcels: an order goes in one or in several, each with copies of its lines and a reservation of its own."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import step, use_case
from shuyou.orders.errors import NotInOrder, ParcelGone, WaybillTaken, WrongState
from shuyou.orders.events import OrderShipped, ParcelChanged
from shuyou.orders.models import Order, OrderLine, Shipment, ShipmentLine
from shuyou.orders.rules import may_step
from shuyou.orders.services._backorders import sent_copies, unsent_copies
from shuyou.orders.services._hold_order import held_source, hold_any_order, require_going, save_order, source_of
from shuyou.supply import services as supply
from shuyou.supply.queries import MAIN

State = Shipment.State


@use_case("orders.fulfil")
def begin_parcel(number: str, *, copies: Mapping[int, int], actor: Actor, at: datetime) -> int:
    """
    Begin a parcel with part of an order: `copies` by the lines' positions; return its number within the order.

    :raises WrongState: the order is not ready to be picked.
    :raises OrderHeld: somebody stopped it.
    :raises NotInOrder: more copies than are set aside and in no parcel yet.
    """
    order = hold_any_order(number)
    if not may_step("pick", payment=order.payment, state=order.state):
        raise WrongState(number=number, state=Order.State(order.state).label)
    require_going(order)
    parcel = _cut(order, copies, at)
    save_order(order, "holding")
    _tell(order, parcel, actor, at)
    return parcel.sequence


@use_case("orders.fulfil")
def give_up_parcel(number: str, *, sequence: int, actor: Actor, at: datetime) -> None:
    """
    Take a parcel apart before it leaves the house: its copies are the order's again.

    :raises ParcelGone: it has left, or there is no such parcel.
    """
    order = hold_any_order(number)
    parcel = parcel_inside(order, sequence)
    lines = list(OrderLine.objects.filter(order=order).order_by("position"))
    own = _copies_in(parcel)
    old = held_source(order)
    rest = {item: own.get(item, 0) + number for item, number in held_copies(order, lines).items()}
    rest |= {item: number for item, number in own.items() if item not in rest}
    order.holding += 1
    supply.move_reservations(old=[old, parcel.source], new={held_source(order): rest}, titles={}, warehouse=MAIN, at=at)
    parcel.delete()
    save_order(order, "holding")
    _tell(order, parcel, actor, at, state="given_up")


@use_case("orders.fulfil")
def ship_parcel(number: str, *, sequence: int, waybill: str, carrier: str = "", actor: Actor, at: datetime) -> bool:
    """
    Hand a parcel to the carrier; return whether the whole order is on its way now.

    :raises ParcelGone: it has left, or there is no such parcel.
    :raises OrderHeld: somebody stopped the order.
    :raises WaybillTaken: another parcel goes by this waybill.
    """
    order = hold_any_order(number)
    require_going(order)
    parcel = parcel_inside(order, sequence)
    send_parcel(parcel, carrier=carrier, waybill=waybill, at=at)
    lines = list(OrderLine.objects.filter(order=order))
    is_whole = (
        not unsent_copies(order, lines) and not order.shipments.filter(state__in=(State.PACKING, State.PACKED)).exists()
    )
    if is_whole:
        order.state, order.shipped_at, order.waybill = Order.State.SHIPPED, at, parcel.waybill
        save_order(order, "state", "shipped_at", "waybill")
        told = OrderShipped(order_id=order.pk, number=order.number, member_id=order.member_id)
        events.publish(told, actor=actor, at=at)
    else:
        save_order(order)
        _tell(order, parcel, actor, at)
    return is_whole


@step
def send_parcel(parcel: Shipment, *, carrier: str, waybill: str, at: datetime) -> None:
    """
    Have a parcel leave the house: its copies leave the stock.

    :raises WaybillTaken: another parcel goes by this waybill.
    """
    waybill = waybill.strip()[:40]
    if carrier and waybill and Shipment.objects.filter(carrier=carrier, waybill=waybill).exclude(pk=parcel.pk).exists():
        raise WaybillTaken(waybill=waybill)
    supply.issue_copies(source=parcel.source, at=at)
    parcel.state, parcel.shipped_at = State.SHIPPED, at
    parcel.carrier, parcel.waybill = carrier or parcel.carrier, waybill or parcel.waybill
    parcel.save(update_fields=["state", "shipped_at", "carrier", "waybill"])


@step
def parcel_of_rest(order: Order, at: datetime) -> Shipment:
    """Return the parcel with everything of an order that is in none yet: the one being packed, or a new one."""
    packed = order.shipments.filter(state__in=(State.PACKING, State.PACKED)).order_by("sequence").first()
    return packed or wrap_rest(order, at)


@step
def wrap_rest(order: Order, at: datetime) -> Shipment:
    """Put everything of an order that is in no parcel yet into one, with the reservation that the order has."""
    sent = sent_copies(order)
    parcel = _new(order, held_source(order), at)
    _fill(parcel, {
        line.pk: line.quantity - sent.get(line.pk, 0) for line in OrderLine.objects.filter(order=order)
    })  # fmt: skip
    return parcel


def held_copies(order: Order, lines: list[OrderLine]) -> dict[int, int]:
    """Return by item how many copies the order's own reservation holds: neither in a parcel nor still to come."""
    held = unsent_copies(order, lines)
    for line in lines:
        if line.waiting:
            held[line.item_id] = held.get(line.item_id, 0) - line.waiting
    return {item_id: copies for item_id, copies in held.items() if copies > 0}


def _cut(order: Order, copies: Mapping[int, int], at: datetime) -> Shipment:
    lines = {line.position: line for line in OrderLine.objects.filter(order=order).order_by("position")}
    sent, chosen, items = sent_copies(order), dict[int, int](), dict[int, int]()
    for position, wanted in copies.items():
        line = lines.get(position)
        most = line.quantity - line.waiting - sent.get(line.pk, 0) if line else 0
        if line is None or not 0 <= wanted <= most:
            raise NotInOrder(position=position, copies=most)
        if wanted:
            chosen[line.pk] = wanted
            items[line.item_id] = items.get(line.item_id, 0) + wanted
    if not chosen:
        raise NotInOrder(position=min(lines), copies=0)
    held = held_copies(order, list(lines.values()))
    rest = {item: number - items.get(item, 0) for item, number in held.items() if number > items.get(item, 0)}
    old = held_source(order)
    parcel = _new(order, "", at)
    order.holding += 1
    new = {parcel.source: items, held_source(order): rest}
    supply.move_reservations(old=[old], new=new, titles={}, warehouse=MAIN, at=at)
    _fill(parcel, chosen)
    return parcel


def _new(order: Order, source: str, at: datetime) -> Shipment:
    sequence = (order.shipments.aggregate(last=Max("sequence"))["last"] or 0) + 1
    return Shipment.objects.create(
        order=order, member_id=order.member_id, sequence=sequence, begun_at=at,
        source=source or f"{source_of(order)}:p{sequence}v{order.version}",
    )  # fmt: skip


def _fill(parcel: Shipment, copies: Mapping[int, int]) -> None:
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=parcel, line_id=line_id, quantity=number) for line_id, number in copies.items() if number
    )


def _copies_in(parcel: Shipment) -> dict[int, int]:
    copies: dict[int, int] = {}
    for item_id, number in parcel.lines.values_list("line__item_id", "quantity"):
        copies[item_id] = copies.get(item_id, 0) + number
    return copies


def parcel_inside(order: Order, sequence: int, *states: State) -> Shipment:
    """
    Return a parcel of an order that is still in the house, in one of these states if any are given.

    :raises ParcelGone: there is none.
    """
    parcel = order.shipments.filter(sequence=sequence, state__in=states or (State.PACKING, State.PACKED)).first()
    if parcel is None:
        raise ParcelGone(number=order.number, sequence=sequence)
    return parcel


def _tell(order: Order, parcel: Shipment, actor: Actor, at: datetime, state: str = "") -> None:
    told = ParcelChanged(
        order_id=order.pk, number=order.number, member_id=order.member_id, sequence=parcel.sequence,
        state=state or parcel.state,
    )  # fmt: skip
    events.publish(told, actor=actor, at=at)
