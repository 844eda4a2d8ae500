"""What the API asks of the world: that somebody else's program be told something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """What another program answered; status 0: nothing, and the text says why."""

    status: int
    text: str

    @property
    def is_taken(self) -> bool:
        """Tell whether it took what was sent."""
        return 200 <= self.status < 300


class Teller(Protocol):
    """Sends something to an address of the web."""

    def send(self, url: str, *, headers: Mapping[str, str], body: str) -> Answer:
        """Send a body once, follow nowhere, and return what was answered."""
