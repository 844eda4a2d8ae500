"""
Rows of orders.

An order here has three titles in stock and redeems 100 points; its member is held, its copies are set aside in layers,
its event is told: all that `place_order` does in one transaction. Money arrives later, by `take_payment`, as it does
on the telephone.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Final

from django.db import connection

from benchmarks import database, processes
from benchmarks.data import Plan
from benchmarks.figures import Outcome, Pace, medians, pace, percentile, rate, repeat
from benchmarks.peers import bare_orders, clients
from benchmarks.peers.clients import ONE_CALL, OURS, PLAIN, PROCESSES, SECONDS, STATEMENTS, Turn
from benchmarks.peers.django_oscar import NoOscar, Oscar
from benchmarks.stage import CannotMeasure, Stage

OSCAR: Final = "django-oscar 4.2 OrderCreator"
OSCAR_BASKET: Final = "django-oscar 4.2 with its basket"
HOT: Final = "ours, ten titles only"
TWO: Final = "ours, two clients"
SLOWEST: Final = "p99, ms"


@dataclass(frozen=True, slots=True)
class Compared:
    """Orders a second of each way in each run; the ways take turns, so that a slow minute hits them alike."""

    plan: Plan
    samples: Sequence[dict[str, float]]

    def of(self, name: str) -> list[float]:
        """Return one way's figure of each run."""
        return [sample[name] for sample in self.samples]

    def ratios(self, name: str, other: str) -> list[float]:
        """Return one way's figure divided by another's, run by run."""
        return [one / two for one, two in zip(self.of(name), self.of(other), strict=True)]

    def middle(self, *names: str) -> dict[str, float]:
        """Return the medians of some ways."""
        found = medians(self.samples)
        return {name: found[name] for name in names if name in found}


def _one_client(stage: Stage) -> Compared:
    return stage.once("orders.one_client", lambda: _measure_one_client(stage))


def _measure_one_client(stage: Stage) -> Compared:
    plan = stage.club()
    bare_orders.prepare(database.url_of(plan.database))
    with ExitStack() as stack:
        client = stack.enter_context(closing(clients.Client(plan.database)))
        oscars = _open_oscars(stage, stack, 1)

        def sample() -> dict[str, float]:
            database.checkpoint()
            ours = pace(client.way(OURS), seconds=SECONDS)
            ways = {way: rate(client.way(way), seconds=SECONDS) for way in (STATEMENTS, ONE_CALL, PLAIN)}
            return {OURS: ours.rate, SLOWEST: percentile(ours.times, 0.99) * 1000, **ways, **_oscar_rates(oscars)}

        return Compared(plan, repeat(sample))


def _open_oscars(stage: Stage, stack: ExitStack, count: int) -> list[Oscar]:
    """Have so many django-oscars ready, or none where it cannot be had: a row then stands beside its limit only."""
    try:
        return [stack.enter_context(Oscar()) for _ in range(count)]
    except NoOscar as problem:
        stage.say(f"without django-oscar: {problem}")
        return []


def _oscar_rates(oscars: Sequence[Oscar]) -> dict[str, float]:
    """Return orders a second of all django-oscars at once."""
    if not oscars:
        return {}
    with ThreadPoolExecutor(len(oscars)) as threads:
        found = list(threads.map(lambda one: one.place_orders(seconds=SECONDS), oscars))
    return {
        OSCAR: sum(rates["creator"] for rates in found),
        OSCAR_BASKET: sum(rates["with basket"] for rates in found),
    }


def place_1(stage: Stage) -> Outcome:
    """One client."""
    found = _one_client(stage)
    beside = found.middle(SLOWEST, STATEMENTS, ONE_CALL, PLAIN, OSCAR, OSCAR_BASKET)
    return Outcome(runs=found.of(OURS), beside=beside, scale=stage.size(found.plan))


def vs_limit(stage: Stage) -> Outcome:
    """One client beside separate statements on one connection."""
    found = _one_client(stage)
    beside = found.middle(OURS, STATEMENTS)
    return Outcome(runs=found.ratios(OURS, STATEMENTS), beside=beside, scale=stage.size(found.plan))


def vs_oscar(stage: Stage) -> Outcome:
    """One client beside django-oscar's OrderCreator, which is given its basket ready made."""
    found = _one_client(stage)
    if OSCAR not in found.samples[0]:
        message = "django-oscar cannot be had here."
        raise CannotMeasure(message)
    beside = found.middle(OURS, OSCAR, OSCAR_BASKET)
    return Outcome(runs=found.ratios(OURS, OSCAR), beside=beside, scale=stage.size(found.plan))


def _eight_clients(stage: Stage) -> Compared:
    return stage.once("orders.eight_clients", lambda: _measure_eight_clients(stage))


def _measure_eight_clients(stage: Stage) -> Compared:
    plan = stage.club()
    bare_orders.prepare(database.url_of(plan.database))
    connection.close()
    with ExitStack() as stack:
        pool = stack.enter_context(processes.pool(PROCESSES))
        oscars = _open_oscars(stage, stack, PROCESSES)

        def together(way: str, *, only_hot: bool = False, threads: int = clients.THREADS) -> Pace:
            turn = Turn(plan.database, way, only_hot=only_hot, starts_at=time.time() + 0.3, threads=threads)
            paces = [one for found in pool.map(clients.order_together, [turn] * PROCESSES) for one in found]
            return Pace(sum(one.rate for one in paces), [spent for one in paces for spent in one.times])

        def sample() -> dict[str, float]:
            database.checkpoint()
            ours, two = together(OURS), together(OURS, threads=1)
            ways = {way: together(way).rate for way in (STATEMENTS, ONE_CALL, PLAIN)}
            slow = percentile(ours.times, 0.99) * 1000
            hot = together(OURS, only_hot=True).rate
            return {OURS: ours.rate, TWO: two.rate, SLOWEST: slow, HOT: hot, **ways, **_oscar_rates(oscars)}

        return Compared(plan, repeat(sample))


def place_8(stage: Stage) -> Outcome:
    """Eight clients in two processes; django-oscar with two clients in two processes."""
    found = _eight_clients(stage)
    beside = found.middle(SLOWEST, TWO, STATEMENTS, ONE_CALL, PLAIN, OSCAR)
    return Outcome(runs=found.of(OURS), beside=beside, scale=stage.size(found.plan))


def hot_book(stage: Stage) -> Outcome:
    """Eight clients who all want the same ten titles."""
    found = _eight_clients(stage)
    return Outcome(runs=found.ratios(HOT, OURS), beside=found.middle(OURS, HOT), scale=stage.size(found.plan))
