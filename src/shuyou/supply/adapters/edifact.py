"""
EDIFACT ORDERS and ORDRSP (D.96A, as EANCOM profiles them) in UTF-8, with a detached Ed25519 signature, in one archive.

Not yet tried with a supplier's own system: segments follow the directory, the profile of a partner may want more.
"""

import base64
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from shuyou.supply.ports import AnswerLine, AnswerMessage, MessageLine, OrderMessage

ORDER, ANSWER, KEY = "ORDERS.edi", "ORDRSP.edi", "key.pub"
SIGNATURE = f"{ORDER}.sig"
LARGEST: Final = 16 * 1024 * 1024
_WRITTEN_AT: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the same order gives the same file."""

_SPECIAL: Final = re.compile(r"([?'+:])")
_SEGMENTS: Final = re.compile(r"(?:[^'?]|\?.)*'", re.DOTALL)
OF_LINES: Final = frozenset({"LIN", "IMD", "QTY", "PRI", "DTM", "FTX"})
"""Segments that belong to the line before them."""

_CODES: Final = {"later": "OR", "reprinting": "RP", "out": "OP", "none": "TO", "price": "PC"}
"""Why fewer copies come: codes of our own, since each partner has others."""

_ANSWERS: Final = {code: answer for answer, code in _CODES.items()}

type Found = dict[str, list[list[list[str]]]]

_TITLE: Final = 35
MOST_PRICE: Final = 10**8
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
        return self._sealed(
            ORDER, message.number, message.ordered_on, _body(message), (message.buyer, message.supplier)
        )

    def write_answer(self, message: AnswerMessage) -> bytes:
        """Return the archive of a supplier's answer: for suppliers' systems, and for trying ours."""
        parties = (message.supplier, "shuyou")
        return self._sealed(ANSWER, message.order_number, message.answered_on, _answer_body(message), parties)

    def read(self, file: bytes) -> OrderMessage:
        """Return the order in an archive; only a trusted key counts, whatever key came along."""
        with _read_as_message():
            return _message(self._opened(file, ORDER))

    def read_answer(self, file: bytes) -> AnswerMessage:
        """Return the supplier's answer in an archive; only a trusted key counts, whatever key came along."""
        with _read_as_message():
            return _answer(self._opened(file, ANSWER))

    def _opened(self, file: bytes, name: str) -> str:
        content, signature = _parts(file, name)
        try:
            self._trusted.verify(signature, content)
        except InvalidSignature:
            raise SignatureWrong() from None
        return content.decode()

    def _sealed(self, name: str, number: str, on: date, body: Iterator[str], parties: tuple[str, str]) -> bytes:
        content = "\n".join(_segments(number, on, list(body), parties)).encode()
        buffer = BytesIO()
        parts = {
            name: content, f"{name}.sig": base64.b64encode(self._key.sign(content)),
            KEY: base64.b64encode(self.public_key),
        }  # fmt: skip
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, part in parts.items():
                archive.writestr(zipfile.ZipInfo(entry, _WRITTEN_AT), part)
        return buffer.getvalue()


@contextmanager
def _read_as_message() -> Iterator[None]:
    try:
        yield
    except (UnicodeDecodeError, ValueError, KeyError, IndexError, InvalidOperation) as error:
        raise MessageUnreadable(reason=str(error)) from error


def _parts(file: bytes, name: str) -> tuple[bytes, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(file)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
                raise MessageUnreadable(reason="it unpacks to too much")
            return archive.read(name), base64.b64decode(archive.read(f"{name}.sig"), validate=True)
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError) as error:
        raise MessageUnreadable(reason=str(error)) from error


def _segments(number: str, on: date, body: Sequence[str], parties: tuple[str, str]) -> Iterator[str]:
    sender, receiver = map(_safe, parties)
    control = re.sub(r"\W", "", number)[:14]
    yield f"UNB+UNOY:4+{sender}+{receiver}+{on:%y%m%d}:0000+{control}'"
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


def _answer_body(message: AnswerMessage) -> Iterator[str]:
    yield "UNH+1+ORDRSP:D:96A:UN:EAN007'"
    yield f"BGM+231+{_safe(message.order_number)}+4'"
    yield f"DTM+137:{message.answered_on:%Y%m%d}:102'"
    yield f"RFF+ON:{_safe(message.order_number)}'"
    yield f"NAD+SU+{_safe(message.supplier)}::92'"
    for number, line in enumerate(message.lines, start=1):
        yield f"LIN+{number}+{5 if not line.answer else 3 if line.copies else 7}+{_safe(line.isbn)}:EN'"
        yield f"QTY+113:{line.copies}'"
        if line.promised_on:
            yield f"DTM+67:{line.promised_on:%Y%m%d}:102'"
        if line.list_price is not None:
            yield f"PRI+AAE:{line.list_price}:CA:SRP'"
        if line.answer:
            yield f"FTX+LIN++{_CODES[line.answer]}::92'"
    yield "UNS+S'"


def _in_parts(title: str) -> list[str]:
    return [title[at : at + _TITLE] for at in range(0, min(len(title), 2 * _TITLE), _TITLE)] or [""]


def _safe(text: str) -> str:
    return _SPECIAL.sub(r"?\1", text.replace("\n", " "))


def _grouped(text: str) -> tuple[Found, list[Found]]:
    """Return the segments of a message's head by name, and those of each of its lines."""
    head: Found = {}
    lines: list[Found] = []
    for raw in _SEGMENTS.findall(text):
        segment = [_split(element, ":") for element in _split(raw.strip()[:-1], "+", keeps=True)]
        name = segment[0][0]
        if name == "LIN":
            lines.append({})
        (lines[-1] if lines and name in OF_LINES else head).setdefault(name, []).append(segment)
    return head, lines


def _answer(text: str) -> AnswerMessage:
    head, lines = _grouped(text)
    references = {one[1][0]: one[1][1] for one in head["RFF"]}
    parties = {one[1][0]: one[2][0] for one in head["NAD"]}
    return AnswerMessage(
        order_number=references["ON"], answered_on=_days(head)["137"], supplier=parties["SU"],
        lines=[_answer_line(line) for line in lines],
    )  # fmt: skip


def _answer_line(segments: Found) -> AnswerLine:
    prices = {one[1][0]: _price(one[1][1]) for one in segments.get("PRI", [])}
    codes = [one[3][0] for one in segments.get("FTX", [])]
    return AnswerLine(
        isbn=segments["LIN"][0][3][0], copies=int(segments["QTY"][0][1][1]), promised_on=_days(segments).get("67"),
        list_price=prices.get("AAE"), answer=_ANSWERS.get(codes[0], "") if codes else "",
    )  # fmt: skip


def _price(text: str) -> Decimal:
    """
    Return a price.

    :raises ValueError: it is none, such as NaN, which is a number for computers only.
    """
    price = Decimal(text)
    if not (price.is_finite() and 0 <= price < MOST_PRICE):
        raise ValueError(text)
    return price


def _days(segments: Found) -> dict[str, date]:
    return {
        one[1][0]: datetime.strptime(one[1][1], "%Y%m%d").replace(tzinfo=UTC).date() for one in segments.get("DTM", [])
    }


def _message(text: str) -> OrderMessage:
    found, lines = _grouped(text)
    parties = {one[1][0]: one[2][0] for one in found["NAD"]}
    dates = _days(found)
    return OrderMessage(
        number=found["BGM"][0][2][0], ordered_on=dates["137"], expected_on=dates.get("2"), buyer=parties["BY"],
        supplier=parties["SU"], currency=found["CUX"][0][1][1], lines=[_line(line) for line in lines],
    )  # fmt: skip


def _line(segments: Found) -> MessageLine:
    prices = {one[1][0]: _price(one[1][1]) for one in segments["PRI"]}
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
