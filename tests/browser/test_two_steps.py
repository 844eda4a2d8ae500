"""Signing in with a second step, from switching it on to using a recovery code."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from shuyou.kernel.tests.factories import StaffFactory
from tests.browser.conftest import PASSWORD, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def code_now(secret: str, *, ahead: int = 0) -> str:
    """Return what an authenticator app would show, some half minutes ahead."""
    counters = sorted(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2] + ahead)))


def sign_in_again(page: Page, username: str) -> None:
    page.locator(".bar details.menu summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/console/sign-in/")
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    expect(page.locator("h1")).to_have_text("两步登录")


def test_a_second_step_is_switched_on_used_and_replaced_by_a_recovery_code(visit: Callable[..., Visitor]) -> None:
    user = StaffFactory.create()
    visitor = visit()
    visitor.sign_in(user)
    page = visitor.page

    page.goto("/console/sign-in/two-step/")
    page.get_by_role("link", name="开启").click()
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="继续").click()
    expect(page.locator("img.qr")).to_be_visible()
    secret = page.locator("details .code").text_content() or ""
    page.fill("input[name=code]", "000000")
    page.click("main button[type=submit]")
    expect(page.locator("main .err")).to_be_visible()
    page.fill("input[name=code]", code_now(secret))
    page.click("main button[type=submit]")

    expect(page.locator("ul.codes li")).to_have_count(10)
    codes = page.locator("ul.codes li").all_text_contents()

    sign_in_again(page, user.username)
    page.fill("input[name=code]", "123456")
    page.click("main button[type=submit]")
    expect(page.locator("main .err")).to_be_visible()
    page.fill("input[name=code]", code_now(secret, ahead=1))
    page.click("main button[type=submit]")
    page.wait_for_url("**/console/")

    sign_in_again(page, user.username)
    page.fill("input[name=code]", codes[0])
    page.click("main button[type=submit]")
    page.wait_for_url("**/console/")
    expect(page.locator("h1")).to_contain_text(user.full_name)


def test_too_many_wrong_passwords_shut_the_door_with_a_sentence(visit: Callable[..., Visitor]) -> None:
    user = StaffFactory.create()
    page = visit().page
    page.goto("/console/sign-in/")

    for _ in range(6):
        page.fill("input[name=login]", user.username)
        page.fill("input[name=password]", "not the one at all")
        with page.expect_event("load"):
            page.click("main button[type=submit]")

    expect(page.locator("main [role=alert]")).to_contain_text("登录")
    expect(page.locator("input[name=login]")).to_have_value(user.username)
