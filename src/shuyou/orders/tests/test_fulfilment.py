"""Waves, packing, carriers and what they say, orders fetched in a shop, and copies that come for who waits."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from reportlab.lib.units import mm

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.permissions import Role
from shuyou.orders import queries, services, tasks
from shuyou.orders.adapters.rehearsal import RehearsalCarrier
from shuyou.orders.errors import (
    CarrierDown,
    NotForPickup,
    NothingToHandOver,
    NothingToPick,
    NotReady,
    NotScanned,
    PushForged,
    ScannedEnough,
    ScannedWrong,
    WaveOver,
)
from shuyou.orders.exports.label import SIZE, barcode_of
from shuyou.orders.models import Order, Shipment, TrackingEvent
from shuyou.orders.ports import ParcelOut
from shuyou.orders.services import Wanted, Wish
from shuyou.orders.tests.factories import AT, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.orders.tests.test_changes import place, shelf
from shuyou.orders.tests.test_place_order_races import CLIENTS, all_at_once
from shuyou.supply.tests.factories import stock_up

pytestmark = pytest.mark.django_db(transaction=True)


PICKER_BOSS = Actor(STAFF, "3", "test", frozenset({Role.MANAGER}))
PARCEL = ParcelOut(
    key="SO1-1", recipient="林晚舟", phone="13800002046", address="浙江省杭州市西湖区纸鸢路 12 号", postcode="310000",
    copies=2, collect=Decimal("76.00"),
)  # fmt: skip


def picked(item_id: int, copies: int) -> Order:
    """Return a picked order."""
    order = place(Wanted(item_id, copies))
    services.pick_order(order.number, actor=PICKER, at=AT)
    return order


@pytest.mark.parametrize("waybill", ["EA1", "SF1234567890123", "YT88ABCD1234567890CN", "A1" * 13])
def test_the_barcode_of_a_waybill_stays_on_its_label(waybill: str) -> None:
    code = barcode_of(waybill)

    assert code.width + 20 * code.barWidth <= SIZE[0] + 0.001
    assert code.barWidth >= 0.25 * mm  # what scanners still read


@pytest.mark.feature("F120", "F127")
def test_a_wave_is_picked_along_the_shelves_and_leaves_out_who_must_wait() -> None:
    item = a_title(5)
    orders = [place(Wanted(item.pk, 1)) for _ in range(3)]
    waiting = place(Wanted(item.pk, 9), may_wait=True)
    services.stop_order(orders[2].number, reason="address", actor=CLERK, at=AT)

    number = services.begin_wave(actor=PICKER, at=AT)
    listed = queries.pick_list(number=number, actor=PICKER)
    assert ([row.copies for row in listed.rows], [slot for slot, _ in listed.rows[0].slots]) == ([2], [1, 2])
    with pytest.raises(NothingToPick):
        services.begin_wave(actor=PICKER, at=AT)
    services.undo_pick(orders[0].number, actor=PICKER, at=AT)

    assert services.finish_wave(number, actor=PICKER, at=AT) == 1
    with pytest.raises(WaveOver):
        services.finish_wave(number, actor=PICKER, at=AT)
    states = dict(Order.objects.values_list("number", "state"))
    assert [states[order.number] for order in [*orders, waiting]] == ["placed", "picked", "placed", "placed"]


def test_two_clerks_begin_a_wave_and_no_order_is_in_both() -> None:
    item = a_title(20)
    for _ in range(12):
        place(Wanted(item.pk, 1))

    results = all_at_once([lambda: services.begin_wave(actor=PICKER, at=AT)] * 8)

    begun = [result for result in results if isinstance(result, str)]
    assert sum(len(queries.pick_list(number=number, actor=PICKER).orders) for number in begun) == 12
    assert Order.objects.filter(state="picking").count() == 12


@pytest.mark.feature("F120", "F127")
def test_each_copy_is_scanned_into_its_parcel() -> None:
    item, other = a_title(5), a_title(5)
    IdentifierFactory.create(item=item, value="9787532150014")
    IdentifierFactory.create(item=other, value="9787532150021")
    order = picked(item.pk, 2)
    sequence = services.begin_packing(order.number, actor=PICKER, at=AT)
    assert services.begin_packing(order.number, actor=PICKER, at=AT) == sequence == 1

    with pytest.raises(ScannedWrong):
        services.scan_copy(order.number, sequence=1, code="9787532150021", actor=PICKER)
    with pytest.raises(NotScanned):
        services.close_parcel(order.number, sequence=1, actor=PICKER, at=AT)

    def scan() -> object:
        return services.scan_copy(order.number, sequence=1, code="978-7-5321-5001-4", actor=PICKER)

    scans = all_at_once([scan] * CLIENTS)
    assert Counter(type(scan) for scan in scans) == {services.Scanned: 2, ScannedEnough: CLIENTS - 2}
    services.close_parcel(order.number, sequence=1, carrier="post", waybill="EA1", actor=PICKER, at=AT)
    services.open_parcel(order.number, sequence=1, actor=PICKER, at=AT)
    services.close_parcel(order.number, sequence=1, carrier="post", waybill="EA1", is_by_eye=True, actor=PICKER, at=AT)
    order.refresh_from_db()
    assert (order.state, Shipment.objects.get().state) == ("packed", "packed")


@pytest.mark.feature("F126")
def test_parcels_go_on_a_manifest_and_are_followed_to_the_door_once() -> None:
    item = a_title(5)
    order, carrier = picked(item.pk, 2), RehearsalCarrier()
    services.begin_packing(order.number, actor=PICKER, at=AT)
    waybill = carrier.book(PARCEL)
    services.close_parcel(
        order.number, sequence=1, carrier="post", waybill=waybill, is_by_eye=True, actor=PICKER, at=AT
    )
    services.make_manifest("post", actor=PICKER, at=AT)
    with pytest.raises(NothingToHandOver):
        services.make_manifest("post", actor=PICKER, at=AT)
    assert services.ship_parcel(order.number, sequence=1, waybill="", actor=PICKER, at=AT)

    told = carrier.track(waybill, handed_at=AT, now=AT + timedelta(days=20))
    for note in [*reversed(told), *told]:  # late, out of order, twice
        services.note_tracking(note, carrier="post", actor=PICKER, at=AT + timedelta(days=3))

    order.refresh_from_db()
    assert (order.state, order.paid_total, shelf(item.pk)) == ("delivered", order.total, (3, 0))
    assert TrackingEvent.objects.count() == len({note.key for note in told}) == 4
    (placed, *_, whole) = queries.cycle_times(since=AT - timedelta(days=1), until=AT + timedelta(days=1), actor=CLERK)
    assert (placed.orders, whole.orders, whole.half) == (1, 1, 72.0)


def test_a_carrier_signs_repeats_itself_and_fails() -> None:
    carrier, now = RehearsalCarrier("secret", down_of=1), AT
    with pytest.raises(CarrierDown):
        carrier.book(PARCEL)
    waybill = carrier.book(PARCEL)
    assert (carrier.book(PARCEL), len(waybill)) == (waybill, 13)
    assert carrier.check_address(PARCEL) == []
    assert carrier.check_address(replace(PARCEL, address="here", phone="1", postcode="31")) == [
        "address", "postcode", "phone",
    ]  # fmt: skip
    label = carrier.label_pdf(PARCEL, waybill)
    assert label.startswith(b"%PDF")
    told = carrier.track(waybill, handed_at=AT, now=AT + timedelta(days=20))
    assert carrier.track(waybill, handed_at=AT, now=AT) == []

    body, headers = carrier.push(told, now=now)
    assert list(carrier.read_push(body, headers, now=now)) == list(told)
    for forged in (
        (body + b" ", headers, now), (body, {}, now), (body, headers, now + timedelta(minutes=6)),
        (body, {**headers, "Carrier-Time": "1"}, now),
    ):  # fmt: skip
        with pytest.raises(PushForged):
            carrier.read_push(forged[0], forged[1], now=forged[2])


def test_an_order_is_fetched_in_a_shop() -> None:
    item = a_title(3)
    draft = a_draft(a_member().pk, Wanted(item.pk, 1), payment="cod")
    draft = replace(draft, destination=None, wish=Wish(pickup_place="main", is_gift=True, gift_message="生日快乐"))
    number = services.place_order(draft, actor=CLERK, at=AT).number
    services.pick_order(number, actor=PICKER, at=AT)
    with pytest.raises(NotReady):
        services.hand_to_reader(number, actor=PICKER, at=AT)
    with pytest.raises(NotForPickup):
        services.lay_ready(picked(item.pk, 1).number, actor=PICKER, at=AT)

    services.lay_ready(number, actor=PICKER, at=AT)
    services.hand_to_reader(number, actor=PICKER, at=AT)

    order = Order.objects.get(number=number)
    assert (order.state, order.paid_total, Shipment.objects.get(order=order).state) == (
        "delivered", Decimal("38.00"), "delivered",
    )  # fmt: skip


@pytest.mark.feature("F120")
def test_copies_that_come_go_to_who_asked_first_or_who_buys_most() -> None:
    item, other = a_title(0), a_title(99)
    first = place(Wanted(item.pk, 1), may_wait=True)
    second = place(Wanted(item.pk, 1), Wanted(other.pk, 9), may_wait=True)
    stock_up(item.pk, 1, at=AT)
    assert queries.waiting_orders(at=AT, limit=9, actor=PICKER) == [first.number, second.number]

    services.set_switch("value_first", is_on=True, actor=PICKER_BOSS, at=AT)
    assert queries.waiting_orders(at=AT, limit=9, actor=PICKER) == [second.number, first.number]
    assert tasks.fill_from_delivery() == 1
    deliver_all()

    assert queries.waiting_orders(at=AT, limit=9, actor=PICKER) == []
    assert [order.lines.get(item=item).waiting for order in (first, second)] == [1, 0]
