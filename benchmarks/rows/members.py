"""Rows of members: the one-touch box over HTTP, with clues of every kind."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import psycopg
from django.db import connection

from benchmarks import database, web
from benchmarks.data import Plan
from benchmarks.data.clues import clues, mixed
from benchmarks.figures import Outcome, medians, percentile, repeat
from benchmarks.stage import WHOLE, Stage
from shuyou.console import queries
from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role

QUESTIONS: Final = 2_000
CLIENTS: Final = 8
SMALLER: Final = 300_000
PATH: Final = "/console/one/"
PLANS: Final = "-c plan_cache_mode=force_generic_plan"
"""The server keeps plans for the bare connections as it does for ours."""

OURS: Final = "ours"
SQL: Final = "the same SQL by psycopg"
AGENT: Final = Actor("staff", "1", "console", frozenset({Role.CALL_AGENT}))

type Ask = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement as our code sent it: with values of its own, bound by the client or planned once by the server."""

    text: bytes
    values: Any
    is_planned: bool


@dataclass(frozen=True, slots=True)
class Box:
    """The one-touch box of a club: clues, the server that answers, and the SQL behind each answer."""

    plan: Plan
    bodies: Sequence[bytes]
    statements: Sequence[Sequence[Asked]]
    server: web.Server
    cookies: str

    def over_http(self, clients: int) -> list[float]:
        """Return the milliseconds that browsers wait, each with a connection of its own."""
        with ExitStack() as stack:
            browsers = [stack.enter_context(closing(self.server.client(self.cookies))) for _ in range(clients)]
            return web.latencies([self._browse(browser) for browser in browsers], count=QUESTIONS)

    def _browse(self, browser: web.Client) -> Ask:
        return lambda serial: browser.post(PATH, self.bodies[serial % len(self.bodies)])

    def by_psycopg(self, clients: int) -> list[float]:
        """Return the milliseconds that connections wait which send the same SQL and fetch the same rows."""
        url = database.url_of(self.plan.database)
        with ExitStack() as stack:
            sessions = [
                stack.enter_context(psycopg.connect(url, autocommit=True, options=PLANS)) for _ in range(clients)
            ]
            return web.latencies([self._query(session) for session in sessions], count=QUESTIONS)

    def _query(self, session: "psycopg.Connection[Any]") -> Ask:
        cursors = {True: psycopg.Cursor(session), False: psycopg.ClientCursor(session)}

        def ask(serial: int) -> None:
            for asked in self.statements[serial % len(self.statements)]:
                cursors[asked.is_planned].execute(asked.text, asked.values).fetchall()

        return ask


@contextmanager
def _box(plan: Plan) -> Iterator[Box]:
    """Serve a club that is in use."""
    kinds = clues(members=plan.members, titles=plan.titles, seed=plan.seed)
    typed = mixed(kinds, seed=plan.seed)
    statements = [_statements(clue) for clue in typed]
    bodies = [urlencode({"q": clue}).encode() for clue in typed]
    cookies = web.sign_in()
    with web.serving() as server:
        connection.close()
        yield Box(plan, bodies, statements, server, cookies)


def _statements(clue: str) -> list[Asked]:
    """Return the SQL that answers a clue."""
    seen: list[Asked] = []

    def note(execute: Any, text: str, values: Any, many: bool, context: Any) -> Any:
        is_planned = not isinstance(context["cursor"].cursor, psycopg.ClientCursor)
        seen.append(Asked(text.encode(), values, is_planned))
        return execute(text, values, many, context)

    with connection.execute_wrapper(note):
        queries.one_touch(typed=clue, actor=AGENT)
    return seen


def onetouch_p99(stage: Stage) -> Outcome:
    """Eight browsers at once."""
    return _waits(stage, clients=CLIENTS, share=0.99)


def onetouch_p50(stage: Stage) -> Outcome:
    """One browser."""
    return _waits(stage, clients=1, share=0.5)


def _waits(stage: Stage, *, clients: int, share: float) -> Outcome:
    plan = stage.club()
    with _box(plan) as box:
        samples = repeat(
            lambda: {
                OURS: percentile(box.over_http(clients), share),
                SQL: percentile(box.by_psycopg(clients), share),
            }
        )
    return Outcome(
        runs=[sample[OURS] for sample in samples],
        beside={SQL: medians(samples)[SQL]},
        scale=stage.size(plan),
        is_full=plan.members >= WHOLE,
    )


def onetouch_growth(stage: Stage) -> Outcome:
    """One browser at the whole club and one at a smaller club, taking turns."""
    with ExitStack() as stack:
        small = stack.enter_context(_box(stage.club(SMALLER)))
        whole = stack.enter_context(_box(stage.club()))
        boxes = {"small": small, "whole": whole}
        samples = repeat(lambda: {name: percentile(box.over_http(1), 0.5) for name, box in boxes.items()})
    found = medians(samples)
    return Outcome(
        runs=[sample["whole"] / sample["small"] for sample in samples],
        beside={
            f"median at {whole.plan.members:,}, ms": found["whole"],
            f"median at {small.plan.members:,}, ms": found["small"],
        },
        scale=f"{whole.plan.members:,} beside {small.plan.members:,} members",
        is_full=whole.plan.members >= WHOLE,
    )
