"""The tree of classes: a class is moved and moved back with the mouse alone, and its pages are clean."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from shuyou.catalog import services
from shuyou.catalog.models import Category, OwnClass
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from tests.browser.conftest import Visitor
from tests.browser.test_pages import faults

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("size", "language", "theme"), [("desk", "en", User.Theme.PAPER), ("phone", "zh-hans", User.Theme.LAMP)]
)
def test_a_class_is_moved_and_moved_back(
    visit: Callable[..., Visitor], size: str, language: str, theme: User.Theme
) -> None:
    job, at = Actor.job("test"), clock.now()
    services.keep_own_classes(lines="B 园林 / Gardens\nB.02 江南园林 / Jiangnan\nC 建筑 / Building", actor=job, at=at)
    moved = OwnClass.objects.get(code="B.02").pk
    shelf = Category.objects.create(scheme="clc", code="J", name_zh="艺术", name_en="Art")
    item = ItemFactory.create(title="江南造园记", category=shelf)
    services.file_titles(class_id=moved, item_ids=[item.pk], is_in=True, actor=job, at=at)
    visitor = visit(size=size)
    visitor.sign_in(StaffFactory.create(roles=[Role.BUYER.value], language=language, theme=theme.value))
    page = visitor.page
    page.goto("/console/titles/classes/")
    assert faults(page) == []

    page.locator(f"a[href$='/classes/{moved}/move/']").click()
    page.locator("select[name=above]").select_option("C")
    page.locator("form[method=get].form button").click()
    expect(page.get_by_role("cell", name="C.02")).to_be_visible()
    assert faults(page) == []
    page.locator("main form[method=post] button.btn-1").click()
    expect(page.locator("#messages")).to_be_visible()
    assert OwnClass.objects.get(pk=moved).code == "C.02"
    assert faults(page) == []
    page.locator("a[href='?above=B&part=02']").click()
    page.locator("main form[method=post] button.btn-1").click()
    expect(page.locator("h1")).to_contain_text("B.02")
    page.goto(f"/shelf/J/?own={moved}")
    expect(page.get_by_text("江南造园记").first).to_be_visible()
    assert faults(page) == []
