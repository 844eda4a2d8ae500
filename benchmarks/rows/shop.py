"""Rows of the online bookshop: pages a second, what they weigh, and when the largest part of one is painted."""

import gzip
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.db import connection
from django.template import engines
from playwright.sync_api import Browser

from benchmarks import web
from benchmarks.data import Plan
from benchmarks.figures import Outcome, medians, rate, repeat
from benchmarks.peers.django_oscar import NoOscar, dashboard
from benchmarks.rows.console import chromium
from benchmarks.rows.members import OURS
from benchmarks.stage import CannotMeasure, Stage
from shuyou.catalog.queries import newest_items
from shuyou.demo.rules.chance import Chance

TITLES: Final = 400
"""Books whose pages are looked at in turn, as most looks are at few of all titles."""
CLIENTS: Final = 8
LOOKS: Final = 3_000
ANEW: Final = 800
THEIRS: Final = 400
CUSTOMERS: Final = 1_000
SECONDS: Final = 2.0
FIRST: Final = "each book for the first time"
LIMIT: Final = "20 books from SQL through a template, one process, no server"
OSCAR: Final = "django-oscar book page"
BYTES_A_SECOND: Final = 1_600_000 // 8
ROUND_TRIP: Final = 150
SLOWER: Final = 4
"""How many times slower than this machine the simulated telephone computes."""
PAINTS: Final = 5

_PARTS: Final = re.compile(rb'(?:href|src)="(/static/[^"]+[.](?:css|js))"')
_TEMPLATE: Final = (
    "{% for row in rows %}<li><b>{{ row.title }}</b> {{ row.authors }} {{ row.list_price }}</li>{% endfor %}"
)
SHIFT: Final = "shifted (CLS, 0.02 at most)"

_LCP: Final = """
    () => new Promise((found) => {
      let last = 0, shifted = 0;
      new PerformanceObserver((list) => { for (const one of list.getEntries()) { last = one.startTime; } })
        .observe({ type: "largest-contentful-paint", buffered: true });
      new PerformanceObserver((list) => { for (const one of list.getEntries()) { shifted += one.value; } })
        .observe({ type: "layout-shift", buffered: true });
      setTimeout(() => found([last, shifted]), 400);
    })
"""


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that is served: its books, and those that nobody has looked at lately."""

    server: web.Server
    paths: Sequence[str]
    others: Sequence[str]


@contextmanager
def _shop(stage: Stage) -> Iterator[Shop]:
    plan = stage.club(lines=21_000_000)
    paths = _books(plan, "books", TITLES)
    others = _books(plan, "others", 3 * ANEW * 7)
    with web.serving() as server:
        connection.close()
        yield Shop(server, paths, others)


def _books(plan: Plan, name: str, count: int) -> list[str]:
    chance = Chance.of(plan.seed, f"shop.{name}")
    with connection.cursor() as cursor:
        ids = [chance.between(1, plan.titles) for _ in range(count)]
        cursor.execute("SELECT uid FROM catalog_item WHERE id = ANY (%s) AND status <> 'withdrawn'", [ids])
        return [f"/book/{uid}/" for (uid,) in cursor.fetchall()]


def page_rps(stage: Stage) -> Outcome:
    """Eight readers who look at books that others look at too; beside it each book for the first time."""
    samples = _samples(stage)
    found = medians(samples)
    plan = stage.club(lines=21_000_000)
    return Outcome(
        runs=[one[OURS] for one in samples],
        beside={name: found[name] for name in (FIRST, LIMIT, OSCAR) if name in found},
        scale=f"{stage.size(plan)}, {TITLES} books in turn, {CLIENTS} clients",
        is_full=stage.scale >= 1,
    )


def vs_oscar(stage: Stage) -> Outcome:
    """
    The same pages a second as django-oscar's of its own titles, by the same server with as many processes.

    :raises CannotMeasure: django-oscar cannot be had here.
    """
    samples = _samples(stage)
    if OSCAR not in samples[0]:
        message = "django-oscar cannot be had here."
        raise CannotMeasure(message)
    found = medians(samples)
    return Outcome(
        runs=[one[OURS] / one[OSCAR] for one in samples],
        beside={name: found[name] for name in (OURS, FIRST, OSCAR)}
        | {"first time ÷ theirs": found[FIRST] / found[OSCAR]},
        scale=stage.size(stage.club(lines=21_000_000)),
        is_full=stage.scale >= 1,
    )


def _samples(stage: Stage) -> list[dict[str, float]]:
    return stage.once("shop.pages", partial(_measured, stage))


def _measured(stage: Stage) -> list[dict[str, float]]:
    theirs: list[float] = []
    try:
        with dashboard(customers=CUSTOMERS) as oscar:
            theirs = repeat(lambda: _rate(oscar.server, oscar.titles, THEIRS))
    except NoOscar as problem:
        stage.say(f"without django-oscar: {problem}")
    with _shop(stage) as shop:
        fresh = iter(shop.others)

        def sample() -> dict[str, float]:
            unseen = [next(fresh) for _ in range(ANEW)]
            return {OURS: _rate(shop.server, shop.paths, LOOKS), FIRST: _rate(shop.server, unseen, ANEW)}

        ours = repeat(sample)
    stage.club(lines=21_000_000)
    limit = rate(_twenty_books, seconds=SECONDS)
    return [{**one, LIMIT: limit, **({OSCAR: theirs[place]} if theirs else {})} for place, one in enumerate(ours)]


def _rate(server: web.Server, paths: Sequence[str], count: int) -> float:
    """Return pages a second that eight readers without cookies get."""
    spent = server.waits(
        lambda browser, serial: browser.get(paths[serial % len(paths)]), cookies="a=b", clients=CLIENTS, count=count
    )
    return count / (sum(spent) / 1000 / CLIENTS)


def _twenty_books() -> str:
    rows = newest_items(limit=20)
    return str(engines["django"].from_string(_TEMPLATE).render({"rows": rows}))


# --- what pages weigh


def weight(stage: Stage) -> Outcome:
    """The largest page of the shop with its styles and scripts, each compressed as a proxy does; no pictures."""
    plan = stage.club(lines=21_000_000)
    paths = {"home": "/", "search": "/search/?q=%E7%9A%84", "book": _books(plan, "books", 1)[0], "help": "/help/",
             "basket": "/basket/", "sign-in": "/me/sign-in/", "shelf": _shelf()}  # fmt: skip
    with web.serving() as server, closing(server.client("a=b")) as browser:
        connection.close()
        weights = {name: _weight(browser, path) for name, path in paths.items()}
    return Outcome(
        runs=[max(weights.values())], beside=weights, scale="of the pages named, HTML, CSS and JS by gzip",
        is_full=True,
    )  # fmt: skip


def _shelf() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM catalog_category WHERE id = (SELECT category_id FROM catalog_item"
                       " WHERE category_id IS NOT NULL LIMIT 1)")  # fmt: skip
        return f"/shelf/{cursor.fetchone()[0]}/"


def _weight(browser: web.Client, path: str) -> float:
    page = browser.get(path)
    files = sorted({one.decode() for one in _PARTS.findall(page)})
    return sum(len(gzip.compress(one, 6)) for one in (page, *map(browser.get, files))) / 1024


# --- when it is painted


def lcp(stage: Stage) -> Outcome:
    """
    Home and a book page on a simulated telephone, each opened anew without anything kept; how far they shift.

    :raises CannotMeasure: there is no Chromium here.
    """
    plan = stage.club(lines=21_000_000)
    paths = {"home": "/", "book": _books(plan, "books", 1)[0]}
    connection.close()
    with web.serving() as server, chromium() as browser:
        root = f"http://127.0.0.1:{server.port}"
        samples = repeat(
            lambda: {name: _painted(browser, f"{root}{path}") for name, path in paths.items()}, runs=PAINTS
        )
    painted = [{name: when for name, (when, _shifted) in one.items()} for one in samples]
    return Outcome(
        runs=[max(one.values()) for one in painted],
        beside=medians(painted) | {SHIFT: max(shifted for one in samples for _when, shifted in one.values())},
        scale=f"1.6 Mbit/s, {ROUND_TRIP} ms, processor ÷ {SLOWER}, 390 px",
        is_full=stage.scale >= 1,
    )


def _painted(browser: Browser, address: str) -> tuple[float, float]:
    """Return after how many milliseconds the largest part of a page is painted, and how far the page shifts."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": ROUND_TRIP, "downloadThroughput": BYTES_A_SECOND,
         "uploadThroughput": BYTES_A_SECOND},
    )  # fmt: skip
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="networkidle")
    painted, shifted = page.evaluate(_LCP)
    context.close()
    return float(painted), float(shifted)
