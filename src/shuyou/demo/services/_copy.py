"""Rows on their way into tables: lines of COPY's text format, which cost a fraction of rows adapted one by one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import batched

from django.db import connection

CHUNK = 2_000
NULL = r"\N"
_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def escaped(text: str) -> str:
    """Return a text as COPY reads it."""
    return text.translate(_ESCAPED)


def moment(at: datetime | None) -> str:
    """Return a moment, or that there was none, as COPY reads it."""
    return at.isoformat() if at else NULL


class Moneys(dict[int, str]):
    """Amounts in cents as COPY reads them, each worked out once."""

    def __missing__(self, cents: int) -> str:
        text = self[cents] = str(Decimal(cents).scaleb(-2))
        return text


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str]) -> None:
    """
    Append lines, whose fields are parted by tabs, to a table.

    They are sent as they come, so that the server reads the first while the last are still being worked out; nothing
    else may be asked of the database meanwhile.
    """
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for chunk in batched(lines, CHUNK):
            copy.write("\n".join((*chunk, "")))


def first_id(table: str) -> int:
    """Return the id from which a bulk load may count; continue_ids must say where it ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        return int(cursor.fetchone()[0])


def continue_ids(table: str, next_id: int) -> None:
    """Have the next row of a table take the next id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s, false)", [table, next_id])
