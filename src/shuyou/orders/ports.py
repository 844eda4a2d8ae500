"""Who carries parcels: anything that takes them in, prints their labels and says where they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from django.utils.functional import Promise

from shuyou.orders.services import CarrierNote


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelOut:
    """A parcel as a carrier gets to know it: no more of the reader than it needs. `key` makes a repeat harmless."""

    key: str
    recipient: str
    phone: str
    address: str
    postcode: str
    copies: int
    collect: Decimal
    """What is to be taken at the door."""


class Carrier(Protocol):
    """A carrier's system."""

    code: str

    @property
    def label(self) -> str | Promise:
        """Return what the carrier is called."""

    def check_address(self, parcel: ParcelOut) -> Sequence[str]:
        """Return the fields of an address that the carrier cannot deliver to as they are; none: it can."""

    def book(self, parcel: ParcelOut) -> str:
        """
        Announce a parcel and return its waybill; the same key gets the same waybill again.

        :raises CarrierDown: the carrier does not answer; try again later.
        """

    def label_pdf(self, parcel: ParcelOut, waybill: str) -> bytes:
        """Return the label to stick on, 100 × 150 mm."""

    def track(self, waybill: str, *, handed_at: datetime, now: datetime) -> Sequence[CarrierNote]:
        """Return what the carrier says of a parcel; it may repeat itself, and be late."""

    def read_push(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> Sequence[CarrierNote]:
        """
        Return what a message of the carrier says.

        :raises PushForged: nobody can tell that it is the carrier's, or it is stale.
        """
