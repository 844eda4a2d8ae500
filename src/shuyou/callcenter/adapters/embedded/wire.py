"""What SIP comes in by, a socket and connections: who is not to be heard is dropped before anything is read."""

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Final

from shuyou.callcenter.adapters.embedded.guard import Guard
from shuyou.callcenter.adapters.embedded.lines import Certificates, Lines
from shuyou.callcenter.adapters.embedded.message import LARGEST, BadMessage, Request, Response, parse
from shuyou.callcenter.adapters.embedded.transactions import UDP, Address

ROOM: Final = 4 << 20
"""Bytes that may wait at the socket while we are busy."""
AT_ONCE: Final = 64
TRIES: Final = 9
"""How many more ports are tried where any will do."""

type Heard = Callable[[Request | Response, Address], object]


class Wire:
    """One socket and many connections, from `open` to `close`."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, guard: Guard, heard: Heard, *, lost: Callable[[Address], object]
    ) -> None:
        self._loop, self._guard, self._heard = loop, guard, heard
        self._sock: socket.socket | None = None
        self.lines = Lines(loop, guard, heard=self._cut, lost=lost)
        self._nears: dict[str, Address] = {}
        self.strange = self.malformed = 0
        """How many datagrams came from strangers, and how many were no SIP."""

    @property
    def is_open(self) -> bool:
        """Return whether the port is ours."""
        return self._sock is not None

    def near_by(self, by: str) -> Address:
        """Return where we are for who speaks by that."""
        return self._nears[by]

    async def open(self, near: Address, certificates: Certificates | None = None) -> Address:
        """
        Begin to listen, by UDP and TCP at one port and by TLS where there is a certificate; return where.

        A port of 0 is any that is free by both: what the system gives for the one may be taken by the other.

        :raises OSError: somebody else listens there.
        """
        for _ in range(0 if near.port else TRIES):
            try:
                return await self._open(near, certificates)
            except OSError as error:
                if error.errno != errno.EADDRINUSE:
                    raise
        return await self._open(near, certificates)

    async def _open(self, near: Address, certificates: Certificates | None) -> Address:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
            sock.bind(near[:2])
            host, port = sock.getsockname()
            self._nears[UDP] = Address(host, port)
            self._nears |= await self.lines.open(self._nears[UDP], certificates)
        except OSError:
            self.lines.close()
            sock.close()
            raise
        self._sock = sock
        self._loop.add_reader(sock, self._readable)
        return self._nears[UDP]

    def close(self) -> None:
        """Listen no longer."""
        self.lines.close()
        if self._sock is not None:
            self._loop.remove_reader(self._sock)
            self._sock.close()
            self._sock = None

    def send(self, data: bytes, target: Address) -> None:
        """Send something; what cannot be sent is lost, as on any network."""
        if self._sock is None:
            return
        if target.is_line:
            self.lines.send(data, target)
            return
        try:
            self._sock.sendto(data, target[:2])
        except (OSError, OverflowError):
            return

    def _readable(self) -> None:
        for _ in range(AT_ONCE):
            if self._sock is None:
                return
            try:
                data, source = self._sock.recvfrom(LARGEST + 1)
            except BlockingIOError:
                return
            except OSError:  # what was sent before did not arrive
                continue
            self.receive(data, Address(*source))

    def receive(self, data: bytes, source: Address) -> None:
        """Take in a datagram."""
        if not self._guard.is_heard(source.host):
            self.strange += 1
        elif data.strip(b"\r\n\0"):  # else it only keeps a router's way open
            self._cut(data, source)

    def _cut(self, data: bytes, source: Address) -> bool:
        """Bring on a message, and return whether it is one."""
        try:
            message = parse(data)
        except BadMessage:
            self.malformed += 1
            return False
        self._heard(message, source)
        return True
