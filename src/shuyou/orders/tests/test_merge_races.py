"""Merging while others work: two clerks at one pair, orders on the way, undoing. Real threads, real locks."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from shuyou.kernel import ledgers
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.loyalty.models import PointsAccount
from shuyou.loyalty.services import earn_points, expire_points
from shuyou.members.models import Member, Merge
from shuyou.members.services import merge_members, undo_merge
from shuyou.orders.models import Order
from shuyou.orders.services import Wanted, cancel_order, place_order
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title
from shuyou.orders.tests.test_place_order_races import all_at_once, placing

pytestmark = pytest.mark.django_db(transaction=True)

AGENT = Actor(STAFF, "1", "test", frozenset({Role.SERVICE_AGENT}))


def merging(kept: Member, absorbed: Member) -> Callable[[], object]:
    return lambda: merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=AGENT, at=AT)


def names(results: list[object]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def test_two_clerks_merge_the_same_pair_once() -> None:
    kept, absorbed = a_member(), a_member()

    results = all_at_once([merging(kept, absorbed) for _ in range(6)])

    assert names(results) == {"Merged": 1, "MemberMerged": 5}
    assert Merge.objects.count() == 1


def test_a_pair_merged_crosswise_is_merged_one_way() -> None:
    for _ in range(5):
        first, second = a_member(), a_member()

        results = all_at_once([merging(first, second), merging(second, first)] * 2)

        assert names(results) == {"Merged": 1, "MemberMerged": 3}
        assert Member.objects.filter(pk__in=[first.pk, second.pk], status="merged").count() == 1


def test_a_merge_is_undone_once() -> None:
    kept, absorbed = a_member(), a_member()
    done = merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=AGENT, at=AT)

    results = all_at_once([lambda: undo_merge(merge_id=done.merge_id, actor=AGENT, at=AT)] * 4)

    assert names(results) == {"Undone": 1, "MergeUndone": 3}


@pytest.mark.feature("X02")
def test_orders_on_the_way_reach_the_kept_one() -> None:
    item = a_title(copies=100)
    kept, absorbed = a_member(), a_member()
    with transaction.atomic():
        earn_points(member_id=absorbed.pk, amount=Decimal(1000), source="gift", at=AT)
    placed = place_order(a_draft(absorbed.pk, Wanted(item.pk, 1), points=100), actor=CLERK, at=AT)

    results = all_at_once(
        [
            *(placing(a_draft(absorbed.pk, Wanted(item.pk, 1), points=10)) for _ in range(6)),
            merging(kept, absorbed),
            *(placing(a_draft(kept.pk, Wanted(item.pk, 1))) for _ in range(4)),
            lambda: cancel_order(placed.number, reason="", actor=CLERK, at=AT),
        ]
    )

    assert names(results) == {"Placed": 10, "Merged": 1, "NoneType": 1}
    assert set(Order.objects.values_list("member_id", flat=True)) == {kept.pk}
    assert dict(PointsAccount.objects.order_by("pk").values_list("pk", "balance")) == {kept.pk: 940, absorbed.pk: 0}
    assert ledgers.differences() == []


@pytest.mark.feature("X02")
def test_orders_while_a_merge_is_undone_keep_the_ledgers_right() -> None:
    item = a_title(copies=100)
    kept, absorbed = a_member(), a_member()
    for member in (kept, absorbed):
        with transaction.atomic():
            earn_points(member_id=member.pk, amount=Decimal(500), source="gift", at=AT)
    done = merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=AGENT, at=AT)

    results = all_at_once(
        [
            *(placing(a_draft(absorbed.pk, Wanted(item.pk, 1), points=20)) for _ in range(5)),
            lambda: undo_merge(merge_id=done.merge_id, actor=AGENT, at=AT),
            *(placing(a_draft(kept.pk, Wanted(item.pk, 1), points=20)) for _ in range(5)),
        ]
    )

    assert names(results) == {"Placed": 10, "Undone": 1}
    balances = dict(PointsAccount.objects.order_by("pk").values_list("pk", "balance"))
    spent = {member.pk: 20 * Order.objects.filter(member=member).count() for member in (kept, absorbed)}
    assert balances == {kept.pk: 500 - spent[kept.pk], absorbed.pk: 500 - spent[absorbed.pk]}
    assert ledgers.differences() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id"
            " WHERE l.member_id <> o.member_id"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.feature("X02")
def test_points_that_lapse_while_their_owners_are_merged_lapse_once_and_stay_together() -> None:
    pairs = [(a_member(), a_member()) for _ in range(8)]
    for pair in pairs:
        for member in pair:
            with transaction.atomic():
                earn_points(member_id=member.pk, amount=Decimal(500), source="gift", at=AT)
    later = AT + timedelta(days=1_500)

    def lapse() -> None:
        after = 0
        while done := expire_points(actor=Actor.job("test"), at=later, after=after, batch=1):
            after = done.last

    results = all_at_once([*(merging(*pair) for pair in pairs), *[lapse] * 4])

    assert names(results) == {"Merged": 8, "NoneType": 4}
    lapse()
    assert sum(PointsAccount.objects.values_list("balance", flat=True)) == 0
    assert ledgers.differences() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM loyalty_pointsentry e JOIN loyalty_pointslot l ON l.id = e.lot_id"
            " WHERE l.account_id <> e.account_id"
        )
        assert cursor.fetchone() == (0,)
