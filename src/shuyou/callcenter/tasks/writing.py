"""
Facts on their way into the database: in order, each once, whether the database is there or not.

The exchange never waits for them. While the database does not answer, facts go on into a file; they are written down
when it is back, or by the next process that holds the switch.
"""

import dataclasses
import json
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection

from shuyou.callcenter import services
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.routing import Reason
from shuyou.callcenter.services import FactKey
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import DomainError

log = logging.getLogger(__name__)

SWITCH: Final = Actor.job("switch")
AWAY: Final = (OperationalError, InterfaceError)
"""What is raised while the database is away: trying again helps."""
REFUSED: Final = (
    DatabaseError, ObjectDoesNotExist, DomainError, OSError, ArithmeticError, AssertionError, AttributeError,
    LookupError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What is raised of a fact that can never be written down; what it says stays out of the log."""
PAUSE: Final = 0.5
"""Seconds between tries while the database does not answer."""
_KINDS: Final = {
    name: kind for name, kind in vars(center).items() if isinstance(kind, type) and issubclass(kind, center.Fact)
}


def encoded(fact: center.Fact, key: FactKey) -> str:
    """Return a fact with its key as a line of text."""
    return json.dumps([type(fact).__name__, dataclasses.asdict(fact), dataclasses.asdict(key)])


def decoded(line: str) -> tuple[center.Fact, FactKey]:
    """Return the fact and the key that a line holds."""
    name, facts, key = json.loads(line)
    for word in ("reasons", "why"):
        if word in facts:
            facts[word] = tuple(Reason(**one) for one in facts[word])
    if isinstance(facts.get("path"), list):
        facts["path"] = tuple(facts["path"])
    if "state" in facts:
        facts["state"] = center.SeatState(facts["state"])
    return _KINDS[name](**facts), FactKey(**key)


type Job = Callable[[], None]


class Writer:
    """One thread that writes facts down in order, and asks the database what the exchange wants to know."""

    def __init__(self, spool: Path) -> None:
        self._spool = spool
        self._jobs: queue.Queue[tuple[center.Fact, FactKey] | Job | None] = queue.Queue()
        self._thread = threading.Thread(target=self._run, name="facts", daemon=True)
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._is_down = False

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def write(self, fact: center.Fact, key: FactKey) -> None:
        """Have a fact written down after those before it."""
        with self._lock:
            if self._is_down:
                self._keep([encoded(fact, key)])
            self._jobs.put((fact, key))

    def ask(self, job: Job) -> None:
        """Have something looked up, after everything before it has been written down."""
        self._jobs.put(job)

    def stop(self) -> None:
        """Write what there is, then end; what the database does not take now stays in the file."""
        self._jobs.put(None)
        self._thread.join(timeout=10)
        self._stopped.set()

    @property
    def behind(self) -> int:
        """How many things wait to be written or looked up."""
        return self._jobs.qsize()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if callable(job):
                self._look_up(job)
            else:
                self._write(*job)
        connection.close()

    def _look_up(self, job: Job) -> None:
        try:
            close_old_connections()
            job()
        except Exception:
            log.exception("something about a call could not be looked up")
            connection.close()

    def _write(self, fact: center.Fact, key: FactKey) -> None:
        while not self._stopped.is_set():
            try:
                services.note_fact(fact, key=key, actor=SWITCH)
            except AWAY:
                self._go_down(encoded(fact, key))
                connection.close()
                self._stopped.wait(PAUSE)
                continue
            except REFUSED as error:
                set_aside(self._spool, encoded(fact, key), type(error).__name__)
            self._come_up()
            return

    def _go_down(self, line: str) -> None:
        """From now on keep facts in the file too, beginning with those that wait."""
        with self._lock:
            if self._is_down:
                return
            log.error("facts wait for the database")
            self._is_down = True
            waiting = [encoded(*job) for job in list(self._jobs.queue) if job is not None and not callable(job)]
            self._keep([line, *waiting])

    def _come_up(self) -> None:
        if not self._is_down:
            return
        with self._lock:
            if self._jobs.empty():
                self._is_down = False
                self._spool.unlink(missing_ok=True)

    def _keep(self, lines: list[str]) -> None:
        self._spool.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._spool.open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)


def aside_of(spool: Path) -> Path:
    """Return the file of facts that the database refuses."""
    return spool.with_suffix(".aside")


def set_aside(spool: Path, line: str, why: str) -> None:
    """Keep a fact that the database refuses for somebody to look at, so that those behind it are written down."""
    log.error("a fact could not be written down (%s); it is kept in %s", why, aside_of(spool).name)
    spool.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with aside_of(spool).open("a", encoding="utf-8") as file:
        aside_of(spool).chmod(0o600)
        file.write(f"{line}\n")


def left_over(spool: Path) -> Iterator[tuple[center.Fact, FactKey]]:
    """Find the facts that an earlier process kept in its file; a line that is no fact is set aside."""
    if not spool.exists():
        return
    for line in spool.read_text("utf-8", errors="replace").splitlines():
        try:
            found = decoded(line)
        except (ValueError, KeyError, TypeError) as error:
            set_aside(spool, line, type(error).__name__)
            continue
        yield found


def write_left_over(spool: Path) -> int:
    """
    Write down what an earlier process could not, and return how many facts that were.

    :raises OperationalError: the database is away; the file stays as it is.
    """
    count = 0
    for fact, key in left_over(spool):
        try:
            services.note_fact(fact, key=key, actor=SWITCH)
        except AWAY:
            raise
        except REFUSED as error:
            set_aside(spool, encoded(fact, key), type(error).__name__)
        else:
            count += 1
    spool.unlink(missing_ok=True)
    return count
