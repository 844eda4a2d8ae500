"""
Books from ISO 2709: MARC21 and CNMARC, in UTF-8, MARC-8 or GB18030.

Records are parted at their terminator before anything else is read: many suppliers put a line break between them,
and one broken record must not take the rest of the file with it.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from typing import Final

from pymarc import Field, Record
from pymarc.exceptions import PymarcException

from shuyou.catalog.errors import RecordBroken, RecordOfNoBook
from shuyou.catalog.rules import NewBook, Person, Topic, people
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import FileDamaged, Row

END: Final = b"\x1d"
FIELD_END: Final = b"\x1e"
LONGEST_RECORD: Final = 99_999
BLOCK: Final = 256 * 1024
LEADER, ENTRY = 24, 12
HEADINGS: Final = ("record", "isbn", "title", "publisher", "price")
SCHEMES: Final = {"clc": "clc", "thema": "thema", "bisacsh": "bisac", "bicssc": "bic"}
AUDIENCES: Final = {"儿童": "儿童", "少年儿童": "儿童", "青少年": "青少年", "本科": "大学", "专业": "专业"}
_ASIDE: Final = re.compile(r"\s*[(（\[].*$|\s*[:;,/=]\s*$")
_TAIL: Final = re.compile(r"[\s:;,/=.]+$")
_YEAR: Final = re.compile(r"[12][0-9]{3}(?:[.-][01][0-9])?")
_LINK: Final = re.compile(r"([0-9]{3})-([0-9]{2})")


class MarcFile:
    """A file of MARC records."""

    headings: Sequence[str] = HEADINGS
    fields: Sequence[tuple[str, str]] = ()
    encoding = "utf-8-sig"

    def __init__(self, path: Path, size: int) -> None:
        self.path, self.size = path, size
        self.sender = f"marc:{path.stem}"
        self._binary: BufferedReader | None = None

    @property
    def position(self) -> int:
        """How many bytes have been read."""
        return self._binary.tell() if self._binary and not self._binary.closed else 0

    def rows(self) -> Generator[Row[NewBook], None, None]:
        """
        Yield every record, numbered from 1.

        :raises FileDamaged: no record ends where one must.
        """
        for number, data in enumerate(self._records(), start=1):
            try:
                book = _book(data)
            except DomainError as problem:
                yield Row(number, None, [str(number)], problem)
                continue
            yield Row(
                number, book, [book.source_key, book.isbn13 or book.isbn10, book.title, book.publisher, book.price]
            )

    def _records(self) -> Iterator[bytes]:
        rest = b""
        with self.path.open("rb") as self._binary:
            while block := self._binary.read(BLOCK):
                *whole, rest = (rest + block).split(END)
                if len(rest) > LONGEST_RECORD + BLOCK:
                    raise FileDamaged(name=self.path.name, reason="no record ends there")
                yield from (record.lstrip() + END for record in whole if record.strip())
        if rest.strip(b"\0\x1a\r\n\t "):
            yield rest.lstrip()  # a last record without its end: reported as unreadable, never dropped


def is_marc(head: bytes) -> bool:
    """
    Tell whether a file begins with a MARC record, be its leader broken.

    A record's directory ends as fields do, before any line; a table may hold that character, but not in its headings.
    """
    directory = head.lstrip().partition(b"\n")[0]
    return _has_leader(head) or (FIELD_END in directory and b"\0" not in head)


def _has_leader(head: bytes) -> bool:
    leader = head.lstrip()[:LEADER]
    return len(leader) == LEADER and leader[:5].isdigit() and leader[10:12].isdigit() and leader[12:17].isdigit()


def _book(data: bytes) -> NewBook:
    try:
        return _taken_apart(data)
    except (PymarcException, ValueError, IndexError) as error:  # what the library says of it helps no bookseller
        raise RecordBroken from error


def _taken_apart(data: bytes) -> NewBook:
    if not data.endswith(END) or not _has_leader(data):
        raise RecordBroken
    base = int(data[12:17])
    tags = {data[at : at + 3] for at in range(LEADER, base - 1, ENTRY)}
    if b"245" in tags:
        return _marc21(_Marc21(Record(data, to_unicode=True, force_utf8=_is_utf8(data, base) and data[9:10] == b"a")))
    if b"200" in tags:
        return _cnmarc(Record(data, to_unicode=True, file_encoding="utf-8" if _is_utf8(data, base) else "gb18030"))
    raise RecordOfNoBook


def _is_utf8(data: bytes, base: int) -> bool:
    try:
        data[base:].decode("utf-8", "strict")
    except UnicodeDecodeError:
        return False
    return True


# --- CNMARC


def _cnmarc(record: Record) -> NewBook:
    numbers = [number for field in record.get_fields("010") if (number := _number(field, "a"))]
    titles = record.get_fields("200")
    made_by: dict[Person, None] = {}
    for field in titles:
        for line in (*field.get_subfields("f"), *field.get_subfields("g")):
            made_by.update(dict.fromkeys(people(line)))
    return NewBook(
        source_key=_control(record, "001"),
        title=_first(record, "200", "a"),
        subtitle=" ".join(part for field in titles[:1] for part in field.get_subfields("e")),
        isbn13=numbers[0] if numbers else "",
        more_isbns=tuple(numbers[1:]),
        people=tuple(made_by),
        publisher=_first(record, "210", "c"),
        price=_ASIDE.sub("", _first(record, "010", "d")),
        published=_year(_first(record, "210", "d")),
        clc=" ".join(code for field in record.get_fields("690") for code in field.get_subfields("a")),
        topics=tuple(_headings(record, "606", "keyword")),
        series=_first(record, "225", "a")[:160],
        volume=(_first(record, "225", "v") or _first(record, "200", "h"))[:20],
        size=_first(record, "215", "d")[:60],
        issn=_first(record, "011", "a"),
        isrc=_first(record, "016", "a"),
        audience=AUDIENCES.get(_control(record, "333") or _first(record, "333", "a"), ""),
        edition=_first(record, "205", "a"),
        binding=_first(record, "010", "b").strip("()（）"),
        pages=_digits(_first(record, "215", "a")),
        language=_first(record, "101", "a"),
        blurb=_first(record, "330", "a"),
    )


# --- MARC21


class _Marc21:
    """A record whose fields are read in their own script where field 880 gives it."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._scripts: dict[tuple[str, str], Field] = {}
        for field in record.get_fields("880"):
            if link := _LINK.match(field.get("6", "")):
                self._scripts[link[1], link[2]] = field

    def fields(self, *tags: str) -> list[Field]:
        """Return fields by tag, each in its own script; those that have no romanised twin at the end."""
        found = []
        for field in self.record.get_fields(*tags):
            link = _LINK.match(field.get("6", ""))
            twin = self._scripts.get((field.tag, link[2])) if link else None
            found.append(twin or field)
        return [*found, *(field for (tag, number), field in self._scripts.items() if tag in tags and number == "00")]

    def first(self, tags: Sequence[str], code: str) -> str:
        """Return the first such subfield, without the punctuation that cataloguers end it with."""
        return next((_TAIL.sub("", value) for field in self.fields(*tags) for value in field.get_subfields(code)), "")


def _marc21(marc: _Marc21) -> NewBook:
    record = marc.record
    numbers = [number for field in record.get_fields("020") if (number := _number(field, "a"))]
    long = [number for number in numbers if len(re.sub("[^0-9Xx]", "", number)) > 10]
    main = (long or numbers or [""])[0]
    return NewBook(
        source_key=_control(record, "001"),
        title=marc.first(("245",), "a"),
        subtitle=marc.first(("245",), "b"),
        isbn13=main,
        more_isbns=tuple(number for number in numbers if number != main),
        people=_marc21_people(marc),
        publisher=marc.first(("264", "260"), "b"),
        price=_ASIDE.sub(
            "", next((value for field in record.get_fields("020") for value in field.get_subfields("c")), "")
        ),
        published=_year(_first(record, "264", "c") or _first(record, "260", "c")),
        edition=marc.first(("250",), "a"),
        series=marc.first(("490", "830", "440"), "a")[:160],
        volume=marc.first(("490", "830", "440"), "v")[:20],
        size=_TAIL.sub("", _first(record, "300", "c"))[:60],
        issn=_ASIDE.sub("", _first(record, "022", "a")),
        topics=tuple(_marc21_topics(record)),
        pages=_digits(_first(record, "300", "a")),
        language=_control(record, "008")[35:38].strip(),
        blurb=_first(record, "520", "a"),
    )


def _marc21_topics(record: Record) -> Iterator[Topic]:
    """Return classes of the schemes that are kept: those named in $2, Dewey, Library of Congress, and headings."""
    for field in record.get_fields("072", "084"):
        scheme = SCHEMES.get(field.get("2", "").lower())
        yield from (Topic(scheme, code.strip()[:60]) for code in field.get_subfields("a") if scheme and code.strip())
    for tag, scheme in (("082", "dewey"), ("050", "lcc")):
        if code := _first(record, tag, "a").replace("/", ""):
            yield Topic(scheme, code[:60])
    yield from _headings(record, "650", "keyword")


def _marc21_people(marc: _Marc21) -> tuple[Person, ...]:
    found: dict[Person, None] = {}
    for field in marc.fields("100", "110", "700", "710"):
        if name := _TAIL.sub("", field.get("a", "")):
            told = " ".join([*field.get_subfields("e"), *field.get_subfields("4")]).lower()
            role = "translator" if "tr" in told else "editor" if "ed" in told else "author"
            found[Person(_uninverted(name)[:160], "illustrator" if "ill" in told else role)] = None
    return tuple(found)


def _uninverted(name: str) -> str:
    """Return “Chapman, Jim” as Jim Chapman; Chinese names stand in their order."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and given.strip().isascii() and family.isascii() else name


# --- both


def _headings(record: Record, tag: str, scheme: str) -> Iterator[Topic]:
    """Return the subject headings of a tag; a heading is its own code."""
    for field in record.get_fields(tag):
        parts = [part for code in "axyz" for part in field.get_subfields(code)]
        if heading := _TAIL.sub("", " - ".join(part.strip() for part in parts)):
            yield Topic(scheme, heading[:60], heading[:120])


def _number(field: Field, code: str) -> str:
    return _ASIDE.sub("", field.get(code, "")).strip()


def _first(record: Record, tag: str, code: str) -> str:
    return next((value for field in record.get_fields(tag) for value in field.get_subfields(code)), "").strip()


def _control(record: Record, tag: str) -> str:
    field = record.get(tag)
    return (field.data or "").strip() if field else ""


def _year(text: str) -> str:
    found = _YEAR.search(text)
    return found[0] if found else ""


def _digits(text: str) -> str:
    return " ".join(re.findall("[0-9]+", text))
