"""Rows of the kernel."""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import batched
from typing import ClassVar, Final

import psycopg
from django.db import connection, transaction

from benchmarks import database
from benchmarks.data import AT
from benchmarks.figures import Outcome, medians, repeat
from benchmarks.stage import Stage
from shuyou.kernel import delivery, events
from shuyou.kernel.actor import Actor
from shuyou.kernel.events import Delivered, Event, subscribe_batch
from shuyou.kernel.uids import uuid7

EVENTS: Final = 20_000
BATCH: Final = 1_000
PATIENCE: Final = 60
"""Seconds to wait for events that another transaction of the server holds up."""

ACTOR: Final = Actor.job("bench")


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingHappened(Event):
    """As much as an order tells."""

    name: ClassVar[str] = "bench.thing_happened"
    order_id: int
    number: str
    member_id: int
    channel: str
    total: str


class LostOrDoubled(Exception):
    """The subscriber did not get each event exactly once."""


@subscribe_batch(ThingHappened)
def keep_what_happened(batch: Sequence[Delivered[ThingHappened]]) -> None:
    """Write a row for each event: the database effect that must happen exactly once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_delivered SELECT * FROM unnest(%s::bigint[], %s::int[])",
            [[told.event_id for told in batch], [told.event.order_id for told in batch]],
        )


SUBSCRIBER: Final = "benchmarks.keep_what_happened"


def events_row(stage: Stage) -> Outcome:
    """Append events and deliver them, one after the other on one connection."""
    plan = stage.club()
    _clear()
    delivery.ensure_cursors()
    delivery.advance_idle()
    samples = repeat(lambda: {"ours": through_the_log(), "bare INSERT … RETURNING": bare_insert()})
    _clear()
    found = medians(samples)
    return Outcome(
        runs=[sample["ours"] for sample in samples],
        beside={"bare INSERT … RETURNING": found["bare INSERT … RETURNING"]},
        scale=stage.size(plan),
    )


def _happened(serial: int) -> ThingHappened:
    return ThingHappened(order_id=serial, number=f"SO{serial:08d}", member_id=serial, channel="phone", total="86.20")


def through_the_log() -> float:
    """Return how many events a second are appended and delivered; each batch is a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE bench_delivered")
    things = [_happened(serial) for serial in range(EVENTS)]
    started = time.perf_counter()
    for batch in batched(things, BATCH):
        with transaction.atomic():
            events.publish_many(batch, actor=ACTOR, at=AT)
    _deliver_all(EVENTS, until=started + PATIENCE)
    spent = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT event_id), count(DISTINCT serial) FROM bench_delivered")
        if cursor.fetchone() != (EVENTS, EVENTS, EVENTS):
            raise LostOrDoubled
    return EVENTS / spent


def _deliver_all(count: int, *, until: float) -> None:
    done = 0
    while done < count:
        step = delivery.deliver(SUBSCRIBER)
        done += step
        if not step:
            if time.perf_counter() > until:
                raise LostOrDoubled
            time.sleep(0.001)


def bare_insert() -> float:
    """Return how many rows of the same shape a second a bare INSERT … RETURNING appends, in the same batches."""
    rows = [
        (uuid7(), "bench.bare", json.dumps(asdict(_happened(serial))), "system", "bench", "job", AT)
        for serial in range(EVENTS)
    ]
    statement = (
        "INSERT INTO kernel_event (uid, name, payload, actor_kind, actor_id, via, at)"
        " SELECT * FROM unnest(%s::uuid[], %s::text[], %s::jsonb[], %s::text[], %s::text[], %s::text[],"
        " %s::timestamptz[]) RETURNING id"
    )
    with psycopg.connect(database.url_of(str(connection.settings_dict["NAME"]))) as session:
        started = time.perf_counter()
        for batch in batched(rows, BATCH):
            session.execute(statement, [list(column) for column in zip(*batch, strict=True)]).fetchall()
            session.commit()
        return EVENTS / (time.perf_counter() - started)


def _clear() -> None:
    """Take what earlier runs told out of the log, so that the next run finds it as small."""
    with psycopg.connect(database.url_of(str(connection.settings_dict["NAME"])), autocommit=True) as session:
        session.execute("ALTER TABLE kernel_event DISABLE TRIGGER USER")
        session.execute("DELETE FROM kernel_event WHERE name LIKE 'bench.%'")
        session.execute("ALTER TABLE kernel_event ENABLE TRIGGER USER")
        session.execute("VACUUM (ANALYZE) kernel_event")
    database.checkpoint()
