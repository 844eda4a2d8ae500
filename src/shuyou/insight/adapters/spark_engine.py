"""Spark, by its address: the same files and the same expressions on as many machines as there are."""

from dataclasses import dataclass, field
from typing import Any, Self

import ibis
import pyarrow as pa
from django.conf import settings

from shuyou.insight.adapters.lake import Lake
from shuyou.insight.errors import NoSuchTable
from shuyou.insight.ports import Block, Manifest


@dataclass(slots=True)
class SparkEngine:
    """The tables of the lake in Spark. `pyspark` is no part of the lock: it is installed where it is wanted."""

    lake: Lake
    manifest: Manifest
    master: str
    name: str = "spark"
    _spark: Any = None
    _session: Any = None
    _seen: dict[str, ibis.Table] = field(default_factory=dict)

    def __post_init__(self) -> None:
        from pyspark.sql import SparkSession

        self._spark = (
            SparkSession.builder.master(self.master)
            .appName("shuyou lake")
            .config("spark.ui.enabled", "false")
            .config("spark.sql.session.timeZone", settings.TIME_ZONE)
            .config("spark.sql.ansi.enabled", "true")
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.local.dir", str(self.lake.spill))
            .config("spark.sql.execution.arrow.pyspark.enabled", "true")
            .getOrCreate()
        )
        self._spark.sparkContext.setLogLevel("ERROR")
        self._session = ibis.pyspark.connect(self._spark)

    def names(self) -> frozenset[str]:
        """Return which tables there are."""
        return frozenset({*self.manifest.tables, *self.manifest.made})

    def table(self, name: str) -> ibis.Table:
        """
        Return a table, of the database or made before.

        :raises NoSuchTable: there is none of that name.
        """
        if name not in self._seen:
            self._seen[name] = self._open(name)
        return self._seen[name]

    def arrow(self, expression: ibis.Table) -> pa.Table:
        """Work an expression out and return its rows."""
        return self._session.to_pyarrow(expression)

    def keep(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Work an expression out and return its rows as a table, as long as the engine is open."""
        self._spark.sql(self._session.compile(expression)).cache().createOrReplaceTempView(f"kept_{name}")
        return self._session.table(f"kept_{name}")

    def write(self, expression: ibis.Table, name: str) -> int:
        """Work an expression out, keep it as a table of the lake under a name, and return how many rows it has."""
        import pyarrow.parquet as pq

        file, path = self.lake.new_file(name, "made")
        rows = self.arrow(expression)
        pq.write_table(rows, path.with_suffix(".part"), compression="zstd")
        path.with_suffix(".part").replace(path)
        self.lake.add_made(name, Block(file, rows.num_rows))
        self._seen.pop(name, None)
        self.manifest = self.lake.manifest()
        return int(rows.num_rows)

    def close(self) -> None:
        """Let go of everything."""
        self._spark.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _open(self, name: str) -> ibis.Table:
        state = self.manifest.tables.get(name)
        made = self.manifest.made.get(name)
        blocks = [made] if made else list(state.blocks.values()) if state else []
        if not blocks:
            raise NoSuchTable(name=name)
        self._spark.read.parquet(*(str(self.lake.path(block)) for block in blocks)).createOrReplaceTempView(name)
        table = self._session.table(name)
        return table if made else table.drop("_key")
