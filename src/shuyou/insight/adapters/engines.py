"""Which engine works on the lake, and how one is opened."""

from collections.abc import Mapping

import pyarrow as pa
from django.conf import settings

from shuyou.insight.adapters.duckdb_engine import DuckDbEngine
from shuyou.insight.adapters.lake import Lake
from shuyou.insight.ports import Engine


def open_engine(given: Mapping[str, pa.Table] | None = None, *, kind: str = "") -> Engine:
    """
    Open the engine that is configured over the lake as it is now; `with open_engine() as engine` closes it.

    Tables that are `given` stand in for those of the lake: they are few rows, for which DuckDB is always enough.

    :raises LakeIsEmpty: the lake was never filled.
    """
    lake = Lake.here()
    wanted = kind or settings.SHUYOU_LAKE_ENGINE
    if given or wanted == "duckdb":
        return DuckDbEngine(lake=lake, manifest=lake.manifest(), given=given or {})
    from shuyou.insight.adapters.spark_engine import SparkEngine

    return SparkEngine(lake=lake, manifest=lake.manifest(), master=wanted)
