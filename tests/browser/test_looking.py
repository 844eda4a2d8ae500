"""The shop asks before it remembers: what was looked at comes back on the page, and a review waits to be read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from shuyou.catalog.models import Item
from shuyou.members.tests.factories import MemberFactory
from shuyou.shop.models import Review, Step, Trail
from shuyou.shop.services import digest_of_token
from shuyou.shop.tests.factories import an_account
from shuyou.shop.views.door import VISIT
from tests.browser.conftest import Visitor
from tests.browser.test_reader import book, is_clean  # noqa: F401 - the fixture of the shop's book

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.feature("F026")
def test_what_was_looked_at_is_remembered_once_it_is_allowed(
    visit: Callable[..., Visitor],
    book: Item,  # noqa: F811
) -> None:
    page = visit(size="phone").page
    page.goto(f"/book/{book.uid}/?utm_source=wechat")
    expect(page.locator("#look")).to_be_visible()
    is_clean(page)
    assert not Trail.objects.exists()

    with page.expect_response("**/looking/steps/"):
        page.get_by_role("button", name="同意记录").click()
    expect(page.locator("#look")).to_be_hidden()
    page.goto("/")
    expect(page.get_by_role("heading", name="您看过的书")).to_be_visible()
    is_clean(page)

    page.fill("input[name=q]", "夜航")
    expect(page.locator("#near option").first).to_have_attribute("value", "夜航船")
    assert Trail.objects.get().source == "wechat"
    assert Step.objects.get().item == book


@pytest.mark.feature("F137")
def test_a_reader_writes_a_review_on_the_telephone(
    visit: Callable[..., Visitor],
    book: Item,  # noqa: F811
) -> None:
    visitor = visit(size="phone")
    page, account = visitor.page, an_account(MemberFactory.create())
    account.visits.create(
        digest=digest_of_token("seen"), by_code=True, began_at=account.opened_at,
        ends_at=account.opened_at + timedelta(days=1),
    )  # fmt: skip
    page.goto("/looking/")
    visitor.context.add_cookies([{"name": VISIT, "value": "seen", "url": page.url.removesuffix("looking/")}])
    page.get_by_role("button", name="否").first.click()

    page.goto(f"/book/{book.uid}/")
    page.get_by_role("link", name="写书评").click()
    page.get_by_label("4 星").check()
    page.get_by_label("您的看法").fill("夜里读来最好，一篇一盏茶。")
    is_clean(page)
    page.get_by_role("button", name="发送").click()

    expect(page.get_by_text("审核后其他读者就能看到您的书评")).to_be_visible()
    is_clean(page)
    assert (Review.objects.get().stars, Review.objects.get().state) == (4, "waiting")
