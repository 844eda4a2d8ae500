"""Points as insight: groups of readers by what they do with points, and what spending them goes with."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import registry
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.models import PointsLot
from shuyou.loyalty.services import award_points, redeem_points
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.models import Order
from shuyou.orders.queries._points_effect import mean_difference, points_effect

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
MONTH = datetime(2026, 6, 10, 2, 0, tzinfo=UTC)
JOB = Actor.job("test")

pytestmark = pytest.mark.django_db


def bought(member: Member, amount: int, at: datetime) -> None:
    """Have a reader buy for so much."""
    total = Decimal(amount)
    Order.objects.create(
        number=f"T{uuid4().hex[:10]}", request_key=uuid4(), member=member, channel="phone", state="closed",
        payment="remittance", list_total=total, net_total=total, points_spent=0, points_value=0, total=total,
        paid_total=total, placed_by="test", placed_at=at,
    )  # fmt: skip


def readers(count: int, *, spend: bool, after: int) -> list[Member]:
    """Return readers who bought for 100 before June, in June, and for so much behind it."""
    made = [MemberFactory.create() for _ in range(count)]
    for member in made:
        with transaction.atomic():
            award_points(member_id=member.pk, points=100, source=f"gift:{member.pk}", why="开业", at=MONTH)
            if spend:
                redeem_points(member_id=member.pk, points=40, source=f"order:{member.pk}", at=MONTH)
        for amount, at in ((100, MONTH - timedelta(days=40)), (10, MONTH), (after, MONTH + timedelta(days=40))):
            bought(member, amount, at)
    return made


@pytest.mark.feature("F055")
def test_what_readers_buy_after_they_first_spent_points_stands_beside_others() -> None:
    readers(5, spend=True, after=160)
    readers(6, spend=False, after=110)

    months = points_effect(at=AT, actor=JOB)

    (month,) = [one for one in months if one.spent]
    assert month.spent is not None
    assert month.others is not None
    assert (month.spent.readers, month.spent.before, month.spent.after) == (5, Decimal(100), Decimal(160))
    assert (month.others.readers, month.others.more) == (6, Decimal(10))
    assert mean_difference(months) == month.difference == Decimal(50)


def test_few_readers_are_not_told_of() -> None:
    readers(4, spend=True, after=160)

    assert points_effect(at=AT, actor=JOB) == []


@pytest.mark.feature("F055")
def test_groups_by_points_are_there_for_campaigns_and_messages() -> None:
    (spender,), (saver,) = readers(1, spend=True, after=10), readers(1, spend=False, after=10)
    nobody = MemberFactory.create()
    (source,) = [one for one in registry.segments if one.kind == "points"]

    found = {key: source.part(key, after=0, limit=9, at=AT) for key, _label in source.choices(JOB)}

    assert found["spent"] == [spender.pk]
    assert found["unspent"] == [saver.pk]
    assert list(found["lapsing"]) == list(found["tier-at-risk"]) == []
    assert list(source.part("unspent", after=saver.pk, limit=9, at=AT)) == []
    late = AT + timedelta(days=300)
    assert set(source.part("lapsing", after=0, limit=9, at=_before_lapse())) >= {saver.pk} - {nobody.pk}
    assert list(source.part("spent", after=0, limit=9, at=late)) == []


def _before_lapse() -> datetime:
    day = PointsLot.objects.order_by("expires_on").values_list("expires_on", flat=True)[0]
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=30)


def test_the_page_is_for_managers_and_analysts(client: Client) -> None:
    client.force_login(staff_with(Role.ANALYST))
    assert client.get(reverse("orders:points_effect")).status_code == HTTPStatus.OK
    client.force_login(staff_with(Role.SHOP_CLERK))
    assert client.get(reverse("orders:points_effect")).status_code == HTTPStatus.FORBIDDEN
