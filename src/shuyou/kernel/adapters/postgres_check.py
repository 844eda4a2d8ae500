"""Whether a PostgreSQL that somebody else runs is fit for Shuyou."""

from typing import Final

import psycopg

from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable

OLDEST: Final = 160000


def check_server(url: str) -> None:
    """
    Pass if the database answers, is new enough and speaks UTF-8.

    :raises PostgresUnavailable: with what is wrong and the remedy; never with the password.
    """
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version
            encoding = connection.info.parameter_status("server_encoding")
    except psycopg.OperationalError as error:
        raise PostgresUnavailable(
            "The database that SHUYOU_DATABASE_URL names does not answer.",
            "Check that it runs and that host, port, user, password and name are right.",
            str(error).strip(),
        ) from error
    if version < OLDEST:
        raise PostgresUnavailable(
            f"The database runs PostgreSQL {version // 10000}.", f"Shuyou needs {OLDEST // 10000} or later."
        )
    if encoding != "UTF8":
        raise PostgresUnavailable(
            f"The database keeps text as {encoding}, which cannot hold every Chinese name.",
            "Create it with: CREATE DATABASE shuyou ENCODING 'UTF8' TEMPLATE template0 LOCALE 'C.UTF-8'",
        )
