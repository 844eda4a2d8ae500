"""The web server's workers share the browsers among them."""

import socket
import time

import pytest
from gunicorn.config import Config

from shuyou.config.server import EvenWorker


def waits(kept: list[int], monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Return how long workers that keep so many connections wait before they take another."""
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    with socket.socket() as door:
        door.setblocking(False)
        door.bind(("127.0.0.1", 0))
        door.listen()
        for connections in kept:
            worker = EvenWorker(1, 1, [door], None, 30, Config(), None)
            worker.nr_conns = connections
            worker.accept(door)
            worker.tmp.close()
    return slept


def test_who_has_more_browsers_lets_others_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    one, four = waits([1, 4], monkeypatch)
    assert 0 < one < four


def test_who_has_none_takes_a_browser_at_once_and_nobody_waits_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert waits([0], monkeypatch) == []
    assert max(waits([10_000], monkeypatch)) < 0.01
