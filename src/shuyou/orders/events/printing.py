"""What books made for readers tell."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ManuscriptShelved(Event):
    """A file of a reader was put on their shelf, or taken off it."""

    name: ClassVar[str] = "orders.manuscript_shelved"
    manuscript_id: int
    member_id: int
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintJobMoved(Event):
    """A book that a reader has made was asked for, quoted, accepted, proofed, paid, printed, delivered or given up."""

    name: ClassVar[str] = "orders.print_job_moved"
    job_id: int
    member_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintPriceKept(Event):
    """A price of printing was added or changed."""

    name: ClassVar[str] = "orders.print_price_kept"
    price_id: int
