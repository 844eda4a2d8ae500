"""Rows of members: the one-touch box over HTTP, with clues of every kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.db import connection

from benchmarks import replay, web
from benchmarks.data import Plan
from benchmarks.data.clues import clues, mixed
from benchmarks.figures import Outcome, medians, percentile, repeat
from benchmarks.replay import Asked
from benchmarks.stage import WHOLE, Stage
from shuyou.console import queries
from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role

QUESTIONS: Final = 2_000
CLIENTS: Final = 8
CROWD: Final = 32
OF_A_KIND: Final = 640
SMALLER: Final = 300_000
PATH: Final = "/console/one/"

OURS: Final = "ours"
SQL: Final = "the same SQL by psycopg"
AGENT: Final = Actor("staff", "1", "console", frozenset({Role.CALL_AGENT}))

type Ask = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Box:
    """The one-touch box of a club: clues, the server that answers, and the SQL behind each answer."""

    plan: Plan
    bodies: Sequence[bytes]
    kinds: Mapping[str, Sequence[bytes]]
    statements: Sequence[Sequence[Asked]]
    server: web.Server
    cookies: str

    def over_http(self, clients: int) -> list[float]:
        """Return the milliseconds that browsers wait, each with a connection of its own."""
        return self._waits(self.bodies, clients=clients, count=QUESTIONS)

    def by_kind(self, *, clients: int, share: float) -> dict[str, float]:
        """Return for each kind of clue the milliseconds within which so large a share of its answers comes."""
        return {
            f"{kind}, {clients} clients" if clients > 1 else kind: percentile(
                self._waits(bodies, clients=clients, count=OF_A_KIND), share
            )
            for kind, bodies in self.kinds.items()
        }

    def _waits(self, bodies: Sequence[bytes], *, clients: int, count: int) -> list[float]:
        return self.server.waits(
            lambda browser, serial: browser.post(PATH, bodies[serial % len(bodies)]),
            cookies=self.cookies, clients=clients, count=count,
        )  # fmt: skip

    def by_psycopg(self, clients: int) -> list[float]:
        """Return the milliseconds that connections wait which send the same SQL and fetch the same rows."""
        return replay.waits(self.plan.database, self.statements, clients=clients, count=QUESTIONS)


@contextmanager
def _box(plan: Plan) -> Iterator[Box]:
    """Serve a club that is in use."""
    kinds = clues(members=plan.members, titles=plan.titles, seed=plan.seed)
    typed = mixed(kinds, seed=plan.seed)
    statements = [_statements(clue) for clue in typed]
    by_kind = {kind: [_body(clue) for clue in found] for kind, found in kinds.items() if found}
    cookies = web.sign_in()
    with web.serving() as server:
        connection.close()
        yield Box(plan, [_body(clue) for clue in typed], by_kind, statements, server, cookies)


def _body(clue: str) -> bytes:
    return urlencode({"q": clue}).encode()


def _statements(clue: str) -> list[Asked]:
    """Return the SQL that answers a clue."""
    return replay.statements_of(lambda: queries.one_touch(typed=clue, actor=AGENT))


def onetouch_p99(stage: Stage) -> Outcome:
    """Eight browsers at once; beside it many more, and each kind of clue alone."""
    return _waits(stage, clients=CLIENTS, share=0.99, crowd=CROWD)


def onetouch_p50(stage: Stage) -> Outcome:
    """One browser; beside it each kind of clue alone."""
    return _waits(stage, clients=1, share=0.5, crowd=1)


def _waits(stage: Stage, *, clients: int, share: float, crowd: int) -> Outcome:
    plan = stage.club()
    with _box(plan) as box:
        samples = repeat(
            lambda: {
                OURS: percentile(box.over_http(clients), share),
                SQL: percentile(box.by_psycopg(clients), share),
            }
        )
        whole = {f"{crowd} clients": percentile(box.over_http(crowd), share)} if crowd > clients else {}
        kinds = box.by_kind(clients=crowd, share=share)
    return Outcome(
        runs=[sample[OURS] for sample in samples],
        beside={SQL: medians(samples)[SQL], **whole, **kinds},
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
