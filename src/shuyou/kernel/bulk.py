"""Writing many rows at once."""

from collections.abc import Iterable, Sequence

from django.db import connection


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
