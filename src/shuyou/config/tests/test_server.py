"""The web server's workers share the browsers among them."""

import socket
import time
from collections.abc import Iterator

import pytest
from gunicorn.config import Config

from shuyou.config.server import CONNECTIONS, EvenWorker, _give_place, _take_place


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.socket() as opened:
        opened.setblocking(False)
        opened.bind(("127.0.0.1", 0))
        opened.listen()
        yield opened


@pytest.fixture
def two(door: socket.socket) -> Iterator[tuple[EvenWorker, EvenWorker]]:
    """Two workers at one door."""
    one, other = (EvenWorker(age, 1, [door], None, 30, Config(), None) for age in (1, 2))
    for worker in (one, other):
        _give_place(None, worker)
    yield one, other
    for worker in (one, other):
        _take_place(None, worker)
        worker.tmp.close()


def visits_until_it_reaches(worker: EvenWorker, door: socket.socket, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how often a worker leaves the door alone before it reaches for who stands there."""
    reached: list[object] = []
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(EvenWorker.__base__, "accept", lambda self, listener: reached.append(listener))
    for visit in range(100):
        worker.accept(door)
        if reached:
            return visit
    return 100


def test_who_has_no_more_browsers_than_others_takes_one_at_once(
    two: tuple[EvenWorker, EvenWorker], door: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    one.nr_conns, other.nr_conns = 3, 3
    assert visits_until_it_reaches(one, door, monkeypatch) == 0


def test_who_has_more_leaves_it_to_the_other_but_not_for_ever(
    two: tuple[EvenWorker, EvenWorker], door: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    one.nr_conns, other.nr_conns = 4, 3
    assert visits_until_it_reaches(one, door, monkeypatch) == EvenWorker.PAUSES
    assert visits_until_it_reaches(other, door, monkeypatch) == 0


def test_who_is_gone_keeps_nobody_waiting(
    two: tuple[EvenWorker, EvenWorker], door: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    one.nr_conns = 4
    _take_place(None, other)
    assert visits_until_it_reaches(one, door, monkeypatch) == 0
    assert CONNECTIONS[other.place] == -1
