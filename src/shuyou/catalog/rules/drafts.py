"""From what a supplier says of a book, in any format, to what is kept: the one path of forms, files and API."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Final

from shuyou.catalog.errors import (
    BookTextTooLong,
    IsbnsDisagree,
    NumberNotReadable,
    StatusUnknown,
    TitleMissing,
)
from shuyou.catalog.rules import details
from shuyou.catalog.rules.attributes import Value, clean_attributes
from shuyou.catalog.rules.classes import Class, book_class
from shuyou.catalog.rules.dates import published
from shuyou.catalog.rules.details import Topic
from shuyou.catalog.rules.isbns import isbn10, isbn13
from shuyou.catalog.rules.own_classes import class_codes
from shuyou.catalog.rules.people import Person, people
from shuyou.catalog.rules.prices import Amount, ListPrice, amount, list_price, made_up_price
from shuyou.catalog.rules.titles import title_norm
from shuyou.kernel.errors import DomainError, refuse
from shuyou.kernel.text import printed, tidy

LONGEST_TITLE: Final = 300
MARKS: Final = ("ean", "ismn")
"""Kinds of numbers besides the ISBN that mean one item wherever they come from."""
CODES: Final = ("issn", "ismn", "isrc", "ean", "own")
LINES: Final = MappingProxyType(
    {"printing": 30, "book_format": 30, "cip": 30, "series": 160, "volume": 20, "school_subject": 20, "model": 60}
    | {"size": 60}
)
"""Fields of one line with the room there is for them."""
MOST_PAGES: Final = 32_767
MOST_OF_ALL: Final = 10_000_000
STATUSES = MappingProxyType(
    dict.fromkeys("available 在售 可供 有货 正常".split(), "available")
    | dict.fromkeys("announced forthcoming 预告 即出 预售 待出版".split(), "announced")
    | dict.fromkeys("reprinting 重印 重印中 加印".split(), "reprinting")
    | dict.fromkeys("out_of_print 绝版 断版 停印".split(), "out_of_print")
    | dict.fromkeys("withdrawn 停售 下架 撤销".split(), "withdrawn")
)
LANGUAGES = MappingProxyType(
    dict.fromkeys("zh chi zho cmn 中文 汉语 汉文 简体中文 繁体中文 chinese".split(), "zh")
    | dict.fromkeys("en eng 英文 英语 english".split(), "en")
    | dict.fromkeys("ja jpn 日文 日语 japanese".split(), "ja")
    | dict.fromkeys("fr fre fra 法文 法语 french".split(), "fr")
    | dict.fromkeys("de ger deu 德文 德语 german".split(), "de")
    | dict.fromkeys("es spa 西班牙文 西班牙语 spanish".split(), "es")
    | dict.fromkeys("ru rus 俄文 俄语 russian".split(), "ru")
    | dict.fromkeys("ko kor 韩文 韩语 朝鲜文 korean".split(), "ko")
)
"""Languages by the words and codes (ISO 639-1, 639-2) that files use; others are kept as told."""
SYNTHETIC: Final = frozenset("synthetic made-up made_up y yes 1 true 是 虚拟 合成 自编".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBook:
    """A book as told: every field a text, empty when nothing was said; what a format keeps apart stays apart."""

    title: str = ""
    subtitle: str = ""
    isbn13: str = ""
    isbn10: str = ""
    more_isbns: tuple[str, ...] = ()
    isbn_source: str = ""
    author: str = ""
    translator: str = ""
    editor: str = ""
    illustrator: str = ""
    publisher: str = ""
    price: str = ""
    currency: str = ""
    published: str = ""
    shelf: str = ""
    clc: str = ""
    category: str = ""
    tags: str = ""
    edition: str = ""
    binding: str = ""
    pages: str = ""
    language: str = ""
    blurb: str = ""
    status: str = ""
    source_key: str = ""
    people: tuple[Person, ...] = ()
    amounts: tuple[Amount, ...] = ()
    classes: tuple[Class, ...] = ()
    kind: str = ""
    value_class: str = ""
    add_on: str = ""
    issn: str = ""
    ismn: str = ""
    isrc: str = ""
    ean: str = ""
    own: str = ""
    printing: str = ""
    book_format: str = ""
    cip: str = ""
    series: str = ""
    volume: str = ""
    thema: str = ""
    topics: tuple[Topic, ...] = ()
    audience: str = ""
    grade: str = ""
    school_subject: str = ""
    model: str = ""
    size: str = ""
    weight: str = ""
    validity_days: str = ""
    blurb_en: str = ""
    own_classes: str = ""
    """Codes of the club's own classes, with signs between."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()
    """Fields that the record tells in full: an empty one is to be emptied."""
    is_update: bool = False
    """It tells some blocks of a record that is known, perhaps not even its title."""
    is_withdrawal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BookDraft:
    """A book ready to be kept. Empty: nothing was said."""

    title: str
    subtitle: str
    isbn13: str
    isbn10: str
    more_isbns: tuple[str, ...]
    is_isbn_synthetic: bool
    people: tuple[Person, ...]
    publisher: str
    price: ListPrice | None
    published: str
    category: Class | None
    edition: str
    binding: str
    pages: int | None
    language: str
    blurb: str
    status: str
    source_key: str
    kind: str = ""
    value_class: str = ""
    add_on: str = ""
    codes: tuple[tuple[str, str], ...] = ()
    """Numbers other than ISBNs, each with its kind."""
    printing: str = ""
    book_format: str = ""
    cip: str = ""
    series: str = ""
    volume: str = ""
    topics: tuple[Topic, ...] = ()
    audience: str = ""
    grades: tuple[int, int] | None = None
    school_subject: str = ""
    model: str = ""
    size: str = ""
    weight: int | None = None
    validity_days: int | None = None
    blurb_en: str = ""
    own_classes: tuple[str, ...] = ()
    """Codes of the club's own classes that it is to stand in, beside those it stands in."""
    attributes: Mapping[str, Value] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()
    is_update: bool = False
    is_withdrawal: bool = False

    @property
    def mark(self) -> tuple[str, str]:
        """The number that others know the item by, with its kind; empty if there is none."""
        if self.isbn13:
            return "isbn13", self.isbn13
        return next((code for code in self.codes if code[0] in MARKS), ("", ""))


@dataclass(frozen=True, slots=True)
class ShopTerms:
    """What cleaning must know of the shop: its currency, and what others are worth in it."""

    currency: str
    rates: Mapping[str, Decimal] = field(default_factory=dict)


def clean_book(told: NewBook, terms: ShopTerms) -> BookDraft:
    """
    Return the draft of a book.

    :raises DomainError: with everything that is wrong about it.
    """
    problems: list[DomainError] = []
    attempt = _Attempt(problems)
    long13, long10 = _isbns(attempt, told)
    title = attempt(lambda: _line(told.title, "title"), "")
    if not (title or told.is_withdrawal or told.is_update or problems):
        problems.append(TitleMissing(value=told.title))
    draft = BookDraft(
        title=title,
        subtitle=attempt(lambda: _line(told.subtitle, "subtitle"), ""),
        isbn13=long13,
        isbn10=long10,
        more_isbns=_more_isbns(attempt, told, long13),
        is_isbn_synthetic=told.isbn_source.strip().lower() in SYNTHETIC,
        people=told.people or _people(told),
        publisher=attempt(lambda: _text(told.publisher, "publisher", 120), ""),
        price=attempt(lambda: _price(told, terms), None),
        published=attempt(lambda: published(told.published), "") if told.published else "",
        category=_class(told),
        edition=attempt(lambda: _text(told.edition, "edition", 60), ""),
        binding=attempt(lambda: _text(told.binding, "binding", 30), ""),
        pages=attempt(lambda: _pages(told.pages), None) if told.pages else None,
        language=attempt(lambda: _language(told.language), "") if told.language else "",
        blurb=told.blurb.replace("\0", "").strip(),
        status=attempt(lambda: _status(told.status), "") if told.status else "",
        source_key=attempt(lambda: _text(told.source_key, "source_key", 80), ""),
        topics=_topics(told),
        replaced=told.replaced,
        is_update=told.is_update,
        is_withdrawal=told.is_withdrawal,
        **_details(attempt, told),  # type: ignore[arg-type]
    )
    if problems:
        refuse(problems)
    return draft


def key_of(draft: BookDraft) -> str:
    """Return the key that a record goes by in its source: its own, else its ISBN and price, else its title page."""
    if draft.source_key:
        return draft.source_key
    if number := draft.mark[1]:
        return f"{number}/{draft.price.value}" if draft.price else number
    first = draft.people[0].name if draft.people else ""
    page = "|".join([title_norm(draft.title), title_norm(first), title_norm(draft.publisher), draft.published])
    return f"title:{hashlib.sha256(page.encode()).hexdigest()[:32]}"


def price_of(draft: BookDraft, source: str) -> ListPrice:
    """Return a draft's list price, made up if it has none."""
    return draft.price or made_up_price(f"{source}/{key_of(draft)}")


class _Attempt:
    """Tries a rule and collects what is wrong, so that a form shows all of it at once."""

    __slots__ = ("_problems",)

    def __init__(self, problems: list[DomainError]) -> None:
        self._problems = problems

    def __call__[T](self, rule: Callable[[], T], otherwise: T) -> T:
        try:
            return rule()
        except DomainError as problem:
            self._problems.append(problem)
            return otherwise


def _details(attempt: _Attempt, told: NewBook) -> dict[str, object]:
    """Return what most records say nothing of: only what is told is looked at."""
    found: dict[str, object] = {}
    for name, (kept, rule, otherwise) in DETAILS.items():
        if value := getattr(told, name).strip():
            found[kept] = attempt(partial(rule, value), otherwise)
    codes = [(kind, value) for kind in CODES if (value := getattr(told, kind).strip())]
    if codes:
        read = [(kind, attempt(partial(details.code_of, kind, value), "")) for kind, value in codes]
        found["codes"] = tuple((kind, value) for kind, value in read if value)
    if told.attributes:
        nothing: dict[str, Value] = {}
        kind = str(found.get("kind") or "book")
        found["attributes"] = attempt(partial(clean_attributes, kind, told.attributes), nothing)
    return found


def _topics(told: NewBook) -> tuple[Topic, ...]:
    if not (told.topics or told.clc or told.thema):
        return ()
    written = [*details.topics("clc", told.clc), *details.topics("thema", told.thema)]
    return details.distinct([*told.topics, *written])


def _whole(value: str, name: str) -> int:
    digits = re.sub(r"\s*(?:g|克|天|days?)?$", "", unicodedata.normalize("NFKC", value).strip().lower())
    if not (digits.isascii() and digits.isdigit() and int(digits) <= MOST_OF_ALL):
        raise NumberNotReadable(value=value, field=name)
    return int(digits)


def _plain(value: str) -> str:
    return value.replace("\0", "")


def _isbns(attempt: _Attempt, told: NewBook) -> tuple[str, str]:
    long13 = attempt(lambda: isbn13(told.isbn13), "") if told.isbn13.strip() else ""
    long10 = attempt(lambda: isbn10(told.isbn10), "") if told.isbn10.strip() else ""
    from10 = isbn13(long10) if long10 else ""
    if long13 and from10 and long13 != from10:
        attempt(lambda: _disagree(long10, long13), "")
    return long13 or from10, long10


def _more_isbns(attempt: _Attempt, told: NewBook, main: str) -> tuple[str, ...]:
    read = [attempt(partial(isbn13, value), "") for value in told.more_isbns]
    return tuple(dict.fromkeys(number for number in read if number and number != main))


def _disagree(short: str, long: str) -> str:
    raise IsbnsDisagree(value=short, other=long)


def _line(value: str, name: str) -> str:
    if not value:
        return ""
    return _within(printed(value), name, LONGEST_TITLE)


def _text(value: str, name: str, limit: int) -> str:
    if not value:
        return ""
    return _within(tidy(value), name, limit)


def _within(text: str, name: str, limit: int) -> str:
    if len(text) > limit:
        raise BookTextTooLong(field=name, value=f"{text[:20]}…", length=len(text), limit=limit)
    return text


def _people(told: NewBook) -> tuple[Person, ...]:
    found: dict[Person, None] = dict.fromkeys(people(told.author))
    for role, line in (("translator", told.translator), ("editor", told.editor), ("illustrator", told.illustrator)):
        if not line:
            continue
        found.update(dict.fromkeys(Person(person.name, role) for person in people(line)))
    return tuple(found)


def _price(told: NewBook, terms: ShopTerms) -> ListPrice | None:
    amounts = told.amounts or ((amount(told.price, currency=told.currency),) if told.price.strip() else ())
    return list_price(amounts, home=terms.currency, rates=terms.rates)


def _class(told: NewBook) -> Class | None:
    if told.classes:
        return told.classes[0]
    first_tag = re.split(r"[|,，;；/]", told.tags)[0]
    return (
        book_class(told.shelf, scheme="shop")
        or book_class(told.clc, scheme="clc")
        or book_class(told.category)
        or book_class(first_tag, scheme="shop")
    )


def _pages(value: str) -> int:
    numbers = [int(number) for number in re.findall(r"[0-9]+", unicodedata.normalize("NFKC", value))]
    if not numbers or max(numbers) > MOST_PAGES:
        raise NumberNotReadable(value=value)
    return max(numbers)


def _language(value: str) -> str:
    word = _text(value, "language", 40).lower()
    known = LANGUAGES.get(word) or LANGUAGES.get(word.split("-")[0])
    return known or _text(word, "language", 10)


def _status(value: str) -> str:
    status = STATUSES.get(value.strip().lower())
    if status is None:
        raise StatusUnknown(value=value, words=", ".join(sorted(set(STATUSES.values()))))
    return status


DETAILS: Final[Mapping[str, tuple[str, Callable[[str], object], object]]] = MappingProxyType(
    {name: (name, partial(_text, name=name, limit=room), "") for name, room in LINES.items()}
    | {name: (name, partial(_whole, name=name), None) for name in ("weight", "validity_days")}
    | {
        "kind": ("kind", partial(details.one_of, details.KINDS, field="kind"), ""),
        "value_class": ("value_class", partial(details.one_of, details.VALUE_CLASSES, field="value_class"), ""),
        "audience": ("audience", partial(details.one_of, details.AUDIENCES, field="audience"), ""),
        "add_on": ("add_on", details.add_on, ""),
        "grade": ("grades", details.grades, None),
        "blurb_en": ("blurb_en", _plain, ""),
        "own_classes": ("own_classes", class_codes, ()),
    }
)
"""Fields of a record that few have: where each is kept, how it is read, and what stands there if it cannot be."""
