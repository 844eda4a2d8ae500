"""Any sequence of merging, sale, payment, return, earning, lapsing and undoing makes and loses no point and no cent."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from shuyou.catalog.models import Item
from shuyou.kernel import ledgers
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError
from shuyou.kernel.events import Delivered
from shuyou.kernel.permissions import Role
from shuyou.loyalty.models import PointsEntry, PointsLot
from shuyou.loyalty.services import earn_points, expire_points
from shuyou.members.errors.merging import LaterMergeStands
from shuyou.members.services import hold_kept_member, measure_next, merge_members, undo_merge
from shuyou.orders.events import OrderPaid
from shuyou.orders.models import Order
from shuyou.orders.services import PaymentDraft, Wanted, cancel_order, place_order, take_payment
from shuyou.orders.subscribers import earn_points_for_order
from shuyou.orders.tests.factories import AT, CLERK, a_draft, a_member, a_title

pytestmark = pytest.mark.django_db

AGENT = Actor(STAFF, "1", "test", frozenset({Role.SERVICE_AGENT}))
SEQUENCES = int(os.environ.get("SHUYOU_TEST_SEQUENCES", "0"))
"""How many sequences are tried; by default a few long ones, the same each time. A night's worth: 10000."""


def tried(usual: int) -> settings:
    """Return how often a property is tried: the usual few are the same for everybody, a night's worth is not."""
    return settings(
        max_examples=SEQUENCES or usual,
        derandomize=not SEQUENCES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


OF_MERGING = ("members_merge", "members_relisting")
"""The merges themselves, and the database's own list of whom to list anew."""

TOMORROW = AT + timedelta(days=1)
SPENDING = ("REDEEM", "RESTORE", "MOVE_IN", "MOVE_OUT")


@cache
def tables() -> list[str]:
    """Return every table about members, but for the log and the merges themselves."""
    return [
        name
        for name in connection.introspection.table_names()
        if name.startswith(("members_", "orders_", "loyalty_", "payments_")) and not name.startswith(OF_MERGING)
    ]


def dump() -> dict[str, list[str]]:
    """Return every row of every table about members, in one query."""
    parts = [
        f"SELECT '{name}', coalesce(jsonb_agg(to_jsonb(t)::text ORDER BY to_jsonb(t)::text), '[]') FROM {name} t"
        for name in tables()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def list_all() -> None:
    """Put into the lists what a commit would: the database does that last of all."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


# Orders whose money, points or owner do not fit what was posted for them; and lines in another account than their lot.
WRONG = """
    SELECT 'money of ' || o.number FROM orders_order o LEFT JOIN payments_receipt r ON r.source = 'order:' || o.number
     WHERE o.number = ANY (%(orders)s) GROUP BY o.id
    HAVING coalesce(sum(r.amount), 0) <> o.paid_total OR bool_or(r.member_id <> o.member_id)
    UNION ALL
    SELECT 'points of ' || o.number FROM orders_order o
      LEFT JOIN loyalty_pointsentry e ON e.source = 'order:' || o.number AND e.kind = ANY (%(spending)s)
     WHERE o.number = ANY (%(orders)s) GROUP BY o.id
    HAVING coalesce(-sum(e.points), 0) <> CASE o.state WHEN 'cancelled' THEN 0 ELSE o.points_spent END
    UNION ALL
    SELECT 'earned by ' || o.number FROM orders_order o JOIN loyalty_pointslot l ON l.source = 'order:' || o.number
     WHERE o.number = ANY (%(orders)s) AND l.account_id <> o.member_id
    UNION ALL
    SELECT 'stray line ' || e.id FROM loyalty_pointsentry e JOIN loyalty_pointslot l ON l.id = e.lot_id
     WHERE l.account_id <> e.account_id
"""


@dataclass
class Club:
    """A few members, what was done with them, and what must be true of it."""

    members: list[int]
    item: Item
    at: datetime = AT
    orders: list[str] = field(default_factory=list)
    owners: dict[str, int] = field(default_factory=dict)
    waiting: list[Delivered[OrderPaid]] = field(default_factory=list)
    merges: list[int] = field(default_factory=list)

    def play(self, steps: Iterable[tuple[str, int, int]]) -> None:
        for name, first, second in steps:
            self.at += timedelta(minutes=1)
            with suppress(DomainError):
                getattr(self, name)(first, second)
            self.check()

    def gift(self, who: int, much: int) -> None:
        with transaction.atomic():
            member_id = hold_kept_member(member_id=self.member(who)).member_id
            # Every second gift has a source that others have too.
            source = "gift" if much % 2 else f"gift:{self.at}"
            earn_points(member_id=member_id, amount=Decimal(10 * much + 1), source=source, at=self.at)

    def sale(self, who: int, much: int) -> None:
        with transaction.atomic():
            owner = hold_kept_member(member_id=self.member(who)).member_id
        draft = a_draft(self.member(who), Wanted(self.item.pk, 1 + much % 3), points=7 * much)
        placed = place_order(draft, actor=CLERK, at=self.at)
        self.orders.append(placed.number)
        self.owners[placed.number] = owner

    def pay(self, which: int, _much: int) -> None:
        if not self.orders:
            return
        order = Order.objects.get(number=self.orders[which % len(self.orders)])
        money = PaymentDraft(
            number=order.number, tender="cash", reference=f"R{order.pk}-{self.at:%H%M%S}", amount=order.total
        )
        take_payment(money, actor=CLERK, at=self.at)
        paid = OrderPaid(order_id=order.pk, number=order.number, member_id=order.owner_id, total=str(order.total))
        self.waiting.append(Delivered(paid, self.at, len(self.waiting)))

    def earn(self, _which: int, _much: int) -> None:
        with transaction.atomic():
            earn_points_for_order(self.waiting)
        self.waiting = []

    def cancel(self, which: int, _much: int) -> None:
        if self.orders:
            cancel_order(self.orders[which % len(self.orders)], reason="", actor=CLERK, at=self.at)

    def wait(self, _which: int, much: int) -> None:
        self.at += timedelta(days=240 if much % 2 else 1)
        while expire_points(actor=Actor.job("test"), at=self.at, after=0):
            pass

    def merge(self, kept: int, absorbed: int) -> None:
        ids = (self.member(kept), self.member(absorbed))
        self.merges.append(merge_members(kept_id=ids[0], absorbed_id=ids[1], actor=AGENT, at=self.at).merge_id)

    def undo(self, which: int, _much: int) -> None:
        if not self.merges:
            return
        chosen = self.merges[-1 - which % len(self.merges)]
        was_last = chosen == self.merges[-1]
        try:
            undo_merge(merge_id=chosen, actor=AGENT, at=self.at)
        except LaterMergeStands:
            assert not was_last
            return
        self.merges.remove(chosen)

    def member(self, who: int) -> int:
        return self.members[who % len(self.members)]

    def check(self) -> None:
        assert ledgers.differences() == []
        with connection.cursor() as cursor:
            cursor.execute(WRONG, {"orders": self.orders, "spending": list(SPENDING)})
            assert cursor.fetchall() == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["gift", "sale", "sale", "pay", "earn", "cancel", "wait", "merge", "merge", "undo"]),
        st.integers(0, 5),
        st.integers(0, 9),
    ),
    min_size=30 if not SEQUENCES else 0,
    max_size=60,
)


@pytest.fixture
def title() -> Item:
    return a_title(copies=1_000_000)


@pytest.mark.feature("X02")
@tried(10)
@given(steps=STEPS)
def test_no_sequence_makes_or_loses_a_point_or_a_cent(title: Item, steps: list[tuple[str, int, int]]) -> None:
    club = Club([a_member().pk for _ in range(3)], title)

    club.play(steps)
    for merge_id in reversed(club.merges):
        undo_merge(merge_id=merge_id, actor=AGENT, at=club.at)
        club.check()

    owners = dict(Order.objects.filter(number__in=club.orders).order_by("pk").values_list("number", "member_id"))
    assert owners == club.owners
    moved = PointsEntry.objects.filter(moved_by__isnull=False).order_by("pk")
    totals: dict[tuple[int | None, str], int] = {}
    for merge, source, points in moved.values_list("moved_by_id", "source", "points"):
        totals[merge, source] = totals.get((merge, source), 0) + points
    assert set(totals.values()) <= {0}
    event(f"points paid back: {bool(totals)}")


@pytest.mark.feature("X02")
@tried(5)
@given(steps=STEPS)
def test_merging_and_undoing_at_once_leaves_every_row_as_it_was(title: Item, steps: list[tuple[str, int, int]]) -> None:
    club = Club([a_member().pk for _ in range(3)], title)
    club.play(steps)
    free = [member for member in club.members if member not in merged_now()]
    list_all()
    measure_next(after=0, actor=Actor.job("test"), at=club.at)  # as lists have it once all that happened was delivered
    before = dump()
    for kept in free:
        for absorbed in free:
            if kept != absorbed:
                done = merge_members(kept_id=kept, absorbed_id=absorbed, actor=AGENT, at=club.at)
                assert dump() != before
                undone = undo_merge(merge_id=done.merge_id, actor=AGENT, at=club.at)
                assert dump() == before
                assert undone.missing == {}


LATER = st.lists(
    st.tuples(st.sampled_from(["gift", "sale", "sale", "pay", "earn"]), st.integers(0, 5), st.integers(0, 9)),
    min_size=1 if SEQUENCES else 6,
    max_size=12 if SEQUENCES else 20,
)


def holdings(member_id: int) -> tuple[list[tuple[Any, ...]], ...]:
    """Return what a member has: orders, money, lots and what is left of them, the balance."""
    with connection.cursor() as cursor:
        found: list[list[tuple[Any, ...]]] = []
        for sql in (
            "SELECT id, state, paid_total FROM orders_order WHERE member_id = %s AND placed_at < %s ORDER BY id",
            "SELECT id, source, remaining FROM loyalty_pointslot WHERE account_id = %s AND earned_at < %s ORDER BY id",
            "SELECT coalesce(sum(remaining), 0) FROM loyalty_pointslot WHERE account_id = %s AND earned_at < %s",
        ):
            cursor.execute(sql, [member_id, TOMORROW])
            found.append(cursor.fetchall())
    return tuple(found)


@pytest.mark.feature("X02")
@tried(12)
@given(earlier=LATER, later=LATER)
def test_later_sales_of_the_kept_one_cost_the_absorbed_one_nothing(
    title: Item, earlier: list[tuple[str, int, int]], later: list[tuple[str, int, int]]
) -> None:
    club = Club([a_member().pk for _ in range(2)], title)
    kept, absorbed = club.members
    club.play(earlier)
    club.earn(0, 0)
    club.orders = []
    before = holdings(absorbed)
    done = merge_members(kept_id=kept, absorbed_id=absorbed, actor=AGENT, at=club.at)

    club.play(later)
    club.earn(0, 0)
    undone = undo_merge(merge_id=done.merge_id, actor=AGENT, at=club.at)

    after, missing = holdings(absorbed), undone.missing.get("loyalty", {}).get("missing", 0)
    event(f"points missing: {bool(missing)}")
    assert after[0] == before[0]
    assert total(before) - total(after) == missing
    if missing:
        assert usable(kept, club.at) == 0
    else:
        assert after == before


def total(held: tuple[list[tuple[Any, ...]], ...]) -> int:
    ((points,),) = held[2]
    return int(points)


def usable(member_id: int, at: datetime) -> int:
    lots = PointsLot.objects.filter(account_id=member_id, expires_on__gte=at.date())
    return sum(lot.remaining for lot in lots)


def merged_now() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM members_member WHERE status = 'merged'")
        return {row[0] for row in cursor.fetchall()}
