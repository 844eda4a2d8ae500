"""Points that orders earned go back with the money and the titles, whoever has them by then."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.ledgers import differences
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.loyalty.models import PendingPoints, PointsAccount, PointsLot, Referral, TierChange
from shuyou.loyalty.queries import Gives
from shuyou.loyalty.services import ProgramDraft, earn_points, redeem_points, set_program_terms
from shuyou.loyalty.services.referrals import name_referrer, referral_code
from shuyou.members.models import Member
from shuyou.members.services import merge_members, undo_merge
from shuyou.members.tests.factories import TierFactory
from shuyou.orders.models import Order
from shuyou.orders.services import (
    PaymentDraft,
    ReturnDraft,
    Wanted,
    ask_return,
    cancel_order,
    deliver_order,
    pick_order,
    place_order,
    settle_return,
    ship_order,
    take_payment,
)
from shuyou.orders.services.till import SaleLine, sell_at_till
from shuyou.orders.tests.factories import AT, BOSS, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.orders.tests.test_earning import in_force, paid_order
from shuyou.orders.tests.till_scene import a_sale, at_the_till, cash, in_store
from shuyou.payments.services import RefundDraft, ask_refund


def refund_and_cancel(order: Order) -> None:
    """Give back all that was paid for an order, and give the order up."""
    asked = RefundDraft(source=f"order:{order.number}", amount=order.paid_total, reason="mind")
    ask_refund(asked, actor=BOSS, at=AT)
    cancel_order(order.number, reason="", actor=BOSS, at=AT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("X05")
def test_an_order_that_is_refunded_and_cancelled_keeps_no_points() -> None:
    """A known exploit: buy, earn, have the money back, keep the points, and be a first buyer once more."""
    referrer, member, item = a_member(), a_member(), a_title(9)
    Member.objects.filter(pk=member.pk).update(joined_on=AT.date())
    code = referral_code(member_id=referrer.pk, actor=CLERK, at=AT)
    name_referrer(friend_id=member.pk, code=code, actor=CLERK, at=AT)
    in_force("first", gives=Gives.POINTS, value=Decimal(50), is_first_order=True)

    order = paid_order(member, item)
    assert PointsAccount.objects.get(pk=member.pk).balance == 38 + 50 + 50 + 100
    refund_and_cancel(order)
    deliver_all()

    assert {one.pk: one.balance for one in PointsAccount.objects.all()} == {member.pk: 50, referrer.pk: 50}
    assert (Referral.objects.get().state, Referral.objects.get().points) == ("joined", 100)
    again = paid_order(member, item)  # this one stands, so it is the first
    assert PointsAccount.objects.get(pk=member.pk).balance == 38 + 50 + 50 + 100
    with transaction.atomic():
        redeem_points(member_id=referrer.pk, points=250, source="another", at=AT)
    refund_and_cancel(again)
    deliver_all()
    assert {one.pk: one.balance for one in PointsAccount.objects.all()} == {member.pk: 50, referrer.pk: 0}
    assert Referral.objects.get().state == "bought"  # what is spent and gone is not given twice
    assert EventRecord.objects.filter(name="loyalty.friends_points_back").latest("pk").payload["short"] == 200
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_a_friends_order_that_comes_back_gives_neither_side_points() -> None:
    referrer, friend, book = a_member(), a_member(), a_title(5)
    Member.objects.filter(pk=friend.pk).update(joined_on=AT.date())
    code = referral_code(member_id=referrer.pk, actor=CLERK, at=AT)
    name_referrer(friend_id=friend.pk, code=code, actor=CLERK, at=AT)
    order = paid_order(friend, book, copies=2)
    pick_order(order.number, actor=PICKER, at=AT)
    ship_order(order.number, waybill="SF1", actor=PICKER, at=AT)
    deliver_order(order.number, actor=PICKER, at=AT)

    balances = []
    for _copy in range(2):  # one is ¥38.00, enough for a first order
        back = ask_return(ReturnDraft(number=order.number, copies={1: 1}, reason="mind"), actor=BOSS, at=AT)
        settle_return(back, damaged={}, actor=BOSS, at=AT)
        deliver_all()
        balances.append(PointsAccount.objects.get(pk=referrer.pk).balance)

    assert balances == [250, 50]
    assert PointsAccount.objects.get(pk=friend.pk).balance == 50
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_an_order_that_is_cancelled_before_it_earned_never_does() -> None:
    member, item = a_member(), a_title(2)
    placed = place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)
    slip = PaymentDraft(number=placed.number, tender="remittance", reference="R1", amount=placed.total)
    take_payment(slip, actor=CLERK, at=AT)
    refund_and_cancel(Order.objects.get(pk=placed.order_id))
    deliver_all()

    assert not PointsLot.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_sale_that_raises_its_reader_is_not_earned_on_again() -> None:
    clerk, member = at_the_till(), a_member()
    low = Member.objects.get(pk=member.pk).tier
    high = TierFactory.create(code="silk", rank=9)
    in_force("vip", gives=Gives.TIMES, value=Decimal(2), tiers=frozenset({"silk"}))
    line = SaleLine(item_id=in_store(1).pk, quantity=1)
    sell_at_till(a_sale(line, tenders=(cash("50.00"),), member_id=member.pk), actor=clerk, at=AT)
    ordered = place_order(a_draft(member.pk, Wanted(a_title(2).pk, 1)), actor=CLERK, at=AT)
    slip = PaymentDraft(number=ordered.number, tender="remittance", reference="R1", amount=ordered.total)
    take_payment(slip, actor=CLERK, at=AT)

    Member.objects.filter(pk=member.pk).update(tier=high)  # before the worker comes to it
    TierChange.objects.create(
        member_id=member.pk, was=low, tier=high, why="raised", done_by="job:test", at=AT + timedelta(seconds=1)
    )
    deliver_all()

    assert not PointsLot.objects.filter(source__contains=":by:").exists()
    assert PointsLot.objects.filter(account_id=member.pk).count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("X02")
@pytest.mark.parametrize("days", [0, 7])
def test_all_that_an_order_earned_goes_back_with_it_when_a_merge_is_undone(days: int) -> None:
    """What rules gave and what waits: whatever takes it back after that finds all of it."""
    kept, member, item = a_member(), a_member(), a_title(9)
    terms = ProgramDraft(points_per_yuan=Decimal(1), point_value=Decimal("0.1"), lot_months=12, pending_days=days)
    set_program_terms(terms, actor=BOSS, at=AT - timedelta(hours=2))
    in_force("each", gives=Gives.EACH, value=Decimal(100))
    placed = place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)
    agent = Actor(STAFF, "1", "test", frozenset({Role.SERVICE_AGENT}))
    merge = merge_members(kept_id=kept.pk, absorbed_id=member.pk, actor=agent, at=AT)
    slip = PaymentDraft(number=placed.number, tender="remittance", reference="R1", amount=placed.total)
    take_payment(slip, actor=CLERK, at=AT)
    deliver_all()
    undo_merge(merge_id=merge.merge_id, actor=agent, at=AT)

    if days:
        rows = list(PendingPoints.objects.order_by("pk").values_list("account_id", "points"))
    else:
        rows = list(PointsLot.objects.order_by("pk").values_list("account_id", "earned"))
    assert [account for account, _points in rows] == [member.pk] * 2
    assert rows[-1][1] == 100
    order = Order.objects.get(pk=placed.order_id)
    refund_and_cancel(order)
    assert differences() == []
    if days:
        assert set(PendingPoints.objects.values_list("points", flat=True)) == {0}
    else:
        assert PointsAccount.objects.get(pk=member.pk).balance == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("X02")
def test_points_that_paid_come_back_though_a_merge_was_undone_meanwhile() -> None:
    kept, absorbed, item = a_member(), a_member(), a_title(9)
    with transaction.atomic():
        earn_points(member_id=absorbed.pk, amount=Decimal(2000), source="gift", at=AT)
    agent = Actor(STAFF, "1", "test", frozenset({Role.SERVICE_AGENT}))
    merge = merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=agent, at=AT)
    order = paid_order(kept, item, copies=2, points=1000)
    pick_order(order.number, actor=PICKER, at=AT)
    ship_order(order.number, waybill="SF1", actor=PICKER, at=AT)
    deliver_order(order.number, actor=PICKER, at=AT)
    with transaction.atomic():
        earn_points(member_id=kept.pk, amount=Decimal(5000), source="later", at=AT)

    def back() -> None:
        number = ask_return(ReturnDraft(number=order.number, copies={1: 1}, reason="mind"), actor=BOSS, at=AT)
        settle_return(number, damaged={}, actor=BOSS, at=AT)

    back()
    undo_merge(merge_id=merge.merge_id, actor=agent, at=AT)
    assert PointsAccount.objects.get(pk=absorbed.pk).balance == 2000
    back()

    assert {one.pk: one.balance for one in PointsAccount.objects.all()} == {kept.pk: 5000, absorbed.pk: 2000}
    assert differences() == []
