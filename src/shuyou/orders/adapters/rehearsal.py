"""A carrier in the house: it signs, delays, repeats itself, loses parcels and fails like a real one."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuyou.orders.errors import CarrierDown, PushForged
from shuyou.orders.exports.label import label_pdf
from shuyou.orders.ports import ParcelOut
from shuyou.orders.services import CarrierNote

STALE: Final = timedelta(minutes=5)
WAY: Final = (
    ("accepted", "收寄局", timedelta(hours=2)),
    ("underway", "省邮件处理中心", timedelta(hours=11)),
    ("delivering", "投递局", timedelta(hours=40)),
)
ARRIVES: Final = timedelta(hours=46)
GIVES_UP: Final = timedelta(days=12)
DOWN_OF: Final = 97
"""One key in so many is refused the first time it is sent."""
LOST_OF: Final = 211
PLACES: Final = frozenset("省市区县州盟旗乡镇路街道号村")
"""An address in China names one of these."""
TWICE_OF: Final = 5


class RehearsalCarrier:
    """The post office as it behaves; what it says of a parcel follows from its waybill and the time alone."""

    code = "post"

    def __init__(self, secret: str = "", *, down_of: int = DOWN_OF) -> None:
        self._secret = (secret or f"{settings.SECRET_KEY}:carrier:{self.code}").encode()
        self._down_of = down_of
        self._refused: set[str] = set()

    @property
    def label(self) -> str | Promise:
        """Return what the carrier is called."""
        return _("Post office (rehearsal)")

    def check_address(self, parcel: ParcelOut) -> Sequence[str]:
        """Return the fields of an address that cannot be delivered to."""
        wrong = []
        if not parcel.recipient.strip():
            wrong.append("recipient")
        if len(parcel.address.strip()) < 6 or not set(parcel.address) & PLACES:
            wrong.append("address")
        if parcel.postcode and not re.fullmatch("[0-9]{6}", parcel.postcode):
            wrong.append("postcode")
        digits = [char for char in parcel.phone if char.isdigit()]
        if not 7 <= len(digits) <= 15:
            wrong.append("phone")
        return wrong

    def book(self, parcel: ParcelOut) -> str:
        """Return the parcel's waybill: 13 characters with the check digit of the postal union."""
        number = self._number("book", parcel.key)
        if number % self._down_of == 0 and parcel.key not in self._refused:
            self._refused.add(parcel.key)
            raise CarrierDown(carrier=self.code)
        return self._waybill(number)

    def _waybill(self, number: int) -> str:
        serial = f"{number % 10**8:08d}"
        total = sum(int(digit) * weight for digit, weight in zip(serial, (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
        check = {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
        return f"EA{serial}{check}CN"

    def label_pdf(self, parcel: ParcelOut, waybill: str) -> bytes:
        """Return the label."""
        return label_pdf(parcel, waybill)

    def track(self, waybill: str, *, handed_at: datetime, now: datetime) -> Sequence[CarrierNote]:
        """Return what happened to the parcel until now; some of it twice, and the last before the others."""
        told = [note for note in self._way(waybill, handed_at) if note.happened_at <= now]
        return [*told[-1:], *told] if self._number("twice", waybill) % TWICE_OF == 0 else told

    def push(self, notes: Sequence[CarrierNote], *, now: datetime) -> tuple[bytes, Mapping[str, str]]:
        """Return the message in which the carrier tells of parcels, and its signed headers."""
        body = json.dumps([
            {
                "waybill": note.waybill, "key": note.key, "code": note.code, "place": note.place,
                "at": note.happened_at.isoformat(),
            }
            for note in notes
        ]).encode()  # fmt: skip
        moment = str(int(now.timestamp()))
        return body, {"Carrier-Time": moment, "Carrier-Signature": self._sign(moment, body)}

    def read_push(self, body: bytes, headers: Mapping[str, str], *, now: datetime) -> Sequence[CarrierNote]:
        """Return what a signed message says."""
        moment, signature = headers.get("Carrier-Time", ""), headers.get("Carrier-Signature", "")
        is_sound = moment.isascii() and moment.isdigit() and len(moment) < 12
        if not is_sound or not hmac.compare_digest(self._sign(moment, body), signature):
            raise PushForged(carrier=self.code)
        if abs(now.timestamp() - int(moment)) > STALE.total_seconds():
            raise PushForged(carrier=self.code)
        return [
            CarrierNote(one["waybill"], one["key"], one["code"], one["place"], datetime.fromisoformat(one["at"]))
            for one in json.loads(body)
        ]

    def _way(self, waybill: str, handed_at: datetime) -> Iterator[CarrierNote]:
        delay = timedelta(minutes=self._number("delay", waybill) % 1200)
        for code, place, after in WAY:
            yield CarrierNote(waybill, f"{waybill}-{code}", code, place, handed_at + after + delay)
        is_lost = self._number("lost", waybill) % LOST_OF == 0
        code, after = ("lost", GIVES_UP) if is_lost else ("delivered", ARRIVES)
        yield CarrierNote(waybill, f"{waybill}-{code}", code, "", handed_at + after + delay)

    def _number(self, what: str, key: str) -> int:
        return int.from_bytes(hashlib.sha256(f"{what}:{key}".encode()).digest()[:6])

    def _sign(self, moment: str, body: bytes) -> str:
        return hmac.new(self._secret, moment.encode() + b"\n" + body, hashlib.sha256).hexdigest()


class RehearsalCourier(RehearsalCarrier):
    """A courier that behaves as the post office does, with waybills of its own."""

    code = "courier"

    @property
    def label(self) -> str | Promise:
        """Return what the carrier is called."""
        return _("Courier (rehearsal)")

    def _waybill(self, number: int) -> str:
        return f"KD{number % 10**12:012d}"
