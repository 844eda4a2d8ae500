"""Rows of the list of members and of the member page, over HTTP."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory, override_settings

from benchmarks import replay, web
from benchmarks.data import Plan
from benchmarks.data.clues import clues, mixed
from benchmarks.data.plan import AT
from benchmarks.data.ties import FIRST_TAG, TAGS
from benchmarks.figures import Outcome, medians, percentile, repeat
from benchmarks.peers.django_oscar import NoOscar, dashboard
from benchmarks.rows.members import AGENT, CLIENTS, OURS, PATH, QUESTIONS, SMALLER, SQL
from benchmarks.stage import WHOLE, CannotMeasure, Stage
from shuyou.console.views import member as member_page
from shuyou.demo.rules.chance import Chance
from shuyou.kernel import clock
from shuyou.kernel.models import User
from shuyou.members import queries
from shuyou.members.console.list_forms import Asked
from shuyou.members.queries import Place

LINES: Final = 21_000_000
LISTS: Final = 400
"""Different lists that are asked for, in turn."""
PAGES: Final = 2_000
"""Different members whose pages are opened."""
ALONE: Final = 400
"""Questions of a browser that has the server to itself, which only stand beside the figure."""
THEIRS: Final = 200
"""Questions that the peer is asked in a run: it takes its time."""
REPLAYED: Final = 100
"""Pages and lists whose SQL is taken down and replayed."""

PLAIN_FILES: Final = "django.contrib.staticfiles.storage.StaticFilesStorage"
CITIES: Final = ("杭州", "宁波", "上海", "北京", "南京", "绍兴")
VIA: Final = ("store", "web", "wechat", "phone", "fair", "post")


def _filters(chance: Chance) -> dict[str, Callable[[], str]]:
    """Return a way to choose a value for each field that staff filter by."""
    return {
        "tier": lambda: chance.pick([row.code for row in queries.tiers()]),
        "status": lambda: chance.pick(("active", "lapsed")),
        "city": lambda: chance.pick(CITIES),
        "gender": lambda: chance.pick(("F", "M")),
        "birth_month": lambda: str(chance.between(1, 12)),
        "joined_from": lambda: date(chance.between(2019, 2025), chance.between(1, 12), 1).isoformat(),
        "joined_via": lambda: chance.pick(VIA),
        "email": lambda: chance.pick(("yes", "no")),
        "age_from": lambda: str(chance.between(10, 60)),
        "tag": lambda: str(chance.between(FIRST_TAG, FIRST_TAG + len(TAGS) - 1)),
        "household": lambda: chance.pick(("yes", "no")),
        "consent": lambda: chance.pick(("marketing:sms", "marketing:email")),
    }


def lists(plan: Plan) -> list[str]:
    """Return addresses of lists with three filters each, in every order; every fifth is a second page."""
    chance = Chance.of(plan.seed, "lists")
    fields = _filters(chance)
    found = []
    for serial in range(LISTS):
        names = chance.shuffled(sorted(fields))[:3]
        sort = chance.pick(("name", "number", "joined", "activity"))
        pairs = [*((name, fields[name]()) for name in names), ("sort", sort), ("way", chance.pick(("up", "down")))]
        address = urlencode(pairs)
        if serial % 5 == 0:
            asked = Asked(QueryDict(address))
            page = _first_page(asked)
            address += f"&after={page.next_after}" if page.next_after else ""
        found.append(address)
    return found


def _first_page(asked: Asked) -> queries.MemberPage:
    return queries.list_members(
        wanted=asked.form.wanted(), order=asked.order, place=Place(), on=clock.club_day(AT), actor=AGENT
    )


@dataclass(frozen=True, slots=True)
class Site:
    """A running server, the paths that are asked for, and the SQL behind each of some of them."""

    plan: Plan
    server: web.Server
    cookies: str
    paths: Sequence[str]
    statements: Sequence[Sequence[replay.Asked]]

    def over_http(self, clients: int) -> list[float]:
        """Return the milliseconds that browsers wait."""
        return self.server.waits(
            lambda browser, serial: browser.get(self.paths[serial % len(self.paths)]),
            cookies=self.cookies, clients=clients, count=QUESTIONS if clients > 1 else ALONE,
        )  # fmt: skip

    def by_psycopg(self, clients: int) -> list[float]:
        """Return the milliseconds that connections wait which send the same SQL and fetch the same rows."""
        return replay.waits(self.plan.database, self.statements, clients=clients, count=QUESTIONS)


@contextmanager
def _site(plan: Plan, paths: Sequence[str], statements: Sequence[Sequence[replay.Asked]]) -> Iterator[Site]:
    cookies = web.sign_in()
    with web.serving() as server:
        connection.close()
        yield Site(plan, server, cookies, paths, statements)


def _read_by(ask: Callable[[], object]) -> list[replay.Asked]:
    """Return the reading statements that a call sends."""
    reading = (b"SELECT", b"WITH", b"EXPLAIN")
    return [one for one in replay.statements_of(ask) if one.text.lstrip().startswith(reading)]


def list_p99(stage: Stage) -> Outcome:
    """Eight browsers, each list with three filters in some order."""
    plan = stage.club(lines=LINES)
    addresses = lists(plan)
    statements = [_read_by(partial(_first_page, Asked(QueryDict(one)))) for one in addresses[:REPLAYED]]
    paths = [f"/console/members/?{address}" for address in addresses]
    return _waits(stage, plan, paths, statements)


def page_p99(stage: Stage) -> Outcome:
    """Eight browsers, each opening one member after the other."""
    plan = stage.club(lines=LINES)
    numbers = _numbers(plan)
    web.sign_in()
    statements = [_read_by(partial(_page, number)) for number in numbers[:REPLAYED]]
    return _waits(stage, plan, [f"/console/members/{number}/" for number in numbers], statements)


def _numbers(plan: Plan) -> list[str]:
    """Return the numbers of members; those who order much are opened more often, as they call more often."""
    chance = Chance.of(plan.seed, "pages")
    ids = [1 + int(plan.members * chance.random() ** 2) for _ in range(PAGES)]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT m.number FROM unnest(%s::bigint[]) WITH ORDINALITY u (id, place)"
            " JOIN members_member m ON m.person_id = u.id ORDER BY u.place",
            [ids],
        )
        return [row[0] for row in cursor.fetchall()]


@override_settings(STORAGES={**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN_FILES}})
def _page(number: str) -> None:
    """Ask what the member page asks."""
    request = RequestFactory().get(f"/console/members/{number}/")
    request.user = User.objects.get(username="bench")
    request.session = {}  # type: ignore[assignment]
    head = queries.member_head(number=number, actor=AGENT)
    member_page._page(request, head, AGENT, AT)
    member_page._story(request, head, AGENT, AT)


def _waits(stage: Stage, plan: Plan, paths: Sequence[str], statements: Sequence[Sequence[replay.Asked]]) -> Outcome:
    with _site(plan, paths, statements) as site:

        def sample() -> dict[str, float]:
            ours, sql = site.over_http(CLIENTS), site.by_psycopg(CLIENTS)
            return {
                OURS: percentile(ours, 0.99), "median": percentile(ours, 0.5), SQL: percentile(sql, 0.99),
                "one client, p99": percentile(site.over_http(1), 0.99),
            }  # fmt: skip

        samples = repeat(sample)
    found = medians(samples)
    return Outcome(
        runs=[one[OURS] for one in samples],
        beside={name: found[name] for name in (SQL, "median", "one client, p99")},
        scale=stage.size(plan),
        is_full=plan.members >= WHOLE and plan.lines >= LINES,
    )


def vs_oscar(stage: Stage) -> Outcome:
    """
    One browser that finds somebody and opens their page: ours at the whole club, django-oscar's at 300,000.

    :raises CannotMeasure: django-oscar cannot be had here.
    """
    with ExitStack() as stack:
        try:
            oscar = stack.enter_context(dashboard(customers=stage.members(SMALLER)))
        except NoOscar as problem:
            raise CannotMeasure(str(problem)) from problem
        plan = stage.club(lines=LINES)
        paths = [f"/console/members/{number}/" for number in _numbers(plan)]
        typed = mixed(clues(members=plan.members, titles=plan.titles, seed=plan.seed), seed=plan.seed)
        bodies = [urlencode({"q": clue}).encode() for clue in typed]
        site = stack.enter_context(_site(plan, paths, []))

        def sample() -> dict[str, float]:
            # Each side is asked over a connection of its own: a server closes one on which nothing is asked for long.
            with closing(site.server.client(site.cookies)) as browser:
                ours = {
                    "our one-touch": _median(partial(browser.post, PATH), bodies, QUESTIONS),
                    "our member page": _median(browser.get, paths, QUESTIONS),
                }
            with closing(oscar.server.client(oscar.cookies)) as browser:
                return ours | {
                    "their search": _median(browser.get, oscar.searches, THEIRS),
                    "their customer page": _median(browser.get, oscar.customers, THEIRS),
                }

        samples = repeat(sample)
    return Outcome(
        runs=[
            (one["their search"] + one["their customer page"]) / (one["our one-touch"] + one["our member page"])
            for one in samples
        ],
        beside={f"{name}, ms": value for name, value in medians(samples).items()},
        scale=f"{stage.size(plan)} beside {stage.members(SMALLER):,} customers",
        is_full=plan.members >= WHOLE and plan.lines >= LINES,
    )


def _median[T](ask: Callable[[T], object], things: Sequence[T], count: int) -> float:
    return percentile(web.latencies([lambda serial: ask(things[serial % len(things)])], count=count), 0.5)
