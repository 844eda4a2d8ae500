"""
Delivery of the event log to its subscribers.

A cursor is a position (transaction id, event id). Only events of transactions older than every running one
(`pg_snapshot_xmin`) are read, so an event that commits late can never fall behind a cursor. The batch, its effects
and the cursor's move are one transaction: a database effect happens exactly once.

Events are read in the order of the log and their names only compared (`ARRAY[name] <@ names`): an index by name would
lead through all that ever happened.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import Delivered, Subscriber, subscribers
from shuyou.kernel.models import EventCursor, ParkedEvent

log = logging.getLogger(__name__)

BATCH = 500
BACKOFF = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
"""Waits before each further try of a parked event; after the last it waits for a person."""


@dataclass(frozen=True, slots=True)
class _Record:
    """A row of the log as delivery reads it."""

    event_id: int
    name: str
    payload: dict[str, Any]
    at: datetime
    xid: str


def ensure_cursors() -> None:
    """Give every subscriber a cursor; one that is new in an old log starts at its end."""
    with connection.cursor() as cursor:
        for subscriber in subscribers().values():
            cursor.execute(
                "INSERT INTO kernel_cursor (subscriber, names, xid, event_id)"
                " VALUES (%s, %s, pg_snapshot_xmin(pg_current_snapshot()), 0)"
                " ON CONFLICT (subscriber) DO UPDATE SET names = EXCLUDED.names"
                " WHERE kernel_cursor.names <> EXCLUDED.names",
                [subscriber.name, [kind.name for kind in subscriber.types]],
            )


def waiting() -> list[str]:
    """Return the names of subscribers for which the log holds something new, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.subscriber FROM kernel_cursor c WHERE EXISTS ("
            " SELECT FROM kernel_event e WHERE (e.xid, e.id) > (c.xid, c.event_id)"
            " AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) AND ARRAY[e.name] <@ c.names)"
            " ORDER BY c.subscriber"
        )
        return [name for (name,) in cursor.fetchall() if name in subscribers()]


def deliver(name: str, *, limit: int = BATCH) -> int:
    """Deliver one batch to a subscriber and return how many events it held; 0 if another worker is at it."""
    subscriber = subscribers()[name]
    with transaction.atomic():
        records = _next_records(subscriber, limit)
        if not records:
            return 0
        _hand_over(subscriber, records)
        last = records[-1]
        EventCursor.objects.filter(pk=name).update(xid=int(last.xid), event_id=last.event_id, moved_at=Now())
    return len(records)


def deliver_all() -> int:
    """Deliver everything that is due, and what that causes in turn; return the number of deliveries."""
    total = 0
    while names := waiting():
        done = sum(deliver(name) for name in names)
        if not done:
            break
        total += done
    return total


def advance_idle() -> None:
    """Move cursors past events that are none of their business, so that polling stays cheap."""
    due = set(waiting())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_cursor c SET xid = s.horizon, event_id = 0, moved_at = statement_timestamp()"
            " FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) s"
            " WHERE c.subscriber <> ALL (%s) AND c.xid < s.horizon AND NOT EXISTS ("
            " SELECT FROM kernel_event e WHERE (e.xid, e.id) > (c.xid, c.event_id)"
            " AND e.xid < s.horizon AND ARRAY[e.name] <@ c.names)",
            [sorted(due)],
        )


def retry_parked(*, at: datetime, limit: int = 100) -> int:
    """Try again the parked events whose time has come, but for those another worker is at; return how many went."""
    due = ParkedEvent.objects.filter(retry_at__lte=at, subscriber__in=subscribers()).order_by("retry_at", "pk")
    return sum(_retry_due(parked_id, at) for parked_id in due.values_list("pk", flat=True)[:limit])


def retry_one(parked_id: int, *, at: datetime) -> bool:
    """
    Try one parked event now; tell whether it went through.

    :raises NotFound: it is not parked, or no longer.
    """
    with transaction.atomic():
        parked = ParkedEvent.objects.select_for_update().filter(pk=parked_id).first()
        if parked is None:
            raise NotFound(what=_("parked event"), key=parked_id)
        return _retry(parked, at)


def _retry_due(parked_id: int, at: datetime) -> bool:
    with transaction.atomic():
        waiting_still = ParkedEvent.objects.select_for_update(skip_locked=True).filter(pk=parked_id, retry_at__lte=at)
        parked = waiting_still.first()
        return parked is not None and _retry(parked, at)


def _retry(parked: ParkedEvent, at: datetime) -> bool:
    try:
        with transaction.atomic():
            subscriber, event = subscribers()[parked.subscriber], parked.event
            record = _Record(event.pk, event.name, event.payload, event.at, str(event.xid))
            subscriber.handle([_delivered(subscriber, record)])
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is kept for a person
        wait = BACKOFF[parked.attempts] if parked.attempts < len(BACKOFF) else None
        parked.retry_at = at + wait if wait else None
        parked.attempts += 1
        parked.error = type(error).__name__
        parked.save(update_fields=["attempts", "error", "retry_at"])
        return False
    parked.delete()
    return True


def _next_records(subscriber: Subscriber, limit: int) -> list[_Record]:
    locked = EventCursor.objects.select_for_update(skip_locked=True).filter(pk=subscriber.name).first()
    if locked is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.name, e.payload::text, e.at, e.xid::text FROM kernel_event e"
            " WHERE (e.xid, e.id) > (%s::xid8, %s) AND e.xid < pg_snapshot_xmin(pg_current_snapshot())"
            " AND ARRAY[e.name] <@ %s::varchar[] ORDER BY e.xid, e.id LIMIT %s",
            [str(locked.xid), locked.event_id, [kind.name for kind in subscriber.types], limit],
        )
        return [
            _Record(event_id, name, json.loads(payload), at, xid)
            for event_id, name, payload, at, xid in cursor.fetchall()
        ]


def _hand_over(subscriber: Subscriber, records: Sequence[_Record]) -> None:
    try:
        with transaction.atomic():
            subscriber.handle([_delivered(subscriber, record) for record in records])
    except Exception:
        log.exception("subscriber %s failed on a batch of %d; trying one by one", subscriber.name, len(records))
        for record in records:
            _hand_over_one(subscriber, record)


def _hand_over_one(subscriber: Subscriber, record: _Record) -> None:
    try:
        with transaction.atomic():
            subscriber.handle([_delivered(subscriber, record)])
    except Exception as error:
        log.exception("subscriber %s parked event %d", subscriber.name, record.event_id)
        ParkedEvent.objects.create(
            subscriber=subscriber.name,
            event_id=record.event_id,
            error=type(error).__name__,
            first_failed_at=record.at,
            retry_at=record.at + BACKOFF[0],
        )


def _delivered(subscriber: Subscriber, record: _Record) -> Delivered:  # type: ignore[type-arg]
    return Delivered(subscriber.read(record.name, record.payload), record.at, record.event_id)


def actor_of(subscriber: str) -> Actor:
    """Return the actor that a subscriber's own writes are told of."""
    return Actor.job(subscriber)
