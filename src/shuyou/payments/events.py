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


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeMade(Event):
    """Money was asked of a reader through a provider."""

    name: ClassVar[str] = "payments.charge_made"
    charge_id: int
    member_id: int | None
    source: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeSettled(Event):
    """A provider says that a reader paid; what it was for is told by its source."""

    name: ClassVar[str] = "payments.charge_settled"
    charge_id: int
    member_id: int | None
    source: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeCalledOff(Event):
    """Money asked by a scanned code is not to be paid any more; `is_over` once the provider agreed."""

    name: ClassVar[str] = "payments.charge_called_off"
    charge_id: int
    source: str
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTaken(Event):
    """A notice of a provider changed nothing: a repeat, or about something that is as it says."""

    name: ClassVar[str] = "payments.notice_taken"
    provider: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAsked(Event):
    """Money is to be given back."""

    name: ClassVar[str] = "payments.refund_asked"
    refund_ids: tuple[int, ...]
    source: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundMoved(Event):
    """A refund went to the provider, was given back, or was refused."""

    name: ClassVar[str] = "payments.refund_moved"
    refund_id: int
    source: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BillCompared(Event):
    """A provider's bill of a day was compared with our books."""

    name: ClassVar[str] = "payments.bill_compared"
    bill_id: int
    differences: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceDecided(Event):
    """Somebody found out why a bill and our books differ."""

    name: ClassVar[str] = "payments.difference_decided"
    difference_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceAsked(Event):
    """An invoice, or a red one, is to be issued."""

    name: ClassVar[str] = "payments.invoice_asked"
    invoice_id: int
    source: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceMoved(Event):
    """An invoice was issued, or refused by the tax service."""

    name: ClassVar[str] = "payments.invoice_moved"
    invoice_id: int
    source: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLimitSet(Event):
    """Somebody set how much an institution may owe."""

    name: ClassVar[str] = "payments.credit_limit_set"
    institution_id: int
    most: str
