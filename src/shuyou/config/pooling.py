"""Connections that wait for the next request."""

import select
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool


def check(session: Connection[Any]) -> None:
    """
    Pass if the server has not ended a session that waited. It is asked only where something arrived unasked: the end of
    a session arrives by itself, and a question before every page costs as much as one of the page's own.

    :raises psycopg.OperationalError: the session has ended.
    """
    watch = select.poll()
    watch.register(session.fileno(), select.POLLIN)
    if watch.poll(0):
        ConnectionPool.check_connection(session)
