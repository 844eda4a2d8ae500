"""What flows in a connection, cut into messages (RFC 3261, 18.3; RFC 5626, 4.4.1)."""

import re
from typing import Final

from shuyou.callcenter.adapters.embedded.message import LARGEST, BadMessage

END: Final = b"\r\n\r\n"
KEEP_ALIVE: Final = b"\r\n\r\n"
"""What somebody says who only keeps the connection open; they hear `PONG`."""
PONG: Final = b"\r\n"
_LENGTH: Final = re.compile(rb"^(?:content-length|l)[ \t]*:[ \t]*([0-9]{1,6})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class Framer:
    """Keeps what has come of a message until it is whole, and never more than one message may have."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._looked = 0

    def cut(self, data: bytes) -> list[bytes]:
        """
        Return the messages, and words that only keep the connection open, that are whole by now.

        :raises BadMessage: nobody can tell where the next message ends.
        """
        self._held += data
        found = []
        while piece := self._next():
            found.append(piece)
        return found

    def _next(self) -> bytes:
        """Return the next whole one; empty where there is none yet."""
        held = self._held
        while held[:2] == PONG and len(held) >= len(KEEP_ALIVE):
            if held[:4] == KEEP_ALIVE:
                return self._taken(len(KEEP_ALIVE))
            del held[:2]
        if KEEP_ALIVE.startswith(held):
            return b""
        end = held.find(END, max(self._looked - len(END), 0))
        self._looked = len(held) if end < 0 else end
        whole = len(held) if end < 0 else end + len(END) + stated_length(bytes(held[:end]))
        if whole > LARGEST:
            raise BadMessage("too large")
        return b"" if end < 0 or len(held) < whole else self._taken(whole)

    def _taken(self, count: int) -> bytes:
        piece = bytes(self._held[:count])
        del self._held[:count]
        self._looked = 0
        return piece


def stated_length(head: bytes) -> int:
    """
    Return how long a message says that its body is.

    :raises BadMessage: it says nothing, or several things.
    """
    said = set(map(int, _LENGTH.findall(head)))
    if len(said) != 1:
        raise BadMessage("no content-length")
    return said.pop()
