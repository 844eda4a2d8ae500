"""DuckDB inside this process: what does not fit into its memory goes to the disk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import ibis
import pyarrow as pa
from django.conf import settings

from shuyou.insight.adapters.opened import OpenedLake
from shuyou.insight.ports import Block


@dataclass(slots=True, kw_only=True)
class DuckDbEngine(OpenedLake):
    """The tables of the lake in DuckDB; `given` tables stand in for those of the same name."""

    given: Mapping[str, pa.Table] = field(default_factory=dict)
    name: str = "duckdb"
    _files: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._session = ibis.duckdb.connect()
        for bound in self.lake.bounds():
            self._session.raw_sql(bound)
        if settings.SHUYOU_LAKE_THREADS:
            self._session.raw_sql(f"SET threads = {settings.SHUYOU_LAKE_THREADS}")

    def names(self) -> frozenset[str]:
        """Return which tables there are."""
        return OpenedLake.names(self) | self.given.keys()

    def keep(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Work an expression out and return its rows as a table, as long as the engine is open."""
        query = self._query(expression)
        self._session.raw_sql(f'CREATE OR REPLACE TEMP TABLE "kept_{name}" AS {query}').fetchall()
        return self._session.table(f"kept_{name}")

    def put_aside(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Work an expression out and return its rows as a table in a file: what is summed next has the memory."""
        if self.given:
            return self.keep(expression, name)
        name = f"aside_{name}"
        path = self.lake.spill / f"{name}-{uuid4().hex[:12]}.parquet"
        query, before = self._query(expression), self._files.get(name)
        self._files[name] = path
        self._session.raw_sql(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION lz4)").fetchall()
        table = self._read(name, [str(path)])
        if before is not None:
            before.unlink(missing_ok=True)
        return table

    def write(self, expression: ibis.Table, name: str) -> int:
        """Work an expression out, keep it as a table of the lake under a name, and return how many rows it has."""
        file, path = self.lake.new_file(name, "made")
        query = self._query(expression)
        draft = path.with_suffix(".part")
        made = self._session.raw_sql(f"COPY ({query}) TO '{draft}' (FORMAT parquet, COMPRESSION zstd)").fetchone()
        draft.replace(path)
        rows = int(made[0])
        self.lake.add_made(name, Block(file, rows))
        self._seen[name] = self._read(name, [str(path)])
        return rows

    def close(self) -> None:
        """Let go of everything."""
        self._session.disconnect()
        for path in self._files.values():
            path.unlink(missing_ok=True)

    def _query(self, expression: ibis.Table) -> str:
        """Return the SQL of an expression; sums, which DuckDB makes wider, are whole numbers of the width declared."""
        columns = ", ".join(
            f'"{name}"::BIGINT AS "{name}"' if kind.is_integer() else f'"{name}"'
            for name, kind in expression.schema().items()
        )
        return f"SELECT {columns} FROM ({self._session.compile(expression)})"

    def _open(self, name: str) -> ibis.Table:
        if name in self.given:
            self._session.con.register(f"given_{name}", self.given[name])
            return self._session.table(f"given_{name}")
        return OpenedLake._open(self, name)

    def _read(self, name: str, paths: list[str]) -> ibis.Table:
        listed = ", ".join(f"'{path}'" for path in paths)
        self._session.raw_sql(f'CREATE OR REPLACE VIEW "{name}" AS SELECT * FROM read_parquet([{listed}])')
        return self._session.table(name)
