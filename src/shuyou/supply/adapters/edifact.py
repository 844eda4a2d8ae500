"""
EDIFACT ORDERS (D.96A, as EANCOM profiles it) in UTF-8, with a detached Ed25519 signature, both in one archive.

Not yet tried with a supplier's own system: segments follow the directory, the profile of a partner may want more.
"""

import base64
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import ClassVar, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from shuyou.supply.errors import MessageUnreadable, SignatureWrong
from shuyou.supply.ports import MessageLine, OrderMessage

ORDER, SIGNATURE, KEY = "ORDERS.edi", "ORDERS.edi.sig", "key.pub"
LARGEST: Final = 16 * 1024 * 1024
_WRITTEN_AT: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the same order gives the same file."""

_SPECIAL: Final = re.compile(r"([?'+:])")
_SEGMENTS: Final = re.compile(r"(?:[^'?]|\?.)*'", re.DOTALL)
_TITLE: Final = 35
"""Characters of a free text's part; a title fills up to five."""


class SignedEdifact:
    """Orders as EDIFACT, signed with a key that follows from the installation's secret."""

    suffix: ClassVar = "edi.zip"
    media_type: ClassVar = "application/zip"

    def __init__(self, secret: str, *, trusted: bytes | None = None) -> None:
        seed = HKDF(SHA256(), length=32, salt=None, info=b"shuyou.supply.edifact").derive(secret.encode())
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self._trusted = Ed25519PublicKey.from_public_bytes(trusted) if trusted else self._key.public_key()

    @property
    def public_key(self) -> bytes:
        """The key that our signatures are checked with, to be given to the supplier once."""
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def write(self, message: OrderMessage) -> bytes:
        """Return the archive of an order."""
        order = "\n".join(_segments(message)).encode()
        buffer = BytesIO()
        parts = {
            ORDER: order, SIGNATURE: base64.b64encode(self._key.sign(order)), KEY: base64.b64encode(self.public_key)
        }  # fmt: skip
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(zipfile.ZipInfo(name, _WRITTEN_AT), content)
        return buffer.getvalue()

    def read(self, file: bytes) -> OrderMessage:
        """Return the order in an archive; only a trusted key counts, whatever key came along."""
        order, signature = _parts(file)
        try:
            self._trusted.verify(signature, order)
        except InvalidSignature:
            raise SignatureWrong() from None
        try:
            return _message(order.decode())
        except (UnicodeDecodeError, ValueError, KeyError, IndexError, InvalidOperation) as error:
            raise MessageUnreadable(reason=str(error)) from error


def _parts(file: bytes) -> tuple[bytes, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(file)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise MessageUnreadable(reason="it unpacks to too much")
            return archive.read(ORDER), base64.b64decode(archive.read(SIGNATURE), validate=True)
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError) as error:
        raise MessageUnreadable(reason=str(error)) from error


def _segments(message: OrderMessage) -> Iterator[str]:
    body = list(_body(message))
    sent = f"{message.ordered_on:%y%m%d}:0000"
    control = re.sub(r"\W", "", message.number)[:14]
    yield f"UNB+UNOY:4+{_safe(message.buyer)}+{_safe(message.supplier)}+{sent}+{control}'"
    yield from body
    yield f"UNT+{len(body) + 1}+1'"
    yield f"UNZ+1+{control}'"


def _body(message: OrderMessage) -> Iterator[str]:
    yield "UNH+1+ORDERS:D:96A:UN:EAN008'"
    yield f"BGM+220+{_safe(message.number)}+9'"
    yield f"DTM+137:{message.ordered_on:%Y%m%d}:102'"
    if message.expected_on:
        yield f"DTM+2:{message.expected_on:%Y%m%d}:102'"
    yield f"NAD+BY+{_safe(message.buyer)}::92'"
    yield f"NAD+SU+{_safe(message.supplier)}::92'"
    yield f"CUX+2:{message.currency}:9'"
    for line in message.lines:
        yield f"LIN+{line.number}++{_safe(line.isbn)}:EN'"
        yield f"IMD+F+BTI+:::{':'.join(map(_safe, _in_parts(line.title)))}'"
        yield f"QTY+21:{line.copies}'"
        yield f"PRI+AAE:{line.list_price}:CA:SRP'"
        yield f"PRI+AAA:{line.net_price}:CA'"
    yield "UNS+S'"
    yield f"CNT+2:{len(message.lines)}'"


def _in_parts(title: str) -> list[str]:
    return [title[at : at + _TITLE] for at in range(0, min(len(title), 2 * _TITLE), _TITLE)] or [""]


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"?\1", text.replace("\n", " "))


def _message(text: str) -> OrderMessage:
    found: dict[str, list[list[list[str]]]] = {}
    lines: list[dict[str, list[list[list[str]]]]] = []
    for raw in _SEGMENTS.findall(text):
        segment = [_split(element, ":") for element in _split(raw.strip()[:-1], "+", keeps=True)]
        if segment[0][0] == "LIN":
            lines.append({})
        (lines[-1] if lines and segment[0][0] in ("LIN", "IMD", "QTY", "PRI") else found).setdefault(
            segment[0][0], []
        ).append(segment)
    parties = {one[1][0]: one[2][0] for one in found["NAD"]}
    dates = {one[1][0]: datetime.strptime(one[1][1], "%Y%m%d").replace(tzinfo=UTC).date() for one in found["DTM"]}
    return OrderMessage(
        number=found["BGM"][0][2][0], ordered_on=dates["137"], expected_on=_maybe(dates, "2"), buyer=parties["BY"],
        supplier=parties["SU"], currency=found["CUX"][0][1][1], lines=[_line(line) for line in lines],
    )  # fmt: skip


def _maybe(dates: dict[str, date], key: str) -> date | None:
    return dates.get(key)


def _line(segments: dict[str, list[list[list[str]]]]) -> MessageLine:
    prices = {one[1][0]: Decimal(one[1][1]) for one in segments["PRI"]}
    start = segments["LIN"][0]
    return MessageLine(
        number=int(start[1][0]), isbn=start[3][0], title="".join(segments["IMD"][0][3][3:]),
        copies=int(segments["QTY"][0][1][1]), list_price=prices["AAE"], net_price=prices["AAA"],
    )  # fmt: skip


def _split(text: str, mark: str, *, keeps: bool = False) -> list[str]:
    """Part a text at a mark that is not released by a question mark; release the rest unless parted again."""
    parts: Sequence[str] = re.findall(rf"((?:[^{re.escape(mark)}?]|\?.)*)(?:{re.escape(mark)}|$)", text, re.DOTALL)
    cells = list(parts[:-1]) if len(parts) > 1 and parts[-1] == "" and not text.endswith(mark) else list(parts)
    return cells if keeps else [re.sub(r"\?(.)", r"\1", cell) for cell in cells]
