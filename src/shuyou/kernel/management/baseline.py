"""
The tables as the migrations up to some day leave them, drawn into one file that an empty database reads in seconds.

Migrations that came later run after it, and a database in use never sees it. So it is a shortcut, not a second truth:
`shuyou manage baseline --check` compares both ways, and a server that does not take it gets every migration instead.
"""

import logging
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from psycopg import sql
from psycopg.conninfo import make_conninfo

from shuyou.kernel.adapters.postgres_binaries import installed_binaries

PATH: Final = Path(__file__).parents[1] / "migrations" / "baseline.sql"

_log = logging.getLogger(__name__)
_MADE_AFTER_MIGRATIONS: Final = ("kernel_cursor", "auth_permission", "django_content_type")
"""Tables whose rows are written at the end of every migrating, from the code and from where the server's clock is."""
_MOMENT: Final = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+\+00'")
"""A moment with parts of a second is when the drawing was made; days that a migration names have none."""
_ROWS: Final = re.compile(r"(^INSERT INTO \S+ VALUES\n)(.*?\));\n", re.MULTILINE | re.DOTALL)
_UID: Final = re.compile(r"'[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'")
"""What each installation has of its own."""
_TO_THE_READER: Final = re.compile(
    r"^--\n-- .*\n--\n+|^\\(?:un)?restrict .*\n+|^SELECT pg_catalog\.set_config\('search_path'.*\n+"
    r"|^SET (?:\w+_timeout|client_encoding|standard_conforming_strings|check_function_bodies|xmloption"
    r"|client_min_messages|row_security|default_tablespace|default_table_access_method) = .*;\n+",
    re.MULTILINE,
)
"""What pg_dump says to whoever reads its text, and to psql: the session that restores has settings of its own."""


def restore() -> bool:
    """Give an empty database what the baseline holds; False if it is not empty, or is of a server that refuses it."""
    if connection.introspection.table_names() or not PATH.exists():
        return False
    try:
        _write(PATH.read_text(encoding="utf-8"))
    except DatabaseError as refused:
        _log.warning("the server does not take the baseline, so each migration runs by itself: %s", refused)
        return False
    return True


def drawn(*, with_baseline: bool) -> str:
    """Return what migrations make of an empty database beside the one in use, which is dropped again."""
    with scratch() as name:
        call_command("migrate", interactive=False, verbosity=0, no_baseline=not with_baseline)
        connection.close()
        return _draw(name)


def comparable(text: str) -> str:
    """
    Return a drawing as it is drawn again of what it makes: the server words some conditions anew when it reads them.

    In which order packages' migrations ran is left out: each package's own order holds, whatever came between.
    """
    with scratch() as name:
        _write(text)
        connection.close()
        return without_order(_draw(name))


def without_order(text: str) -> str:
    """Leave out of a drawing what only tells in which order migrations of different packages wrote their rows."""
    return _ROWS.sub(_sorted, text)


def _sorted(block: re.Match[str]) -> str:
    rows = re.sub(r"^\t\(\d+, ", "\t(", block[2], flags=re.MULTILINE).split(",\n\t(")
    return block[1] + "\n".join(sorted(row.removeprefix("\t(") for row in rows))


@contextmanager
def scratch() -> Iterator[str]:
    """Have this process use a new empty database meanwhile."""
    connection.close()
    usual = dict(connection.settings_dict)
    name = f"{usual['NAME']}_baseline"
    # Without FORCE: the server sends autovacuum away and waits for sessions that are ending; with it a plain role
    # is refused while autovacuum is there.
    again = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        with connection.cursor() as cursor:
            cursor.execute(again)
            cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        connection.close()
        connection.settings_dict["NAME"] = name
        yield name
    finally:
        connection.close()
        connection.settings_dict.update(usual)
        with connection.cursor() as cursor:
            cursor.execute(again)


def _write(text: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''; SET LOCAL check_function_bodies = off")
        cursor.execute(text)
        cursor.execute("SET LOCAL search_path = DEFAULT")


def _draw(name: str) -> str:
    usual = connection.settings_dict
    where = {part: usual[part.upper()] for part in ("host", "port", "user", "password") if usual[part.upper()]}
    left_out = [
        f"--exclude-table-data=public.{table}{end}" for table in _MADE_AFTER_MIGRATIONS for end in ("", "_id_seq")
    ]
    done = subprocess.run(
        [installed_binaries().program("pg_dump"), "--no-owner", "--no-privileges", "--no-comments",
         "--rows-per-insert=1000", *left_out, make_conninfo(dbname=name, **where)],
        capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    text = _MOMENT.sub("now()", _TO_THE_READER.sub("", done.stdout))
    return _UID.sub("gen_random_uuid()", text)
