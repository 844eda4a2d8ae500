"""Those who order: one at a time, or several in each of some processes."""

import os
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import count
from typing import Final
from uuid import uuid4

import psycopg
from django.db import IntegrityError, connection

from benchmarks import database
from benchmarks.data import AT
from benchmarks.figures import Pace, pace
from benchmarks.peers.bare_orders import BareOrders, Numbers
from benchmarks.peers.plain_django import PlainOrders
from shuyou.kernel.actor import Actor
from shuyou.kernel.permissions import Role
from shuyou.loyalty.errors import NotEnoughPoints
from shuyou.orders.services import Destination, OrderDraft, Wanted, place_order
from shuyou.supply.errors import OutOfStock

SECONDS: Final = 2.0
TITLES: Final = 3
POINTS: Final = 100
HOT_TITLES: Final = 10
PROCESSES: Final = 2
THREADS: Final = 4

OURS: Final = "ours"
STATEMENTS: Final = "bare SQL, separate statements"
ONE_CALL: Final = "bare SQL, one call"
PLAIN: Final = "plain Django ORM"

PATIENCE: Final = 100
SHORT: Final = (OutOfStock, NotEnoughPoints, IntegrityError, psycopg.IntegrityError, LookupError)
"""How the ways say that there are not enough copies or points: the naive ones only see what others left."""

HOME: Final = Destination("林晚", "12000000000", "浙江省杭州市芸窗路18号1幢201室", "310013")
CLERK: Final = Actor("staff", "1", "phone", frozenset({Role.CALL_AGENT}))

_MEMBERS: Final = """
    SELECT DISTINCT account_id FROM loyalty_pointslot WHERE remaining >= 1000 AND expires_on > '2027-06-30'
     ORDER BY account_id LIMIT 50000
"""
_TITLES: Final = "SELECT item_id FROM supply_shelf WHERE on_hand - reserved >= 30 ORDER BY item_id"
_BEST_STOCKED: Final = "SELECT item_id FROM supply_shelf ORDER BY on_hand - reserved DESC, item_id LIMIT %s"


@dataclass(frozen=True, slots=True)
class Turn:
    """What a process of clients does in one measured stretch; all processes begin at the same moment."""

    database: str
    way: str
    only_hot: bool
    starts_at: float
    threads: int = THREADS
    """Clients in each process."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """Who may order what: members with points, titles with copies."""

    members: list[int]
    titles: list[int]

    def draft(self, chance: random.Random) -> OrderDraft:
        """Return an order of three titles by somebody."""
        return OrderDraft(
            member_id=chance.choice(self.members),
            wanted=tuple(Wanted(item_id, 1) for item_id in chance.sample(self.titles, TITLES)),
            request_key=uuid4(),
            channel="phone",
            payment="remittance",
            destination=HOME,
            points=POINTS,
        )


@cache
def wishes(only_hot: bool) -> Wishes:
    """Return who may order what in the database in use; only hot: ten titles for everybody."""
    titles = _column(_BEST_STOCKED, HOT_TITLES) if only_hot else _column(_TITLES)
    return Wishes(_column(_MEMBERS), titles)


def _column(statement: str, *values: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()]


class Client:
    """Somebody who orders again and again, on connections of their own, in one of several ways."""

    _serial = count(1)

    def __init__(self, name: str) -> None:
        serial = f"{os.getpid() % 4096:03x}{next(self._serial) % 16:x}{int(time.time()) % 16**5:05x}"
        self._chance = random.Random(serial)
        self._bare = BareOrders(database.url_of(name), Numbers(f"S{serial}"))
        self._plain = PlainOrders(Numbers(f"P{serial}"))

    def close(self) -> None:
        """Close the connections."""
        self._bare.close()
        connection.close()

    def way(self, name: str, *, only_hot: bool = False) -> Callable[[], object]:
        """Return what places one order in a way."""
        asked = wishes(only_hot)
        place = {
            OURS: lambda draft, at: place_order(draft, actor=CLERK, at=at),
            STATEMENTS: self._bare.by_statements,
            ONE_CALL: self._bare.by_one_call,
            PLAIN: self._plain.place,
        }[name]
        return lambda: self._placed(place, asked)

    def _placed(self, place: Callable[[OrderDraft, datetime], object], asked: Wishes) -> object:
        """Place an order; where something has run out since it was looked up, another: only what is placed counts."""
        for _ in range(PATIENCE):
            try:
                return place(asked.draft(self._chance), AT)
            except SHORT:
                self._bare.take_back()
        return place(asked.draft(self._chance), AT)


# --- several in one process


_clients: list[Client] = []
_threads = ThreadPoolExecutor(THREADS)


def order_together(turn: Turn) -> list[Pace]:
    """Let clients of this process order for a while, each in a thread; return how each fared."""
    if not _clients:
        _clients.extend(Client(turn.database) for _ in range(THREADS))
    actions = [client.way(turn.way, only_hot=turn.only_hot) for client in _clients[: turn.threads]]
    time.sleep(max(turn.starts_at - time.time(), 0))
    return list(_threads.map(lambda action: pace(action, seconds=SECONDS), actions))
