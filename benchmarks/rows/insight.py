"""Rows of the lake: filled from 1,500,000 members and 21,000,000 lines, by day what changed, facts about everybody."""

import resource
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.conf import settings
from django.db import connection

from benchmarks import processes
from benchmarks.data import AT
from benchmarks.figures import Outcome, medians
from benchmarks.stage import CannotMeasure, Stage

LINES: Final = 21_000_000
RUNS: Final = 2
DAYS: Final = 1_000
"""A day's orders are so small a part of all."""
DAY: Final = date(2026, 11, 11)
COPY: Final = "ADBC copy alone"
LIFETIMES: Final = "lifetimes, without intervals"
PANDAS: Final = "pandas on the same frame"
CLUSTER: Final = "local-cluster[2,1,1024]"
_A_DAY: Final = (
    "UPDATE orders_order SET version = version + 1 WHERE id > (SELECT max(id) FROM orders_order) - %(orders)s",
    "UPDATE orders_orderline SET waiting = waiting WHERE order_id > (SELECT max(id) FROM orders_order) - %(orders)s",
    "UPDATE orders_order SET version = version + 1 WHERE id %% (%(orders)s * 7) = 3",
    "UPDATE members_member SET joined_via = joined_via WHERE person_id %% 1000 = 7",
)


def export_full(stage: Stage) -> Outcome:
    """Fill the lake from the whole database."""
    return _outcome(stage, "full", {COPY: "copy"})


def export_day(stage: Stage) -> Outcome:
    """Fill the lake with what a day changed: its orders and lines, and some of every age."""
    return _outcome(stage, "day", {})


def value_refresh(stage: Stage) -> Outcome:
    """Work everything out that rests on the lake."""
    return _outcome(stage, "made", {})


def clv_1m5(stage: Stage) -> Outcome:
    """Fit both models of lifetime value and tell it of everybody, from what the lake has measured of them."""
    return _outcome(stage, "clv", {LIFETIMES: "lifetimes"})


def rss(stage: Stage) -> Outcome:
    """The most memory that a night took."""
    return _outcome(stage, "mib", {})


def value_vs_pandas(stage: Stage) -> Outcome:
    """Quintiles of recency, frequency and money: how many times as long pandas takes."""
    return _outcome(stage, "ratio", {})


def spark_equal(stage: Stage) -> Outcome:
    """Rows about members that DuckDB and Spark say differently."""
    try:
        import pyspark  # noqa: F401 - an extra
    except ImportError as missing:
        raise CannotMeasure("the extra `spark` is not installed") from missing
    return _outcome(stage, "differing", {})


def _outcome(stage: Stage, name: str, beside: dict[str, str]) -> Outcome:
    samples = stage.once("insight.lake", lambda: _measured(stage))
    found = medians(samples)
    plan = stage.club(lines=LINES)
    return Outcome(
        runs=[sample[name] for sample in samples],
        beside={label: found[key] for label, key in beside.items()},
        scale=stage.size(plan),
        is_full=stage.scale >= 1,
    )


def _measured(stage: Stage) -> list[dict[str, float]]:
    plan = stage.club(lines=LINES)
    with TemporaryDirectory(dir=settings.SHUYOU_VAR) as folder:
        samples = [_sample(folder, max(plan.orders // DAYS, 1)) for _ in range(RUNS)]
    connection.close()
    return samples


def _sample(folder: str, orders: int) -> dict[str, float]:
    connection.close()
    with processes.pool(1) as one:
        full, mib = one.submit(night, folder, "full").result()
    with connection.cursor() as cursor:
        for change in _A_DAY:
            cursor.execute(change, {"orders": orders})
    connection.close()
    with processes.pool(1) as one:
        day, mib_of_day = one.submit(night, folder, "day").result()
        ratio = one.submit(against_pandas, folder).result()
        copy = one.submit(copied).result()
        differing = one.submit(against_spark, folder).result()
        clv, theirs = one.submit(lifetime_values, folder).result()
    return {
        "full": full["read"], "day": day["read"], "made": day["made"], "mib": max(mib, mib_of_day), "ratio": ratio,
        "copy": copy, "differing": differing, "clv": clv, "lifetimes": theirs,
    }  # fmt: skip


def night(folder: str, kind: str) -> tuple[dict[str, float], float]:
    """Fill the lake in a process of its own: seconds of reading and of working out, and the most MiB it took."""
    from shuyou.insight import services  # the process is set up only when it runs
    from shuyou.insight.services._made import MAKINGS
    from shuyou.kernel.actor import Actor

    settings.SHUYOU_LAKE = Path(folder) / "lake"
    seconds = services.fill_lake(kind=kind, actor=Actor.job("bench"), at=AT).seconds
    made = sum(seconds[making.name] for making in MAKINGS)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return {"read": sum(seconds.values()) - made, "made": made}, most


def lifetime_values(folder: str) -> tuple[float, float]:
    """Return the seconds of fitting and telling lifetime value of everybody, and those of the package `lifetimes`."""
    from benchmarks.peers import stock_lifetimes
    from shuyou.insight.adapters.engines import open_engine
    from shuyou.insight.adapters.valuing import rows_of
    from shuyou.insight.rules.evaluation import fitted, prospects
    from shuyou.insight.rules.scales import DEFAULT

    settings.SHUYOU_LAKE = Path(folder) / "lake"
    with open_engine() as engine:
        rows = rows_of(engine, DEFAULT, DAY)
    started = time.perf_counter()
    fit = fitted(rows, DAY)
    value = prospects(rows, DAY, fit).value
    seconds = time.perf_counter() - started
    assert len(value) == len(rows["member_id"])
    return seconds, stock_lifetimes.seconds(rows, DAY)


def copied() -> float:
    """Return the seconds of reading the three largest tables through ADBC, and doing nothing with them."""
    from shuyou.insight.adapters.database import snapshot
    from shuyou.kernel.registry import registry

    started = time.perf_counter()
    with snapshot() as source:
        for export in registry.lake:
            if export.name in ("members", "orders", "order_lines"):
                assert sum(batch.num_rows for batch in source.read(export.select())) > 0
    return time.perf_counter() - started


def against_pandas(folder: str) -> float:
    """Return how many times as long pandas takes for the same quintiles, rows compared."""
    from shuyou.insight.adapters.engines import open_engine

    settings.SHUYOU_LAKE = Path(folder) / "lake"
    with open_engine() as engine:
        started = time.perf_counter()
        ours = engine.arrow(_quintiles(engine)).to_pandas()
        seconds = time.perf_counter() - started
        lines, orders = engine.table("order_lines"), engine.table("orders")
        lines_frame = engine.arrow(lines.select("order_id", "member_id", "net_amount")).to_pandas()
        orders_frame = engine.arrow(orders.select("order_id", "placed_at")).to_pandas()
    started = time.perf_counter()
    theirs = _quintiles_of_pandas(lines_frame, orders_frame)
    beside = time.perf_counter() - started
    assert len(ours) == len(theirs), (len(ours), len(theirs))
    assert sorted(ours["net"]) == sorted(theirs["net"])
    return beside / seconds


def _quintiles(engine: Any) -> Any:
    import ibis

    lines, orders = engine.table("order_lines"), engine.table("orders")
    lines = lines.filter(lines.member_id.notnull())
    rows = lines.join(orders.select("order_id", "placed_at"), "order_id")
    summed = rows.group_by("member_id").aggregate(
        last=rows.placed_at.max(), orders=rows.order_id.nunique(), net=rows.net_amount.sum()
    )

    def fifth(column: str) -> Any:
        return ibis.ntile(5).over(order_by=[summed[column], summed.member_id])

    return summed.mutate(r=fifth("last"), f=fifth("orders"), m=fifth("net"))


def _quintiles_of_pandas(lines: Any, orders: Any) -> Any:
    import pandas as pd

    rows = lines.dropna(subset=["member_id"]).merge(orders, on="order_id")
    found = rows.groupby("member_id").agg(
        last=("placed_at", "max"), orders=("order_id", "nunique"), net=("net_amount", "sum")
    )
    for name, column in (("r", "last"), ("f", "orders"), ("m", "net")):
        found[name] = pd.qcut(found[column].rank(method="first"), 5, labels=False) + 1
    return found.reset_index()


def against_spark(folder: str) -> float:
    """Return of how many members DuckDB and Spark say different facts or measures; none are compared without Spark."""
    try:
        import pyspark  # noqa: F401 - an extra
    except ImportError:
        return float("nan")
    settings.SHUYOU_LAKE = Path(folder) / "lake"
    ours, theirs = _told("duckdb"), _told(CLUSTER)
    return float(sum(_differing(one, other) for one, other in zip(ours, theirs, strict=True)))


def _told(kind: str) -> list[Any]:
    """Return all facts about members and all that value is worked out of, in the order of members' ids."""
    from shuyou.insight.adapters.engines import open_engine
    from shuyou.insight.rules.basis import NEEDED, Wanted
    from shuyou.insight.rules.facts import member_facts
    from shuyou.insight.rules.measured import measured
    from shuyou.insight.rules.scales import DEFAULT

    with open_engine(kind=kind) as engine:
        tables = {name: engine.table(name) for name in NEEDED}
        wanted = (
            member_facts(engine.table, keep=engine.keep, as_of=DAY),
            measured(tables, DEFAULT, Wanted(DAY)),
        )
        return [engine.arrow(one).sort_by("member_id") for one in wanted]


def _differing(one: Any, other: Any) -> int:
    """Return how many rows of two tables differ in any column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if one.num_rows != other.num_rows or one.column_names != other.column_names:
        return int(max(one.num_rows, other.num_rows))
    differs = pa.array([False] * one.num_rows)
    for name in one.column_names:
        ours, theirs = one[name].combine_chunks(), other[name].combine_chunks().cast(one[name].type)
        same = pc.or_kleene(pc.fill_null(pc.equal(ours, theirs), fill_value=False),
                            pc.and_(pc.is_null(ours), pc.is_null(theirs)))  # fmt: skip
        differs = pc.or_(differs, pc.invert(same))
    return int(pc.sum(differs.cast("int64")).as_py() or 0)
