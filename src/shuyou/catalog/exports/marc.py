"""Titles as CNMARC records in ISO 2709, encoded in UTF-8; numbers that were made up here stay in the house."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from pymarc import Field, Indicators, Record, Subfield

from shuyou.catalog.queries import ExportBook

LEADER: Final = "00000nam0 2200000   450 "
LANGUAGES: Final = MappingProxyType(
    {"zh": "chi", "en": "eng", "ja": "jpn", "fr": "fre", "de": "ger", "es": "spa", "ru": "rus", "ko": "kor"}
)
WORDS: Final = MappingProxyType(
    {"author": "著", "translator": "译", "editor": "编", "illustrator": "绘", "photographer": "摄影"}
)
LONGEST: Final = 9_000
"""Characters of a description that a record has room for."""


def records(books: Iterable[ExportBook], *, currency: str) -> Iterator[bytes]:
    """Yield the records of titles one by one."""
    for book in books:
        yield _record(book, currency).as_marc()


def _record(book: ExportBook, currency: str) -> Record:
    record = Record(leader=LEADER, force_utf8=True)
    record.add_field(Field(tag="001", data=str(book.uid)))  # type: ignore[no-untyped-call]
    price = "" if book.is_price_synthetic else f"{currency}{book.list_price}"
    isbns = [number.value for number in book.numbers if number.kind == "isbn13" and not number.is_synthetic]
    _add(record, "010", a=isbns[0] if isbns else "", b=book.binding, d=price)
    for isbn in isbns[1:]:
        _add(record, "010", a=isbn)
    for number in book.numbers:
        if number.kind == "issn":
            _add(record, "011", a=number.value)
    _add(record, "101", a=LANGUAGES.get(book.language, book.language))
    _add(record, "200", a=book.title, e=book.subtitle, f=_made_by(book))
    _add(record, "205", a=book.edition)
    _add(record, "210", c=book.publisher, d=book.published.replace("-", "."))
    _add(record, "215", a=f"{book.pages}页" if book.pages else "", d=book.size)
    _add(record, "225", a=book.series, v=book.volume)
    _add(record, "330", a=book.blurb[:LONGEST])
    for scheme, code, _heading in book.topics:
        if scheme == "clc":
            _add(record, "690", a=code)
        elif scheme == "keyword":
            _add(record, "606", a=code)
    for name, role in book.people:
        _add(record, "702" if role != "author" else "701", a=name)
    return record


def _made_by(book: ExportBook) -> str:
    """Return the line of responsibility, such as 曼昆著；梁小民译."""
    roles: dict[str, list[str]] = {}
    for name, role in book.people:
        roles.setdefault(role, []).append(name)
    return "；".join(f"{'，'.join(names)} {WORDS.get(role, '著')}" for role, names in roles.items())


def _add(record: Record, tag: str, **values: str) -> None:
    subfields = [Subfield(code=code, value=value) for code, value in values.items() if value]
    if subfields:
        field = Field(tag=tag, indicators=Indicators(" ", " "), subfields=subfields)
        record.add_field(field)  # type: ignore[no-untyped-call]
