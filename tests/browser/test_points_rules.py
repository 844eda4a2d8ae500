"""A marketer writes a rule that gives points, sees what it would have given, and a manager lets it hold."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from shuyou.catalog.models import Subject
from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel import clock
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import Member
from shuyou.orders import tasks
from shuyou.orders.models import PointsPreview
from shuyou.orders.tests.factories import a_member, a_title
from shuyou.orders.tests.test_points_rules import an_order
from tests.browser.conftest import RULES, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def readers_of_childrens_books() -> tuple[list[Member], str]:
    """Return readers who bought a children's book in the months before, and its number."""
    item, chance = a_title(9), Random(3)
    Subject.objects.create(item=item, scheme="clc", code="I287.45")
    code = IdentifierFactory.create(item=item).value
    people = [a_member() for _ in range(3)]
    for place in range(9):
        an_order(people[place % 3], [item], chance, clock.now() - timedelta(days=20 * place + 1))
    return people, code


@pytest.mark.parametrize(("size", "theme", "language"), [("desk", "paper", "zh-hans"), ("phone", "lamp", "en")])
@pytest.mark.feature("F037", "X06")
def test_a_rule_is_written_tried_on_history_and_tried_on_a_basket(
    visit: Callable[..., Visitor], size: str, theme: str, language: str
) -> None:
    people, code = readers_of_childrens_books()
    visitor = visit(size=size)
    visitor.sign_in(StaffFactory.create(theme=theme, language=language, roles=[Role.MARKETER.value]))
    page = visitor.page
    page.goto("/console/points/rules/new/")
    for name, typed in (("code", "june"), ("name_zh", "童书双倍"), ("name_en", "Double for children"), ("value", "2")):
        page.fill(f"[name={name}]", typed)
    page.select_option("[name=gives]", "times")
    page.fill("[name=classes]", "I28")
    page.click("main form button.btn-1")
    page.wait_for_url("**/points/rules/of/june/")

    page.click("button[name=months][value='12']")
    page.click("main table a[href*='/points/previews/']")
    expect(page.locator("[role=status]", has_text="0")).to_be_visible()
    assert tasks.preview_points(str(PointsPreview.objects.get().uid)) == len(people)
    page.reload()

    expect(page.locator("[role=status]")).to_have_count(0)
    expect(page.locator("dl.facts")).to_contain_text("3")
    _is_clean(visitor)
    page.goto("/console/promotions/try/")
    page.fill("[name=member]", people[0].number)
    page.fill("[name=titles]", f"{code} × 2")
    page.click("main form button.btn-1")
    expect(page.locator("main h2.ord-h")).to_contain_text("可得" if language == "zh-hans" else "would earn")
    _is_clean(visitor)


def _is_clean(visitor: Visitor) -> None:
    page = visitor.page
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
