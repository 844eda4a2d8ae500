"""Rows of supply: deliveries put on the shelves, line by line of the ledger."""

import time
from collections.abc import Sequence
from decimal import Decimal
from itertools import batched
from typing import Final

import psycopg
from django.db import connection

from benchmarks import database
from benchmarks.data import AT
from benchmarks.figures import Outcome, medians, repeat
from benchmarks.stage import Stage
from shuyou.kernel.actor import Actor
from shuyou.kernel.uids import uuid7
from shuyou.supply.services import Delivery, DeliveryLine, receive_delivery

LINES: Final = 20_000
BATCH: Final = 500
"""Titles on one delivery note."""

ACTOR: Final = Actor.job("bench")
OURS, BARE = "ours", "bare SQL in one transaction"
RATE: Final = Decimal("0.6500")

_BARE: Final = """
    WITH line AS (SELECT * FROM unnest(%(items)s::bigint[], %(prices)s::numeric[]) AS t (item_id, price)),
    shelf AS (
        UPDATE supply_shelf s SET on_hand = on_hand + 5 FROM line l
         WHERE s.item_id = l.item_id AND s.warehouse_id = 1 RETURNING s.id, s.item_id, l.price
    ),
    layer AS (
        INSERT INTO supply_layer (shelf_id, supplier_id, terms, list_price, discount_rate, unit_cost, received_at,
                                  on_hand, reserved)
        SELECT id, 1, 'firm', price, 0.65, round(price * 0.65, 2), %(at)s, 5, 0 FROM shelf
        RETURNING id, shelf_id, list_price, unit_cost
    )
    INSERT INTO supply_movement (layer_id, item_id, kind, quantity, source, list_price, discount_rate, unit_cost, at)
    SELECT l.id, s.item_id, 'RECEIVE', 5, %(source)s, l.list_price, 0.65, l.unit_cost, %(at)s
      FROM layer l JOIN shelf s ON s.id = l.shelf_id
"""


class Missing(Exception):
    """Fewer movements were written than lines were received."""


def postings(stage: Stage) -> Outcome:
    """Receive deliveries of many titles, one after the other on one connection."""
    plan = stage.club()
    goods = _goods()
    started_at = _newest()
    try:
        samples = repeat(lambda: {OURS: by_service(goods), BARE: by_table(goods)})
    finally:
        _forget(started_at)
    found = medians(samples)
    return Outcome(
        runs=[sample[OURS] for sample in samples],
        beside={BARE: found[BARE]},
        scale=f"{stage.size(plan)}, {LINES:,} lines on notes of {BATCH}",
    )


def by_service(goods: Sequence[tuple[int, Decimal]]) -> float:
    """Return how many movements a second the service writes."""
    run = uuid7()
    newest, _layer = _newest()
    notes = [
        Delivery(
            source=f"bench:{run}:{number}", warehouse="main", supplier="bench", terms="firm",
            lines=[DeliveryLine(item_id, 5, price, RATE) for item_id, price in lines],
        )
        for number, lines in enumerate(batched(goods, BATCH))
    ]  # fmt: skip
    started = time.perf_counter()
    for note in notes:
        receive_delivery(note, actor=ACTOR, at=AT)
    spent = time.perf_counter() - started
    if _movements(newest) != len(goods):
        raise Missing
    return len(goods) / spent


def by_table(goods: Sequence[tuple[int, Decimal]]) -> float:
    """Return how many movements a second the same writes come to in SQL, all in one transaction."""
    run = uuid7()
    with psycopg.connect(database.url_of(str(connection.settings_dict["NAME"]))) as session:
        started = time.perf_counter()
        for number, lines in enumerate(batched(goods, BATCH)):
            items, prices = map(list, zip(*lines, strict=True))
            values = {"items": items, "prices": prices, "source": f"bare:{run}:{number}", "at": AT}
            session.execute(_BARE, values)
        session.commit()
        return len(goods) / (time.perf_counter() - started)


def _goods() -> list[tuple[int, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.id, i.list_price FROM catalog_item i JOIN supply_shelf s ON s.item_id = i.id"
            " AND s.warehouse_id = 1 ORDER BY hashint8(i.id), i.id LIMIT %s",
            [LINES],
        )
        return list(cursor.fetchall())


def _movements(after: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM supply_movement WHERE id > %s", [after])
        return int(cursor.fetchone()[0])


def _newest() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(id) FROM supply_movement), 0), coalesce((SELECT max(id) FROM supply_layer), 0)"
        )
        movement, layer = cursor.fetchone()
    return movement, layer


def _forget(newest: tuple[int, int]) -> None:
    """Take off what was received, so that the next run finds the club as it was."""
    movement, layer = newest
    with psycopg.connect(database.url_of(str(connection.settings_dict["NAME"])), autocommit=True) as session:
        session.execute("ALTER TABLE supply_movement DISABLE TRIGGER USER")
        session.execute("DELETE FROM supply_movement WHERE id > %s", [movement])
        session.execute("ALTER TABLE supply_movement ENABLE TRIGGER USER")
        session.execute(
            "UPDATE supply_shelf s SET on_hand = on_hand - l.copies FROM (SELECT shelf_id, sum(on_hand) AS copies"
            " FROM supply_layer WHERE id > %s GROUP BY shelf_id) l WHERE l.shelf_id = s.id",
            [layer],
        )
        session.execute("DELETE FROM supply_layer WHERE id > %s", [layer])
        session.execute("ALTER TABLE kernel_event DISABLE TRIGGER USER")
        session.execute("DELETE FROM kernel_event WHERE name = 'supply.delivery_received'")
        session.execute("ALTER TABLE kernel_event ENABLE TRIGGER USER")
        session.execute("VACUUM (ANALYZE) supply_movement, supply_layer, supply_shelf, kernel_event")
    database.checkpoint()
