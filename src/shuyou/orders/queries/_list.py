"""Lists of orders, with keyset paging."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.backends.utils import CursorWrapper

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import day_start
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.orders.models import Channel, Order
from shuyou.orders.queries._sight import OF_STORE, store_values

_ROWS = """
    SELECT o.id, o.number, o.state, o.channel, o.payment, o.total, o.list_total, o.points_spent, o.placed_at,
           coalesce(l.titles, 0), coalesce(l.copies, 0), coalesce(l.first_titles, '{}'), coalesce(m.number, ''),
           coalesce(p.name, '')
      FROM (SELECT * FROM orders_order o WHERE %s ORDER BY placed_at DESC, id DESC LIMIT %%(limit)s) o
      LEFT JOIN members_member m ON m.person_id = o.member_id LEFT JOIN members_person p ON p.id = o.member_id
      LEFT JOIN LATERAL (
        SELECT count(*) AS titles, sum(quantity) AS copies, (array_agg(title ORDER BY position))[1:3] AS first_titles
          FROM orders_orderline WHERE order_id = o.id) l ON true
     ORDER BY o.placed_at DESC, o.id DESC
"""

type Value = str | int | float | date | datetime | list[str] | None

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_KEY = re.compile(r"[0-9]{1,17}-[0-9]{1,18}", re.ASCII)

PAGE = 50
_BUYERS = {"known": "member_id IS NOT NULL", "guest": "member_id IS NULL"}
TONES = {
    "placed": "warn", "paid": "info", "picking": "info", "picked": "info", "packed": "info", "shipped": "info",
    "delivered": "good", "closed": "good", "cancelled": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list."""

    order_id: int
    number: str
    state: str
    channel: str
    payment: str
    total: Decimal
    list_total: Decimal
    points_spent: int
    placed_at: datetime
    titles: int
    copies: int
    first_titles: tuple[str, ...]
    member_number: str
    """Empty: it was sold to a guest at a till."""
    member_name: str

    @property
    def state_label(self) -> str:
        """Return the state in the reader's language."""
        return str(Order.State(self.state).label)

    @property
    def channel_label(self) -> str:
        """Return the channel in the reader's language."""
        return str(Channel(self.channel).label)

    @property
    def payment_label(self) -> str:
        """Return the kind of payment in the reader's language."""
        return str(Order.Payment(self.payment).label)

    @property
    def tone(self) -> str:
        """Return the tag's tone for the state."""
        return TONES[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which orders a list shows; empty fields do not filter."""

    state: str = ""
    channel: str = ""
    payment: str = ""
    placed_from: date | None = None
    placed_to: date | None = None
    member: str = ""
    file: int = 0
    """Of a file that was handed in: the orders that it brought."""
    buyer: str = ""
    """`known`: of members, `guest`: of nobody known."""
    is_kept: bool = False
    """Without those that were cancelled."""


@dataclass(frozen=True, slots=True)
class OrderPage:
    """A page of orders and where the next one starts; empty when this is the last."""

    rows: tuple[OrderRow, ...]
    next_after: str


def _fetch(where: str, values: Mapping[str, Value]) -> list[OrderRow]:
    with connection.cursor() as cursor:
        return _rows(cursor, where, values)


def _rows(cursor: CursorWrapper, where: str, values: Mapping[str, Value]) -> list[OrderRow]:
    cursor.execute(_ROWS % where, values)
    return [OrderRow(*(*row[:11], tuple(row[11]), *row[12:])) for row in cursor.fetchall()]


def key_of(row: OrderRow) -> str:
    """Return the place of a row in the list, to go on from: microseconds since 1970 and the order's id."""
    return f"{(row.placed_at - _EPOCH) // _MICROSECOND}-{row.order_id}"


def channel_names() -> Mapping[str, str]:
    """Return the ways by which orders come, in the reader's language."""
    return {str(value): str(label) for value, label in Channel.choices}


def _key(after: str) -> dict[str, Value]:
    if not _KEY.fullmatch(after):
        return {}
    moment, _, order_id = after.partition("-")
    return {"after_at": _EPOCH + int(moment) * _MICROSECOND, "after_id": int(order_id)}


@query("orders.view")
def list_orders(*, wanted: OrderFilter, after: str, actor: Actor, limit: int = PAGE) -> OrderPage:
    """Return orders that pass the filter, newest first, from behind the key `after`, in one query."""
    key = _key(after)
    values: dict[str, Value] = {
        **key, "state": wanted.state, "channel": wanted.channel, "payment": wanted.payment,
        "placed_from": day_start(wanted.placed_from) if wanted.placed_from else None,
        "placed_to": day_start(wanted.placed_to + timedelta(days=1)) if wanted.placed_to else None,
        "member": wanted.member, "file": wanted.file, "limit": limit + 1,
    }  # fmt: skip
    where = ["true"]
    if key:
        where.append("(placed_at, id) < (%(after_at)s, %(after_id)s)")
    where += [f"{name} = %({name})s" for name in ("state", "channel", "payment") if values[name]]
    if wanted.placed_from:
        where.append("placed_at >= %(placed_from)s")
    if wanted.placed_to:
        where.append("placed_at < %(placed_to)s")
    if wanted.member:
        where.append("member_id = (SELECT person_id FROM members_member WHERE number = %(member)s)")
    if wanted.file:
        where.append("id IN (SELECT order_id FROM orders_filedorder WHERE file_id = %(file)s)")
    if wanted.buyer in _BUYERS:
        where.append(_BUYERS[wanted.buyer])
    if wanted.is_kept:
        where.append("state <> 'cancelled'")
    if actor.store:
        where.append(OF_STORE)
        values |= store_values(actor)
    rows = _fetch(" AND ".join(where), values)
    page = tuple(rows[:limit])
    return OrderPage(page, key_of(page[-1]) if len(rows) > limit else "")


@query("orders.view")
def member_orders(*, member_id: int, before: datetime, limit: int, actor: Actor) -> list[OrderRow]:
    """Return a member's orders placed before a moment, newest first, in one query."""
    actor.require_all_stores()
    values: dict[str, Value] = {"member": member_id, "before": before, "limit": limit}
    with planned() as cursor:
        return _rows(cursor, "member_id = %(member)s AND placed_at < %(before)s", values)


@query("orders.view")
def find_orders(*, numbers: Sequence[str], limit: int, actor: Actor) -> list[OrderRow]:
    """Return orders by number, newest first, in one query."""
    values: dict[str, Value] = {"numbers": list(numbers), "limit": limit, **store_values(actor)}
    seen = f" AND {OF_STORE}" if actor.store else ""
    with planned() as cursor:
        return _rows(cursor, f"number = ANY (%(numbers)s){seen}", values)
