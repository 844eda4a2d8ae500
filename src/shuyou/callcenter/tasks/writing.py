"""
Facts on their way into the database: in order, each once, whether the database is there or not.

What waits is written down together, so that a busy hour costs the database's disk no more than a quiet one.

The exchange never waits for them. While the database does not answer, facts go on into a file; they are written down
when it is back, or by the next process that holds the switch.
"""

import dataclasses
import json
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from shuyou.callcenter import services
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.routing import Reason
from shuyou.callcenter.services import FactKey, Told
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
TOGETHER: Final = 100
"""Facts that are written down in one transaction at most."""
LONGEST_END: Final = 10.0
"""Seconds that an ending process waits for the database; what is not written down by then is kept in the file."""
PAUSE: Final = 0.5
"""Seconds between tries while the database does not answer."""
_KINDS: Final = {
    name: kind for name, kind in vars(center).items() if isinstance(kind, type) and issubclass(kind, center.Fact)
}


def encoded(fact: center.Fact, key: FactKey) -> str:
    """Return a fact with its key as a line of text."""
    return json.dumps([type(fact).__name__, dataclasses.asdict(fact), dataclasses.asdict(key)])


def decoded(line: str) -> Told:
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
type Write = Callable[[list[Told], Sequence[Told]], None]
"""Writes facts down, given all that is not written down yet."""


class Writer:
    """One thread that writes facts down in order, and asks the database what the exchange wants to know."""

    def __init__(self, spool: Path) -> None:
        self._spool = spool
        self._told: deque[Told] = deque()
        self._asked: deque[tuple[int, Job | None]] = deque()
        """What is to be looked up, each with how many facts must have been written down before."""
        self._came = self._taken = 0
        self._more = threading.Condition()
        """Held while things come or go, or the file is touched."""
        self._thread = threading.Thread(target=self._run, name="facts", daemon=True)
        self._stopped = threading.Event()
        self._is_down = False
        self._left: Sequence[Told] = ()
        """What is being written down at the moment."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def write(self, told: Sequence[Told]) -> None:
        """Have facts written down after those before them; what is told together is not torn apart."""
        with self._more:
            if self._is_down:
                self._keep(told)
            self._told.extend(told)
            self._came += len(told)
            self._more.notify()

    def ask(self, job: Job | None) -> None:
        """Have something looked up, after everything before it has been written down; nothing: end."""
        with self._more:
            self._asked.append((self._came, job))
            self._more.notify()

    def stop(self) -> None:
        """Write what there is, then end; what the database does not take now stays in the file."""
        self.ask(None)
        self._thread.join(timeout=LONGEST_END)
        self._stopped.set()
        if self._thread.is_alive():
            self._go_down(self._left)

    @property
    def behind(self) -> int:
        """How many things wait to be written or looked up."""
        return len(self._told) + len(self._asked)

    def _run(self) -> None:
        while (jobs := self._next()) is not None:
            if isinstance(jobs, list):
                self._write(jobs)
            else:
                self._look_up(jobs)
        connection.close()

    def _next(self) -> list[Told] | Job | None:
        """Wait for a question before which all is written down, or for facts: all that are there by now."""
        with self._more:
            self._more.wait_for(lambda: bool(self._told or self._asked))
            if self._asked and self._asked[0][0] <= self._taken:
                return self._asked.popleft()[1]
            told = [self._told.popleft() for _ in range(min(len(self._told), TOGETHER))]
            self._taken += len(told)
            return told

    def _look_up(self, job: Job) -> None:
        try:
            try:
                job()
            except AWAY:  # the session may have ended while nothing was asked: once more in another
                connection.close()
                job()
        except Exception:
            log.exception("something about a call could not be looked up")
            connection.close()

    def _write(self, told: list[Told]) -> None:
        _write_each(told, self._spool, self._insist)
        self._come_up()

    def _insist(self, told: list[Told], left: Sequence[Told]) -> None:
        """Try until the database takes facts, or refuses one; `left` is all that is not written down yet."""
        self._left = left
        while not self._stopped.is_set():
            try:
                services.note_all(told, actor=SWITCH)
            except AWAY:
                self._go_down(left)
                connection.close()
                self._stopped.wait(PAUSE)
            else:
                return

    def _go_down(self, left: Sequence[Told]) -> None:
        """From now on keep facts in the file too, beginning with those that wait."""
        with self._more:
            if self._is_down:
                return
            log.error("facts wait for the database")
            self._is_down = True
            self._keep([*left, *self._told])

    def _come_up(self) -> None:
        if not self._is_down:
            return
        with self._more:
            if not self._told:
                self._is_down = False
                self._spool.unlink(missing_ok=True)

    def _keep(self, told: Sequence[Told]) -> None:
        self._spool.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._spool.open("a", encoding="utf-8") as file:
            file.writelines(f"{encoded(*one)}\n" for one in told)


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


def left_over(spool: Path) -> Iterator[Told]:
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
    count, rest = 0, left_over(spool)
    while told := list(islice(rest, TOGETHER)):
        count += _write_each(told, spool, lambda part, _: services.note_all(part, actor=SWITCH))
    spool.unlink(missing_ok=True)
    return count


def _write_each(told: list[Told], spool: Path, write: Write) -> int:
    """Write facts down together, or each by itself where one is refused: that is set aside; return how many it were."""
    try:
        write(told, told)
    except AWAY:
        raise
    except REFUSED:
        written = 0
    else:
        return len(told)
    for place, one in enumerate(told):  # one of them can never be written down: the others can
        try:
            write([one], told[place:])
        except AWAY:
            raise
        except REFUSED as error:
            set_aside(spool, encoded(*one), type(error).__name__)
        else:
            written += 1
    return written
