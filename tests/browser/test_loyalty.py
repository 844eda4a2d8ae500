"""Loyalty in a browser: a rule for 1 June is written and tried on history; a reader takes a reward and sees why."""

import secrets
from collections.abc import Callable
from datetime import date
from random import Random
from uuid import uuid4

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from shuyou.catalog.models import Subject
from shuyou.kernel.clock import now
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.loyalty.models import PointsAccount, PointsRuleVersion
from shuyou.loyalty.services import award_points
from shuyou.loyalty.services.clubs import ClubDraft, keep_club
from shuyou.loyalty.services.rewards import keep_reward
from shuyou.loyalty.tests.factories import a_merchant, draft
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory, TierFactory
from shuyou.orders import tasks
from shuyou.orders.models import PointsPreview
from shuyou.orders.tests.factories import BOSS, a_member, a_title
from shuyou.orders.tests.test_points_rules import an_order
from shuyou.shop.models import Visit
from shuyou.shop.services import digest_of_token
from shuyou.shop.tests.factories import an_account
from shuyou.shop.views.door import VISIT
from tests.browser.conftest import Visitor
from tests.browser.test_pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "rewards/", "rewards/new/", "clubs/", "clubs/new/", "merchants/", "merchants/new/", "merchants/cafe/",
    "coalition/fit/", "tiers/", "value-cards/", "value-cards/report/", "value-cards/terms/", "value-cards/requests/",
    "value-cards/print/", "sell-value/", "points/effect/", "points/rules/", "points/book/", "members/{member}/clubs/",
    "members/{member}/pass/", "members/{member}/points/",
)  # fmt: skip


@pytest.fixture
def reader() -> Member:
    """A reader with points, a reward, a club and a merchant for them."""
    member = MemberFactory.create()
    with transaction.atomic():
        award_points(member_id=member.pk, points=900, source="gift:1", why="开业", at=now())
    terms = draft(kind="event", name_zh="包书皮", name_en="Book wrapped", valid_to=date(2099, 12, 31))
    keep_reward(terms, key=uuid4(), actor=BOSS, at=now())
    club = ClubDraft(
        code="parents", name_zh="小书虫父母会", name_en="Young parents", detail="", segment="", welcome=30,
        is_active=True,
    )  # fmt: skip
    keep_club(club, actor=BOSS, at=now())
    a_merchant(valid_to=date(2099, 12, 31))
    return member


def let_in(visitor: Visitor, member: Member) -> Page:
    """Have a reader be signed in with this browser."""
    token, page = secrets.token_urlsafe(8), visitor.page
    Visit.objects.create(
        account=an_account(member), digest=digest_of_token(token), by_code=True, began_at=now(),
        ends_at=now().replace(year=now().year + 1),
    )  # fmt: skip
    page.goto("/")
    visitor.context.add_cookies([{"name": VISIT, "value": token, "url": page.url}])
    return page


@pytest.mark.feature("F038", "X06")
def test_double_points_on_childrens_books_on_1_june_for_vips(visit: Callable[..., Visitor]) -> None:
    vip = TierFactory.create(code="vip", name_zh="贵宾", rank=9)
    item, people = a_title(9), [a_member() for _ in range(2)]
    Member.objects.filter(pk=people[0].pk).update(tier=vip)
    Subject.objects.create(item=item, scheme="clc", code="I287.45")
    last = now().replace(month=6, day=1, hour=4)
    day = last if last < now() else last.replace(year=last.year - 1)
    for place in range(4):
        an_order(people[place % 2], [item], Random(place), day)
    visitor = visit()
    visitor.sign_in(StaffFactory.create(roles=[Role.MARKETER.value], language="zh-hans"))
    page = visitor.page

    page.goto("/console/points/rules/new/")
    for name, text in (
        ("code", "june"), ("name_zh", "六一童书双倍"), ("value", "2"), ("classes", "I28"), ("other_days", "6-1"),
    ):  # fmt: skip
        page.fill(f"[name={name}]", text)
    page.select_option("[name=gives]", "times")
    page.locator("[name=tiers][value=vip]").check()
    page.click("main form button.btn-1")
    page.wait_for_url("**/points/rules/of/june/")
    page.click("button[name=months][value='12']")
    page.click("main table a[href*='/points/previews/']")
    assert tasks.preview_points(str(PointsPreview.objects.get().uid)) == len(people)
    page.reload()

    expect(page.locator("dl.facts")).to_contain_text("1")
    assert PointsRuleVersion.objects.get().terms["tiers"] == ["vip"]
    assert faults(page) == []


@pytest.mark.feature("F043", "F048", "F049")
def test_a_reader_on_a_telephone_takes_a_reward_joins_a_club_shows_a_pass_and_sees_why(
    visit: Callable[..., Visitor], reader: Member
) -> None:
    visitor = visit(size="phone")
    page = let_in(visitor, reader)

    page.goto("/me/rewards/")
    page.locator("form button.btn-1").first.click()
    expect(page.locator("main")).to_contain_text("RW")
    page.goto("/me/clubs/")
    page.locator("button[value=join]").click()
    expect(page.locator("button[value=leave]")).to_be_visible()
    page.goto("/me/pass/")
    page.locator("main form button").click()
    expect(page.locator("main img")).to_be_visible()
    assert faults(page) == []
    page.goto("/me/points/")
    page.locator("summary", has_text="开业").click()

    assert PointsAccount.objects.get(member=reader).balance == 630
    for path in ("points", "rewards", "clubs", "pass", "value"):
        page.goto(f"/me/{path}/")
        assert faults(page) == [], path


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
    visitor.page.goto("/alliance/sign-in/")
    found |= {"sign-in": here} if (here := faults(visitor.page)) else {}

    assert found == {}
