"""What payments ask of providers, whoever they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

PAID, REFUNDED = "paid", "refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Money to be asked of a reader."""

    number: str
    amount: Decimal
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """Money to be taken by the code on a reader's telephone, which was scanned at a place of ours."""

    number: str
    amount: Decimal
    title: str
    code: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a provider told, after its signature was found good."""

    event: str
    kind: str
    number: str
    """Ours: of the charge, or of the refund."""
    trade: str
    amount: Decimal
    currency: str
    merchant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBack:
    """Money to be given back."""

    number: str
    charge: str
    trade: str
    amount: Decimal
    paid: Decimal
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """What a provider said to a refund: its own number of it, and whether it is done already."""

    reference: str
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """One line of a provider's bill."""

    number: str
    amount: Decimal
    is_refund: bool


class PaymentProvider(Protocol):
    """
    A provider of payments.

    Whatever goes wrong on the way to it is raised as ProviderFailed; a notice that is not to be believed as
    NoticeRefused.
    """

    @property
    def code(self) -> str:
        """By which the provider is known here."""

    @property
    def merchant(self) -> str:
        """By which the club is known there."""

    def ask(self, asked: Asked) -> str:
        """Ask for money and return what the reader scans."""

    def read(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Told:
        """Return what a notice says, once its signature, age and contents were found good."""

    def look_up(self, number: str) -> Told | None:
        """Return what became of a charge, or None while it is not paid."""

    def collect(self, scanned: Scanned) -> Told | None:
        """
        Take money by a scanned code; return what was paid, or None while the reader still has to agree.

        A code that is not good, or a reader who has not got the money, is raised as CodeRefused: nothing moved. After
        ProviderFailed nobody knows: it is looked up, or called off.
        """

    def call_off(self, number: str) -> None:
        """Have money asked by a scanned code never be paid; what was paid goes back. A repeat changes nothing."""

    def give_back(self, asked: AskedBack) -> GivenBack:
        """Give money back; the same number never twice."""

    def bill(self, day: date) -> Sequence[BillLine]:
        """Return the bill of a day."""

    def thanks(self) -> tuple[str, str]:
        """Return how a notice is acknowledged: a content type and a body."""


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells: the firm, and its number."""

    title: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceAskedFor:
    """An invoice to be issued: its serial, who sells and buys, and its sums; a red one names the one it takes back."""

    serial: str
    original: str
    seller: Seller
    buyer_title: str
    tax_number: str
    net: Decimal
    tax: Decimal
    total: Decimal
    at: datetime


class InvoiceProvider(Protocol):
    """A provider of invoices (数电票): the tax service, or whoever speaks with it."""

    def issue(self, asked: InvoiceAskedFor) -> str:
        """Issue an invoice and return its number of twenty digits; the same serial always gets the same one."""
