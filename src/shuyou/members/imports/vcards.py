"""Cards of address books: vCard 2.1, 3.0 and 4.0, one person each."""

import codecs
import quopri
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from shuyou.kernel.files import MARK, FileDamaged, Row, RowUnreadable, detect_encoding, weigh
from shuyou.kernel.pinyin import is_han

LONGEST_CARD: Final = 4 * 1024 * 1024
"""Characters; a card with a photo has some hundred thousand."""

HEADINGS: Final = (
    "name", "gender", "birth_date", "phone", "phone2", "home_phone", "work_phone", "email", "email2",
    "province", "city", "district", "street", "postcode", "address", "note",
)  # fmt: skip
_EMPTY: Final = f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{MARK}\r\nEND:VCARD\r\n"
_BEGIN: Final = re.compile(r"BEGIN:VCARD\s*", re.IGNORECASE)
_END: Final = re.compile(r"END:VCARD\s*", re.IGNORECASE)
_QUOTED: Final = re.compile(
    r"^(?P<name>[^:]*?);(?:ENCODING=)?QUOTED-PRINTABLE(?P<more>[^:]*):(?P<value>.*)$", re.IGNORECASE | re.DOTALL
)
_CHARSET: Final = re.compile(r";CHARSET=([^;:]+)", re.IGNORECASE)
_DAY: Final = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:T.*)?", re.ASCII)


def is_vcard(path: Path) -> bool:
    """Tell whether a file begins as a vCard does, whatever it is called."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(64)
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        head = head.removeprefix(mark)
    return head.replace(b"\0", b"").lstrip()[:11].upper() == b"BEGIN:VCARD"


class VCards:
    """A file of cards; a record is what each says in the fields of a new member."""

    headings: Sequence[str] = HEADINGS
    fields: Sequence[tuple[str, str]] = ()
    ignored: tuple[str, ...] = ()
    places: Mapping[str, int] = {}

    def __init__(self, path: Path) -> None:
        weighed = weigh(path)
        self.path, self.digest, self.size = path, weighed.digest, weighed.size
        self.encoding = detect_encoding(path)
        self.position = 0

    def rows(self) -> Generator[Row[dict[str, str]], None, None]:
        """Yield every card; its line is where it begins."""
        for row, _ in self.cards():
            yield row

    def cards(self) -> Generator[tuple[Row[dict[str, str]], str], None, None]:
        """Yield every card with its text."""
        for line, text in self._cards():
            try:
                record = _record(text)
            except Exception as error:  # noqa: BLE001 - the library raises whatever its parts raise
                reason = RowUnreadable(reason=f"{type(error).__name__}: {str(error)[:80]}")
                yield Row(line, None, [], reason), text
                continue
            yield Row(line, record, [record.get(field, "") for field in HEADINGS]), text

    def _cards(self) -> Iterator[tuple[int, str]]:
        """Yield the text of each card, unfolded no further than it stands."""
        begun, length = 0, 0
        lines: list[str] = []
        with self.path.open(encoding=self.encoding, newline="") as file:
            for number, line in enumerate(file, start=1):
                self.position += len(line.encode(self.encoding, "replace"))
                if not begun and _BEGIN.fullmatch(line):
                    begun, lines, length = number, [], 0
                if not begun:
                    continue
                lines.append(line)
                length += len(line)
                if length > LONGEST_CARD:
                    raise FileDamaged(name=self.path.name, reason=f"the card at line {begun} does not end")
                if _END.fullmatch(line):
                    yield begun, "".join(lines)
                    begun = 0
        if begun:
            raise FileDamaged(name=self.path.name, reason=f"the card at line {begun} does not end")


def blank_vcards(path: Path, is_meant: Callable[[Sequence[str]], bool]) -> Path | None:
    """
    Write cards anew beside the old file, with an empty one in place of each that is meant; return None if none are.

    :raises FileRefused: the file cannot be read to its end.
    """
    file = VCards(path)
    told = [_EMPTY if row.problem or is_meant(row.cells) else text for row, text in file.cards()]
    if _EMPTY not in told:
        return None
    copy = path.with_name(f"{uuid4().hex}{path.suffix}")
    with copy.open("w", encoding=file.encoding, newline="") as text:
        text.writelines(told)
    return copy


def _record(text: str) -> dict[str, str]:
    # Whoever only reads tables need not pay for this at the start.
    import vobject  # type: ignore[import-untyped]

    card = vobject.readOne("".join(_decoded(text)), ignoreUnreadable=True)
    record = {"name": _name(card)}
    record |= _phones(card) | _emails(card) | _address(card)
    if found := _DAY.fullmatch(_first(card, "bday").strip()):
        with suppress(ValueError):
            record["birth_date"] = date(*map(int, found.groups())).isoformat()
    record["note"] = _first(card, "note")
    record["gender"] = _first(card, "gender").partition(";")[0]
    return {field: value for field, value in record.items() if value}


def _decoded(text: str) -> Iterator[str]:
    """Yield lines without the quoted-printable that vCard 2.1 wraps Chinese in, which goes on behind an equals sign."""
    joined = re.sub(r"=\r?\n", "", text) if "QUOTED-PRINTABLE" in text.upper() else text
    for line in joined.splitlines(keepends=True):
        found = _QUOTED.match(line.rstrip("\r\n"))
        if not found:
            yield line
            continue
        names = found["name"] + found["more"]
        charset = _CHARSET.search(names)
        value = quopri.decodestring(found["value"].encode("utf-8", "replace"))
        plain = value.decode(charset[1] if charset else "utf-8", "replace").replace("\r", "").replace("\n", " ")
        yield f"{_CHARSET.sub('', names)}:{plain}\r\n"


def _name(card: Any) -> str:
    parts = getattr(getattr(card, "n", None), "value", None)
    family, given = (_text(getattr(parts, part, "")) for part in ("family", "given"))
    if any(is_han(char) for char in family + given):
        return f"{family}{given}"
    return _first(card, "fn") or " ".join(part for part in (given, family) if part)


def _phones(card: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in card.contents.get("tel", []):
        kinds = {kind.upper() for kind in line.params.get("TYPE", [])} | set(line.singletonparams)
        if "FAX" in kinds:
            continue
        number = str(line.value).removeprefix("tel:").strip()
        bare = re.sub(r"\D", "", number)
        is_mobile = "CELL" in kinds or (len(bare) >= 11 and bare[-11] == "1")
        wanted = ("phone", "phone2") if is_mobile else ("work_phone",) if "WORK" in kinds else ("home_phone",)
        free = next((field for field in (*wanted, "phone2") if field not in found), "")
        if number and free:
            found[free] = number
    return found


def _emails(card: Any) -> dict[str, str]:
    values = [str(line.value).strip() for line in card.contents.get("email", []) if line.value]
    return dict(zip(("email", "email2"), values, strict=False))


def _address(card: Any) -> dict[str, str]:
    for line in card.contents.get("adr", []):
        parts = line.value
        province, city = _text(parts.region), _text(parts.city)
        street = "".join(_text(part) for part in (parts.street, parts.extended, parts.box))
        if not street:
            continue
        if province or city:
            return {"province": province, "city": city, "street": street, "postcode": _text(parts.code)}
        return {"address": street, "postcode": _text(parts.code)}
    return {}


def _first(card: Any, name: str) -> str:
    lines = card.contents.get(name, [])
    return _text(lines[0].value) if lines else ""


def _text(value: object) -> str:
    return " ".join(map(str, value)).strip() if isinstance(value, list) else str(value or "").strip()
