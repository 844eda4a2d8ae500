"""The base in columns: everybody who may be there twice, read by COPY."""

import io
from typing import Any, Final

import pyarrow as pa
from django.db import connection
from pyarrow import csv

from shuyou.members.adapters.matcher import Columns

_SOMEBODY: Final = """
    members_member m JOIN members_person p ON p.id = m.person_id
     WHERE m.status NOT IN ('merged', 'erased') AND p.erased_at IS NULL AND NOT p.is_restricted
"""
_PEOPLE: Final = f"SELECT p.id, p.name, p.pinyin, p.gender, p.birth_date FROM {_SOMEBODY} ORDER BY p.id"  # noqa: S608
_PHONES: Final = "SELECT person_id AS id, digits FROM members_phone"
_EMAILS: Final = "SELECT person_id AS id, address FROM members_email"
_HOMES: Final = "SELECT person_id AS id, city, district, street FROM members_address WHERE is_default"


def read_columns() -> Columns:
    """
    Return everybody's data to compare, in four statements.

    Left out are those who were merged or erased, and those who asked that nothing be done with their data.
    """
    return Columns(
        people=_table(_PEOPLE, name=pa.string(), pinyin=pa.string(), gender=pa.string(), birth_date=pa.date32()),
        phones=_table(_PHONES, digits=pa.string()),
        emails=_table(_EMAILS, address=pa.string()),
        addresses=_table(_HOMES, city=pa.string(), district=pa.string(), street=pa.string()),
    )


def _table(statement: str, **types: Any) -> Any:
    """Return the rows of a statement in columns; no file is written on the way."""
    sent = io.BytesIO()
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, HEADER)") as copy,
    ):
        for part in copy:
            sent.write(part)
    sent.seek(0)
    return csv.read_csv(
        sent,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types={"id": pa.int64(), **types}, strings_can_be_null=False),
    )
