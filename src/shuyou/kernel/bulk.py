"""Writing many rows at once."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from django.db import connection

if TYPE_CHECKING:
    import pyarrow as pa

AT_ONCE: Final = 50_000
"""Rows of a table that are written as text at once."""


def next_ids(table: str, count: int) -> list[int]:
    """Take ids for rows that are about to be copied into a table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [row[0] for row in cursor.fetchall()]


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """
    Append rows to a table by COPY.

    :raises IntegrityError: one of them breaks a constraint; none is written.
    """
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def copy_table(table: str, rows: "pa.Table") -> None:
    """
    Append the rows of an Arrow table to a table by COPY, columns by their names; its empty words are no NULLs.

    :raises IntegrityError: a row breaks a constraint; none is written.
    """
    import pyarrow as pa  # few processes write whole tables
    from pyarrow import csv

    names = ", ".join(f'"{name}"' for name in rows.column_names)
    statement = f"COPY {table} ({names}) FROM STDIN (FORMAT csv)"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for batch in rows.to_batches(AT_ONCE):
            text = pa.BufferOutputStream()
            csv.write_csv(batch, text, csv.WriteOptions(include_header=False))
            copy.write(text.getvalue().to_pybytes())
