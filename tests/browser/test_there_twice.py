"""People who are there twice, by hand: the warning while one types, the queue by keys, both sizes."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members import services
from shuyou.members.models import Member, Pair
from shuyou.members.tests.factories import AddressFactory, MemberFactory, PersonFactory, PhoneFactory
from tests.browser.conftest import RULES, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
PICTURES = os.environ.get("SHUYOU_TEST_PICTURES", "")
"""A folder to keep pictures of the pages in, for people to look at."""


def member(name: str, pinyin: str, phone: str) -> Member:
    made = MemberFactory.create(person=PersonFactory.create(name=name, pinyin=pinyin, birth_date="1980-05-17"))
    PhoneFactory.create(person=made.person, digits=phone)
    AddressFactory.create(person=made.person)
    return made


@pytest.fixture
def pair() -> Pair:
    """Two who may be one."""
    member("林晚舟", "linwanzhou", "13800002046")
    member("林婉舟", "linwanzhou", "13800002046")
    services.match_people(actor=Actor.job("test"), at=AT)
    return Pair.objects.get()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.mark.feature("F012")
def test_the_warning_comes_while_one_types_and_does_not_stand_in_the_way(visit: Callable[..., Visitor]) -> None:
    known = member("林晚舟", "linwanzhou", "13800002046")
    visitor = visit()
    visitor.sign_in(StaffFactory.create(language="en"))
    page = visitor.page
    page.goto("/console/members/new/")

    page.locator("[name=name]").press_sequentially("林婉舟")
    page.locator("[name=phone]").press_sequentially("138 0000 2046")

    warning = page.locator(".note", has_text="this phone number")
    expect(warning.get_by_role("link", name="林晚舟")).to_have_attribute("href", f"/console/members/{known.number}/")
    expect(page.locator("[name=phone]")).to_be_focused()
    picture(page, "warning")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/console/members/M*/")
    assert Member.objects.count() == 2
    assert visitor.complaints == []


@pytest.mark.feature("F012")
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_two_are_compared_and_merged_by_keys(visit: Callable[..., Visitor], pair: Pair, size: str) -> None:
    visitor = visit(size=size)
    visitor.sign_in(StaffFactory.create(language="zh-hans", roles=[Role.MANAGER.value]))
    page = visitor.page
    page.goto("/console/members/twice/")
    picture(page, f"queue-{size}")
    assert Axe().run(page, options=RULES).response["violations"] == []

    page.keyboard.press("n")
    page.wait_for_url(f"**/console/members/twice/{pair.pk}/")
    picture(page, f"pair-{size}")
    assert Axe().run(page, options=RULES).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.keyboard.press("2")
    expect(page.locator(f"[name=kept][value='{pair.right_id}']")).to_be_checked()
    page.keyboard.press("m")
    page.wait_for_url("**/decide/")
    assert Axe().run(page, options=RULES).response["violations"] == []
    page.keyboard.press("Control+Enter")

    page.wait_for_url("**/console/members/twice/")
    assert Member.objects.get(pk=pair.left_id).merged_into_id == pair.right_id
    assert visitor.complaints == []
