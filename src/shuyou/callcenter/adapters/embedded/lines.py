"""Connections that SIP comes by, over TCP and TLS: who may have one, what flows in it, and when it is let go."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from shuyou.callcenter.adapters.embedded.framing import KEEP_ALIVE, PONG, Framer
from shuyou.callcenter.adapters.embedded.guard import Guard
from shuyou.callcenter.adapters.embedded.message import BadMessage
from shuyou.callcenter.adapters.embedded.transactions import TCP, TLS, Address

MOST, OF_HOST = 1_000, 200
"""Connections at a time, in all and of one host."""
SILENT: Final = 10.0
"""Seconds within which whoever has connected says something whole."""
IDLE: Final = 3_700.0
"""Seconds without a word after which a connection is closed: telephones say sooner where they are."""
UNREAD: Final = 262_144
"""Bytes that may wait for who does not read them."""
WAITING: Final = 100
"""Messages that wait for a connection to be made."""
PATIENCE: Final = 4.0
NONSENSE: Final = 8
"""Messages that are none, after which a connection is closed."""

type Cut = Callable[[bytes, Address], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """What TLS is spoken with, and at which port: our own certificate, and whose others we believe."""

    port: int
    ours: ssl.SSLContext
    theirs: ssl.SSLContext


class Line(asyncio.Protocol):
    """One connection."""

    def __init__(self, lines: "Lines", by: str, now: float) -> None:
        self._lines, self._by, self._framer, self._nonsense = lines, by, Framer(), 0
        self.transport: asyncio.Transport
        self.far = Address("", 0, by)
        self.heard_at, self.has_spoken = now, False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection, if they may have one."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        host, port = transport.get_extra_info("peername")[:2]
        self.far = Address(host, port, self._by)
        if not self._lines.admit(self):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Bring on what has come whole."""
        try:
            pieces = self._framer.cut(data)
        except BadMessage:
            self._lines.malformed += 1
            self.transport.abort()
            return
        for piece in pieces:
            if self.transport.is_closing():
                return
            self._take(piece)

    def _take(self, piece: bytes) -> None:
        self.heard_at = self._lines.now()
        if piece == KEEP_ALIVE:
            self.say(PONG)
        elif self._lines.heard(piece, self.far):
            self.has_spoken = True
        else:
            self._nonsense += 1
            if self._nonsense >= NONSENSE:
                self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Have it forgotten."""
        self._lines.forget(self)

    def say(self, data: bytes) -> None:
        """Send something to who reads what they are sent."""
        if self.transport.get_write_buffer_size() > UNREAD:
            self.transport.abort()
        else:
            self.transport.write(data)


class Lines:
    """All connections, from `open` to `close`."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, guard: Guard, *, heard: Cut, lost: Callable[[Address], object]
    ) -> None:
        self.heard = heard
        self.malformed = self.strange = 0
        """How many connections were closed for what was said there, and how many were a stranger's."""
        self._loop, self._guard, self._lost = loop, guard, lost
        self._lines: dict[Address, Line] = {}
        self._of_host: Counter[str] = Counter()
        self._waiting: dict[Address, list[bytes]] = {}
        self._making: set[asyncio.Task[None]] = set()
        self._servers: list[asyncio.Server] = []
        self._certificates: Certificates | None = None
        self._host = ""

    def __len__(self) -> int:
        return len(self._lines)

    def now(self) -> float:
        """Return the moment by the loop's clock."""
        return self._loop.time()

    async def open(self, near: Address, certificates: Certificates | None) -> dict[str, Address]:
        """
        Begin to listen for connections, and return where for each kind.

        :raises OSError: somebody else listens there.
        """
        self._host, self._certificates = near.host, certificates
        found = {TCP: await self._serve(near, TCP, None)}
        if certificates is not None:
            found[TLS] = await self._serve(near._replace(port=certificates.port), TLS, certificates.ours)
        return found

    async def _serve(self, near: Address, by: str, context: ssl.SSLContext | None) -> Address:
        server = await self._loop.create_server(
            lambda: Line(self, by, self.now()), near.host, near.port, family=socket.AF_INET, ssl=context,
            ssl_handshake_timeout=SILENT if context else None,
        )  # fmt: skip
        self._servers.append(server)
        host, port = server.sockets[0].getsockname()
        return Address(host, port, by)

    def close(self) -> None:
        """Let all connections go."""
        for server in self._servers:
            server.close()
        self._servers.clear()
        for task in self._making:
            task.cancel()
        for line in list(self._lines.values()):
            line.transport.abort()

    def sweep(self) -> None:
        """Close connections by which nothing is said."""
        now = self.now()
        for line in list(self._lines.values()):
            if now - line.heard_at > (IDLE if line.has_spoken else SILENT):
                line.transport.abort()

    # --- connections

    def is_connected(self, far: Address) -> bool:
        """Return whether a connection leads there."""
        return far in self._lines

    def admit(self, line: Line) -> bool:
        """Keep a connection, and return whether its other side may have one."""
        if not self._guard.is_heard(line.far.host):
            self.strange += 1
            return False
        if len(self._lines) >= MOST or self._of_host[line.far.host] >= OF_HOST:
            return False
        self._lines[line.far] = line
        self._of_host[line.far.host] += 1
        return True

    def forget(self, line: Line) -> None:
        """Let a connection go that is closed."""
        if self._lines.get(line.far) is not line:
            return
        del self._lines[line.far]
        self._of_host[line.far.host] -= 1
        self._of_host += Counter()  # who has none is not counted
        self._lost(line.far)

    # --- what is said

    def send(self, data: bytes, target: Address) -> None:
        """Say something by the connection that leads there, or by one that is made for it."""
        if (line := self._lines.get(target)) is not None:
            line.say(data)
        elif (waiting := self._waiting.get(target)) is not None:
            if len(waiting) < WAITING:
                waiting.append(data)
        elif self._guard.is_heard(target.host):
            self._waiting[target] = [data]
            task = asyncio.ensure_future(self._connect(target))
            self._making.add(task)
            task.add_done_callback(self._making.discard)

    async def _connect(self, target: Address) -> None:
        trunk = self._guard.trunk_of(target.host)
        name, context = (trunk.certified if trunk else ""), None
        if target.by == TLS and self._certificates is not None:
            context = self._certificates.theirs
        try:
            if target.by == TLS and (context is None or not name):
                return
            async with asyncio.timeout(PATIENCE):
                await self._loop.create_connection(
                    lambda: Line(self, target.by, self.now()), target.host, target.port, ssl=context,
                    server_hostname=name if context else None, local_addr=(self._host, 0),
                )  # fmt: skip
            if (line := self._lines.get(target)) is not None:
                line.has_spoken = True
                for data in self._waiting[target]:
                    line.say(data)
        except (OSError, TimeoutError):  # whoever asked hears nothing, as where a message is lost
            return
        finally:
            del self._waiting[target]
