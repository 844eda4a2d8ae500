"""Channels that people carry: letters wait for the next batch to be printed, calls for somebody to make them."""

from collections.abc import Iterator
from contextlib import contextmanager

from shuyou.messaging.ports import Outgoing, Taken


class PaperProvider:
    """Takes letters for the next batch."""

    code = "paper"
    is_set_up = True

    @contextmanager
    def line(self) -> Iterator["PaperProvider"]:
        """Return the tray."""
        yield self

    def send(self, message: Outgoing) -> Taken:
        """Put a letter into the tray."""
        return Taken(key=message.key)

    def look_up(self, key: str) -> Taken:
        """Say that a letter lies in the tray."""
        return Taken(key=key)


class PhoneProvider(PaperProvider):
    """Takes calls: who calls sees them on the reader's page and in the work of the day."""

    code = "call"
