"""Loading a club: rows made by several processes, sent by COPY, indexes and foreign keys built when all are there."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any, Final

import psycopg
from psycopg import sql

from benchmarks import database, processes
from benchmarks.data import history, people, ties, titles
from benchmarks.data.plan import SHAPE, Chunk, Plan, Rows, chunks

Say = Callable[[str], None]

PROCESSES: Final = min(os.cpu_count() or 1, 8)

MAKERS: Final[dict[str, Callable[[Chunk, str], list[Rows]]]] = {
    "people": lambda chunk, _: people.people(chunk),
    "contributors": lambda chunk, _: titles.contributors(chunk),
    "titles": lambda chunk, _: titles.titles(chunk),
    "orders": history.orders,
}
WITH_OWN_IDS: Final = (
    "members_person", "members_household", "members_tag", "catalog_item", "catalog_contributor", "catalog_publisher",
    "catalog_category", "loyalty_pointslot", "supply_shelf", "supply_layer", "orders_order",
)  # fmt: skip
FILLED: Final = (
    "members_person", "members_member", "members_phone", "members_email", "members_address", "members_card",
    "members_consent", "members_persontag", "members_household", "members_householdperson",
    "loyalty_pointsaccount", "loyalty_pointslot", "loyalty_pointsentry", "catalog_contributor", "catalog_item",
    "catalog_identifier", "catalog_contribution", "catalog_titlesearch", "supply_shelf", "supply_layer",
    "supply_movement", "orders_order", "orders_orderline",
)  # fmt: skip

_FIRST_ROWS = """
    INSERT INTO supply_supplier (code, name) VALUES ('bench', 'Bench');
    INSERT INTO catalog_publisher (id, name) SELECT n, '第' || n || '出版社' FROM generate_series(1, %s) n;
    CREATE TABLE bench_data (
        members int, lines int, titles int, seed int, shape int, made_at timestamptz DEFAULT now());
    CREATE TABLE bench_delivered (event_id bigint, serial int);
"""

_LIST_ALL = """
    INSERT INTO members_listing (
        person_id, by_name, by_number, joined_on, born_on, is_restricted, facets, activity, surname)
    SELECT * FROM members_listed;
    INSERT INTO catalog_titlelisting (item_id, by_title, list_price, published, rank, facets)
    SELECT * FROM catalog_listed
"""

_CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype::text FROM pg_constraint
     WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'u') ORDER BY contype DESC, conname
"""
_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
     WHERE indrelid = ANY (%s::regclass[]) AND NOT indisprimary
       AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid) ORDER BY 1
"""


def ready(plan: Plan) -> bool:
    """Tell whether the plan's database holds at least what the plan says, made by this generator."""
    if not database.exists(plan.database):
        return False
    with psycopg.connect(database.url_of(plan.database)) as session:
        if session.execute("SELECT to_regclass('bench_data')").fetchone() == (None,):
            return False
        found = session.execute(
            "SELECT FROM bench_data WHERE members = %s AND lines >= %s AND titles = %s AND seed = %s AND shape = %s",
            [plan.members, plan.lines, plan.titles, plan.seed, SHAPE],
        )
        return found.rowcount > 0


def load(plan: Plan, say: Say) -> None:
    """Make the plan's database anew and leave it in use."""
    started = time.perf_counter()

    def tell(what: str) -> None:
        say(f"  {timedelta(seconds=round(time.perf_counter() - started))}  {what}")

    database.drop(plan.database)
    database.create(plan.database)
    database.use(plan.database)
    database.migrate()
    tell("tables ready")
    url = database.url_of(plan.database)
    with psycopg.connect(url, autocommit=True) as session:
        _first_rows(session)
        with _bare_tables(session, url, tell):
            _fill(plan, url, tell)
        session.execute(_LIST_ALL)
        tell("members listed")
        _go_on_from_here(session, plan)
        session.execute("VACUUM (ANALYZE, PARALLEL 2)")
        session.execute(
            "INSERT INTO bench_data (members, lines, titles, seed, shape) VALUES (%s, %s, %s, %s, %s)",
            [plan.members, plan.lines, plan.titles, plan.seed, SHAPE],
        )
    database.checkpoint()
    tell("data ready")


def _first_rows(session: psycopg.Connection[Any]) -> None:
    psycopg.ClientCursor(session).execute(_FIRST_ROWS, [titles.PUBLISHERS])
    for number, name in enumerate(ties.TAGS, ties.FIRST_TAG):
        session.execute(
            "INSERT INTO members_tag (id, name, colour, is_active) VALUES (%s, %s, 1, true)", [number, name]
        )
    for number, (code, name) in enumerate(titles.shelf_names(), 1):
        session.execute(
            "INSERT INTO catalog_category (id, scheme, code, name_zh, name_en) VALUES (%s, 'shelf', %s, %s, %s)",
            [number, code, name, code.capitalize()],
        )


def _fill(plan: Plan, url: str, tell: Say) -> None:
    stages: tuple[tuple[str, Iterable[Chunk]], ...] = (
        ("titles", [*titles.contributor_chunks(plan), *titles.title_chunks(plan)]),
        ("members", list(chunks(plan, "people", plan.members))),
        ("orders", list(history.order_chunks(plan))),
    )
    with processes.pool(PROCESSES) as pool:
        for name, parts in stages:
            rows = sum(pool.map(copy_chunk, [(part, url) for part in parts]))
            if rows:
                tell(f"{name}: {rows:,} rows")


def copy_chunk(job: tuple[Chunk, str]) -> int:
    """Make a chunk's rows and send them; return how many."""
    chunk, url = job
    tables = MAKERS[chunk.kind](chunk, url)
    with psycopg.connect(url) as session, session.cursor() as cursor:
        for rows in tables:
            columns = sql.SQL(rows.columns)
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(rows.table), columns)
            with cursor.copy(statement) as copy:
                for start in range(0, len(rows.lines), 1000):
                    copy.write("\n".join(rows.lines[start : start + 1000]) + "\n")
    return sum(len(rows.lines) for rows in tables)


@contextmanager
def _bare_tables(session: psycopg.Connection[Any], url: str, tell: Say) -> Iterator[None]:
    """Take indexes and foreign keys from the tables while they are filled, and put them back."""
    constraints = session.execute(_CONSTRAINTS, [list(FILLED)]).fetchall()
    indexes = session.execute(_INDEXES, [list(FILLED)]).fetchall()
    for table, name, _, _ in constraints:
        session.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        session.execute(f"DROP INDEX {name}")
    for table in FILLED:  # nobody is listed one by one
        session.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in FILLED:
        session.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    added = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}' for table, name, text, _ in constraints]
    unique = [text for text, (_, _, _, kind) in zip(added, constraints, strict=True) if kind == "u"]
    foreign = [text for text, (_, _, _, kind) in zip(added, constraints, strict=True) if kind == "f"]
    builds = [*unique, *(text for _, text in indexes)]
    with processes.pool(PROCESSES) as pool:
        list(pool.map(partial(build, url), builds))
    tell(f"{len(builds)} indexes built")
    for text in foreign:
        build(url, text)
    tell(f"{len(foreign)} foreign keys checked")


def build(url: str, statement: str) -> None:
    """Build one index or check one constraint on a connection of its own."""
    with psycopg.connect(url, autocommit=True) as session:
        session.execute("SET maintenance_work_mem = '512MB'")
        session.execute(statement)


def _go_on_from_here(session: psycopg.Connection[Any], plan: Plan) -> None:
    """Move sequences behind the rows that brought their own ids and numbers."""
    for table in WITH_OWN_IDS:
        session.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(max(id), 1)) FROM {table}")
    for series, last in (("member", plan.members), ("card", plan.members), ("order", plan.orders)):
        session.execute("SELECT setval(%s::regclass, %s)", [f"number_{series}", last + 1_000_000])
