"""Child processes: started, watched, restarted when they die, stopped together."""

import ctypes
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from shuyou.config.terminal import say
from shuyou.kernel.adapters.embedded_postgres import EmbeddedPostgres
from shuyou.kernel.adapters.postgres_errors import PostgresUnavailable

GRACE_SECONDS: Final = 20
"""How long children may take to finish what they are at before they are killed."""
STEADY_SECONDS: Final = 60
"""A child that lived this long starts again at once after its next death."""
LONGEST_PAUSE: Final = 30
LOG_BYTES: Final = 16 * 1024 * 1024
_PARENT = "SHUYOU_PARENT"
_PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Somebody asked for the end: Ctrl-C, SIGTERM, or the terminal was closed."""


class StopRequest:
    """Whether somebody has asked for the end. Signals only raise this flag; the main thread acts on it."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def install(self) -> None:
        """Catch the signals that mean the end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._event.set())

    @property
    def is_made(self) -> bool:
        """Whether the end has been asked for."""
        return self._event.is_set()

    def wait(self, seconds: float) -> None:
        """
        Sleep.

        :raises Stopped: somebody asked for the end before or meanwhile.
        """
        if self._event.wait(seconds):
            raise Stopped


@dataclass(frozen=True, slots=True)
class Program:
    """A Python program to run as a child: its name for people, its arguments, where its output goes."""

    name: str
    arguments: tuple[str, ...]
    log: Path | None = None
    speaks: bool = False
    """Whether its standard output goes to the terminal although it has a log."""

    def start(self, environment: dict[str, str], *, pass_fds: Sequence[int] = ()) -> "subprocess.Popen[bytes]":
        """Start it in a session of its own, so that a Ctrl-C reaches only the parent, which stops all in order."""
        with _output(self.log) as output:
            return subprocess.Popen(
                [sys.executable, *self.arguments],
                env={**os.environ, **environment, _PARENT: str(os.getpid())},
                stdin=subprocess.DEVNULL,
                stdout=None if self.speaks else output,
                stderr=output,
                start_new_session=True,
                pass_fds=pass_fds,
            )


@contextmanager
def _output(log: Path | None) -> Iterator[IO[bytes] | None]:
    if log is None:
        yield None
        return
    log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as file:
        yield file


def follow_parent() -> None:
    """End when the supervisor that started this process is gone, even if it was killed; for children only."""
    parent = os.environ.pop(_PARENT, "")
    if not parent:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit("shuyou: the supervisor has gone")


class Child:
    """A program that is to run as long as its supervisor."""

    def __init__(
        self, program: Program, environment: dict[str, str], process: "subprocess.Popen[bytes] | None" = None
    ) -> None:
        self.program = program
        self.deaths = 0
        self._environment = environment
        self._process = process
        self._started = time.monotonic()
        self._next_start = 0.0

    def keep_alive(self, now: float) -> None:
        """Start the program if it is not running and its pause is over; say so when it has died."""
        if self._process is not None:
            status = self._process.poll()
            if status is None:
                return
            self._process = None
            self.deaths = 1 if now - self._started > STEADY_SECONDS else self.deaths + 1
            pause = 0.0 if self.deaths == 1 else min(2.0 ** (self.deaths - 2), LONGEST_PAUSE)
            self._next_start = now + pause
            say(f"shuyou: {self.program.name} ended ({_reason(status)}); starting it again in {pause:.0f} s")
        if now >= self._next_start:
            self._process = self.program.start(self._environment)
            self._started = now

    @property
    def pid(self) -> int | None:
        """The process's id while it is running."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def ask_to_end(self) -> None:
        """Send SIGTERM."""
        if self.pid is not None:
            os.kill(self.pid, signal.SIGTERM)

    def has_ended(self) -> bool:
        """Tell whether the process is gone."""
        return self.pid is None

    def kill(self) -> None:
        """End the process and its own children without mercy."""
        if self._process is not None:
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return
            self._process.wait()


class Supervisor:
    """Keeps children, and the embedded database if it is ours, running until somebody asks for the end."""

    def __init__(self, children: Sequence[Child], postgres: EmbeddedPostgres | None, stop: StopRequest) -> None:
        self.children = children
        self._postgres = postgres
        self._stop = stop
        self._database_complaint = ""

    def look_after(self) -> None:
        """Start again whatever has died."""
        if self._postgres is not None and not self._postgres.is_alive():
            self._revive(self._postgres)
        now = time.monotonic()
        for child in self.children:
            child.keep_alive(now)

    def run(self) -> None:
        """Look after the children until somebody asks for the end."""
        try:
            while True:
                self.look_after()
                self._stop.wait(0.5)
        except Stopped:
            return

    def end(self) -> None:
        """Ask all children to end, wait, and kill those that do not."""
        for child in self.children:
            child.ask_to_end()
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and not all(child.has_ended() for child in self.children):
            time.sleep(0.05)
        for child in self.children:
            child.kill()

    def _revive(self, postgres: EmbeddedPostgres) -> None:
        try:
            postgres.ensure_running()
        except PostgresUnavailable as problem:
            if str(problem) != self._database_complaint:
                self._database_complaint = str(problem)
                say(f"shuyou: {problem}")
        else:
            say("shuyou: the database had died and is running again")


def read_report(process: "subprocess.Popen[bytes]", pipe: int, stop: StopRequest) -> str:
    """
    Return what a process writes into a pipe until it closes it; nothing if it ends before.

    :raises Stopped: somebody asked for the end; the process has been ended too.
    """
    said = b""
    os.set_blocking(pipe, False)
    try:
        while True:
            with suppress(BlockingIOError):
                while part := os.read(pipe, 65536):
                    said += part
                return said.decode()
            stop.wait(0.05)
    except Stopped:
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        raise
    finally:
        os.close(pipe)


def is_port_free(bind: str, port: int) -> bool:
    """Tell whether a web server could listen there."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def page_status(bind: str, port: int, path: str, host: str) -> int | None:
    """Return the status with which a page is served; None if nobody answers."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 - the name of "everywhere"
    connection = http.client.HTTPConnection(reachable, port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def wait_until(is_true: Callable[[], bool], *, seconds: float, stop: StopRequest) -> bool:
    """Look again and again until something is true; give up after some seconds."""
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            return False
        stop.wait(0.1)
    return True


def _reason(status: int) -> str:
    return f"by signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
