"""Rows of finding people who are there twice: how long it takes, and how right it is, beside Splink's own settings."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import psycopg
from django.db import connection
from psycopg import sql

from benchmarks import database
from benchmarks.data import twice
from benchmarks.data.febrl import NoFebrl, febrl
from benchmarks.data.plan import AT
from benchmarks.figures import Outcome, repeat
from benchmarks.peers.stock_splink import stock_pairs
from benchmarks.stage import Stage
from shuyou.kernel.actor import Actor
from shuyou.members import services
from shuyou.members.adapters.columns import read_columns
from shuyou.members.adapters.matcher import find_pairs

WHOLE: Final = 300_000
ARRIVALS: Final = 0.05
SEED: Final = 20261122
"""Not the seed that the weights were taken from."""

STOCK: Final = "Splink stock settings"
JOB: Final = Actor.job("bench")

type Pairs = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Right:
    """How right a set of pairs is."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.precision * self.recall / ((self.precision + self.recall) or 1)

    @classmethod
    def of(cls, found: Pairs, truth: Pairs) -> "Right":
        """Compare pairs with the truth."""
        hits = len(found & truth)
        return cls(hits / (len(found) or 1), hits / (len(truth) or 1))


def dedupe_300k(stage: Stage) -> Outcome:
    """Read, weigh and keep; Splink's stock settings, once, start from columns in memory and keep nothing."""
    size, _base = _club(stage, is_later=False)
    runs = repeat(lambda: _seconds(_whole))
    return _outcome(runs, {STOCK: _stock(stage, size).seconds}, size)


def dedupe_f1(stage: Stage) -> Outcome:
    """The same rows give the same pairs: one run says it all. Stock settings stand at the threshold that suits them."""
    size, base = _club(stage, is_later=False)
    _whole()
    truth = twice.Base(base.rows[:size]).same()
    ours = Right.of(_pairs(), truth)
    found = _stock(stage, size).pairs.values()
    stock = max((Right.of(pairs, truth) for pairs in found), key=lambda right: right.f1)
    beside = {
        "precision": ours.precision,
        "recall": ours.recall,
        STOCK: stock.f1,
        "its precision": stock.precision,
        "its recall": stock.recall,
        **_febrl(stage),
    }
    return _outcome([ours.f1], beside, size)


def _febrl(stage: Stage) -> dict[str, float]:
    """Compare both on people of Australia, for whom our rules were not made; nothing where they cannot be had."""
    try:
        people = febrl()
    except NoFebrl as problem:
        stage.say(f"FEBRL cannot be had: {problem}")
        return {}
    ours = Right.of({(found.left, found.right) for found in find_pairs(people.columns)}, people.same)
    stock = max(Right.of(pairs, people.same).f1 for pairs in stock_pairs(people.columns).values())
    return {"FEBRL 3": ours.f1, f"{STOCK}, FEBRL 3": stock}


@dataclass(frozen=True, slots=True)
class Stock:
    """What Splink finds by its stock settings, at each threshold, and how long it takes with its training."""

    pairs: Mapping[float, Pairs]
    seconds: float


def _stock(stage: Stage, size: int) -> Stock:
    def measure() -> Stock:
        columns, started = read_columns(), time.perf_counter()
        return Stock(stock_pairs(columns), time.perf_counter() - started)

    return stage.once(f"stock splink {size}", measure)


def dedupe_add15k(stage: Stage) -> Outcome:
    """Those who joined since the last search, against everybody."""
    size, base = _club(stage, is_later=True)
    before = _fingerprint()
    runs = repeat(lambda: _seconds(lambda: _since(size)))
    right = Right.of({pair for pair in _pairs() if pair[1] > size}, base.same(size))
    changed = 0.0 if _fingerprint() == before else 1.0
    beside = {"precision": right.precision, "recall": right.recall, "ids changed": changed}
    return _outcome(runs, beside, size, f" + {len(base.rows) - size:,} arrivals")


def _outcome(runs: Sequence[float], beside: dict[str, float], size: int, more: str = "") -> Outcome:
    planted = f"{twice.PLANTED:.0%} planted twice"
    return Outcome(runs=runs, beside=beside, scale=f"{size:,} people{more}, {planted}", is_full=size >= WHOLE)


def _club(stage: Stage, *, is_later: bool) -> tuple[int, twice.Base]:
    """Point this process at a base of so many people, with those who joined later or without."""
    size = stage.members(WHOLE)
    base = stage.once(f"twice {size}", lambda: twice.base(round(size * (1 + ARRIVALS)), seed=SEED))
    rows = base.rows if is_later else base.rows[:size]
    name = f"{database.PREFIX}_twice_{len(rows)}"
    if not database.exists(name):
        stage.say(f"making {len(rows):,} people in {name} …")
        database.create(name)
        try:
            _fill(name, rows)
        except BaseException:
            database.drop(name)
            raise
    database.use(name)
    database.migrate()
    return size, base


def _fill(name: str, rows: Sequence[twice.Someone]) -> None:
    database.use(name)
    database.migrate()
    with psycopg.connect(database.url_of(name)) as session, session.cursor() as cursor:
        for table in twice.tables(rows):
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.table), sql.SQL(table.columns))
            with cursor.copy(statement) as copy:
                copy.write("\n".join(table.lines) + "\n")
    with psycopg.connect(database.url_of(name), autocommit=True) as session:
        session.execute("VACUUM ANALYZE")


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _whole() -> None:
    _forget()
    services.match_people(scope="whole", actor=JOB, at=AT)


def _since(size: int) -> None:
    _forget()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO members_matchrun (scope, people, pairs, up_to_id, started_at, ended_at, failure)"
            " VALUES ('whole', %s, 0, %s, %s, %s, '')",
            [size, size, AT - timedelta(days=1), AT - timedelta(days=1)],
        )
    services.match_people(scope="new", actor=JOB, at=AT)


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE members_pair, members_matchrun")


def _pairs() -> Pairs:
    with connection.cursor() as cursor:
        cursor.execute("SELECT left_id, right_id FROM members_pair")
        return set(cursor.fetchall())


def _fingerprint() -> str:
    """Return what changes if the id of anybody does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(string_agg(id || ' ' || uid || ' ' || name, ',' ORDER BY id)) FROM members_person")
        return str(cursor.fetchall())
