"""
Requests take turns: a process works at few of them at a time, in the order they came.

Threads that all compute at once only slow each other: each gets a slice of the interpreter and all are late together.
Taken one after the other the first is done soon and the last no later than before.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PATIENCE: Final = 0.1
"""Seconds after which somebody at work no longer keeps the others waiting."""


class Turns:
    """A queue before a few places; who stays long is worked beside, not waited for."""

    def __init__(self, places: int, patience: float = PATIENCE) -> None:
        self._places = places
        self._patience = patience
        self._lock = threading.Lock()
        self._until: dict[object, float] = {}
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for one's turn, and give the place back at the end."""
        turn = object()
        self._take(turn)
        try:
            yield
        finally:
            self._give_back(turn)

    def _take(self, turn: object) -> None:
        with self._lock:
            if not self._waiting and self._seat(turn):
                return
            call = threading.Event()
            self._waiting.append(call)
        while True:
            call.wait(self._longest_wait())
            with self._lock:
                call.clear()
                if self._waiting[0] is call and self._seat(turn):
                    self._waiting.popleft()
                    self._call_next()
                    return

    def _seat(self, turn: object) -> bool:
        """Take a place if one is free; the lock is held."""
        now = time.monotonic()
        if len(self._until) >= self._places:
            for late in [other for other, until in self._until.items() if until <= now]:
                del self._until[late]
        if len(self._until) >= self._places:
            return False
        self._until[turn] = now + self._patience
        return True

    def _longest_wait(self) -> float:
        with self._lock:
            soonest = min(self._until.values(), default=0.0)
        return max(soonest - time.monotonic(), 0.001)

    def _give_back(self, turn: object) -> None:
        with self._lock:
            self._until.pop(turn, None)
            self._call_next()

    def _call_next(self) -> None:
        if self._waiting and len(self._until) < self._places:
            self._waiting[0].set()


def in_turn(application: Application, turns: Turns) -> Application:
    """Return an application that answers when it is a request's turn; what it streams afterwards nobody waits for."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        with turns.taken():
            return application(environ, start_response)

    return answer
