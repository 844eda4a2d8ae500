"""Rows of taking orders in from files."""

import csv
import random
import time
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psycopg
from django.db import connection
from psycopg import sql

from benchmarks import database
from benchmarks.data.plan import AT
from benchmarks.figures import Outcome, medians, repeat
from benchmarks.stage import WHOLE, Stage
from shuyou.kernel.actor import Actor
from shuyou.kernel.files import RunOptions
from shuyou.orders import services
from shuyou.orders.services import OrderReading

ORDERS: Final = 10_000
"""In one file."""
TITLES: Final = 3
"""In one order."""
COPY: Final = "COPY of the same rows"
HEADINGS: Final = ("订单号", "会员号", "ISBN", "数量", "收货人", "收货电话", "收货地址", "邮编")
HOME: Final = ("林晚", "12000000000", "浙江省杭州市芸窗路18号1幢201室", "310013")
_MEMBERS: Final = """
    SELECT number FROM members_member WHERE NOT is_blocked AND status = 'active' ORDER BY person_id LIMIT 50000
"""
_BOOKS: Final = """
    SELECT min(n.value) FROM supply_shelf s JOIN catalog_identifier n ON n.item_id = s.item_id
     WHERE s.on_hand - s.reserved >= 30 GROUP BY s.item_id ORDER BY s.item_id
"""
_WRITTEN: Final = {
    "orders_order": "id > %(order)s",
    "orders_orderline": "order_id > %(order)s",
    "supply_movement": "id > %(movement)s",
    "kernel_event": "id > %(event)s",
}
"""The rows that orders from a file leave, but for the counters of shelves and layers that they change."""
_LAST: Final = """
    SELECT (SELECT coalesce(max(id), 0) FROM orders_order) AS order,
           (SELECT coalesce(max(id), 0) FROM supply_movement) AS movement,
           (SELECT coalesce(max(id), 0) FROM kernel_event) AS event
"""


def order_file(folder: Path, serial: str, chance: random.Random) -> Path:
    """Write a file of orders as a shop on a platform would hand it in."""
    members, books = _column(_MEMBERS), _column(_BOOKS)
    path = folder / f"orders-{serial}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        for place in range(ORDERS):
            number, member = f"{serial}-{place}", chance.choice(members)
            for book in chance.sample(books, TITLES):
                writer.writerow((number, member, book, 1, *HOME))
    return path


def _column(statement: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [row[0] for row in cursor.fetchall()]


def bulk(stage: Stage) -> Outcome:
    """Take files of orders in as their page does, one after the other on one connection."""
    plan = stage.club()
    serials = iter(range(1, 1000))
    with TemporaryDirectory() as name:

        def sample() -> dict[str, float]:
            serial = f"{int(time.time())}-{next(serials)}"
            path = order_file(Path(name), serial, random.Random(serial))
            database.checkpoint()
            before = _last()
            return {"ours": _import(path), COPY: _copied(before)}

        samples = repeat(sample)
    return Outcome(
        runs=[one["ours"] for one in samples],
        beside={COPY: medians(samples)[COPY]},
        scale=f"{stage.size(plan)}, files of {ORDERS:,} orders of {TITLES} titles",
        is_full=plan.members >= WHOLE,
    )


def _last() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        return dict(zip(("order", "movement", "event"), cursor.fetchone(), strict=True))


def _import(path: Path) -> float:
    """Return orders a second from the file to placed orders."""
    reading = OrderReading(source="bench", channel="web", payment="cod")
    started = time.perf_counter()
    report = services.import_orders(
        path, reading=reading, actor=Actor.job("bench"), at=AT, options=RunOptions(chunk=2_000, is_resumed=False)
    )
    spent = time.perf_counter() - started
    assert report.imported == ORDERS, report
    return ORDERS / spent


def _copied(before: dict[str, int]) -> float:
    """Return orders a second of COPY of the rows that were written, into tables with the same indexes."""
    with psycopg.connect(database.url_of(str(connection.settings_dict["NAME"]))) as session:
        rows = [(table, _taken(session, table, where, before)) for table, where in _WRITTEN.items()]
        for table, _text in rows:
            session.execute(
                sql.SQL(
                    "CREATE TEMP TABLE {} (LIKE {} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)"
                ).format(sql.Identifier(f"bench_{table}"), sql.Identifier(table))
            )
        session.commit()
        return ORDERS / _seconds(session, rows)


def _taken(session: psycopg.Connection[tuple[object, ...]], table: str, where: str, before: dict[str, int]) -> bytes:
    """Return rows of a table as COPY reads them."""
    text, query = BytesIO(), f"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT"
    with session.cursor().copy(query.encode(), before) as copy:
        for part in copy:
            text.write(part)
    return text.getvalue()


def _seconds(session: psycopg.Connection[tuple[object, ...]], rows: Sequence[tuple[str, bytes]]) -> float:
    started = time.perf_counter()
    for table, text in rows:
        with session.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(f"bench_{table}"))) as copy:
            copy.write(text)
    session.commit()
    return time.perf_counter() - started
