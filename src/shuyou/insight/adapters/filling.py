"""
Filling the lake from the database: whole tables by stretches of keys, later only what changed.

A row that was written since the last time is told by the id of the transaction that wrote it, so whatever was late to
commit is never missed; rows that were deleted are noted by triggers (`insight_gone`). Files that such rows touch are
written anew from the old file and the changes. What a run has done is kept as it goes: one that was broken off is gone
on with, and what changed meanwhile is put right, so that all tables are of one moment in the end.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import duckdb
import pyarrow as pa

from shuyou.insight.adapters.lake import Lake
from shuyou.insight.ports import Block, Manifest, Source, TableState
from shuyou.kernel.lake import BLOCK, AtRest, Export

MANY: Final = 200_000
"""So many changed rows of a table are not looked up one by one."""
AT_ONCE: Final = 5_000
FAR: Final = 2**31 - 2**21


type Tell = Callable[[str, int, int, int], None]
"""Hears of each step: the table, which of how many it is, and rows read so far."""


@dataclass(slots=True)
class Filling:
    """One filling, from one snapshot."""

    lake: Lake
    source: Source
    exports: Sequence[Export]
    at_rest: Sequence[AtRest]
    tell: Tell
    made: Mapping[str, Block]
    rows: int = 0
    files: int = 0
    _done: dict[str, TableState] = field(default_factory=dict)
    _engine: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    _resting: frozenset[int] = frozenset()
    _old: Manifest | None = None
    _is_day: bool = False

    def run(self, old: Manifest | None, *, is_day: bool) -> Manifest:
        """
        Bring the lake to the moment of the snapshot, on from an older state of it if there is one.

        What a run that was to read everything has left is gone on with if the same persons are at rest still.
        """
        self._is_day = is_day
        self._old = old if old is not None and old.database == self.source.database else None
        self._begin()
        if self._old is not None:
            self._done = {name: state for name, state in self._old.tables.items() if self._is_known(name, state)}
        for place, export in enumerate(self.exports):
            self.tell(export.name, place, len(self.exports), self.rows)
            state = self._done.get(export.name)
            if export.whole or state is None or self.source.age(state.horizon) >= FAR:
                state = TableState(export.fingerprint, self.source.horizon, {}, begun_to=self._first(export))
            else:
                state = self._changed(export, state)
            self._done[export.name] = self._rest_of(export, state)
            self._keep_draft()
        self._engine.close()
        return self._manifest()

    def _begin(self) -> None:
        for bound in self.lake.bounds():
            self._do(bound)
        self._resting = frozenset(one for rest in self.at_rest for one in self.source.ids(rest.sql))
        self._keep_ids("resting", self._resting)
        if self._old is not None and not self._is_day and self._old.at_rest != self._resting:
            self._old = None
        before = self._old.at_rest if self._old is not None else frozenset()
        self._keep_ids("newly_resting", self._resting - before)

    def _is_known(self, name: str, state: TableState) -> bool:
        return any(one.name == name and one.fingerprint == state.fingerprint for one in self.exports)

    def _keep_draft(self) -> None:
        if not self._is_day:
            self.lake.keep_draft(self._manifest())

    def _manifest(self) -> Manifest:
        names = {export.name for export in self.exports}
        tables = {name: state for name, state in self._done.items() if name in names}
        return Manifest(self.source.database, self.source.taken_at, tables, self._resting, self.made)

    # --- whole tables

    def _first(self, export: Export) -> int:
        least = self.source.ids(f"SELECT min({export.key})::bigint AS least FROM {export.table}")
        return least[0] // BLOCK if least else 0

    def _rest_of(self, export: Export, state: TableState) -> TableState:
        """Read the blocks that are not there yet."""
        if state.begun_to is None:
            return state
        most = self.source.ids(f"SELECT max({export.key})::bigint AS most FROM {export.table}")
        blocks = dict(state.blocks)
        for number in range(state.begun_to, (most[0] // BLOCK if most else state.begun_to) + 1):
            within = f"t.{export.key} >= {number * BLOCK} AND t.{export.key} < {(number + 1) * BLOCK}"
            block = self._write(export, number, self._select(export, "fresh"), self.source.read(export.select(within)))
            self.rows += block.rows
            if block.rows or not blocks:
                blocks[number] = block
            state = replace(state, blocks=dict(blocks), begun_to=number + 1)
            self._done[export.name] = state
            self._keep_draft()
        return replace(state, begun_to=None)

    # --- changes

    def _changed(self, export: Export, state: TableState) -> TableState:
        """Put right what changed in the blocks that are there."""
        end = state.begun_to * BLOCK if state.begun_to is not None else None
        self._do("CREATE OR REPLACE TABLE touched (_key bigint)")
        fresh = self._fresh(export, state)
        gone = self.source.read(
            "SELECT DISTINCT key AS _key FROM insight_gone"
            f" WHERE table_name = '{export.table}' AND xid >= '{state.horizon}'::xid8"
        )
        self._engine.register("gone", gone)
        self._do("INSERT INTO touched SELECT _key FROM gone")
        self._engine.unregister("gone")
        if end is not None:
            self._do(f"DELETE FROM touched WHERE _key >= {end}")
            self._do(f"DELETE FROM {fresh} WHERE _key >= {end}")
        blocks = dict(state.blocks)
        for number in sorted(self._touched_blocks(export, blocks)):
            blocks[number] = self._merge(export, number, blocks.get(number), fresh)
        kept = {number: block for number, block in blocks.items() if block.rows}
        if not kept and state.begun_to is None:  # an empty table still says which columns it has
            kept = dict(list(blocks.items())[:1])
        return replace(state, horizon=self.source.horizon, blocks=kept)

    def _fresh(self, export: Export, state: TableState) -> str:
        """Have all rows that were written since in `fresh_rows` and their keys in `touched`."""
        age = self.source.age(state.horizon)
        columns = ", ".join(f'"{column.name}"' for column in export.columns)
        self._do("DROP TABLE IF EXISTS fresh_rows")
        if tuple(export.watched) == ("t",):
            self._engine.register("incoming", self.source.read(export.written(age)))
            self._do("CREATE TABLE fresh_rows AS SELECT * FROM incoming")
            self._engine.unregister("incoming")
            self._do("INSERT INTO touched SELECT _key FROM fresh_rows")
            self._do("DELETE FROM fresh_rows WHERE NOT _kept")
            self._do("ALTER TABLE fresh_rows DROP COLUMN _kept")
        else:
            keys = self.source.ids(export.touched(age))
            self._keep_ids("touched_ids", keys)
            self._do("INSERT INTO touched SELECT id FROM touched_ids")
            self._look_up(export, f"t.{export.key}", keys, is_first=True)
        self._awaken(export)
        self.rows += self._count("fresh_rows")
        self._do(f"CREATE OR REPLACE TABLE fresh_rows AS SELECT DISTINCT _key, {columns} FROM fresh_rows")
        return "fresh_rows"

    def _awaken(self, export: Export) -> None:
        """Read the rows of those again who let their data be used again."""
        if not export.member or self._old is None:
            return
        awake = sorted(self._old.at_rest - self._resting)
        if awake:
            before = self._count("fresh_rows")
            self._look_up(export, export.owner, awake, is_first=False)
            if self._count("fresh_rows") > before:
                self._do("INSERT INTO touched SELECT _key FROM fresh_rows")

    def _look_up(self, export: Export, column: str, ids: Sequence[int], *, is_first: bool) -> None:
        parts: Iterable[str]
        if len(ids) > MANY:
            parts = ["true"]
        else:
            parts = [f"{column} = ANY ('{{{_listed(part)}}}')" for part in _parts(ids)] or ["false"]
        for part in parts:
            self._engine.register("incoming", self.source.read(export.select(part)))
            verb = "CREATE TABLE fresh_rows AS" if is_first else "INSERT INTO fresh_rows"
            self._do(f"{verb} SELECT * FROM incoming")
            self._engine.unregister("incoming")
            is_first = False

    def _touched_blocks(self, export: Export, blocks: dict[int, Block]) -> set[int]:
        found = self._do(f"SELECT DISTINCT _key // {BLOCK} FROM touched")
        numbers = {int(number) for (number,) in found}
        if export.member and blocks and self._count("newly_resting"):
            paths = [str(self.lake.path(block)) for block in blocks.values()]
            resting = self._do(
                f"SELECT DISTINCT _key // {BLOCK} FROM read_parquet(?)"
                f' WHERE "{export.member}" IN (SELECT id FROM newly_resting)',
                [paths],
            )
            numbers |= {int(number) for (number,) in resting}
        return numbers

    def _merge(self, export: Export, number: int, old: Block | None, fresh: str) -> Block:
        within = f"_key // {BLOCK} = {number}"
        rows = f"SELECT * FROM {fresh} WHERE {within}"
        if old is not None:
            path = self.lake.path(old)
            rows += (
                f" UNION ALL BY NAME SELECT * FROM read_parquet('{path}')"
                f" WHERE _key NOT IN (SELECT _key FROM touched WHERE {within})"
            )
        return self._write(export, number, self._select(export, f"({rows})"), None)

    # --- files

    def _select(self, export: Export, rows: str) -> str:
        """Return the rows as the lake has them: without those of persons at rest, or with nobody in their place."""
        names = [f'"{column.name}"' for column in export.columns]
        if not export.member:
            return f"SELECT _key, {', '.join(names)} FROM {rows}"
        owner, resting = f'"{export.member}"', "(SELECT id FROM resting)"
        if export.stays_as_nobodys:
            nobody = f"CASE WHEN {owner} IN {resting} THEN NULL ELSE {owner} END AS {owner}"
            columns = [nobody if name == owner else name for name in names]
            return f"SELECT _key, {', '.join(columns)} FROM {rows}"
        return f"SELECT _key, {', '.join(names)} FROM {rows} WHERE {owner} IS NULL OR {owner} NOT IN {resting}"

    def _write(self, export: Export, number: int, query: str, fresh: pa.RecordBatchReader | None) -> Block:
        name, path = self.lake.new_file(export.name, number)
        if fresh is not None:
            self._engine.register("fresh", fresh)
        draft = path.with_suffix(".part")
        ((rows,),) = self._do(f"COPY ({query} ORDER BY _key) TO '{draft}' (FORMAT parquet, COMPRESSION zstd)")
        draft.replace(path)
        if fresh is not None:
            self._engine.unregister("fresh")
        self.files += 1
        return Block(name, rows)

    def _keep_ids(self, name: str, ids: Iterable[int]) -> None:
        table = pa.table({"id": pa.array(sorted(ids), pa.int64())})
        self._engine.register("ids_in", table)
        self._do(f"CREATE OR REPLACE TABLE {name} AS SELECT id FROM ids_in")
        self._engine.unregister("ids_in")

    def _count(self, table: str) -> int:
        ((rows,),) = self._do(f"SELECT count(*) FROM {table}")
        return int(rows)

    def _do(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Execute a statement to its end: an unfinished one keeps the next from reading what comes in."""
        return self._engine.execute(query, list(values)).fetchall()


def _listed(ids: Sequence[int]) -> str:
    return ",".join(map(str, ids))


def _parts(ids: Sequence[int]) -> list[Sequence[int]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
