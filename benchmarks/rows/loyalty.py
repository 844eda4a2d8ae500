"""
Rows of loyalty: points posted one by one, released in batches, written off for everybody; a rule tried out on history.

A posting is a lot, a line of the ledger and a new balance under the lock of the account. What would change the club for
other rows runs in a transaction that is rolled back; what eight clients post at once is taken off again.
"""

import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Any, Final

import psycopg
from django.db import connection, transaction

from benchmarks import database, processes
from benchmarks.data import AT
from benchmarks.figures import Outcome, medians, percentile, rate, repeat
from benchmarks.stage import Stage
from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.statements import pipelined
from shuyou.kernel.uids import uuid7
from shuyou.loyalty.queries import Gives, Terms, points_state
from shuyou.loyalty.services import RuleDraft, add_points_rule, earn_points, expire_points, release_points
from shuyou.orders.services import ask_points_preview, preview_next

SECONDS: Final = 2.0
PROCESSES: Final = 2
THREADS: Final = 4
LINES: Final = 21_000_000
RELEASED: Final = 200_000
"""Readers whose points are released in one run, at full size."""
OURS: Final = "ours"
STATEMENTS: Final = "bare SQL, separate statements"
BALANCE: Final = "a balance told, p99 ms"
BALANCES: Final = 5000
INSERTED: Final = "INSERT … SELECT of the same rows"
NIGHT: Final = Actor.job("bench")
BOSS: Final = Actor("staff", "1", "bench", frozenset({Role.MANAGER}))
LATER: Final = AT + timedelta(days=3650)
"""By then every lot has lapsed."""

_OPEN: Final = "SELECT balance FROM loyalty_pointsaccount WHERE member_id = %s FOR NO KEY UPDATE"
_LOT: Final = """
    INSERT INTO loyalty_pointslot (account_id, rule_id, source, earned, remaining, earned_at, expires_on)
    VALUES (%s, 1, %s, 50, 50, %s, '2028-11-11') RETURNING id
"""
_ENTRY: Final = """
    INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at)
    VALUES (%s, %s, 'EARN', 50, %s, %s)
"""
_ADD: Final = "UPDATE loyalty_pointsaccount SET balance = balance + 50 WHERE member_id = %s"
_AT_ONCE: Final = """
    WITH lot AS (
        INSERT INTO loyalty_pointslot (account_id, rule_id, source, earned, remaining, earned_at, expires_on)
        SELECT p.account_id, 1, p.source, p.points, p.points, p.earned_at, '2028-11-11'
          FROM loyalty_pendingpoints p
        RETURNING id, account_id, source, earned
    ),
    entry AS (
        INSERT INTO loyalty_pointsentry (account_id, lot_id, kind, points, source, posted_at)
        SELECT account_id, id, 'EARN', earned, source, %(at)s FROM lot
    )
    UPDATE loyalty_pointsaccount a SET balance = a.balance + l.earned FROM lot l WHERE l.account_id = a.member_id
"""
_WAIT: Final = """
    INSERT INTO loyalty_pendingpoints (account_id, rule_id, source, points, earned, earned_at, due_on)
    SELECT member_id, 1, 'bench-wait:' || member_id, 50, 50, %s, %s
      FROM loyalty_pointsaccount ORDER BY member_id LIMIT %s
"""


# --- one by one


@dataclass(frozen=True, slots=True)
class Turn:
    """What a process of clients does in one measured stretch; all processes begin at the same moment."""

    database: str
    way: str
    starts_at: float


class Client:
    """Somebody who posts again and again, on a connection of their own, in one of several ways."""

    _serial = count(1)

    def __init__(self, name: str) -> None:
        self._chance = random.Random(f"{os.getpid()}/{next(self._serial)}")
        self._bare = psycopg.connect(database.url_of(name))

    def close(self) -> None:
        """Close the connections."""
        self._bare.close()
        connection.close()

    def way(self, name: str) -> Callable[[], object]:
        """Return what posts once in a way."""
        post = {OURS: _by_service, STATEMENTS: self._by_statements}[name]
        people = _people()
        return lambda: post(self._chance.choice(people), f"bench-post:{uuid7()}")

    def _by_statements(self, member_id: int, source: str) -> None:
        bare = self._bare
        bare.execute(_OPEN, [member_id])
        row = bare.execute(_LOT, [member_id, source, AT]).fetchone()
        assert row
        bare.execute(_ENTRY, [member_id, row[0], source, AT])
        bare.execute(_ADD, [member_id])
        bare.commit()


def _by_service(member_id: int, source: str) -> None:
    with pipelined(), transaction.atomic():  # as the use cases of hot paths do
        earn_points(member_id=member_id, amount=Decimal(50), source=source, at=AT)


@cache
def _people() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT member_id FROM loyalty_pointsaccount ORDER BY member_id LIMIT 200000")
        return [row[0] for row in cursor.fetchall()]


_clients: list[Client] = []
_threads = ThreadPoolExecutor(THREADS)


def post_together(turn: Turn) -> float:
    """Let the clients of this process post for a while, each in a thread; return their postings a second."""
    if not _clients:
        _clients.extend(Client(turn.database) for _ in range(THREADS))
    actions = [client.way(turn.way) for client in _clients]
    time.sleep(max(turn.starts_at - time.time(), 0))
    return sum(_threads.map(lambda action: rate(action, seconds=SECONDS), actions))


def post_1(stage: Stage) -> Outcome:
    """Eight clients in two processes, each posting the points of an amount of money, one after the other."""
    plan = stage.club(lines=LINES)
    connection.close()
    try:
        with processes.pool(PROCESSES) as pool:

            def together(way: str) -> float:
                turn = Turn(plan.database, way, starts_at=time.time() + 0.3)
                return sum(pool.map(post_together, [turn] * PROCESSES), 0.0)

            samples = repeat(lambda: {OURS: together(OURS), STATEMENTS: together(STATEMENTS)})
    finally:
        _take_off()
    beside = {STATEMENTS: medians(samples)[STATEMENTS], BALANCE: _balance_p99()}
    return Outcome(runs=[one[OURS] for one in samples], beside=beside, scale=stage.size(plan))


def _balance_p99() -> float:
    """Return the milliseconds within which 99 of a hundred balances are told: what there is, can be spent, lapses."""
    chance, taken = random.Random(1), []
    for _ in range(BALANCES):
        member_id = chance.choice(_people())
        started = time.perf_counter()
        points_state(member_id=member_id, today=AT.date(), actor=NIGHT)
        taken.append((time.perf_counter() - started) * 1000)
    return percentile(taken, 0.99)


def _take_off() -> None:
    """Take off what was posted, so that other rows find the club as it was."""
    with psycopg.connect(database.url_of(str(connection.settings_dict["NAME"])), autocommit=True) as session:
        session.execute("ALTER TABLE loyalty_pointsentry DISABLE TRIGGER USER")
        session.execute(
            "WITH gone AS (DELETE FROM loyalty_pointsentry WHERE source LIKE 'bench-post:%'"
            " RETURNING account_id, points) UPDATE loyalty_pointsaccount a SET balance = a.balance - g.points FROM"
            " (SELECT account_id, sum(points) AS points FROM gone GROUP BY 1) g WHERE g.account_id = a.member_id"
        )
        session.execute("ALTER TABLE loyalty_pointsentry ENABLE TRIGGER USER")
        session.execute("DELETE FROM loyalty_pointslot WHERE source LIKE 'bench-post:%'")
        session.execute("VACUUM (ANALYZE) loyalty_pointsentry, loyalty_pointslot, loyalty_pointsaccount")
    database.checkpoint()


# --- many at once


def _rolled_back[T](work: Callable[[], T]) -> T:
    """Do work in one transaction and take it all back."""
    with transaction.atomic():
        found = work()
        transaction.set_rollback(True)
    return found


def _all_of(service: Any, at: datetime) -> float:
    """Have a service go through all accounts, batch by batch, and return the seconds."""
    started, last = time.perf_counter(), 0
    while (part := service.__wrapped__(after=last, actor=NIGHT, at=at)) is not None:
        last = part.last
    return time.perf_counter() - started


def batch(stage: Stage) -> Outcome:
    """Points that waited are released: the batch in which most points come into the book."""
    plan = stage.club(lines=LINES)
    readers = stage.members(RELEASED)

    def waiting() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_WAIT, [AT, AT.date(), readers])

    def ours() -> float:
        waiting()
        return readers / _all_of(release_points, AT)

    def at_once() -> float:
        waiting()
        with connection.cursor() as cursor:
            started = time.perf_counter()
            cursor.execute(_AT_ONCE, {"at": AT})
            return readers / (time.perf_counter() - started)

    try:
        samples = repeat(lambda: {OURS: _rolled_back(ours), INSERTED: _rolled_back(at_once)}, runs=3)
    finally:
        _tidy()
    beside = {INSERTED: medians(samples)[INSERTED]}
    return Outcome(
        runs=[one[OURS] for one in samples], beside=beside, scale=f"{stage.size(plan)}, {readers:,} readers at once"
    )


def expire_1m5(stage: Stage) -> Outcome:
    """Every lot of every reader has lapsed, and the night writes all of them off."""
    plan = stage.club(lines=LINES)
    try:
        seconds = _rolled_back(lambda: _all_of(expire_points, LATER))
    finally:
        _tidy()
    return Outcome(runs=[seconds], scale=stage.size(plan), is_full=stage.scale == 1)


def _tidy() -> None:
    connection.close()
    tables = "loyalty_pointsentry, loyalty_pointslot, loyalty_pointsaccount, loyalty_pendingpoints"
    with psycopg.connect(database.url_of(str(connection.settings_dict["NAME"])), autocommit=True) as session:
        session.execute(f"VACUUM (ANALYZE) {tables}")
    database.checkpoint()


# --- a rule on history


def preview(stage: Stage) -> Outcome:
    """A new rule, twice the points for literature with bounds, on three years of orders, part by part as a worker."""
    plan = stage.club(lines=LINES)
    code = "bench-rule"
    terms = Terms(gives=Gives.TIMES, value=Decimal(2), titles=frozenset({"class:I"}), most_per_member=5000)
    _forget_rule(code)
    add_points_rule(RuleDraft(code=code, name_zh="测", terms=terms), actor=BOSS, at=AT)
    try:
        started = time.perf_counter()
        uid = ask_points_preview(code=code, months=36, actor=BOSS, at=AT)
        while preview_next(uid=uid, actor=NIGHT, at=AT):
            pass
        seconds = time.perf_counter() - started
    finally:
        _forget_rule(code)
    return Outcome(runs=[seconds], scale=stage.size(plan), is_full=stage.scale == 1)


def _forget_rule(code: str) -> None:
    found = "(SELECT id FROM loyalty_pointsrule WHERE code = %s)"
    previews = f"(SELECT id FROM orders_pointspreview WHERE rule_id IN {found})"
    with connection.cursor() as cursor:
        for table in ("orders_pointspreviewaward", "orders_pointspreviewshare", "orders_pointspreviewtier"):
            cursor.execute(f"DELETE FROM {table} WHERE preview_id IN {previews}", [code])
        cursor.execute(f"DELETE FROM orders_pointspreview WHERE rule_id IN {found}", [code])
        cursor.execute(f"DELETE FROM loyalty_pointsruleversion WHERE rule_id IN {found}", [code])
        cursor.execute("DELETE FROM loyalty_pointsrule WHERE code = %s", [code])
