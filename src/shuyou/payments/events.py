"""What payments tell."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceFileMoved(Event):
    """A file of remittances was handed in, started or dropped."""

    name: ClassVar[str] = "payments.remittance_file_moved"
    file_id: int
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittancesArrived(Event):
    """Slips of a file came in; `created` are the new ones."""

    name: ClassVar[str] = "payments.remittances_arrived"
    run_id: int
    created: tuple[int, ...]
    known: int
    reported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemittanceSentBack(Event):
    """What was left of a slip goes back to who paid it."""

    name: ClassVar[str] = "payments.remittance_sent_back"
    remittance_id: int
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyExported(Event):
    """Somebody took a list of payments out of the house; `wanted` is its filter."""

    name: ClassVar[str] = "payments.money_exported"
    what: str
    wanted: str
