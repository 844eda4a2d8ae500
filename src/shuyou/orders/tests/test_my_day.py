"""What staff see of orders elsewhere: their own day on their home, a line in the story of a member."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from shuyou.kernel.registry import registry
from shuyou.orders import queries
from shuyou.orders.services import Wanted, cancel_order, place_order
from shuyou.orders.tests.factories import AT, CLERK, PICKER, a_draft, a_member, a_title

pytestmark = pytest.mark.django_db


def test_my_day_counts_my_orders_of_today() -> None:
    member, item = a_member(), a_title(30)
    for at, actor in ((AT, CLERK), (AT, CLERK), (AT - timedelta(days=1), CLERK)):
        place_order(a_draft(member.pk, Wanted(item.pk, 2)), actor=actor, at=at)

    mine = queries.clerk_day(since=AT, actor=CLERK)
    others = queries.clerk_day(since=AT, actor=PICKER)

    assert (mine.orders, mine.copies, mine.total) == (2, 4, Decimal("152.00"))
    assert (others.orders, others.copies, others.total) == (0, 0, Decimal(0))


def test_a_cancelled_order_does_not_count() -> None:
    member, item = a_member(), a_title(3)
    placed = place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT)

    cancel_order(number=placed.number, reason="", actor=CLERK, at=AT)

    assert queries.clerk_day(since=AT, actor=CLERK).orders == 0


def test_the_story_of_a_member_tells_that_an_order_has_more_titles_than_it_names() -> None:
    member = a_member()
    wanted = [Wanted(a_title(copies=9).pk, 1) for _ in range(4)]
    for count, at in ((3, AT), (4, AT + timedelta(days=1))):
        place_order(a_draft(member.pk, *wanted[:count]), actor=CLERK, at=at)

    source = next(one for one in registry.timelines if one.kind == "orders")
    with override("en"):
        of_four, of_three = [line.tell() for line in source.load(member.pk, AT + timedelta(days=2), 9)]

    assert (of_four.text[-2:], of_three.text[-1]) == (" …", "”")
    assert of_four.text.count("“") == of_three.text.count("“") == 3
