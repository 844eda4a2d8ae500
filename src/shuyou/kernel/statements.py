"""Statements of hot paths: planned once for each connection, and sent without waiting where nothing is read back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

PLAN_AFTER = 5
"""How often a connection runs a statement before the server keeps its plan."""


@contextmanager
def pipelined() -> Iterator[None]:
    """
    Send what is executed meanwhile without waiting; only fetching rows waits, and so does the end.

    Nothing inside may ask how many rows a statement touched, and a refusal of the database shows at the next fetch.
    """
    connection.ensure_connection()
    session: psycopg.Connection[Any] = connection.connection
    with connection.wrap_database_errors, session.pipeline():
        yield


def planned() -> CursorWrapper:
    """
    Return a cursor whose statements the server plans once for each connection instead of every time.

    For statements that find rows by key: a search needs a plan that fits what is searched for.
    """
    connection.ensure_connection()
    session: psycopg.Connection[Any] = connection.connection
    session.prepare_threshold = PLAN_AFTER  # cursors of Django's own making bind on our side and are never prepared
    cursor: Any = psycopg.Cursor(session)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def ask[T](text: str, values: Mapping[str, Any], read: Callable[[list[Any]], T]) -> Callable[[], T]:
    """
    Send a statement that is planned once, and return what reads its rows.

    Inside of `pipelined` nobody waits for the answer; once that is over all answers are there.
    """
    cursor = planned()
    cursor.execute(text, values)

    def answer() -> T:
        with cursor:
            return read(cursor.fetchall())

    return answer
