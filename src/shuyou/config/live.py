"""
`shuyou live`: one small process that keeps the connections of open pages and tells them what changed.

The web server's threads are for requests that end. A page that wants to hear of something asks like any other, with
its sign-in; the answer names topics, and the web server hands the browser's connection over to this process through a
socket in the installation's folder. From then on it costs a file descriptor. What is told comes from the database's
notifications (`shuyou.kernel.live`).
"""

import asyncio
import contextlib
import json
import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import psycopg

from shuyou.kernel.live import CHANNEL, HANDED

log = logging.getLogger(__name__)

HEAD: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\n"
    b"X-Accel-Buffering: no\r\nConnection: close\r\n\r\nretry: 2000\n\nevent: ready\ndata: \n\n"
)
BEAT: Final = 15.0
"""Seconds between signs of life, by which connections that are gone are found."""
MOST: Final = 2_000
LONGEST_WORD: Final = 4_096
TOGETHER: Final = 0.25
"""Seconds for which a topic that was just told of waits to be told of again: one word then stands for many."""
CALM: Final = "floor"


def place_of(var: Path) -> Path:
    """Return the socket through which connections are handed over."""
    return var / "live.sock"


# --- in the web server


type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class HandedOver(ConnectionAbortedError):
    """The connection belongs to another process: nothing is to be written to it any more."""


def handing_over(application: Application, var: Path) -> Application:
    """Return an application that gives connections away whose answers ask for it; if it cannot, the answer stands."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        topics = ""

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal topics
            topics = next((value for name, value in headers if name == HANDED), "")
            return start_response(status, [one for one in headers if one[0] != HANDED], *rest)

        body = application(environ, start)
        client = environ.get("gunicorn.socket")
        if topics and isinstance(client, socket.socket) and _hand_over(client, topics, place_of(var)):
            if (close := getattr(body, "close", None)) is not None:
                close()
            raise HandedOver(32, "handed over")
        return body

    return answer


def _hand_over(client: socket.socket, topics: str, place: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as way:
            way.settimeout(1)
            way.connect(str(place))
            socket.send_fds(way, [topics.encode()], [client.fileno()])
            if way.recv(1) != b"1":
                return False
    except OSError:
        return False
    # What the web server shuts and closes from here on is a socket that leads nowhere.
    stub, other = socket.socketpair()
    os.dup2(stub.fileno(), client.fileno())
    stub.close()
    other.close()
    return True


# --- in the process itself


class Live:
    """Open pages, and what they want to hear of."""

    def __init__(self) -> None:
        self._pages: dict[socket.socket, frozenset[str]] = {}
        self._due: dict[str, asyncio.TimerHandle] = {}
        self._told: dict[str, float] = {}

    async def run(self, place: Path, conninfo: str) -> None:
        """Take connections and tell them what the database says, until told to stop."""
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        door = _open_door(place)
        loop.add_reader(door, self._take, door)
        jobs = [asyncio.ensure_future(job) for job in (self._hear(conninfo), self._beat())]
        await stop.wait()
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)
        loop.remove_reader(door)
        door.close()
        for page in list(self._pages):
            self._drop(page)

    def tell(self, topic: str, word: bytes) -> None:
        """Say something to every page that listens to a topic."""
        for page, topics in list(self._pages.items()):
            if topic in topics:
                self._say(page, word)

    def _take(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            way, _ = door.accept()
            with way:
                way.settimeout(0.5)
                said, handles, _, _ = socket.recv_fds(way, LONGEST_WORD, 1)
                page = socket.socket(fileno=handles[0])
                way.send(b"1")
                self._welcome(page, frozenset(map(str, json.loads(said))))

    def _welcome(self, page: socket.socket, topics: frozenset[str]) -> None:
        page.setblocking(False)
        if len(self._pages) >= MOST:
            page.close()
            return
        self._pages[page] = topics
        asyncio.get_running_loop().add_reader(page, self._listen, page)
        self._say(page, HEAD)

    def _listen(self, page: socket.socket) -> None:
        """Browsers say nothing more: what can be read is the end."""
        try:
            if page.recv(1024):
                return
        except BlockingIOError:
            return
        except OSError:
            pass
        self._drop(page)

    def _say(self, page: socket.socket, word: bytes) -> None:
        """Say something, at once or not at all: a page that does not read is let go, and asks anew."""
        try:
            if page.send(word) == len(word):
                return
        except OSError:
            pass
        self._drop(page)

    def _drop(self, page: socket.socket) -> None:
        if self._pages.pop(page, None) is not None:
            asyncio.get_running_loop().remove_reader(page)
            page.close()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            for page in list(self._pages):
                self._say(page, b": \n\n")

    async def _hear(self, conninfo: str) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(conninfo, autocommit=True) as session:
                    await session.execute(f"LISTEN {CHANNEL}")
                    self.tell("again", b"event: again\ndata: \n\n")
                    async for word in session.notifies():
                        self._pass_on(word.payload)
            except psycopg.Error:
                log.warning("the database cannot be heard; trying again")
            await asyncio.sleep(1)

    def _pass_on(self, payload: str) -> None:
        topic, code, value = json.loads(payload)
        if topic == CALM:
            self._calmly(topic)
            return
        self.tell(topic, f"event: {topic.partition(':')[0]}\ndata: {json.dumps([code, value])}\n\n".encode())

    def _calmly(self, topic: str) -> None:
        """Tell of the whole floor at most so often: hundreds of pages look again each time."""
        if topic in self._due:
            return
        wait = max(0.0, self._told.get(topic, 0.0) + 1 - time.monotonic(), TOGETHER)
        self._due[topic] = asyncio.get_running_loop().call_later(wait, self._told_of, topic)

    def _told_of(self, topic: str) -> None:
        del self._due[topic]
        self._told[topic] = time.monotonic()
        self.tell(topic, f"event: {topic}\ndata: \n\n".encode())


def _open_door(place: Path) -> socket.socket:
    place.unlink(missing_ok=True)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    door.bind(str(place))
    place.chmod(0o600)
    door.listen(64)
    door.setblocking(False)
    return door


def keep_pages(var: Path, conninfo: str) -> None:
    """Keep open pages until told to stop."""
    asyncio.run(Live().run(place_of(var), conninfo))
