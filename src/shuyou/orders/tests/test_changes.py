"""Orders that do not go straight on: changed, stopped, sent in parts, waiting for copies, taken back."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.ledgers import differences
from shuyou.loyalty.models import PointsLot
from shuyou.orders import services
from shuyou.orders.errors import (
    ChangedMeanwhile,
    CopiesMissing,
    HeldAlready,
    MoneyReceived,
    NotInOrder,
    OrderHeld,
    ParcelGone,
    ParcelsUnderway,
    WaybillTaken,
    WrongState,
)
from shuyou.orders.models import Order, OrderLine, Shipment
from shuyou.orders.services import OrderChange, PaymentDraft, Wanted
from shuyou.orders.tests.factories import AT, CLERK, HOME, PICKER, a_draft, a_member, a_school, a_title
from shuyou.orders.tests.test_place_order_races import CLIENTS, all_at_once
from shuyou.supply.errors import OutOfStock
from shuyou.supply.models import Layer, Shelf
from shuyou.supply.tests.factories import stock_up

pytestmark = pytest.mark.django_db(transaction=True)


def shelf(item_id: int) -> tuple[int, int]:
    """Return the copies of an item on hand and set aside."""
    found = Shelf.objects.get(item_id=item_id)
    layers = Layer.objects.filter(shelf=found)
    assert sum(layer.reserved for layer in layers) == found.reserved
    return found.on_hand, found.reserved


def place(*wanted: Wanted, payment: str = "cod", may_wait: bool = False) -> Order:
    """Return an order of a new member, who speaks for a school if it is on account."""
    member = a_member()
    if payment == "account":
        a_school(member.pk, "200.00")
    draft = replace(a_draft(member.pk, *wanted, payment=payment), may_wait=may_wait)
    return Order.objects.get(pk=services.place_order(draft, actor=CLERK, at=AT).order_id)


def change(order: Order, copies: dict[int, int]) -> OrderChange:
    return OrderChange(number=order.number, version=order.version, copies=copies, destination=HOME)


@pytest.mark.feature("F120")
def test_an_order_is_changed_before_it_is_picked_with_its_price_and_copies() -> None:
    first, second = a_title(5), a_title(5)
    order = place(Wanted(first.pk, 2))

    total = services.change_order(change(order, {first.pk: 1, second.pk: 3}), actor=CLERK, at=AT)

    order.refresh_from_db()
    assert (order.total, total, order.version) == (Decimal("152.00"), Decimal("152.00"), 2)
    assert [(line.item_id, line.quantity) for line in order.lines.order_by("position")] == [
        (first.pk, 1), (second.pk, 3),
    ]  # fmt: skip
    assert (shelf(first.pk), shelf(second.pk)) == ((5, 1), (5, 3))
    services.cancel_order(order.number, reason="changed mind", actor=CLERK, at=AT)
    assert (shelf(first.pk), shelf(second.pk)) == ((5, 0), (5, 0))


def test_the_second_of_two_clerks_is_told_and_nothing_moves() -> None:
    item = a_title(5)
    order = place(Wanted(item.pk, 2))
    services.change_order(change(order, {item.pk: 3}), actor=CLERK, at=AT)

    with pytest.raises(ChangedMeanwhile):
        services.change_order(change(order, {item.pk: 1}), actor=CLERK, at=AT)

    assert (OrderLine.objects.get().quantity, shelf(item.pk)) == (3, (5, 3))


def test_a_change_beyond_the_stock_or_below_the_money_leaves_no_trace() -> None:
    item = a_title(3)
    order = place(Wanted(item.pk, 2), payment="remittance")
    with pytest.raises(OutOfStock):
        services.change_order(change(order, {item.pk: 4}), actor=CLERK, at=AT)
    draft = PaymentDraft(number=order.number, tender="remittance", reference="R1", amount=order.total)
    services.take_payment(draft, actor=CLERK, at=AT)
    order.refresh_from_db()
    with pytest.raises(MoneyReceived):
        services.change_order(change(order, {item.pk: 1}), actor=CLERK, at=AT)

    assert (OrderLine.objects.get().quantity, shelf(item.pk)) == (2, (3, 2))
    services.change_order(change(order, {item.pk: 3}), actor=CLERK, at=AT)
    order.refresh_from_db()
    assert (order.state, order.paid_at, order.total - order.paid_total) == ("placed", None, Decimal("38.00"))


def test_a_stopped_order_goes_nowhere_until_it_is_let_go() -> None:
    order = place(Wanted(a_title(2).pk, 1))
    services.stop_order(order.number, reason="address", actor=CLERK, at=AT)

    with pytest.raises(HeldAlready):
        services.stop_order(order.number, reason="money", actor=CLERK, at=AT)
    with pytest.raises(OrderHeld):
        services.pick_order(order.number, actor=PICKER, at=AT)
    with pytest.raises(OrderHeld):
        services.begin_parcel(order.number, copies={1: 1}, actor=PICKER, at=AT)
    services.let_order_go(order.number, actor=CLERK, at=AT)
    services.pick_order(order.number, actor=PICKER, at=AT)

    order.refresh_from_db()
    assert order.state == "picked"


@pytest.mark.feature("F120")
def test_steps_are_taken_back_and_an_order_is_closed() -> None:
    item = a_title(2)
    order = place(Wanted(item.pk, 1), payment="account")
    services.pick_order(order.number, actor=PICKER, at=AT)
    services.undo_pick(order.number, actor=PICKER, at=AT)
    order.refresh_from_db()
    assert (order.state, order.picked_at) == ("placed", None)

    services.pick_order(order.number, actor=PICKER, at=AT)
    services.ship_order(order.number, waybill="EA1", actor=PICKER, at=AT)
    with pytest.raises(WrongState):
        services.undo_pick(order.number, actor=PICKER, at=AT)
    services.deliver_order(order.number, actor=PICKER, at=AT)
    services.undo_delivery(order.number, actor=PICKER, at=AT)
    assert Shipment.objects.get().state == "shipped"
    services.deliver_order(order.number, actor=PICKER, at=AT)
    services.close_order(order.number, actor=PICKER, at=AT)
    services.reopen_order(order.number, actor=PICKER, at=AT)

    order.refresh_from_db()
    assert (order.state, order.closed_at, shelf(item.pk)) == ("delivered", None, (1, 0))


@pytest.mark.feature("F120")
def test_an_order_goes_in_parts_as_copies_come_and_the_first_who_waits_is_first() -> None:
    item = a_title(1)
    first = place(Wanted(item.pk, 3), may_wait=True)
    second = place(Wanted(item.pk, 1), may_wait=True)
    assert (shelf(item.pk), list(OrderLine.objects.order_by("pk").values_list("waiting", flat=True))) == (
        (1, 1),
        [2, 1],
    )
    with pytest.raises(CopiesMissing):
        services.pick_order(first.number, actor=PICKER, at=AT)

    services.begin_parcel(first.number, copies={1: 1}, actor=PICKER, at=AT)
    with pytest.raises(NotInOrder):
        services.begin_parcel(first.number, copies={1: 1}, actor=PICKER, at=AT)
    assert not services.ship_parcel(first.number, sequence=1, waybill="EA1", carrier="post", actor=PICKER, at=AT)
    with pytest.raises(ParcelsUnderway):
        services.cancel_order(first.number, reason="late", actor=CLERK, at=AT)
    stock_up(item.pk, 2, at=AT, source="delivery:2")
    services.set_aside_what_came(first.number, actor=PICKER, at=AT)
    assert services.set_aside_what_came(second.number, actor=PICKER, at=AT) == 0
    assert (shelf(item.pk), OrderLine.objects.get(order=second).waiting) == ((2, 2), 1)

    services.begin_parcel(first.number, copies={1: 1}, actor=PICKER, at=AT)
    services.give_up_parcel(first.number, sequence=2, actor=PICKER, at=AT)
    with pytest.raises(ParcelGone):
        services.give_up_parcel(first.number, sequence=1, actor=PICKER, at=AT)
    services.pick_order(first.number, actor=PICKER, at=AT)
    with pytest.raises(WaybillTaken):
        services.ship_order(first.number, waybill="EA1", carrier="post", actor=PICKER, at=AT)
    services.ship_order(first.number, waybill="EA2", carrier="post", actor=PICKER, at=AT)
    services.deliver_order(first.number, actor=PICKER, at=AT)

    first.refresh_from_db()
    assert (first.state, first.paid_total, shelf(item.pk)) == ("delivered", first.total, (0, 0))
    parcels = Shipment.objects.order_by("sequence").values_list("state", "waybill", "lines__quantity")
    assert list(parcels) == [("delivered", "EA1", 1), ("delivered", "EA2", 2)]
    assert differences() == []


def test_sixty_four_clerks_cut_parcels_and_no_copy_is_sent_twice() -> None:
    item = a_title(40)
    order = place(Wanted(item.pk, 20))

    def cut() -> int:
        return services.begin_parcel(order.number, copies={1: 1}, actor=PICKER, at=AT)

    results = all_at_once([cut] * CLIENTS)

    assert Counter(type(result).__name__ for result in results) == {"int": 20, "NotInOrder": 44}
    assert (Shipment.objects.count(), shelf(item.pk)) == (20, (40, 20))


@pytest.mark.feature("F033")
def test_a_paid_order_that_grew_and_was_paid_again_earns_points_on_all_of_its_money() -> None:
    item = a_title(9)
    order = place(Wanted(item.pk, 1), payment="remittance")
    for reference, copies in (("HK1", 1), ("HK2", 3)):
        services.change_order(change(order, {item.pk: copies}), actor=CLERK, at=AT)
        order.refresh_from_db()
        due = order.total - order.paid_total
        draft = PaymentDraft(number=order.number, tender="remittance", reference=reference, amount=due)
        services.take_payment(draft, actor=CLERK, at=AT)
        order.refresh_from_db()
        deliver_all()

    assert (order.total, order.state) == (Decimal("114.00"), "paid")
    assert sum(lot.earned for lot in PointsLot.objects.all()) == 114
    assert differences() == []
