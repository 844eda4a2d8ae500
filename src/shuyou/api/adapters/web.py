"""
Telling other programs by HTTP, and nobody inside our own network.

A name is resolved here, every address that it has is looked at, and the connection goes to the very address that was:
a name that answers otherwise the next moment leads nowhere else. Nobody is followed to where they point.
"""

import socket
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from threading import Timer
from typing import Final

from shuyou.api.errors import AddressRefused
from shuyou.api.ports import Answer
from shuyou.api.rules import Target, is_public_ip, target_of

PATIENCE: Final = 10
"""Seconds that a connection, or a part of an answer, may take."""

AT_MOST: Final = 20
"""Seconds after which a call is broken off, however it goes on."""

SHOWN: Final = 500
"""Bytes of an answer that are read."""


class WebTeller:
    """Sends by HTTPS; by HTTP and into private networks only where the installation allows it."""

    def __init__(self, *, may_be_private: bool = False) -> None:
        self._may_be_private = may_be_private
        self._tls = ssl.create_default_context()

    def send(self, url: str, *, headers: Mapping[str, str], body: str) -> Answer:
        """Send a body once and return what was answered, or why nothing was."""
        try:
            target = target_of(url, may_be_private=self._may_be_private)
            return self._call(target, headers, body)
        except AddressRefused:
            return Answer(0, "address refused")
        except (OSError, HTTPException, UnicodeError) as error:
            return Answer(0, str(error)[:SHOWN] or type(error).__name__)

    def _call(self, target: Target, headers: Mapping[str, str], body: str) -> Answer:
        connection = HTTPConnection(target.host, target.port, timeout=PATIENCE)
        connection.sock = self._connected(target)
        watch = Timer(AT_MOST, _break_off, [connection.sock])
        watch.daemon = True
        watch.start()
        try:
            connection.request("POST", target.path, body.encode(), {**headers, "Host": target.authority})
            response = connection.getresponse()
            return Answer(response.status, response.read(SHOWN).decode(errors="replace").replace("\0", ""))
        finally:
            watch.cancel()
            connection.close()

    def _connected(self, target: Target) -> socket.socket:
        """
        Return a connection to an address that was looked at.

        :raises AddressRefused: one of those that the name stands for is private.
        """
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        addresses = [str(where[0]) for *_kind, where in found]
        if not self._may_be_private and not all(map(is_public_ip, addresses)):
            raise AddressRefused(value=target.host)
        plain = socket.create_connection((addresses[0], target.port), PATIENCE)
        if not target.is_tls:
            return plain
        try:
            return self._tls.wrap_socket(plain, server_hostname=target.host)
        except BaseException:
            plain.close()
            raise


def _break_off(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
