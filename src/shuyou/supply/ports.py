"""Where orders to suppliers go: anything that turns an order into what a supplier's system takes, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLine:
    """Copies of a title in an order message."""

    number: int
    isbn: str
    title: str
    copies: int
    list_price: Decimal
    net_price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMessage:
    """An order as it travels: who orders from whom, in which currency, what, and by when."""

    number: str
    ordered_on: date
    buyer: str
    supplier: str
    currency: str
    lines: Sequence[MessageLine]
    expected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """What a supplier's message says of a title: how many copies it delivers, when, at which list price."""

    isbn: str
    copies: int
    promised_on: date | None = None
    list_price: Decimal | None = None
    answer: str = ""
    """Why fewer (see `PurchaseLine.Answer`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMessage:
    """A supplier's answer to an order as it travels."""

    order_number: str
    answered_on: date
    supplier: str
    lines: Sequence[AnswerLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLetter:
    """An order as a letter; its key is the same however often it is tried, so that whoever gets it twice can tell."""

    key: str
    recipient: str
    subject: str
    text: str
    enclosures: Sequence[Enclosure]


class LetterRefused(Exception):
    """The letter was not taken, and will not be if it is tried again."""


class PostAway(Exception):
    """The letter was not taken now; later it may be."""


class PostUnclear(Exception):
    """The letter was handed over and nothing was heard: it may have been taken."""


class Post(Protocol):
    """A way for letters to suppliers."""

    def send(self, letter: OrderLetter) -> None:
        """
        Hand a letter over.

        :raises LetterRefused: it was not taken and never will be.
        :raises PostAway: it was not taken now.
        :raises PostUnclear: it may have been taken.
        """


class OrderFormat(Protocol):
    """A way to write an order so that nobody can change it unnoticed, and to read it again."""

    suffix: str
    media_type: str

    def write(self, message: OrderMessage) -> bytes:
        """Return the message as a signed file."""

    def read(self, file: bytes) -> OrderMessage:
        """
        Return the message of a signed file.

        :raises SignatureWrong: it was changed on its way, or somebody else wrote it.
        :raises MessageUnreadable: it is no order.
        """

    def write_answer(self, message: AnswerMessage) -> bytes:
        """Return a supplier's answer as a signed file."""

    def read_answer(self, file: bytes) -> AnswerMessage:
        """
        Return the answer of a signed file.

        :raises SignatureWrong: it was changed on its way, or somebody else wrote it.
        :raises MessageUnreadable: it is no answer.
        """
