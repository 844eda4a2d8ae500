"""Sums over orders: of a member, and of what waits for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Min

from shuyou.kernel.actor import Actor
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.orders.models import Channel, Order

YEAR = timedelta(days=365)
OVER = (Order.State.DELIVERED, Order.State.CLOSED, Order.State.CANCELLED)
OPEN_STATES = tuple(state for state in Order.State if state not in OVER)


@dataclass(frozen=True, slots=True)
class MemberSummary:
    """What a member bought in twelve months, and when last."""

    orders: int
    titles: int
    spent: Decimal
    all_orders: int
    """How many there ever were, as lists of members count them: without those that were cancelled."""
    cancelled: int
    last_at: datetime | None
    last_channel: str

    @property
    def basket(self) -> Decimal:
        """Return the mean order in the twelve months."""
        return self.spent / self.orders if self.orders else Decimal(0)


@dataclass(frozen=True, slots=True)
class WorkCount:
    """Orders that wait in one state."""

    state: str
    payment: str
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class ClerkDay:
    """What one clerk has taken since the morning."""

    orders: int
    copies: int
    total: Decimal


@query("orders.view")
def clerk_day(*, since: datetime, actor: Actor) -> ClerkDay:
    """Return what the actor has ordered for members since a moment, in one query (index orders_newest)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(sum(l.copies), 0), coalesce(sum(o.total), 0) FROM orders_order o"
            " LEFT JOIN LATERAL (SELECT sum(quantity) AS copies FROM orders_orderline WHERE order_id = o.id) l ON true"
            " WHERE o.placed_at >= %s AND o.placed_by = %s AND o.state <> 'cancelled'",
            [since, actor.signature],
        )
        return ClerkDay(*cursor.fetchone())


@query("orders.view")
def member_summary(*, member_id: int, at: datetime, actor: Actor) -> MemberSummary:
    """Return what a member bought in the twelve months before a moment, in one query."""
    with planned() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE placed_at > %(since)s AND state <> 'cancelled'),"
            " coalesce(sum(total) FILTER (WHERE placed_at > %(since)s AND state <> 'cancelled'), 0),"
            " count(*) FILTER (WHERE state <> 'cancelled'), count(*) FILTER (WHERE state = 'cancelled'),"
            " max(placed_at) FILTER (WHERE state <> 'cancelled'),"
            " (array_agg(channel ORDER BY placed_at DESC) FILTER (WHERE state <> 'cancelled'))[1],"
            " (SELECT count(DISTINCT l.item_id) FROM orders_orderline l JOIN orders_order x ON x.id = l.order_id"
            "   WHERE x.member_id = %(member)s AND x.placed_at > %(since)s AND x.state <> 'cancelled')"
            " FROM orders_order WHERE member_id = %(member)s",
            {"member": member_id, "since": at - YEAR},
        )
        orders, spent, all_orders, cancelled, last_at, channel, titles = cursor.fetchone()
    label = str(Channel(channel).label) if channel else ""
    return MemberSummary(orders, titles, Decimal(spent), all_orders, cancelled, last_at, label)


@query("orders.view")
def money_in(*, member_ids: Sequence[int], since: datetime, actor: Actor) -> Mapping[int, Decimal]:
    """Return the money that came in for members' orders since a moment, in one query; nothing where there was none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT member_id, sum(paid_total) FROM orders_order WHERE member_id = ANY (%s) AND placed_at > %s"
            " AND state <> 'cancelled' GROUP BY member_id HAVING sum(paid_total) > 0 ORDER BY member_id",
            [list(member_ids), since],
        )
        return dict(cursor.fetchall())


@query("orders.view")
def work_counts(*, actor: Actor) -> list[WorkCount]:
    """Return how many orders wait in each open state, and since when, in one query (index orders_by_state)."""
    rows = (
        Order.objects.filter(state__in=OPEN_STATES)
        .values("state", "payment")
        .annotate(count=Count("pk"), oldest=Min("placed_at"))
        .order_by("state", "payment")
    )
    return [WorkCount(**row) for row in rows]


def copies_sold(*, since: datetime) -> Mapping[int, int]:
    """Return the copies of each item in orders since a moment, cancelled ones left out, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.item_id, sum(l.quantity)::int FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id"
            " WHERE o.placed_at >= %s AND o.state <> 'cancelled' GROUP BY l.item_id ORDER BY l.item_id",
            [since],
        )
        return dict(cursor.fetchall())
