"""What appointments and offers of partners tell."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StationKept(Event):
    """A station where instruments are tried was added or changed."""

    name: ClassVar[str] = "orders.station_kept"
    station_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMoved(Event):
    """An appointment was booked, moved to another time, kept, missed or called off."""

    name: ClassVar[str] = "orders.appointment_moved"
    appointment_id: int
    member_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerOfferKept(Event):
    """An offer of a partner was added or changed."""

    name: ClassVar[str] = "orders.partner_offer_kept"
    offer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerOfferUsed(Event):
    """A reader used an offer of a partner."""

    name: ClassVar[str] = "orders.partner_offer_used"
    offer_id: int
    member_id: int
