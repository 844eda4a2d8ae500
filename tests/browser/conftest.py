"""A browser, a server, and somebody signed in."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from shuyou.kernel.models import User
from shuyou.kernel.tests.factories import StaffFactory

PASSWORD = "a long enough one 42"
SIZES = {"desk": (1440, 900), "phone": (390, 844)}
WITHIN = 20_000
"""Milliseconds that a page has for anything; generous, since tests run side by side."""
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
"""What axe looks at; of what passes it does not write every node down."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser: the one that SHUYOU_BROWSER names, the system's, or Playwright's own."""
    expect.set_options(timeout=WITHIN)
    path = os.environ.get("SHUYOU_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A browser window of its own and everything it complained about."""

    page: Page
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)

    def hear(self, kind: str, text: str) -> None:
        """Note what the browser complains about; a refusal by the server is an answer like any other."""
        if kind == "error" and not text.startswith("Failed to load resource: the server responded"):
            self.complaints.append(text)

    def sign_in(self, user: User) -> None:
        """Sign in through the door."""
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        self.page.goto("/console/sign-in/")
        self.page.fill("input[name=login]", user.username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url("**/console/")


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visitor]]:
    """Open a window; what it complains about on the console or refuses by policy fails the test."""
    visitors: list[Visitor] = []

    def open_window(*, size: str = "desk", with_script: bool = True) -> Visitor:
        width, height = SIZES[size]
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            is_mobile=size == "phone",
            java_script_enabled=with_script,
            locale="zh-CN",
            reduced_motion="reduce",
        )
        context.set_default_timeout(WITHIN)
        visitor = Visitor(context.new_page(), context)
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitor.page.on("console", lambda said: visitor.hear(said.type, said.text))
        visitors.append(visitor)
        return visitor

    yield open_window
    for visitor in visitors:
        visitor.context.close()
        assert visitor.complaints == []


@pytest.fixture
def at_desk(visit: Callable[..., Visitor], transactional_db: None) -> Page:
    """The window of a call-center agent at the desk."""
    visitor = visit()
    visitor.sign_in(StaffFactory.create())
    return visitor.page
