"""Readers without words to remember, guests whose payment fails, and two hundred who want the last numbered copy."""

import http.client
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from shuyou.catalog.models import Contribution, Contributor, Item, Series
from shuyou.kernel import clock
from shuyou.kernel.delivery import deliver_all
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.models import CopyReservation, Order, Release, ReleaseCopy
from shuyou.orders.models.releases import ReleaseIntent
from shuyou.orders.tests.factories import a_title
from shuyou.shop.models import Account, Passkey, Sample, Visit
from shuyou.shop.services import digest_of_token
from shuyou.shop.tests.factories import an_account
from shuyou.shop.views.door import VISIT
from tests.browser.conftest import Visitor
from tests.browser.test_reader import book, is_clean  # noqa: F401 - the fixture of the shop's book

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RIVALS = 200
AT_ONCE = 16
COPIES = 3
WHERE = {"recipient": "林晚舟", "phone": "13800002046", "address": "浙江省杭州市西湖区纸鸢路 12 号"}
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def tokens_of(accounts: list[Account]) -> list[str]:
    """Have a browser of each account be signed in, and return its token."""
    now, tokens = clock.now(), [secrets.token_urlsafe(12) for _ in accounts]
    Visit.objects.bulk_create(
        Visit(account=one, digest=digest_of_token(token), by_code=True, began_at=now, ends_at=now + timedelta(days=1))
        for one, token in zip(accounts, tokens, strict=True)
    )
    return tokens


def signed_in(visitor: Visitor, server: LiveServer) -> Page:
    """Have a window belong to a reader."""
    (token,) = tokens_of([an_account(MemberFactory.create(person__name="顾晓帆"))])
    visitor.context.add_cookies([{"name": VISIT, "value": token, "url": server.url}])
    return visitor.page


@pytest.mark.feature("F015")
def test_a_device_is_added_named_and_lets_its_reader_in(visit: Callable[..., Visitor], live_server: LiveServer) -> None:
    visitor = visit(size="phone")
    page = signed_in(visitor, live_server)
    session = visitor.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto("/me/security/")
    is_clean(page)
    page.get_by_label("设备名称").fill("我的手机")
    page.get_by_role("button", name="添加通行密钥").click()
    expect(page.get_by_text("今后可以用这台设备登录。")).to_be_visible()
    is_clean(page)
    page.get_by_role("button", name="退出登录").click()

    page.goto("/me/sign-in/?next=/me/points/")
    is_clean(page)
    page.get_by_role("button", name="用通行密钥登录").click()

    expect(page).to_have_url(f"{live_server.url}/me/points/")
    assert Passkey.objects.get().used_at


@pytest.mark.feature("F130")
def test_a_guest_pays_another_way_after_a_payment_that_failed(
    visit: Callable[..., Visitor],
    book: Item,  # noqa: F811
) -> None:
    page = visit().page
    page.goto(f"/book/{book.uid}/")
    page.get_by_role("button", name="放入购物袋").click()
    page.get_by_role("link", name="不入会直接下单").click()
    is_clean(page)
    for name, typed in (
        ("recipient", "林晚舟"),
        ("phone", "13800002046"),
        ("address", "浙江省杭州市西湖区纸鸢路 12 号"),
    ):
        page.fill(f"input[name={name}]", typed)
    page.get_by_role("button", name="重新计算").click()
    page.locator("button[value=order]").click()
    page.get_by_role("button", name="微信支付").click()
    page.locator("button[value=look]").click()
    expect(page.get_by_text("款项还没有到。")).to_be_visible()
    is_clean(page)
    page.get_by_role("link", name="换一种方式").click()
    page.get_by_role("button", name="支付宝").click()
    page.locator("button[value=play]").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("谢谢您")
    deliver_all()
    order = Order.objects.get()
    assert (order.state, order.member_id, order.paid_total) == ("paid", None, order.total)
    is_clean(page)
    page.goto(f"/guest/{order.number}/")
    is_clean(page)


def test_pages_around_a_book_are_clean_on_a_telephone(
    visit: Callable[..., Visitor],
    book: Item,  # noqa: F811
) -> None:
    person, series = Contributor.objects.create(name="张岱"), Series.objects.create(name="小品丛书")
    Contribution.objects.create(item=book, contributor=person)
    told = {"held_on": (clock.now() + timedelta(days=9)).date().isoformat(), "venue": "西湖大剧院"}
    Item.objects.filter(pk=book.pk).update(series=series, kind="ticket", attributes=told)
    Sample.objects.create(item=book, contents="天文部\n地理部", text="天下学问", rights="纸鸢书局", is_published=True)
    page = visit(size="phone").page
    here = f"/book/{book.uid}/"

    for path in (here, f"{here}sample/", f"/person/{person.pk}/", f"/series/{series.pk}/", "/new/", "/tickets/"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        is_clean(page)


@pytest.mark.feature("F084")
def test_a_title_comes_to_a_page_that_is_open(
    visit: Callable[..., Visitor],
    book: Item,  # noqa: F811
) -> None:
    page = visit(size="phone").page
    page.clock.install()
    page.goto("/new/")
    expect(page.get_by_role("link", name="夜航船")).to_be_visible()
    item = a_title(1)
    Item.objects.filter(pk=item.pk).update(title="陶庵梦忆")

    page.clock.run_for(20_000)

    expect(page.get_by_role("link", name="陶庵梦忆")).to_be_visible()
    expect(page.get_by_text("有新书到了。")).to_be_visible()


@pytest.fixture
def release() -> Release:
    """Three numbered and signed copies that everybody may ask for."""
    cache.clear()
    at = clock.now()
    made = Release.objects.create(
        number="LX1", item=a_title(9), title="造园图说 签名本", state="open", first_tier="vip",
        first_from=at - timedelta(days=2), all_from=at - timedelta(days=1), made_by="test", made_at=at,
    )  # fmt: skip
    ReleaseCopy.objects.bulk_create(ReleaseCopy(release=made, number=f"{n}/{COPIES}") for n in range(1, COPIES + 1))
    return made


def press(server: LiveServer, token: str) -> int:
    """Ask for a copy as a browser does that belongs to a reader, and return what the server answered."""
    secret = secrets.token_hex(16)
    cookies = f"{VISIT}={token}; {settings.CSRF_COOKIE_NAME}={secret}"
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    door = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=120)
    door.request("POST", "/me/limited/LX1/ask/", urlencode({"csrfmiddlewaretoken": secret, "do": "ask"}), headers)
    answer = door.getresponse()
    answer.read()
    door.close()
    return answer.status


@pytest.mark.feature("F129")
def test_two_hundred_want_the_last_copies_and_each_copy_has_one_reader(
    visit: Callable[..., Visitor], live_server: LiveServer, release: Release
) -> None:
    accounts = [an_account(MemberFactory.create(), phone=f"1390{number:07}") for number in range(RIVALS)]
    tokens = tokens_of(accounts)
    page = signed_in(visit(size="phone"), live_server)
    page.goto("/me/limited/")
    is_clean(page)

    with ThreadPoolExecutor(AT_ONCE) as rivals:
        answers = [rivals.submit(press, live_server, token) for token in tokens]
        page.get_by_role("button", name="预约一册").click()
        expect(page.get_by_role("status").first).to_be_visible()
    assert {answer.result() for answer in answers} == {303}

    held = CopyReservation.objects.filter(state="held")
    assert (held.count(), held.values("copy").distinct().count()) == (COPIES, COPIES)
    waiting = ReleaseIntent.objects.filter(asked_at__isnull=False).exclude(member__in=held.values("member")).count()
    assert waiting == RIVALS + 1 - COPIES
    is_winner = held.filter(member__person__name="顾晓帆").exists()
    expect(page.get_by_text("已为您保留" if is_winner else "取消候补")).to_be_visible()
    is_clean(page)
