"""A reader on a telephone: finds a book by its first letters, joins, pays, sends it back; wants one that is missing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Page, expect

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import PriceListFactory, TitleSearchFactory
from shuyou.kernel import clock
from shuyou.kernel.delivery import deliver_all
from shuyou.loyalty.models import PointsAccount
from shuyou.members.tests.factories import TierFactory
from shuyou.orders.models import Order, Return
from shuyou.orders.tests.factories import a_title
from shuyou.supply.models import Want
from tests.browser.conftest import RULES, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODE = "004217"


@pytest.fixture
def book(monkeypatch: pytest.MonkeyPatch) -> Item:
    """A book on the shelf, and codes that are all the same."""
    cache.clear()
    TierFactory.create()
    PriceListFactory.create()
    monkeypatch.setattr("shuyou.messaging.services._codes.secrets.randbelow", lambda most: int(CODE))
    item = a_title(9)
    item.title = "夜航船"
    item.save(update_fields=["title"])
    TitleSearchFactory.create(item=item, rank=1, is_hot=True)
    return item


def is_clean(page: Page) -> None:
    """Nothing stands in the way of a screen reader, and nothing hangs out of the window."""
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(page.url, fault["id"], fault["nodes"][0]["html"][:200]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def find_and_join(page: Page) -> None:
    """Find the book by its first letters, put it in the basket, and join on the way to the checkout."""
    page.goto("/")
    page.fill("input[name=q]", "yhc")
    page.press("input[name=q]", "Enter")
    page.get_by_role("link", name="夜航船").first.click()
    page.get_by_role("button", name="放入购物袋").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("购物袋")
    is_clean(page)
    page.get_by_role("button", name="去结算").click()
    page.fill("input[name=contact]", "13800002046")
    is_clean(page)
    page.get_by_role("button", name="给我发验证码").click()
    page.fill("input[name=code]", CODE)
    is_clean(page)
    page.get_by_role("button", name="继续").click()
    page.fill("input[name=name]", "林晚舟")
    page.check("input[name=is_adult]")
    is_clean(page)
    page.get_by_role("button", name="加入并继续").click()


def order_and_pay(page: Page) -> Order:
    """Order what lies in the basket, and pay through the sandbox."""
    expect(page.get_by_role("heading", level=1)).to_have_text("结算")
    page.fill("input[name=recipient]", "林晚舟")
    page.fill("input[name=phone]", "13800002046")
    page.fill("input[name=address]", "浙江省杭州市西湖区纸鸢路 12 号")
    is_clean(page)
    page.get_by_role("button", name="重新计算").click()
    page.locator("button[value=order]").click()
    is_clean(page)
    page.get_by_role("button", name="微信支付").click()
    is_clean(page)
    page.locator("button[value=play]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("谢谢您")
    deliver_all()
    page.reload()
    expect(page.get_by_text("已付款，我们这就打包。")).to_be_visible()
    is_clean(page)
    return Order.objects.get()


@pytest.mark.feature("F129", "F130")
def test_from_the_first_letters_to_a_parcel_sent_back(visit: Callable[..., Visitor], book: Item) -> None:
    page = visit(size="phone").page
    find_and_join(page)
    order = order_and_pay(page)
    assert (order.state, order.channel, order.lines.get().item_id) == ("paid", "web", book.pk)
    assert PointsAccount.objects.get(member_id=order.member_id).balance > 0
    page.goto("/me/")
    expect(page.get_by_text(order.number)).to_be_visible()
    is_clean(page)
    delivered = clock.now() - timedelta(days=1)
    Order.objects.filter(pk=order.pk).update(state="delivered", shipped_at=delivered, delivered_at=delivered)

    page.goto(f"/me/orders/{order.number}/")
    is_clean(page)
    page.get_by_role("link", name="退货").click()
    page.fill("input[name=line-1]", "1")
    is_clean(page)
    page.get_by_role("button", name="退回这些").click()

    expect(page.get_by_text(Return.objects.get().number).first).to_be_visible()
    page.goto("/search/?q=无此书名")
    page.get_by_role("link", name="请我们去找").click()
    page.get_by_role("button", name="替我找书").click()
    expect(page.get_by_text("无此书名").first).to_be_visible()
    assert Want.objects.get().member_id == order.member_id
    for path in (
        "points",
        "coupons",
        "card",
        "interests",
        "consents",
        "data",
        "address",
        "family",
        "inbox",
        "orders",
        "security",
    ):
        page.goto(f"/me/{path}/")
        is_clean(page)
    for path in ("help", "help/order", "basket"):
        page.goto(f"/{path}/")
        is_clean(page)
