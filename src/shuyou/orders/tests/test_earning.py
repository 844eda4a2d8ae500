"""Orders earn points under rules as data: what the page promises is what is posted, and bounds hold in a crowd."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TransactionTestCase

from shuyou.catalog.models import Item
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.ledgers import differences
from shuyou.loyalty.models import PointsAccount, PointsLot, PointsTally
from shuyou.loyalty.queries import Gives, Terms, earning_at, points_why
from shuyou.loyalty.services import (
    RuleDraft,
    TableDraft,
    TermsDraft,
    add_points_rule,
    earn_points,
    publish_points_rule,
    publish_tier_table,
    switch_points_rule,
    write_tier_table,
)
from shuyou.loyalty.services.referrals import name_referrer, referral_code
from shuyou.members.models import Member, Tier
from shuyou.orders.models import Order
from shuyou.orders.queries._earning import foreseen
from shuyou.orders.rules import PricedBasket, PricedLine
from shuyou.orders.services import (
    PaymentDraft,
    ReturnDraft,
    Wanted,
    ask_return,
    deliver_order,
    pick_order,
    place_order,
    settle_return,
    ship_order,
    take_payment,
)
from shuyou.orders.tests.factories import AT, BOSS, CLERK, PICKER, a_draft, a_member, a_title


def in_force(code: str, **said: Any) -> None:
    """Have a rule hold from an hour ago on."""
    earlier = AT - timedelta(hours=1)
    add_points_rule(RuleDraft(code=code, name_zh=code, terms=Terms(**said)), actor=BOSS, at=earlier)
    publish_points_rule(code, actor=BOSS, at=earlier)


def paid_order(member: Member, *items: Item, points: int = 0, copies: int = 1) -> Order:
    """Place an order of titles and pay it; its points are posted."""
    draft = a_draft(member.pk, *(Wanted(item.pk, copies) for item in items), points=points)
    placed = place_order(draft, actor=CLERK, at=AT)
    if placed.total:
        slip = PaymentDraft(number=placed.number, tender="remittance", reference=placed.number, amount=placed.total)
        take_payment(slip, actor=CLERK, at=AT)
    deliver_all()
    return Order.objects.get(pk=placed.order_id)


def tier_times(member: Member, times: Decimal) -> None:
    """Have the tier of a reader multiply their points from an hour ago on, and no other tier."""
    draft = TermsDraft(tier=member.tier.code, price_list=member.tier.price_list, multiplier=times)
    others = [
        TermsDraft(tier=tier.code, price_list=tier.price_list) for tier in Tier.objects.exclude(pk=member.tier_id)
    ]
    write_tier_table(TableDraft(terms=[draft, *others]), actor=BOSS, at=AT - timedelta(hours=1))
    publish_tier_table(actor=BOSS, at=AT - timedelta(hours=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("F033")
def test_a_tier_multiplies_the_points_of_the_program_and_no_others() -> None:
    member, item = a_member(), a_title(5)
    tier_times(member, Decimal("1.25"))

    paid_order(member, item)
    in_force("double", gives=Gives.TIMES, value=Decimal(2))
    paid_order(member, item)

    assert list(PointsLot.objects.order_by("pk").values_list("earned", flat=True)) == [47, 47, 38]
    assert differences() == []
    told = points_why(member_id=member.pk, actor=BOSS).lots
    assert [(lot.times, lot.recomputed) for lot in told] == [(1, 38), (Decimal("1.25"), 47), (Decimal("1.25"), 47)]


def lots(member: Member) -> dict[str, int]:
    """Return a member's lots by what gave them, without the order's number."""
    rows = PointsLot.objects.filter(account_id=member.pk).order_by("pk").values_list("source", "earned")
    return {source.partition(":by:")[2] or "base": earned for source, earned in rows if source != "gift"}


def basket_of(order: Order) -> PricedBasket:
    """Return an order as it was priced."""
    lines = tuple(
        PricedLine(one.item_id, one.title, one.quantity, one.list_price, one.discount_rate, one.net_price, "list")
        for one in order.lines.order_by("position")
    )
    return PricedBasket(lines, order.list_total, order.net_total)


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("F033", "F036", "F037", "X05")
def test_rules_give_lots_of_their_own_that_say_of_which_line() -> None:
    member, plain, special = a_member(), a_title(3), a_title(3)
    in_force("twice", gives=Gives.TIMES, value=Decimal(2), titles=frozenset({f"item:{special.pk}"}))
    in_force("first", gives=Gives.POINTS, value=Decimal(50), is_first_order=True)

    order = paid_order(member, plain, special)

    assert lots(member) == {"base": 76, "twice": 38, "first": 50}
    found = {lot.source.partition(":by:")[2]: lot for lot in PointsLot.objects.filter(account_id=member.pk)}
    assert found["twice"].trace == {"amount": "38.00", "lines": [[2, special.pk, 1, 38]]}
    shared = [[1, plain.pk, 1, 25], [2, special.pk, 1, 25]]
    assert found["first"].trace == {"amount": "76.00", "lines": shared}
    assert PointsLot.objects.filter(award__rule__code="twice").count() == 1
    paid_order(member, special)
    assert lots(member)["first"] == 50
    assert order.total == Decimal("76.00")


@pytest.mark.django_db(transaction=True)
def test_what_comes_back_takes_back_all_that_it_earned() -> None:
    """A known exploit: buy, earn, send back, keep the points of rules."""
    member, item = a_member(), a_title(3)
    in_force("each", gives=Gives.EACH, value=Decimal(100))
    order = paid_order(member, item, copies=2)
    pick_order(order.number, actor=PICKER, at=AT)
    ship_order(order.number, waybill="SF1", actor=PICKER, at=AT)
    deliver_order(order.number, actor=PICKER, at=AT)
    assert PointsAccount.objects.get(pk=member.pk).balance == 276

    half = ask_return(ReturnDraft(number=order.number, copies={1: 1}, reason="mind"), actor=BOSS, at=AT)
    settle_return(half, damaged={}, actor=BOSS, at=AT)

    assert PointsAccount.objects.get(pk=member.pk).balance == 138
    rest = ask_return(ReturnDraft(number=order.number, copies={1: 1}, reason="mind"), actor=BOSS, at=AT)
    settle_return(rest, damaged={}, actor=BOSS, at=AT)
    assert PointsAccount.objects.get(pk=member.pk).balance == 0
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_a_budget_holds_among_buyers_who_come_together() -> None:
    in_force("few", gives=Gives.POINTS, value=Decimal(40), budget=100)
    item = a_title(20)
    readers = [a_member() for _ in range(6)]

    def buy(member: Member) -> None:
        try:
            paid_order(member, item)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as crowd:
        list(crowd.map(buy, readers))
    deliver_all()

    given = sorted(lots(member).get("few", 0) for member in readers)
    assert given == [0, 0, 0, 20, 40, 40]
    assert PointsTally.objects.get(code="rule:few").given == 100


@pytest.mark.django_db(transaction=True)
def test_what_comes_back_frees_the_budget_that_gave_it() -> None:
    in_force("few", gives=Gives.EACH, value=Decimal(50), budget=120)
    first, second, item = a_member(), a_member(), a_title(5)
    order = paid_order(first, item, copies=2)
    pick_order(order.number, actor=PICKER, at=AT)
    ship_order(order.number, waybill="SF1", actor=PICKER, at=AT)
    deliver_order(order.number, actor=PICKER, at=AT)
    assert PointsTally.objects.get(code="rule:few").given == 100

    for left in (50, 0):
        back = ask_return(ReturnDraft(number=order.number, copies={1: 1}, reason="mind"), actor=BOSS, at=AT)
        settle_return(back, damaged={}, actor=BOSS, at=AT)
        assert PointsTally.objects.get(code="rule:few").given == left

    paid_order(second, item, copies=3)
    assert lots(second)["few"] == 120
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_a_paused_rule_gives_nothing_and_bounds_of_a_day_hold() -> None:
    member, item = a_member(), a_title(9)
    in_force("daily", gives=Gives.POINTS, value=Decimal(30), most_per_day=50)

    for _ in range(3):
        paid_order(member, item)
    daily = [lot.earned for lot in PointsLot.objects.filter(award__rule__code="daily").order_by("pk")]
    assert daily == [30, 20]
    switch_points_rule("daily", state="paused", actor=BOSS, at=AT)
    other = a_member()
    paid_order(other, item)
    assert lots(other) == {"base": 38}


class Promises(TransactionTestCase):
    """What a page promises before an order is what is posted after it, under any rules and any points spent."""

    @settings(max_examples=6, deadline=None)
    @given(
        said=st.lists(
            st.builds(
                Terms, gives=st.sampled_from(Gives), value=st.integers(2, 5).map(Decimal),
                least_copies=st.integers(0, 2), most_per_order=st.sampled_from([0, 45]),
                group=st.sampled_from(["", "a"]), is_alone=st.booleans(), every=st.sampled_from([0, 2]),
                within_days=st.just(30), is_first_order=st.booleans(),
            ),
            min_size=1, max_size=3,
        ),
        copies=st.integers(1, 3), spent=st.sampled_from([0, 700]), earlier=st.booleans(),
        times=st.sampled_from(["0", "1", "1.25", "3"]),
    )  # fmt: skip
    def test_the_promise_is_what_is_posted(
        self, said: list[Terms], copies: int, spent: int, earlier: bool, times: str
    ) -> None:
        member, items = a_member(), [a_title(9), a_title(9)]
        tier_times(member, Decimal(times))
        with transaction.atomic():
            earn_points(member_id=member.pk, amount=Decimal(1000), source="gift", at=AT)
        for number, terms in enumerate(said):
            draft = RuleDraft(code=f"r{number}", name_zh="规则", terms=terms)
            add_points_rule(draft, actor=BOSS, at=AT - timedelta(days=1))
            publish_points_rule(f"r{number}", actor=BOSS, at=AT - timedelta(days=1))
        if earlier:
            paid_order(member, items[0])
        probe = a_draft(member.pk, *(Wanted(item.pk, copies) for item in items), points=spent)
        placed = place_order(probe, actor=CLERK, at=AT)
        order = Order.objects.get(pk=placed.order_id)
        Order.objects.filter(pk=order.pk).update(state="cancelled")
        promised = foreseen(
            basket=basket_of(order),
            paid=order.total,
            member_id=member.pk,
            channel=order.channel,
            at=AT,
            earning=earning_at(AT),
        )
        Order.objects.filter(pk=order.pk).update(state="placed")

        slip = PaymentDraft(number=order.number, tender="remittance", reference=order.number, amount=order.total)
        take_payment(slip, actor=CLERK, at=AT)
        deliver_all()

        posted = PointsLot.objects.filter(account_id=member.pk, source__startswith=f"order:{order.number}")
        assert {lot.source.partition(":by:")[2]: lot.earned for lot in posted} == {
            award.rule.code if award.rule else "": award.points for award in promised
        }
        assert differences() == []


@pytest.mark.feature("F040")
@pytest.mark.django_db(transaction=True)
def test_a_friends_first_paid_order_gives_both_sides_their_points_once() -> None:
    """An order that is paid, and another after it: the one who brought the friend gets 200 once, the friend 100."""
    referrer, friend, book = a_member(), a_member(), a_title(5)
    Member.objects.filter(pk=friend.pk).update(joined_on=AT.date())
    code = referral_code(member_id=referrer.pk, actor=CLERK, at=AT)
    assert name_referrer(friend_id=friend.pk, code=code, actor=CLERK, at=AT).why == ""

    for _ in range(2):
        paid_order(friend, book)
        deliver_all()

    got = (
        PointsLot.objects.filter(source__startswith="referral:").order_by("source").values_list("account_id", "earned")
    )
    assert list(got) == [(referrer.pk, 50), (friend.pk, 50), (referrer.pk, 200), (friend.pk, 100)]
    assert differences() == []
