"""
How a test's database becomes as good as new after a test that committed: what was written is taken out again.

A copy of the template costs more than a second of the processor, nearly all of it for files that no test touches. The
ids of the transactions that wrote the rows tell which tables differ from the template; those are emptied and given the
rows that the template has in them. Whatever else was done to the database (tables made, triggers changed, very many
rows written) is for a copy.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, LiteralString, Self

import psycopg
from psycopg import sql

_MANY: Final = 20_000
"""So many rows are not taken out one by one."""
_SWEPT: Final = 500
"""From so many on, a table is made small again too, so that whoever reads it next does not read what is empty."""
_CATALOGS: Final = (
    ("pg_class", "oid"), ("pg_attribute", "attrelid"), ("pg_constraint", "oid"), ("pg_index", "indexrelid"),
    ("pg_proc", "oid"), ("pg_statistic", "starelid"), ("pg_statistic_ext_data", "stxoid"),
    ("pg_trigger", "oid"),
)  # fmt: skip
"""What tells of everything that is no row of a table, and by what; ids below 16384 are PostgreSQL's own."""
_STATISTICS: Final = "pg_statistic"
_OF_CATALOG: Final = "SELECT {}, count(*), sum(xmin::text::bigint) FROM {} WHERE {} >= 16384"
_OF_TABLE: Final = "SELECT {}, count(*), sum(xmin::text::bigint) FROM {} HAVING count(*) > 0"
_TABLES: Final = (
    "SELECT c.oid::bigint, n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind = 'r' AND c.oid >= 16384"
)
_SEQUENCES: Final = "SELECT seqrelid::bigint, seqstart, pg_sequence_last_value(seqrelid) FROM pg_sequence"
_SIZES: Final = "SELECT oid::bigint, relpages, reltuples, relallvisible FROM pg_class WHERE oid >= 16384"
_FORGET: Final = "DELETE FROM pg_statistic WHERE starelid >= 16384"
_RESIZE: Final = """
    UPDATE pg_class c SET relpages = s.pages, reltuples = s.tuples, relallvisible = s.visible
    FROM unnest(%s::bigint[], %s::int[], %s::real[], %s::int[]) s (id, pages, tuples, visible)
    WHERE c.oid = s.id AND (c.relpages, c.reltuples, c.relallvisible) IS DISTINCT FROM (s.pages, s.tuples, s.visible)
"""
_END_OTHERS: Final = (
    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), %s)"
)

type Signs = dict[Any, tuple[int, int]]
"""How many rows each table has, and the sum of the ids of the transactions that wrote them."""


@dataclass
class Renewal:
    """A session in one database, and what the template has in it."""

    session: psycopg.Connection[Any]
    tables: dict[int, sql.Identifier]
    look: sql.Composed
    catalogs: Signs = field(default_factory=dict)
    written: Signs = field(default_factory=dict)
    rows: dict[int, bytes] = field(default_factory=dict)
    sequences: dict[int, tuple[int, int | None]] = field(default_factory=dict)
    sizes: list[list[Any]] = field(default_factory=list)

    @classmethod
    def begin(cls, address: str) -> Self | None:
        """Note what is in a database that was just copied; None if this role may not write past triggers."""
        session = psycopg.connect(address, autocommit=True)
        row = session.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if row is None or not row[0]:
            session.close()
            return None
        session.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
        session.execute("SET max_parallel_workers_per_gather = 0")
        tables = {oid: sql.Identifier(*names) for oid, *names in session.execute(_TABLES)}
        renewal = cls(session, tables, _union(_OF_TABLE, ((sql.Literal(oid), name) for oid, name in tables.items())))
        renewal._note()
        return renewal

    def bring_back(self, *, keeping: int) -> bool:
        """Take out what was written since, ending all sessions but one; False if only a copy helps."""
        try:
            self.session.execute(_END_OTHERS, [keeping])
            catalogs, now = self._signs(_LOOK_AT_CATALOGS), self._signs(self.look)
            touched = [table for table in self.tables if now.get(table) != self.written.get(table)]
            counts = {table: now[table][0] for table in touched if table in now}
            if {**catalogs, _STATISTICS: None} != {**self.catalogs, _STATISTICS: None} or sum(counts.values()) > _MANY:
                return False
            self._rewrite(touched)
            self._wind_back()
            swept = [table for table, count in counts.items() if count > _SWEPT]
            if swept or catalogs != self.catalogs:
                self._sweep(swept)
        except psycopg.Error:
            return False
        return True

    def end(self) -> None:
        """Leave the database."""
        self.session.close()

    def _note(self) -> None:
        self.catalogs, self.written = self._signs(_LOOK_AT_CATALOGS), self._signs(self.look)
        self.sequences = self._sequences()
        self.sizes = [list(column) for column in zip(*self.session.execute(_SIZES), strict=True)]
        for table in self.written:
            with self.session.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(self.tables[table])) as pieces:
                self.rows[table] = b"".join(bytes(piece) for piece in pieces)

    def _signs(self, look: sql.Composed) -> Signs:
        return {key: (count, int(ids or 0)) for key, count, ids in self.session.execute(look, prepare=True)}

    def _rewrite(self, touched: list[int]) -> None:
        if not touched:
            return
        with self.session.transaction(), self.session.cursor() as cursor:
            delete = sql.SQL("DELETE FROM {}")
            cursor.execute(sql.SQL("; ").join(delete.format(self.tables[table]) for table in touched))
            for table in self.rows.keys() & set(touched):
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(self.tables[table])) as copy:
                    copy.write(self.rows[table])
            for (xid,) in cursor.execute("SELECT pg_current_xact_id()::xid::text::bigint"):
                for table in self.rows.keys() & set(touched):
                    count, _ = self.written[table]
                    self.written[table] = (count, count * xid)

    def _sequences(self) -> dict[int, tuple[int, int | None]]:
        return {oid: (start, last) for oid, start, last in self.session.execute(_SEQUENCES, prepare=True)}

    def _wind_back(self) -> None:
        now = self._sequences()
        step = sql.SQL("setval({}::oid::regclass, {}, {})")
        steps = [
            step.format(oid, start if last is None else last, last is not None)
            for oid, (start, last) in self.sequences.items()
            if now.get(oid) != (start, last)
        ]
        if steps:
            self.session.execute(sql.SQL("SELECT {}").format(sql.SQL(", ").join(steps)))

    def _sweep(self, tables: list[int]) -> None:
        """Make tables small, and let the planner know about everything what it knew at first."""
        if tables:
            names = sql.SQL(", ").join(self.tables[table] for table in tables)
            self.session.execute(sql.SQL("VACUUM {}").format(names))
        self.session.execute(_FORGET)
        self.session.execute(_RESIZE, self.sizes)
        self.catalogs = self._signs(_LOOK_AT_CATALOGS)


def _union(part: LiteralString, values: Iterable[tuple[sql.Composable, ...]]) -> sql.Composed:
    return sql.SQL(" UNION ALL ").join(sql.SQL(part).format(*value) for value in values)


_LOOK_AT_CATALOGS: Final = _union(
    _OF_CATALOG, ((sql.Literal(table), sql.Identifier(table), sql.Identifier(key)) for table, key in _CATALOGS)
)
