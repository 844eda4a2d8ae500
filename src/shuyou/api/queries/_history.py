"""A member's orders and points, all read at one instant."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.queries import EntryRow, PointsState
from shuyou.orders import queries as orders
from shuyou.orders.queries import OrderRow


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """A stretch of a member's history, newest first, the points as they stand, and where the history goes on."""

    points: PointsState
    orders: tuple[OrderRow, ...]
    entries: tuple[EntryRow, ...]
    goes_on_before: datetime | None


def member_history(*, member_id: int, before: datetime, limit: int, actor: Actor, at: datetime) -> HistoryPage:
    """
    Return what a member ordered and how the points moved before a moment, in three queries on one snapshot.

    What happened at one moment is never split between two stretches, so that none of it is lost in between.
    """
    with _snapshot():
        points = loyalty.points_state(member_id=member_id, today=club_day(at), actor=actor)
        ordered = _told(
            lambda count: orders.member_orders(member_id=member_id, before=before, limit=count, actor=actor),
            lambda row: row.placed_at,
            limit,
        )
        posted = _told(
            lambda count: loyalty.points_entries(member_id=member_id, before=before, limit=count, actor=actor),
            lambda row: row.posted_at,
            limit,
        )
    moments = list(heapq.merge((row.placed_at for row in ordered), (row.posted_at for row in posted), reverse=True))
    last = moments[limit - 1] if len(moments) > limit else None
    return HistoryPage(
        points=points,
        orders=tuple(row for row in ordered if last is None or row.placed_at >= last),
        entries=tuple(row for row in posted if last is None or row.posted_at >= last),
        goes_on_before=last if last is not None and moments[-1] < last else None,
    )


@contextmanager
def _snapshot() -> Iterator[None]:
    """Have everything read inside see the database as it is at one instant."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _told[Row](load: Callable[[int], Sequence[Row]], moment: Callable[[Row], datetime], limit: int) -> Sequence[Row]:
    """Ask for one row more than the stretch holds, and for more while the last ones share one moment."""
    count = limit + 1
    while True:
        rows = load(count)
        if len(rows) < count or moment(rows[-1]) < moment(rows[limit - 1]):
            return rows
        count *= 2
