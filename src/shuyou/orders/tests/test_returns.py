"""What comes back: stock, money and points put right, in parts and as a whole; prices that fell after the sale."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.ledgers import differences
from shuyou.kernel.permissions import Role
from shuyou.loyalty.models import PointsAccount, PointsLot
from shuyou.loyalty.services import earn_points, redeem_points
from shuyou.orders import services
from shuyou.orders.errors import (
    ClaimedAlready,
    ClaimOver,
    ClaimTooLate,
    NotCheaper,
    NothingReturned,
    RequestKeyTaken,
    ReturnedMoreThanSent,
    ReturnOver,
    ReturnTooLate,
    WrongState,
)
from shuyou.orders.errors.returns import ClaimNeedsManager, OwnClaim, OwnReturn
from shuyou.orders.models import Order, PriceClaim, Return
from shuyou.orders.rules import Sold, given_for, may_come_back
from shuyou.orders.services import ClaimDraft, ReturnDraft, Wanted
from shuyou.orders.services.till import SaleLine, sell_at_till
from shuyou.orders.tests.factories import AT, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.orders.tests.test_changes import shelf
from shuyou.orders.tests.till_scene import a_sale, at_the_till, cash, in_store
from shuyou.payments.models import Refund

BOSS = Actor(STAFF, "3", "test", frozenset({Role.MANAGER}))
LATER = AT + timedelta(days=3)
db = pytest.mark.django_db(transaction=True)


def delivered(copies: int = 4, *, points: int = 0) -> tuple[Order, int]:
    """Return a delivered order of copies at ¥38.00, paid at the door, and its item; some of it paid with points."""
    member, item = a_member(), a_title(copies=max(10, copies))
    if points:
        with transaction.atomic():
            earn_points(member_id=member.pk, amount=Decimal(points), source="gift", at=AT)
    draft = a_draft(member.pk, Wanted(item.pk, copies), payment="cod", points=points)
    number = services.place_order(draft, actor=CLERK, at=AT).number
    services.pick_order(number, actor=PICKER, at=AT)
    services.ship_order(number, waybill="EA1", actor=PICKER, at=AT)
    services.deliver_order(number, actor=PICKER, at=AT)
    deliver_all()
    return Order.objects.get(number=number), item.pk


def back(order: Order, copies: int, reason: str = "mind") -> str:
    draft = ReturnDraft(number=order.number, copies={1: copies}, reason=reason)
    return services.ask_return(draft, actor=CLERK, at=LATER)


def balance(order: Order) -> int:
    return PointsAccount.objects.get(pk=order.member_id).balance


@db
@pytest.mark.feature("F120")
def test_who_notes_a_return_settles_little_of_an_order_and_nothing_that_a_till_sold() -> None:
    order, _item = delivered(14)
    draft = ReturnDraft(number=order.number, copies={1: 7}, reason="mind")
    first, second = (services.ask_return(draft, actor=BOSS, at=LATER) for _half in range(2))
    assert services.settle_return(first, damaged={}, actor=BOSS, at=LATER) == Decimal("266.00")
    with pytest.raises(OwnReturn):  # with the first, more than one person gives back
        services.settle_return(second, damaged={}, actor=BOSS, at=LATER)
    assert services.settle_return(second, damaged={}, actor=PICKER, at=LATER) == Decimal("266.00")

    clerk, line = at_the_till(), SaleLine(item_id=in_store(1).pk, quantity=1)
    sold = sell_at_till(a_sale(line, tenders=(cash("40.00"),), member_id=a_member().pk), actor=clerk, at=AT)
    faulty = services.ask_return(ReturnDraft(number=sold.number, copies={1: 1}, reason="faulty"), actor=clerk, at=LATER)
    with pytest.raises(OwnReturn):
        services.settle_return(faulty, damaged={}, actor=clerk, at=LATER)
    assert services.settle_return(faulty, damaged={}, actor=BOSS, at=LATER) == sold.total


@db
@pytest.mark.feature("F120")
def test_who_claims_a_lower_price_does_not_decide_and_a_very_low_one_is_for_a_manager() -> None:
    agent, other = (Actor(STAFF, key, "test", frozenset({Role.SERVICE_AGENT})) for key in ("7", "8"))
    for copies, price, is_much in ((2, "0.01", True), (10, "27.00", True), (10, "28.00", False)):
        order, _item = delivered(copies)
        draft = ClaimDraft(number=order.number, position=1, price=Decimal(price), seen_at="the shop over there")
        claim = services.claim_price(draft, actor=agent, at=LATER)
        with pytest.raises(OwnClaim):
            services.decide_claim(claim, is_true=True, actor=agent, at=LATER)
        if is_much:
            with pytest.raises(ClaimNeedsManager):
                services.decide_claim(claim, is_true=True, actor=other, at=LATER)
        assert not Refund.objects.filter(reason=f"claim {claim}").exists()
        worth = (Decimal("38.00") - Decimal(price)) * copies
        assert services.decide_claim(claim, is_true=True, actor=BOSS if is_much else other, at=LATER) == worth


@db
@pytest.mark.feature("F120", "F008")
def test_half_an_order_comes_back_and_then_the_rest() -> None:
    order, item_id = delivered(points=1000)
    before = balance(order)

    first = services.settle_return(back(order, 2), damaged={1: 1}, actor=PICKER, at=LATER)
    assert (shelf(item_id), first) == ((7, 0), order.total / 2)
    second = services.settle_return(back(order, 2), damaged={}, actor=PICKER, at=LATER)

    assert first + second == order.total == sum(row.amount for row in Refund.objects.all())
    assert (before, balance(order), shelf(item_id)) == (int(order.total), 1000, (9, 0))
    lots = {lot.source: lot.remaining for lot in PointsLot.objects.all()}
    assert lots == {"gift": 1000, f"order:{order.number}": 0}
    assert differences() == []


@db
def test_points_that_are_spent_and_gone_are_kept_back_from_the_money() -> None:
    order, _item = delivered()
    with transaction.atomic():
        redeem_points(member_id=order.owner_id, points=100, source="another", at=AT)

    money = services.settle_return(back(order, 4), damaged={}, actor=PICKER, at=LATER)

    done = Return.objects.get()
    assert (done.points_taken, balance(order)) == (52, 0)
    assert (done.kept_back > 0, money) == (True, order.total - done.kept_back)


@db
def test_no_more_comes_back_than_was_sent_and_each_return_is_settled_once() -> None:
    order, item_id = delivered()
    with pytest.raises(NothingReturned):
        back(order, 0)
    number = back(order, 3)
    with pytest.raises(ReturnedMoreThanSent):
        back(order, 2)
    with pytest.raises(ReturnedMoreThanSent):
        services.settle_return(number, damaged={1: 4}, actor=PICKER, at=LATER)
    services.refuse_return(number, actor=PICKER, at=LATER)
    with pytest.raises(ReturnOver):
        services.settle_return(number, damaged={}, actor=PICKER, at=LATER)

    assert (shelf(item_id), Refund.objects.count(), back(order, 4) != number) == ((6, 0), 0, True)


@db
def test_after_the_time_of_the_law_only_goodwill_and_our_fault_count() -> None:
    order, _item = delivered()
    late = AT + timedelta(days=8)
    draft = ReturnDraft(number=order.number, copies={1: 1}, reason="mind")
    with pytest.raises(ReturnTooLate):
        services.ask_return(draft, actor=CLERK, at=late)
    with pytest.raises(NotPermitted):
        services.ask_return(replace(draft, is_goodwill=True), actor=CLERK, at=late)
    services.ask_return(replace(draft, is_goodwill=True), actor=BOSS, at=late)
    services.ask_return(replace(draft, reason="faulty"), actor=CLERK, at=late)

    assert list(Return.objects.order_by("pk").values_list("right", flat=True)) == ["goodwill", "law"]
    assert not may_come_back(channel="till", delivered_at=AT, at=AT, is_our_fault=False)


@db
def test_a_lower_price_elsewhere_is_checked_and_paid_once() -> None:
    order, _item = delivered(2)
    draft = ClaimDraft(number=order.number, position=1, price=Decimal("30.00"), seen_at="the shop over there")
    with pytest.raises(NotCheaper):
        services.claim_price(replace(draft, price=Decimal("38.00")), actor=CLERK, at=LATER)
    with pytest.raises(ClaimTooLate):
        services.claim_price(draft, actor=CLERK, at=AT + timedelta(days=16))
    claim = services.claim_price(draft, actor=CLERK, at=LATER)
    with pytest.raises(ClaimedAlready):
        services.claim_price(draft, actor=CLERK, at=LATER)

    assert services.decide_claim(claim, is_true=True, actor=BOSS, at=LATER) == Decimal("16.00")
    with pytest.raises(ClaimOver):
        services.decide_claim(claim, is_true=True, actor=BOSS, at=LATER)
    assert [refund.amount for refund in Refund.objects.all()] == [Decimal("16.00")]
    # A copy that comes back is paid at the lower price: the difference was given before.
    assert services.settle_return(back(order, 1), damaged={}, actor=PICKER, at=LATER) == Decimal("30.00")
    assert services.settle_return(back(order, 1), damaged={}, actor=PICKER, at=LATER) == Decimal("30.00")


@db
def test_a_claim_that_is_sent_again_is_the_first_one() -> None:
    (order, _item), (other, _other) = delivered(1), delivered(1)
    draft = ClaimDraft(
        number=order.number, position=1, price=Decimal("30.00"), seen_at="the shop over there", request_key=uuid4()
    )
    claim = services.claim_price(draft, actor=CLERK, at=LATER)

    assert services.claim_price(draft, actor=CLERK, at=LATER) == claim
    with pytest.raises(RequestKeyTaken):
        services.claim_price(replace(draft, number=other.number), actor=CLERK, at=LATER)
    services.decide_claim(claim, is_true=False, actor=BOSS, at=LATER)
    assert services.claim_price(draft, actor=CLERK, at=LATER) == claim
    assert [each.pk for each in PriceClaim.objects.all()] == [claim]


@db
def test_what_has_not_left_the_house_cannot_come_back() -> None:
    member, item = a_member(), a_title(copies=3)
    draft = a_draft(member.pk, Wanted(item.pk, 1), payment="cod")
    order = Order.objects.get(pk=services.place_order(draft, actor=CLERK, at=AT).order_id)
    with pytest.raises(WrongState):
        back(order, 1)


money = st.integers(1, 100_000).map(lambda number: Decimal(number) / 100)


@given(lines=st.lists(money, min_size=1, max_size=12), share=st.integers(0, 100), points=st.integers(0, 5000))
@settings(max_examples=200)
def test_returns_together_give_exactly_what_was_paid(lines: list[Decimal], share: int, points: int) -> None:
    net_total = sum(lines, Decimal(0))
    sold = Sold(net_total, (net_total * share / 100).quantize(Decimal("0.01")), points)
    before, given_money, given_points = Decimal(0), Decimal(0), 0
    for net in lines:
        part = given_for(sold, before=before, now=net)
        assert part.money >= 0
        assert part.points >= 0
        before, given_money, given_points = before + net, given_money + part.money, given_points + part.points
        assert given_money <= sold.total
    assert (given_money, given_points) == (sold.total, points)
