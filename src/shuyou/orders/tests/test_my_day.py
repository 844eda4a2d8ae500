"""What staff see of orders elsewhere: their own day on their home, a line in the story of a member."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import registry
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.models import Listing
from shuyou.members.queries import merge_preview
from shuyou.members.services import measure_next
from shuyou.orders import queries
from shuyou.orders.panels import OrdersPanel
from shuyou.orders.services import Wanted, cancel_order, place_order
from shuyou.orders.tests.factories import AT, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.orders.tests.test_merging import list_all

pytestmark = pytest.mark.django_db

MERGER = Actor(STAFF, "1", "test", frozenset({Role.SERVICE_AGENT}))


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


def test_what_a_member_ordered_is_counted_alike_in_lists_on_their_page_and_before_a_merge(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, other, item = a_member(), a_member(), a_title(9)
    placed = [place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=AT) for _ in range(3)]
    cancel_order(number=placed[0].number, reason="", actor=CLERK, at=AT)
    later = AT + timedelta(hours=1)
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: later)
    client.force_login(staff_with(Role.SERVICE_AGENT))

    list_all()
    measure_next(after=0, actor=Actor.job("test"), at=AT)
    with override("en"):
        preview = merge_preview(kept_id=member.pk, absorbed_id=other.pk, at=AT, actor=MERGER)
    page = client.get(reverse("console:member", args=[member.number]))

    (line,) = (one for one in preview.lines if one.label == "Orders")
    assert (line.kept, line.absorbed, line.together) == ("2", "0", "2")
    assert Listing.objects.get(person_id=member.pk).orders == 2
    (panel,) = (one for one in registry.panels_for("member.left", MERGER) if one.key == "orders")
    seen = panel.load(member.pk, MERGER, later)
    assert isinstance(seen, OrdersPanel)
    assert (len(seen.rows), seen.count, seen.cancelled) == (3, 2, 1)
    assert re.search(r"1\s*(cancelled|单已取消)", page.content.decode())


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
