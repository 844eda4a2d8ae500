"""What catalogues and their order forms tell."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionKept(Event):
    """A catalogue was made up, changed, sent out or closed."""

    name: ClassVar[str] = "orders.edition_kept"
    edition_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFormTaken(Event):
    """An order form of a catalogue came back and was taken into a draft."""

    name: ClassVar[str] = "orders.order_form_taken"
    edition_id: int
    member_id: int
    copies: int
