"""Bulk loading: tables without indexes and references while they fill, and all of them built and checked at the end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from psycopg import sql

# References first, since they lean on unique keys; then unique keys; primary keys and CHECKs stay.
_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype, conrelid, conname
"""
_INDEXES = """
    SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
     WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
       AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY i.indexrelid
"""


@contextmanager
def bare_tables(tables: Sequence[str]) -> Iterator[None]:
    """
    Strip tables for the time of a bulk load inside the running transaction, which holds them for itself alone.

    What is rebuilt afterwards checks every row at once; a row that breaks a rule undoes the whole load.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, [list(tables)])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [list(tables)])
        indexes = cursor.fetchall()
        for table, name, _ in constraints:
            cursor.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.SQL(table), sql.Identifier(name)))
        for name, _ in indexes:
            cursor.execute(sql.SQL("DROP INDEX {}").format(sql.SQL(name)))
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in reversed(constraints):
            added = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")
            cursor.execute(added.format(sql.SQL(table), sql.Identifier(name), sql.SQL(definition)))
