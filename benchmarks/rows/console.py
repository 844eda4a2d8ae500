"""Rows of the console: how long until the first page, and how many keys an order takes."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Final

from django.db import connection
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import web
from benchmarks.data.clues import EACH, clues
from benchmarks.figures import RUNS, Outcome
from benchmarks.promises import ROOT
from benchmarks.stage import CannotMeasure, Stage

START_SECONDS: Final = 600
STOP_SECONDS: Final = 60
SHOP: Final = 20_000
"""Members of a shop whose agent knows readers by their last four digits."""

ADDRESSES: Final = ("SHUYOU_", "PYTHON", "DJANGO_", "VIRTUAL_ENV", "MAKE")


# --- from a fresh clone to the first page


@dataclass(frozen=True, slots=True)
class Starts:
    """Seconds to the first page: of the first start in each fresh clone, and of the second."""

    cold: Sequence[float]
    warm: Sequence[float]


def _starts(stage: Stage) -> Starts:
    return stage.once("console.starts", _measure_starts)


def _measure_starts() -> Starts:
    if not (ROOT / ".git").exists() or shutil.which("git") is None or shutil.which("make") is None:
        message = "A fresh clone needs git, make and a checkout."
        raise CannotMeasure(message)
    cold, warm = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory(prefix="shuyou-start-") as folder:
            clone = Path(folder) / "shuyou"
            Path(folder).chmod(0o755)  # the embedded database may have to run as another user
            subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, clone], check=True)
            cold.append(_seconds_to_first_page(clone))
            warm.append(_seconds_to_first_page(clone))
    return Starts(cold, warm)


def _seconds_to_first_page(clone: Path) -> float:
    """Run `make demo`, wait for the first page, stop it, and return how long the page took."""
    port = web.free_port()
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(ADDRESSES)}
    started = time.perf_counter()
    with (clone.parent / "demo.log").open("ab") as log:
        demo = subprocess.Popen(
            ["make", "demo"],
            cwd=clone,
            env={**surroundings, "SHUYOU_PORT": str(port)},
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
    try:
        while not _is_page_there(port):
            if demo.poll() is not None or time.perf_counter() - started > START_SECONDS:
                tail = (clone.parent / "demo.log").read_text(errors="replace")[-800:]
                raise CannotMeasure(f"The demo did not start: {tail}")
            time.sleep(0.05)
        return time.perf_counter() - started
    finally:
        _stop(demo)


def _is_page_there(port: int) -> bool:
    page = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        page.request("GET", "/")
        return page.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        page.close()


def _stop(demo: "subprocess.Popen[bytes]") -> None:
    """Stop the demo as Ctrl-C does, which reaches the whole group, and wait for its end."""
    if demo.poll() is None:
        os.killpg(demo.pid, signal.SIGINT)
        try:
            demo.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(demo.pid, signal.SIGKILL)
            demo.wait()


def cold_start(stage: Stage) -> Outcome:
    """`make demo` in a fresh clone; the package cache is warm."""
    return Outcome(runs=_starts(stage).cold, scale="with the sample club")


def warm_start(stage: Stage) -> Outcome:
    """The second `make demo` in the same clone."""
    return Outcome(runs=_starts(stage).warm, scale="with the sample club")


# --- keys of a telephone order


def newcomer_order_keys(stage: Stage) -> Outcome:
    """Find the member by four digits, order two titles by ISBN, confirm; every key counts, a held one too."""
    plan = stage.club(SHOP, is_scaled=False)
    kinds = clues(members=plan.members, titles=plan.titles, seed=plan.seed)
    people = list(zip(kinds["name"], kinds["last four digits"], strict=True))[:RUNS]
    isbns = [kinds["ISBN"][place : place + 2] for place in range(0, EACH, 2)][:RUNS]
    cookies = web.sign_in()
    with web.serving() as server:
        connection.close()
        with _browser(server.port, cookies) as page:
            runs = [float(_keys_of_an_order(page, *who, both)) for who, both in zip(people, isbns, strict=True)]
    return Outcome(runs=runs, scale=stage.size(plan))


@contextmanager
def chromium() -> Iterator[Browser]:
    """
    Open a Chromium: the one that SHUYOU_BROWSER names, or the system's.

    :raises CannotMeasure: there is none.
    """
    path = os.environ.get("SHUYOU_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        message = "There is no Chromium here; name one by SHUYOU_BROWSER."
        raise CannotMeasure(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def _browser(port: int, cookies: str) -> Iterator[Page]:
    address = f"http://127.0.0.1:{port}"
    with chromium() as browser:
        context = browser.new_context(base_url=address, locale="zh-CN", viewport={"width": 1440, "height": 900})
        pairs = [pair.split("=", 1) for pair in cookies.split("; ")]
        context.add_cookies([{"name": name, "value": value, "url": address} for name, value in pairs])
        yield context.new_page()


def _keys_of_an_order(page: Page, name: str, digits: str, isbns: Sequence[str]) -> int:
    hand = Hand(page)
    page.goto("/console/")
    hand.press("/")
    hand.type(digits)
    chosen = page.locator("[role=option][aria-selected=true]")
    chosen.wait_for()
    while name not in (chosen.text_content() or ""):
        hand.press("ArrowDown")
    hand.press("Enter")
    page.wait_for_url("**/console/members/*/")
    hand.press("o")
    page.locator("#clue:focus").wait_for()
    for count, isbn in enumerate(isbns, 1):
        hand.type(isbn)
        hand.press("Enter")
        page.locator(".entry-t tbody tr").nth(count - 1).wait_for()
    hand.press("Control+Enter")
    page.wait_for_url("**/console/orders/SO*/")
    return hand.keys


@dataclass
class Hand:
    """A hand that counts its keys."""

    page: Page
    keys: int = 0

    def type(self, text: str) -> None:
        """Type a text key by key."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        """Press a key together with those held meanwhile, each of which counts."""
        self.page.keyboard.press(key)
        self.keys += key.count("+") + 1
