"""The database at one moment, read as columns: one transaction that sees one snapshot from beginning to end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import adbc_driver_postgresql.dbapi as adbc
import pyarrow as pa
from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo

_FAR: Final = 2**31 - 2**20
"""Ids of transactions begin anew after twice as many: rows cannot be told by their age beyond it."""


@dataclass(slots=True)
class Snapshot:
    """A transaction that reads only and sees what was there when it began."""

    cursor: Any
    horizon: int = 0
    last: int = 0
    database: str = ""
    taken_at: str = ""

    def read(self, query: str) -> pa.RecordBatchReader:
        """Return the rows of a query as they come."""
        self.cursor.execute(query)
        return self.cursor.fetch_record_batch()

    def ids(self, query: str) -> Sequence[int]:
        """Return the first column of a query."""
        return [one for one in self.read(query).read_all().column(0).to_pylist() if one is not None]

    def age(self, horizon: int) -> int:
        """Return how many ids of transactions ago one was given out, as `age(xmin)` counts them."""
        if self.last - horizon > _FAR:
            return _FAR
        return self.ids(f"SELECT age('{horizon % 2**32}'::xid)::bigint AS age")[0]

    def begin(self) -> None:
        """Take the snapshot; days and hours are the club's from here on."""
        self.cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self.cursor.execute(f"SET TIME ZONE '{settings.TIME_ZONE}'")
        self.cursor.execute("SET statement_timeout = 0")
        row = self.read(
            "SELECT pg_snapshot_xmin(s)::text::bigint AS horizon, pg_snapshot_xmax(s)::text::bigint AS last,"
            " (SELECT system_identifier FROM pg_control_system()) || ':' ||"
            " (SELECT oid FROM pg_database WHERE datname = current_database()) AS database,"
            " now()::timestamp::text AS taken_at FROM pg_current_snapshot() s"
        ).read_all()
        self.horizon, self.last, self.database, self.taken_at = (column[0].as_py() for column in row.columns)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Read the database that Django writes to, over a connection of its own."""
    with adbc.connect(_address(), autocommit=True) as session, session.cursor() as cursor:
        seen = Snapshot(cursor)
        seen.begin()
        yield seen
        cursor.execute("COMMIT")


def _address() -> str:
    said = connection.settings_dict
    parts = {
        "dbname": said["NAME"], "user": said["USER"], "password": said["PASSWORD"], "host": said["HOST"],
        "port": said["PORT"], "application_name": "shuyou lake",
    }  # fmt: skip
    return make_conninfo("", **{name: str(value) for name, value in parts.items() if value})
