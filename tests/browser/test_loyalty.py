"""Loyalty in a browser: a rule for 1 June is written and looked at beforehand; a reader takes a reward and sees why."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction
from playwright.sync_api import expect

from shuyou.kernel.clock import now
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.loyalty.models import PointsAccount, PointsRule
from shuyou.loyalty.services import award_points
from shuyou.loyalty.services.rewards import keep_reward
from shuyou.loyalty.tests.factories import draft
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.tests.factories import BOSS
from tests.browser.conftest import Visitor
from tests.browser.test_pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "rewards/", "rewards/new/", "clubs/", "clubs/new/", "merchants/", "merchants/new/", "coalition/fit/", "tiers/",
    "value-cards/", "value-cards/report/", "points/effect/", "points/rules/", "members/{member}/clubs/",
    "members/{member}/pass/",
)  # fmt: skip


@pytest.fixture
def reader() -> Member:
    """A reader with points."""
    member = MemberFactory.create()
    with transaction.atomic():
        award_points(member_id=member.pk, points=900, source="gift:1", why="开业", at=now())
    return member


def test_a_rule_for_1_june_is_previewed_and_a_reader_takes_a_reward(
    visit: Callable[..., Visitor], reader: Member
) -> None:
    uid = keep_reward(draft(valid_to=date(2099, 12, 31)), key=uuid4(), actor=BOSS, at=now())
    visitor = visit()
    visitor.sign_in(StaffFactory.create(roles=[Role.MANAGER.value, Role.SHOP_CLERK.value], language="en"))
    page = visitor.page

    page.goto("/console/points/rules/new/")
    for name, text in (
        ("code", "june"), ("name_zh", "六一双倍"), ("value", "2"), ("classes", "I28"), ("other_days", "6-1"),
    ):  # fmt: skip
        page.fill(f"[name={name}]", text)
    page.select_option("[name=gives]", "times")
    page.locator("[name=tiers]").last.check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/points/rules/of/june/")
    page.goto("/console/points/rules/of/june/?months=12")
    expect(page.get_by_text("I28").first).to_be_visible()
    assert PointsRule.objects.get().code == "june"

    page.goto(f"/console/rewards/{uid}/")
    page.fill("#reader", reader.number)
    page.get_by_role("button", name="Give it for points").click()
    expect(page.get_by_text("Taken; the points are spent.")).to_be_visible()
    page.goto(f"/console/members/{reader.number}/points/")
    expect(page.get_by_text("开业").first).to_be_visible()
    assert PointsAccount.objects.get().balance == 600


@pytest.mark.parametrize(
    ("size", "language", "theme"), [("desk", "zh-hans", User.Theme.PAPER), ("phone", "en", User.Theme.LAMP)]
)
def test_pages_of_loyalty_are_clean(
    visit: Callable[..., Visitor], reader: Member, size: str, language: str, theme: User.Theme
) -> None:
    visitor = visit(size=size)
    visitor.sign_in(StaffFactory.create(roles=[Role.MANAGER.value], language=language, theme=theme.value))
    found = {}
    for path in PAGES:
        visitor.page.goto("/console/" + path.format(member=reader.number))
        if here := faults(visitor.page):
            found[path] = here

    assert found == {}
