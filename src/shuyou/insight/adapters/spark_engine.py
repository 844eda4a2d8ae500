"""Spark, by its address: the same files and the same expressions on as many machines as there are."""

from dataclasses import dataclass
from typing import Any

import ibis
from django.conf import settings

from shuyou.insight.adapters.opened import OpenedLake
from shuyou.insight.ports import Block


@dataclass(slots=True, kw_only=True)
class SparkEngine(OpenedLake):
    """The tables of the lake in Spark. `pyspark` is no part of the lock: it is installed where it is wanted."""

    master: str
    name: str = "spark"
    _spark: Any = None

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

    def keep(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Work an expression out and return its rows as a table, as long as the engine is open."""
        self._spark.sql(self._session.compile(expression)).cache().createOrReplaceTempView(f"kept_{name}")
        return self._session.table(f"kept_{name}")

    def put_aside(self, expression: ibis.Table, name: str) -> ibis.Table:
        """Work an expression out and return its rows as a table; Spark puts on the disk what is long."""
        return self.keep(expression, name)

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

    def _read(self, name: str, paths: list[str]) -> ibis.Table:
        self._spark.read.parquet(*paths).createOrReplaceTempView(name)
        return self._session.table(name)
