"""Requests take turns: few at once, in the order they came, and nobody waits for a slow one for long."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from shuyou.config.turns import Turns, in_turn

LONG = 60.0
"""A patience that no test uses up, and more than any of them waits for."""


class Visitor:
    """Somebody who comes, is at work once it is their turn, and goes when told to."""

    def __init__(self, turns: Turns, came: Callable[[], None]) -> None:
        self.is_in = threading.Event()
        self.may_go = threading.Event()
        self._turns, self._came = turns, came
        self.thread = threading.Thread(target=self._visit, daemon=True)
        self.thread.start()

    def _visit(self) -> None:
        with self._turns.taken():
            self._came()
            self.is_in.set()
            self.may_go.wait(LONG)

    def go(self) -> None:
        """Leave, and be gone."""
        self.may_go.set()
        self.thread.join(LONG)


def _queue_of(turns: Turns, length: int) -> None:
    """Wait until so many are waiting."""
    while len(turns._waiting) < length:
        threading.Event().wait(0.001)


def test_who_came_first_is_first() -> None:
    turns, order = Turns(1, LONG), list[int]()
    visitors = []
    for place in range(4):
        visitors.append(Visitor(turns, lambda place=place: order.append(place)))  # type: ignore[misc]
        assert visitors[0].is_in.wait(LONG)
        _queue_of(turns, place)

    for visitor in visitors:
        assert visitor.is_in.wait(LONG)
        assert len(order) == visitors.index(visitor) + 1
        visitor.go()

    assert order == [0, 1, 2, 3]


def test_never_more_are_at_work_than_there_are_places() -> None:
    turns, lock = Turns(2, LONG), threading.Lock()
    inside, most = 0, 0

    def work(_: int) -> None:
        nonlocal inside, most
        with turns.taken():
            with lock:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.000_5)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(200)))

    assert most == 2


def test_a_slow_one_is_worked_beside() -> None:
    turns = Turns(1, patience=0.01)
    slow = Visitor(turns, lambda: None)
    assert slow.is_in.wait(LONG)

    others = [Visitor(turns, lambda: None) for _ in range(3)]

    for other in others:
        assert other.is_in.wait(LONG)
        other.go()
    assert not slow.may_go.is_set()
    slow.go()


def test_a_failure_gives_the_place_back() -> None:
    turns = Turns(1, LONG)

    def fail(_environ: object, _start: object) -> list[bytes]:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            in_turn(fail, turns)({}, lambda *_: None)
