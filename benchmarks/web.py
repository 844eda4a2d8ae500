"""The production web server on the database in use, and clients that are signed in."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils.crypto import get_random_string

from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role

WORKERS: Final = 2
THREADS: Final = 4
START_SECONDS: Final = 120
CSRF_LENGTH: Final = 32


class BadAnswer(Exception):
    """The server answered something else than 200."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running web server."""

    port: int

    def client(self, cookies: str) -> "Client":
        """Return a new client with a connection of its own."""
        return Client(self.port, cookies)

    def waits(self, ask: "Callable[[Client, int], object]", *, cookies: str, clients: int, count: int) -> list[float]:
        """Return the milliseconds that clients wait, each with a connection of its own (see `latencies`)."""
        with ExitStack() as stack:
            browsers = [stack.enter_context(closing(self.client(cookies))) for _ in range(clients)]
            return latencies([partial(ask, browser) for browser in browsers], count=count)


@contextmanager
def serving() -> Iterator[Server]:
    """Run `shuyou serve` as in production, with two processes of four threads, and stop it at the end."""
    port = free_port()
    surroundings = {
        **os.environ,
        "SHUYOU_PORT": str(port),
        "SHUYOU_BIND": "127.0.0.1",
        "SHUYOU_WEB_WORKERS": str(WORKERS),
        "SHUYOU_WEB_THREADS": str(THREADS),
    }
    with running([sys.executable, "-m", "shuyou.config.cli", "serve"], surroundings, port) as server:
        yield server


@contextmanager
def running(
    command: Sequence[str | Path], surroundings: Mapping[str, str], port: int, *, folder: Path | None = None
) -> Iterator[Server]:
    """Run a web server on a port until it is no longer needed: ours, or a peer's from its folder."""
    log = settings.SHUYOU_VAR / "log" / ("bench-peer.log" if folder else "bench-web.log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, env=surroundings, cwd=folder, stdout=output, stderr=output, start_new_session=True
        )
    try:
        _wait_for(port, process)
        yield Server(port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                message = "the web server did not start; see var/log/bench-web.log"
                raise BadAnswer(message) from None
            time.sleep(0.1)


def sign_in() -> str:
    """Return the cookies of a call-center agent who is signed in."""
    user, _ = User.objects.get_or_create(
        username="bench",
        defaults={"full_name": "Bench", "roles": [Role.CALL_AGENT.value], "is_staff": True, "is_active": True},
    )
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    secret = get_random_string(CSRF_LENGTH)
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={secret}"


class Client:
    """One browser's connection, kept open; plain sockets, so that the clients take little of the measured machine."""

    def __init__(self, port: int, cookies: str) -> None:
        self._port = port
        self._cookies = cookies
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def post(self, path: str, body: bytes) -> bytes:
        """
        Send a form as the pages' script does and return the fragment that comes back.

        :raises BadAnswer: the status is not 200.
        """
        csrf = self._cookies.rpartition("=")[2]
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nCookie: {self._cookies}\r\n"
            f"X-CSRFToken: {csrf}\r\nHX-Request: true\r\nAccept-Language: zh-CN\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._socket.sendall(head.encode() + body)
        return self._answer()

    def get(self, path: str) -> bytes:
        """
        Ask for a whole page as a browser does.

        :raises BadAnswer: the status is not 200.
        """
        head = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nCookie: {self._cookies}\r\n"
            "Accept-Language: zh-CN\r\n\r\n"
        )
        self._socket.sendall(head.encode())
        return self._answer()

    def _answer(self) -> bytes:
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head = bytes(received[:end])
        if not head.startswith(b"HTTP/1.1 200"):
            raise BadAnswer(head.decode(errors="replace"))
        length = next(int(line[15:]) for line in head.split(b"\r\n") if line[:15].lower() == b"content-length:")
        while len(received) < end + 4 + length:
            received += self._more()
        return bytes(received[end + 4 :])

    def _more(self) -> bytes:
        block = self._socket.recv(65536)
        if not block:
            message = "the server closed the connection"
            raise BadAnswer(message)
        return block


def latencies(asks: Sequence[Callable[[int], object]], *, count: int) -> list[float]:
    """
    Return the milliseconds of so many questions asked in a closed loop, each asker in a thread of its own.

    An asker is called with the serial of the question; serials are shared out evenly.
    """
    spent: list[list[float]] = [[] for _ in asks]

    def ask_on(place: int) -> None:
        ask, mine = asks[place], spent[place]
        for serial in range(place, count, len(asks)):
            started = time.perf_counter()
            ask(serial)
            mine.append((time.perf_counter() - started) * 1000)

    threads = [threading.Thread(target=ask_on, args=(place,)) for place in range(len(asks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = [one for mine in spent for one in mine]
    if len(found) != count:
        message = "an asker broke off"
        raise BadAnswer(message)
    return found
