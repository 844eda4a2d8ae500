"""Placing an order: what it writes, and that a refusal writes nothing."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from shuyou.catalog.models import Item, PriceList
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.models import EventRecord
from shuyou.loyalty.errors import NotEnoughPoints
from shuyou.loyalty.models import PointsAccount
from shuyou.loyalty.services import earn_points
from shuyou.members.models import Member, Person
from shuyou.orders.errors import (
    BadQuantity,
    EmptyOrder,
    MemberBlocked,
    NotForSale,
    PointsBeyondTotal,
    TooYoungFor,
    UnknownTitle,
)
from shuyou.orders.models import Order, OrderLine
from shuyou.orders.services import Wanted, place_order
from shuyou.orders.tests.factories import AT, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.supply.errors import OutOfStock
from shuyou.supply.models import Layer, Movement, Shelf
from shuyou.supply.tests.factories import stock_up

pytestmark = pytest.mark.django_db(transaction=True)


def give_points(member_id: int, points: int) -> None:
    from django.db import transaction

    with transaction.atomic():
        earn_points(member_id=member_id, amount=Decimal(points), source="gift", at=AT)


def nothing_moved() -> bool:
    """Tell that no order, reservation or event of an order exists."""
    return (
        Order.objects.count() == 0
        and not Shelf.objects.filter(reserved__gt=0).exists()
        and not Layer.objects.filter(reserved__gt=0).exists()
        and not Movement.objects.filter(kind="RESERVE").exists()
        and not EventRecord.objects.filter(name__startswith="orders.").exists()
    )


@pytest.mark.feature("F120")
def test_every_line_carries_list_price_rate_and_net() -> None:
    member, item = a_member(), a_title(copies=5)

    placed = place_order(a_draft(member.pk, Wanted(item.pk, 2)), actor=CLERK, at=AT)

    order = Order.objects.get(pk=placed.order_id)
    line = order.lines.get()
    assert (line.list_price, line.discount_rate, line.net_price) == (
        Decimal("40.00"), Decimal("0.9500"), Decimal("38.00"),
    )  # fmt: skip
    assert (line.list_amount, line.net_amount, line.price_reason) == (Decimal("80.00"), Decimal("76.00"), "list:member")
    assert (order.list_total, order.net_total, order.total) == (Decimal("80.00"), Decimal("76.00"), Decimal("76.00"))
    assert order.state == Order.State.PLACED
    event = EventRecord.objects.get(name="orders.order_placed")
    assert event.payload == {
        "order_id": order.pk, "number": order.number, "member_id": member.pk, "channel": "phone", "total": "76.00",
    }  # fmt: skip


def test_copies_come_from_the_oldest_layers_with_their_terms() -> None:
    member, item = a_member(), a_title(copies=0)
    stock_up(item.pk, 3, at=AT, terms="firm", rate="0.55", source="first")
    stock_up(item.pk, 4, at=AT.replace(hour=3), terms="consignment", rate="0.70", source="second")

    place_order(a_draft(member.pk, Wanted(item.pk, 5)), actor=CLERK, at=AT)

    layers = list(Layer.objects.order_by("pk").values_list("terms", "on_hand", "reserved", "unit_cost"))
    assert layers == [("firm", 3, 3, Decimal("22.00")), ("consignment", 4, 2, Decimal("28.00"))]
    shelf = Shelf.objects.get()
    assert (shelf.on_hand, shelf.reserved) == (7, 5)


def test_a_title_named_twice_counts_twice() -> None:
    member, item = a_member(), a_title(copies=3)

    with pytest.raises(OutOfStock) as refusal:
        place_order(a_draft(member.pk, Wanted(item.pk, 2), Wanted(item.pk, 2)), actor=CLERK, at=AT)

    assert refusal.value.params == {"item_id": item.pk, "title": item.title, "wanted": 4, "free": 3}
    assert nothing_moved()


def test_a_repeat_returns_the_order_first_made() -> None:
    member, item = a_member(), a_title(copies=5)
    draft = a_draft(member.pk, Wanted(item.pk, 1))

    first = place_order(draft, actor=CLERK, at=AT)
    again = place_order(draft, actor=CLERK, at=AT)

    assert (again.order_id, again.number, again.is_repeat) == (first.order_id, first.number, True)
    assert Shelf.objects.get().reserved == 1


def test_points_are_spent_from_the_lots_that_lapse_first() -> None:
    member, item = a_member(), a_title(copies=5)
    give_points(member.pk, 1000)

    placed = place_order(a_draft(member.pk, Wanted(item.pk, 1), points=600), actor=CLERK, at=AT)

    assert placed.total == Decimal("32.00")
    assert PointsAccount.objects.get(pk=member.pk).balance == 400


@pytest.mark.parametrize(
    ("quantity", "points", "refusal"),
    [
        (6, 0, OutOfStock),
        (0, 0, BadQuantity),
        (-1, 0, BadQuantity),
        (10_000, 0, BadQuantity),
        (1, 501, NotEnoughPoints),
    ],
)
def test_a_refusal_leaves_no_trace(quantity: int, points: int, refusal: type[Exception]) -> None:
    member, item = a_member(), a_title(copies=5)
    give_points(member.pk, 500)

    with pytest.raises(refusal):
        place_order(a_draft(member.pk, Wanted(item.pk, quantity), points=points), actor=CLERK, at=AT)

    assert nothing_moved()
    assert PointsAccount.objects.get(pk=member.pk).balance == 500


def test_points_beyond_the_total_are_refused() -> None:
    member, item = a_member(), a_title(copies=5)
    give_points(member.pk, 9000)

    with pytest.raises(PointsBeyondTotal) as refusal:
        place_order(a_draft(member.pk, Wanted(item.pk, 1), points=9000), actor=CLERK, at=AT)

    assert refusal.value.params == {"points": 9000, "worth": Decimal("90.00"), "total": Decimal("38.00")}
    assert PointsAccount.objects.get(pk=member.pk).balance == 9000


def test_an_empty_order_is_refused() -> None:
    with pytest.raises(EmptyOrder):
        place_order(a_draft(a_member().pk), actor=CLERK, at=AT)


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(UnknownTitle):
        place_order(a_draft(a_member().pk, Wanted(999_999, 1)), actor=CLERK, at=AT)


def test_a_withdrawn_title_is_refused() -> None:
    member, item = a_member(), a_title(copies=5)
    Item.objects.filter(pk=item.pk).update(status=Item.Status.WITHDRAWN)

    with pytest.raises(NotForSale):
        place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)

    assert nothing_moved()


def test_a_title_barred_from_the_channel_is_refused() -> None:
    member, item = a_member(), a_title(copies=5)
    draft = a_draft(member.pk, Wanted(item.pk, 1))
    Item.objects.filter(pk=item.pk).update(barred_channels=[draft.channel])

    with pytest.raises(NotForSale):
        place_order(draft, actor=CLERK, at=AT)

    assert nothing_moved()


def test_an_offer_that_holds_when_the_order_is_placed_is_what_is_paid() -> None:
    member, item = a_member(), a_title(copies=5)
    PriceList.objects.create(
        code="fortnight", name_zh="双周惠", name_en="Fortnight", kind="offer", rank=9, rate=Decimal("0.5000"),
        starts_at=AT - timedelta(days=1), ends_at=AT + timedelta(days=1),
    )  # fmt: skip

    for at in (AT, AT + timedelta(days=1)):
        place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=at)

    lines = OrderLine.objects.order_by("pk").values_list("discount_rate", "price_reason")
    assert [reason.split(":")[0] for _, reason in lines] == ["offer", "list"]
    assert lines[0] == (Decimal("0.5000"), "offer:fortnight")


def test_orders_of_a_blocked_member_are_refused() -> None:
    member, item = a_member(), a_title(copies=5)
    Member.objects.filter(pk=member.pk).update(is_blocked=True, block_reason="unpaid parcels")

    with pytest.raises(MemberBlocked):
        place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)

    assert nothing_moved()


def test_a_role_that_may_not_place_orders_is_refused() -> None:
    member, item = a_member(), a_title(copies=5)

    with pytest.raises(NotPermitted):
        place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=PICKER, at=AT)

    assert nothing_moved()


def test_a_title_for_grown_ups_is_refused_to_who_is_younger_or_of_unknown_age() -> None:
    member, item = a_member(), a_title(copies=5)
    Item.objects.filter(pk=item.pk).update(least_age=18)
    draft = a_draft(member.pk, Wanted(item.pk, 1))

    for born in (None, date(2008, 11, 23)):
        Person.objects.filter(pk=member.pk).update(birth_date=born)
        with pytest.raises(TooYoungFor) as refusal:
            place_order(draft, actor=CLERK, at=AT)
        assert refusal.value.params == {"item_id": item.pk, "title": item.title, "age": 18}
    assert nothing_moved()
    Person.objects.filter(pk=member.pk).update(birth_date=date(2008, 11, 22))  # today in the club
    place_order(draft, actor=CLERK, at=AT)
