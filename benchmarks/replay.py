"""The SQL that our code sends, noted and sent again by bare psycopg, so that a figure stands beside its limit."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from django.db import connection

from benchmarks import database, web

PLANS: Final = "-c plan_cache_mode=force_generic_plan"
"""The server keeps plans for the bare connections as it does for ours."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement as our code sent it: with values of its own, bound by the client or planned once by the server."""

    text: bytes
    values: Any
    is_planned: bool


def statements_of(ask: Callable[[], object]) -> list[Asked]:
    """Return the SQL behind a question."""
    seen: list[Asked] = []

    def note(execute: Any, text: str, values: Any, many: bool, context: Any) -> Any:
        is_planned = not isinstance(context["cursor"].cursor, psycopg.ClientCursor)
        seen.append(Asked(text.encode(), values, is_planned))
        return execute(text, values, many, context)

    with connection.execute_wrapper(note):
        ask()
    return seen


def waits(name: str, statements: Sequence[Sequence[Asked]], *, clients: int, count: int) -> list[float]:
    """Return the milliseconds that connections to a database wait which send statements and fetch their rows."""
    url = database.url_of(name)
    with ExitStack() as stack:
        sessions = [stack.enter_context(psycopg.connect(url, autocommit=True, options=PLANS)) for _ in range(clients)]
        return web.latencies([_asker(session, statements) for session in sessions], count=count)


def _asker(session: "psycopg.Connection[Any]", statements: Sequence[Sequence[Asked]]) -> Callable[[int], object]:
    cursors = {True: psycopg.Cursor(session), False: psycopg.ClientCursor(session)}

    def ask(serial: int) -> None:
        for asked in statements[serial % len(statements)]:
            cursors[asked.is_planned].execute(asked.text, asked.values).fetchall()

    return ask
