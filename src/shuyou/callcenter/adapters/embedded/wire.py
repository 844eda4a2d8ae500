"""The socket that SIP comes in by: who is not to be heard is dropped before anything is read."""

import asyncio
import socket
from collections.abc import Callable
from typing import Final

from shuyou.callcenter.adapters.embedded.guard import Guard
from shuyou.callcenter.adapters.embedded.message import LARGEST, BadMessage, Request, Response, parse
from shuyou.callcenter.adapters.embedded.transactions import Address

ROOM: Final = 4 << 20
"""Bytes that may wait at the socket while we are busy."""
AT_ONCE: Final = 64

type Heard = Callable[[Request | Response, Address], object]


class Wire:
    """One socket, open from `open` to `close`."""

    def __init__(self, loop: asyncio.AbstractEventLoop, guard: Guard, heard: Heard) -> None:
        self._loop, self._guard, self._heard = loop, guard, heard
        self._sock: socket.socket | None = None
        self.strange = self.malformed = 0
        """How many datagrams came from strangers, and how many were no SIP."""

    @property
    def is_open(self) -> bool:
        """Return whether the port is ours."""
        return self._sock is not None

    def open(self, near: Address) -> Address:
        """
        Begin to listen, and return where.

        :raises OSError: somebody else listens there.
        """
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
            sock.bind(near)
        except OSError:
            sock.close()
            raise
        self._sock = sock
        self._loop.add_reader(sock, self._readable)
        host, port = sock.getsockname()
        return host, port

    def close(self) -> None:
        """Listen no longer."""
        if self._sock is not None:
            self._loop.remove_reader(self._sock)
            self._sock.close()
            self._sock = None

    def send(self, data: bytes, target: Address) -> None:
        """Send something; what cannot be sent is lost, as on any network."""
        if self._sock is None:
            return
        try:
            self._sock.sendto(data, target)
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
            self.receive(data, source)

    def receive(self, data: bytes, source: Address) -> None:
        """Take in a datagram."""
        if not self._guard.is_heard(source[0]):
            self.strange += 1
            return
        if not data.strip(b"\r\n\0"):  # keeps a router's way open
            return
        try:
            message = parse(data)
        except BadMessage:
            self.malformed += 1
            return
        self._heard(message, source)
