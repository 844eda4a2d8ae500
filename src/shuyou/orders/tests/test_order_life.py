"""An order's life after placing: money, fulfilment, cancelling, and the points that follow."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from shuyou.catalog.models import Item
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.models import EventRecord, RowChange
from shuyou.loyalty.models import PointsAccount, PointsEntry, PointsLot
from shuyou.loyalty.services import earn_points
from shuyou.members import services as members
from shuyou.members.models import Listing, Member
from shuyou.orders.errors import MoneyReceived, PaymentTooLarge, WrongState
from shuyou.orders.models import Order
from shuyou.orders.services import (
    PaymentDraft,
    Wanted,
    cancel_order,
    deliver_order,
    pick_order,
    place_order,
    ship_order,
    take_payment,
)
from shuyou.orders.tests.factories import AT, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.payments.errors import ReceiptAlreadyRecorded, ReferenceMissing
from shuyou.payments.models import Receipt
from shuyou.supply.models import Layer, Movement, Shelf

pytestmark = pytest.mark.django_db(transaction=True)


def placed(*, payment: str = "remittance", points: int = 0) -> tuple[Member, str]:
    """Return a member and the number of their order of two copies, ¥76.00."""
    member, item = a_member(), a_title(copies=5)
    if points:
        with transaction.atomic():
            earn_points(member_id=member.pk, amount=Decimal(points), source="gift", at=AT)
    order = place_order(a_draft(member.pk, Wanted(item.pk, 2), payment=payment, points=points), actor=CLERK, at=AT)
    return member, order.number


def pay(number: str, amount: str, reference: str = "R20261122001") -> Decimal:
    draft = PaymentDraft(number=number, tender="remittance", reference=reference, amount=Decimal(amount))
    return take_payment(draft, actor=CLERK, at=AT)


@pytest.mark.feature("F120", "F008")
def test_a_remittance_order_from_placing_to_delivery() -> None:
    member, number = placed()

    assert pay(number, "76.00") == 0
    deliver_all()
    pick_order(number, actor=PICKER, at=AT)
    ship_order(number, waybill="SF149000003327", actor=PICKER, at=AT)
    deliver_order(number, actor=PICKER, at=AT)
    deliver_all()

    order = Order.objects.get(number=number)
    assert (order.state, order.paid_total, order.waybill) == ("delivered", Decimal("76.00"), "SF149000003327")
    shelf, layer = Shelf.objects.get(), Layer.objects.get()
    assert (shelf.on_hand, shelf.reserved, layer.on_hand, layer.reserved) == (3, 0, 3, 0)
    assert list(Movement.objects.order_by("pk").values_list("kind", "quantity")) == [
        ("RECEIVE", 5), ("RESERVE", 2), ("ISSUE", 2),
    ]  # fmt: skip
    assert PointsAccount.objects.get(pk=member.pk).balance == 76
    lot = PointsLot.objects.get()
    assert (lot.source, lot.earned, lot.remaining, lot.rule.version) == (f"order:{number}", 76, 76, 1)
    names = EventRecord.objects.filter(name__startswith="orders.").order_by("pk").values_list("name", flat=True)
    assert [name.removeprefix("orders.order_") for name in names] == [
        "placed",
        "paid",
        "picked",
        "shipped",
        "delivered",
    ]


def test_cash_on_delivery_is_picked_first_and_earns_at_the_door() -> None:
    member, number = placed(payment="cod")

    with pytest.raises(WrongState):
        pay(number, "76.00")
    pick_order(number, actor=PICKER, at=AT)
    ship_order(number, waybill="", actor=PICKER, at=AT)
    assert not PointsEntry.objects.exists()
    deliver_order(number, actor=PICKER, at=AT)
    deliver_all()

    assert Receipt.objects.get().amount == Decimal("76.00")
    assert PointsAccount.objects.get(pk=member.pk).balance == 76


@pytest.mark.parametrize(
    ("points", "money", "earned"),
    [
        (0, "114.00", 76),
        (7600, "38.00", 25),  # a third of the money falls on the textbook: ¥12.66 of ¥38.00
    ],
)
def test_titles_that_earn_no_points_are_left_out(points: int, money: str, earned: int) -> None:
    member, textbook, novel = a_member(), a_title(copies=5), a_title(copies=5)
    Item.objects.filter(pk=textbook.pk).update(earns_no_points=True)
    if points:
        with transaction.atomic():
            earn_points(member_id=member.pk, amount=Decimal(points), source="gift", at=AT)
    draft = a_draft(member.pk, Wanted(textbook.pk, 1), Wanted(novel.pk, 2), points=points)
    order = place_order(draft, actor=CLERK, at=AT)

    pay(order.number, money)
    deliver_all()

    assert PointsAccount.objects.get(pk=member.pk).balance == earned


def test_part_payments_add_up_and_points_wait_for_the_last() -> None:
    member, number = placed()

    assert pay(number, "50.00", "R1") == Decimal("26.00")
    deliver_all()
    assert not PointsEntry.objects.exists()
    assert Order.objects.get(number=number).state == "placed"
    assert pay(number, "26.00", "R2") == 0
    deliver_all()

    assert Order.objects.get(number=number).state == "paid"
    assert PointsAccount.objects.get(pk=member.pk).balance == 76


@pytest.mark.parametrize(
    ("amount", "reference", "refusal"),
    [("76.01", "R2", PaymentTooLarge), ("10.00", "R1", ReceiptAlreadyRecorded), ("10.00", " ", ReferenceMissing)],
)
def test_refused_money_leaves_no_trace(amount: str, reference: str, refusal: type[Exception]) -> None:
    _, number = placed()
    pay(number, "6.00", "R1")
    before = EventRecord.objects.count()

    with pytest.raises(refusal):
        pay(number, amount, reference)

    assert Order.objects.get(number=number).paid_total == Decimal("6.00")
    assert (Receipt.objects.count(), EventRecord.objects.count()) == (1, before)


def test_cancelling_gives_back_copies_and_the_very_points() -> None:
    member, number = placed(points=1000)
    lot = PointsLot.objects.get()
    assert (lot.remaining, PointsAccount.objects.get(pk=member.pk).balance) == (0, 0)

    cancel_order(number, reason="changed mind", actor=CLERK, at=AT)

    lot.refresh_from_db()
    assert (lot.remaining, PointsAccount.objects.get(pk=member.pk).balance) == (1000, 1000)
    assert (Shelf.objects.get().reserved, Layer.objects.get().reserved, Shelf.objects.get().on_hand) == (0, 0, 5)
    with pytest.raises(WrongState):
        cancel_order(number, reason="again", actor=CLERK, at=AT)


def listed(member: Member) -> tuple[int, Decimal, Decimal, bool, int]:
    """Return what lists say of a member: orders, money of the year and in all, whether they ever bought, points."""
    row = Listing.objects.get(pk=member.pk)
    return row.orders, row.year_spent, row.spent, row.bought_on == AT.date(), row.points


@pytest.mark.feature("F019")
def test_lists_follow_what_members_buy_give_back_and_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    member, number = placed(points=500)
    deliver_all()
    spent = Order.objects.get(number=number).total
    assert listed(member) == (1, spent, spent, True, 0)

    cancel_order(number, reason="changed mind", actor=CLERK, at=AT)
    deliver_all()
    assert listed(member) == (0, Decimal(0), Decimal(0), False, 500)


def test_an_old_event_told_late_counts_for_no_year_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=366))
    member, number = placed()
    total = Order.objects.get(number=number).total
    deliver_all()
    assert listed(member) == (1, Decimal(0), total, True, 0)

    pay(number, str(total))
    deliver_all()
    assert listed(member) == (1, Decimal(0), total, True, 76)


def test_a_night_puts_right_what_leaves_the_year_unsaid() -> None:
    member, number = placed()
    total = Order.objects.get(number=number).total
    actor = Actor.job("test")

    assert members.measure_next(after=0, actor=actor, at=AT + timedelta(days=364)).people == 1
    assert listed(member) == (1, total, total, True, 0)
    assert members.measure_next(after=0, actor=actor, at=AT + timedelta(days=364)).people == 0
    later = members.measure_next(after=0, actor=actor, at=AT + timedelta(days=366))
    assert (later.people, later.last_id) == (1, member.pk)
    assert listed(member) == (1, Decimal(0), total, True, 0)
    assert members.measure_next(after=member.pk, actor=actor, at=AT).last_id == 0


def test_an_order_with_money_cannot_be_cancelled() -> None:
    _, number = placed()
    pay(number, "76.00")

    with pytest.raises(MoneyReceived) as refusal:
        cancel_order(number, reason="", actor=CLERK, at=AT)

    assert refusal.value.params == {"number": number, "paid": Decimal("76.00")}
    assert Shelf.objects.get().reserved == 2


def test_unpaid_orders_are_not_picked() -> None:
    _, number = placed()

    with pytest.raises(WrongState):
        pick_order(number, actor=PICKER, at=AT)

    assert Order.objects.get(number=number).state == "placed"


def test_clerks_at_the_phone_do_not_ship() -> None:
    _, number = placed(payment="cod")

    with pytest.raises(NotPermitted):
        pick_order(number, actor=CLERK, at=AT)


def test_row_history_keeps_before_and_after_beside_its_event() -> None:
    _, number = placed()
    pay(number, "76.00")

    change = RowChange.objects.get(table_name="orders_order", after__isnull=False)
    event = EventRecord.objects.get(name="orders.order_paid")
    assert change.after is not None
    assert (change.before["state"], change.after["state"]) == ("placed", "paid")
    assert (change.xid, change.recorded_at) == (event.xid, event.recorded_at)


def test_a_member_who_orders_stands_higher_in_the_search_and_that_is_no_history() -> None:
    member, _ = placed()

    deliver_all()

    member.person.refresh_from_db()
    assert member.person.search_rank == 1
    assert not RowChange.objects.filter(table_name="members_person").exists()


@pytest.mark.parametrize("payment", ["remittance", "online", "cod"])
def test_an_order_that_points_pay_in_full_goes_out_without_money(payment: str) -> None:
    _, number = placed(payment=payment, points=7600)

    pick_order(number, actor=PICKER, at=AT)
    ship_order(number, waybill="SF149000003327", actor=PICKER, at=AT)
    deliver_order(number, actor=PICKER, at=AT)

    order = Order.objects.get(number=number)
    assert (order.state, order.total, order.paid_total) == ("delivered", Decimal(0), Decimal(0))
    assert (order.paid_at is None) == (payment == "cod")
    assert not Receipt.objects.exists()
