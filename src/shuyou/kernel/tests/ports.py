"""Ports for servers that tests start."""

import secrets
import socket
from typing import Final

LOWEST: Final = 10_000
MOST: Final = 10_000
"""Below those that systems give to connections by themselves, so that no connection sits there meanwhile."""


def free_port() -> int:
    """Return a port of this machine at which nobody listens, by TCP or by UDP."""
    while True:
        port = LOWEST + secrets.randbelow(MOST)
        try:
            with socket.socket() as by_tcp, socket.socket(type=socket.SOCK_DGRAM) as by_udp:
                by_tcp.bind(("127.0.0.1", port))
                by_udp.bind(("127.0.0.1", port))
        except OSError:
            continue
        return port
