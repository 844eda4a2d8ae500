"""Where messages go: anything that takes one, tells whether it has it, and may be asked for it later."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message as it leaves; its key is the same however often it is tried, so that whoever gets it twice can tell."""

    key: str
    address: str
    sender: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    parts: int = 1
    kind: str = ""
    """The kind of notice, and what it says: some providers fill in texts that were registered with them."""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a provider says when it has a message: its own key for it, and how many parts it bills."""

    key: str
    parts: int = 1


class Refused(Exception):
    """The message was not taken, and will not be if it is tried again; `is_address`: the address is no good."""

    def __init__(self, reason: str, *, is_address: bool = False) -> None:
        super().__init__(reason)
        self.is_address = is_address


class Away(Exception):
    """The message was not taken now; later it may be."""


class Down(Away):
    """The way itself is down, before the message was begun: nothing else goes over it either."""


class Unclear(Exception):
    """The message was handed over and nothing was heard: it may have been taken."""


class Line(Protocol):
    """An open way to a provider."""

    def send(self, message: Outgoing) -> Taken:
        """
        Hand a message over.

        :raises Refused: it was not taken and never will be.
        :raises Away: it was not taken now.
        :raises Down: nothing goes over this way any more.
        :raises Unclear: it may have been taken.
        """


class Provider(Protocol):
    """A way for messages of one channel."""

    code: str

    @property
    def is_set_up(self) -> bool:
        """Whether there is anybody who takes them; if not, the gate tries other channels."""

    def line(self) -> AbstractContextManager[Line]:
        """
        Open a way for some messages, closed after them.

        :raises Away: nobody answers.
        """

    def look_up(self, key: str) -> Taken | None:
        """
        Ask what became of a message by our own key; None: it never arrived.

        :raises Unclear: the provider cannot tell.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a provider tells of a message, or an answer to it; `key` is the same however often it is told."""

    key: str
    kind: str
    provider_key: str
    at: datetime
    text: str = ""
    is_address: bool = True
    """Of what came back: whether nobody will ever be reached there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardFile:
    """Something that was attached to a message; `file` is its name in the store, empty if it was not taken."""

    name: str
    content_type: str
    size: int
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message that came in, as its channel brought it."""

    channel: str
    key: str
    sender: str
    text: str
    at: datetime
    subject: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    references: Sequence[str] = ()
    """Keys of the messages that it answers."""
    original: str = ""
    """The name in the store of the message as it came."""
    files: Sequence[HeardFile] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxLetter:
    """A letter in a mailbox: its place there, and as much of it as is taken."""

    validity: int
    place: int
    content: bytes
    size: int
    is_whole: bool = True
    name: str = ""


class MailBox(Protocol):
    """Where letters to the club arrive."""

    code: str

    def letters(self, *, validity: int, after: int, limit: int) -> Iterator[BoxLetter]:
        """
        Fetch what arrived after a place, the oldest first; where the box was made anew, all that is there.

        :raises Away: nobody answers, or we are not let in.
        """

    def put_away(self, letter: BoxLetter) -> None:
        """Have a letter that is in the house not offered again, where the box itself remembers."""
