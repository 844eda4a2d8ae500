"""A basket that is tried out says what it would earn, by which rule and from which titles; the same is posted."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.models import PointsAccount
from shuyou.loyalty.queries import Gives
from shuyou.orders.queries._points_foreseen import points_foreseen
from shuyou.orders.queries._what_if import WhatIf, what_if
from shuyou.orders.tests.factories import AT, BOSS, a_member, a_title
from shuyou.orders.tests.test_earning import in_force, paid_order

pytestmark = pytest.mark.django_db(transaction=True)


def staff(role: Role) -> Client:
    """Return somebody of a role, signed in."""
    client = Client()
    client.force_login(staff_with(role))
    return client


@pytest.mark.feature("X05")
def test_what_is_foreseen_is_what_an_order_earns_then() -> None:
    item, member = a_title(5), a_member()
    in_force("twice", gives=Gives.TIMES, value=Decimal(2), titles=frozenset({f"item:{item.pk}"}))
    in_force("web", gives=Gives.POINTS, value=Decimal(9), channels=frozenset({"web"}))
    asked = WhatIf(member_number=member.number, copies={item.pk: 2}, channel="phone", at=AT)

    basket, _tried = what_if(asked=asked, actor=BOSS)
    awards = points_foreseen(asked=asked, basket=basket, actor=BOSS)
    paid_order(member, item, copies=2)

    assert [(award.code, award.points, award.parts) for award in awards] == [
        ("", 76, ((item.title, 76),)), ("twice", 76, ((item.title, 76),)),
    ]  # fmt: skip
    assert PointsAccount.objects.get(pk=member.pk).balance == 152


def test_the_page_tells_points_to_who_may_see_them() -> None:
    item, member = a_title(5), a_member()
    code = IdentifierFactory.create(item=item).value
    in_force("web", gives=Gives.POINTS, value=Decimal(9), channels=frozenset({"web"}))
    typed = {"member": member.number, "titles": f"{code} × 2", "channel": "web", "on": AT.date().isoformat()}
    url = reverse("orders:promotion_try")

    page = staff(Role.MARKETER).post(url, typed).content.decode()
    stranger = staff(Role.WAREHOUSE).post(url, typed)

    assert "可得" in page
    assert reverse("orders:points_rule", args=["web"]) in page
    assert stranger.status_code == 403
