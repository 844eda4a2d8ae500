"""
Makes the pictures of the guides from a running sample club.

    make demo                                                    # in one terminal
    .venv/bin/python -m tools.screenshots http://127.0.0.1:8000  # in another

Every picture is a row of SHOTS and is taken in Chinese and in English. Nothing is placed, picked or paid meanwhile: the
draft of an order is thrown away again, and each account gets back the language and the theme that it had.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from shuyou.demo.rules.staff import PASSWORD

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "guides" / "images"
LANGUAGES: Final[Mapping[str, str]] = {"zh": "zh-hans", "en": "en"}
"""Folder of the pictures, and the language in which staff read meanwhile."""

DESK, PHONE = 1200, 390
HEIGHTS: Final[Mapping[int, int]] = {DESK: 680, PHONE: 844}
LARGEST: Final = 150_000
"""Bytes of one picture."""

WITHIN: Final = 15_000
"""Milliseconds that a page has for anything."""

CLUE: Final = "linwan"
BOOK, WORDS = "9787530216835", "去扬州"
"""A real book of the shipped list, and words that two titles share."""


# --- how to get to what is shown


def today(page: Page) -> None:
    """Open the first page after signing in."""
    page.goto("/console/")


def one_touch(page: Page) -> None:
    """Type a name in pinyin into the one box."""
    page.goto("/console/")
    page.keyboard.press("/")
    page.keyboard.type(CLUE, delay=30)
    page.locator(".one-pop [role=option]").first.wait_for()


def member(page: Page) -> None:
    """Open the first reader that the name finds."""
    one_touch(page)
    page.locator(f".one-pop [data-for='{CLUE}']").wait_for()
    page.keyboard.press("Enter")
    page.locator(".m-head").wait_for()


def entry(page: Page) -> None:
    """Begin an order: one book in it, several answers to the words of another."""
    member(page)
    page.keyboard.press("o")
    _discard(page)
    page.keyboard.press("o")
    clue = page.locator("#clue")
    clue.fill(BOOK)
    clue.press("Enter")
    page.locator(".entry-t tbody tr").first.wait_for()
    page.locator("#clue").press_sequentially(WORDS, delay=30)
    page.locator("#entry-hits .hit").first.wait_for()


def pyramid(page: Page) -> None:
    """Open the pyramid of value."""
    page.goto("/console/insight/")
    page.locator(".pyr").wait_for()


def money(page: Page) -> None:
    """Open what is risked and what it brings, where the money comes from."""
    page.goto("/console/insight/money/")
    page.locator(".heat").scroll_into_view_if_needed()


def leave_entry(page: Page) -> None:
    """Throw the order away that was begun."""
    page.locator("#clue").fill("")
    _discard(page)


def _discard(page: Page) -> None:
    page.locator("#entry summary").click()
    page.locator("button[value=discard]").click()
    page.locator(".m-head").wait_for()


def remittance(page: Page) -> None:
    """Open an order whose money is still in the post."""
    _first_order(page, "state=placed&payment=remittance")


def pick(page: Page) -> None:
    """Open an order that waits to be picked."""
    _first_order(page, "state=paid")


def ship(page: Page) -> None:
    """Open an order that waits for the carrier."""
    _first_order(page, "state=picked")


def _first_order(page: Page, query: str) -> None:
    page.goto(f"/console/orders/?{query}")
    page.locator("#rows [data-row]").first.click()
    page.locator(".rec").wait_for()


def title(page: Page) -> None:
    """Open a title whose copies stand in layers."""
    page.goto(f"/console/titles/?q={BOOK}")
    page.locator("[data-row]").first.click()
    page.locator(".ttl-h").wait_for()


def staff(page: Page) -> None:
    """Open the list of accounts."""
    page.goto("/console/settings/staff/")


def nothing(_page: Page) -> None:
    """Leave the page as it is."""


# --- which pictures there are


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its file's name, whose screen it is, in which theme and width, and how to get there and away."""

    name: str
    user: str
    go: Callable[[Page], None]
    theme: str = "paper"
    width: int = DESK
    leave: Callable[[Page], None] = nothing


SHOTS: Final[Sequence[Shot]] = (
    Shot("one-touch", "agent", one_touch),
    Shot("member", "agent", member),
    Shot("order-entry", "agent", entry, leave=leave_entry),
    Shot("remittance", "agent", remittance),
    Shot("member-phone", "agent", member, theme="lamp", width=PHONE),
    Shot("warehouse-today", "warehouse", today),
    Shot("pick", "warehouse", pick),
    Shot("ship", "warehouse", ship),
    Shot("title", "buyer", title),
    Shot("staff", "admin", staff),
    Shot("pyramid", "analyst", pyramid),
    Shot("money", "analyst", money),
)


# --- taking them


def take(browser: Browser, address: str, shots: Sequence[Shot], folder: Path) -> Iterator[Path]:
    """Take the pictures, one account after the other, and yield the files."""
    for user in dict.fromkeys(shot.user for shot in shots):
        with signed_in(browser, address, user) as page:
            for language in LANGUAGES:
                for shot in shots:
                    if shot.user == user:
                        yield _take_one(page, shot, language, folder)


@contextmanager
def signed_in(browser: Browser, address: str, user: str) -> Iterator[Page]:
    """Sign in, and give the account back its language and theme at the end."""
    context = browser.new_context(
        base_url=address, locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce", device_scale_factor=1
    )
    context.set_default_timeout(WITHIN)
    page = context.new_page()
    page.goto("/console/sign-in/")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/console/")
    page.goto("/console/settings/")
    before = {name: page.locator(f"input[name={name}]:checked").input_value() for name in ("language", "theme")}
    try:
        yield page
    finally:
        prefer(page, before)
        context.close()


def prefer(page: Page, wanted: Mapping[str, str]) -> None:
    """Save preferences, as a person does it."""
    page.goto("/console/settings/")
    for name, value in wanted.items():
        page.locator(f"input[name={name}][value={value}]").check()
    page.locator("main form.form button[type=submit]").click()
    page.locator("#messages > *").first.wait_for()


def _take_one(page: Page, shot: Shot, language: str, folder: Path) -> Path:
    page.set_viewport_size({"width": shot.width, "height": HEIGHTS[shot.width]})
    prefer(page, {"language": LANGUAGES[language], "theme": shot.theme})
    shot.go(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    path = folder / language / f"{shot.name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, animations="disabled", caret="hide")
    shot.leave(page)
    return path


def main() -> int:
    """Take the pictures that were asked for; return 1 if one is too large."""
    parser = argparse.ArgumentParser(description="Make the pictures of the guides from a running sample club.")
    parser.add_argument("address", help="where the demo is, such as http://127.0.0.1:8000")
    parser.add_argument("--only", nargs="+", choices=[shot.name for shot in SHOTS], help="these pictures alone")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the folders zh and en are")
    asked = parser.parse_args()
    shots = [shot for shot in SHOTS if not asked.only or shot.name in asked.only]
    path = os.environ.get("SHUYOU_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    too_large = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for file in take(browser, asked.address, shots, asked.folder):
            size = file.stat().st_size
            too_large += size > LARGEST
            print(f"{size:9,} {file}{'  too large' if size > LARGEST else ''}")
        browser.close()
    return int(too_large > 0)


if __name__ == "__main__":
    sys.exit(main())
