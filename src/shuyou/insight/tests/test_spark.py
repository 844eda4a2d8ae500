"""Spark in local cluster mode, executors apart, says what DuckDB says; left out where it is not to be had."""

import importlib.util
import shutil
from collections.abc import Iterator, Sequence

import pyarrow as pa
import pytest

from shuyou.catalog.tests.factories import ItemFactory
from shuyou.insight.adapters.engines import open_engine
from shuyou.insight.adapters.valuing import columns_of, work_out
from shuyou.insight.ports import Engine
from shuyou.insight.rules import known, measured, shifts
from shuyou.insight.rules.basis import NEEDED, Wanted
from shuyou.insight.rules.facts import member_facts
from shuyou.insight.rules.scales import DEFAULT
from shuyou.insight.tests.factories import AT, an_order, fill
from shuyou.kernel.clock import club_day
from shuyou.members.tests.factories import MemberFactory

CLUSTER = "local-cluster[2,1,1024]"
needs_spark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or shutil.which("java") is None,
    reason="the extra `spark` is not installed, or there is no Java",
)

type Rows = set[tuple[object, ...]]


@pytest.fixture
def filled() -> None:
    """A lake of a dozen readers with orders of three years, one of nobody, and one who bought nothing."""
    titles = [ItemFactory.create(audience=audience) for audience in ("", "school", "children")]
    for number in range(12):
        reader = MemberFactory.create()
        for order in range(number % 5 + 1):
            an_order(reader, *titles[: order % 3 + 1], days_ago=17 + 40 * order * (number % 3 + 1))
    MemberFactory.create()
    fill()


def _rows(engine: Engine) -> Iterator[tuple[str, Rows, Sequence[str]]]:
    day = club_day(AT)
    tables = {name: engine.table(name) for name in {*NEEDED, "orders", "order_lines", "items"}}
    for name, expression in (
        ("facts", member_facts(engine.table, keep=engine.keep, as_of=day)),
        ("value", measured.measured(tables, DEFAULT, Wanted(day))),
        ("purchases", measured.purchases(tables, DEFAULT, Wanted(day))),
        ("known", known.known_sales(tables, day)), ("sold", shifts.sold(tables, day)),
    ):  # fmt: skip
        found = engine.arrow(expression)
        yield name, _set(found), found.column_names
    values = columns_of(work_out(engine, DEFAULT, day, is_thorough=False))
    yield "value of every reader", _set(values), values.column_names


def _set(table: pa.Table) -> Rows:
    return set(zip(*(column.to_pylist() for column in table.columns), strict=True))


@needs_spark
@pytest.mark.django_db(transaction=True)
def test_spark_says_what_duckdb_says(filled: None) -> None:
    with open_engine(kind="duckdb") as engine:
        ours = list(_rows(engine))
    with open_engine(kind=CLUSTER) as engine:
        theirs = list(_rows(engine))

    for (name, rows, columns), (_name, others, other_columns) in zip(ours, theirs, strict=True):
        assert columns == other_columns
        assert rows ^ others == set(), name
        assert rows
