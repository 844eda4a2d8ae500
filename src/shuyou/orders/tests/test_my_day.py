"""What a clerk has done today, on their home."""

from datetime import timedelta
from decimal import Decimal

import pytest

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
