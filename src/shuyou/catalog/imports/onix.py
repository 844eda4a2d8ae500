"""
Books from ONIX 3.0 and 3.1, with reference or short tags, read as a stream.

Code lists: EDItEUR, issue 73.
"""

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import BufferedReader
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, cast

from lxml import etree

from shuyou.catalog.errors import EntitiesRefused, TestRecord
from shuyou.catalog.imports.onix_nodes import Node
from shuyou.catalog.rules import Amount, Class, NewBook, Person, Topic, amount, book_class
from shuyou.catalog.rules.details import distinct
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import FileDamaged, FormatUnknown, Row

ROLES: Final = MappingProxyType(
    dict.fromkeys("A01 A02 A03 A09 A10 A14 A19 A21 A22 A32 A38 A99".split(), "author")
    | dict.fromkeys("A12 A35 A36 A07".split(), "illustrator")
    | dict.fromkeys("A08 A13".split(), "photographer")
    | dict.fromkeys("A06 A05".split(), "composer")
    | dict.fromkeys("E01 E02 E04 E05 E06 E07".split(), "performer")
    | {"E03": "narrator", "D02": "director"}
    | dict.fromkeys("B06 B08 B10".split(), "translator")
    | dict.fromkeys("B01 B02 B09 B11 B12 B13 B16 B18 B19 B20 B21 C01".split(), "editor")
)
"""List 17, as far as the catalogue tells people apart; writers of forewords and the like are left out."""

STATUSES: Final = MappingProxyType(
    {"02": "announced", "04": "available", "06": "reprinting", "07": "out_of_print", "08": "out_of_print"}
    | {"11": "withdrawn", "15": "withdrawn", "16": "withdrawn", "17": "withdrawn"}
)
"""List 64."""

FORMS: Final = MappingProxyType({"BB": "hardback", "BC": "paperback", "BA": "book", "BH": "board book", "AC": "CD"})
SCHEMES: Final = MappingProxyType({"93": "thema", "12": "bic", "10": "bisac", "24": "shop"})
"""Lists 150 and 27; of several subjects the first scheme here is taken, its main subject first."""

TOPICS: Final = MappingProxyType(
    dict.fromkeys("93 94 95 96 97 98 99".split(), "thema") | {"12": "bic", "10": "bisac", "01": "dewey", "03": "lcc"}
)
"""List 27, as far as codes are kept as topics: Thema with its qualifiers, BIC, BISAC, Dewey, Library of Congress."""

CLC_NAMES: Final = re.compile("中图法|中国图书馆分类法|Chinese Library Classification|^CLC", re.IGNORECASE)
"""What suppliers call that scheme where the code list has no code of its own for it."""

CIP_NAME: Final = re.compile(r"\bCIP\b|CIP核字|CIP数据|图书在版编目", re.IGNORECASE)
"""What that number is called where it is told."""

SENT: Final = re.compile(
    r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:T([0-9]{2}):?([0-9]{2})(?::?([0-9]{2}))?(?:\.[0-9]+)?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)

RETAIL_PRICES: Final = ("02", "01", "04", "03", "42", "41", "32", "31")
"""List 58: recommended and fixed retail prices, with tax before without."""

ROOTS: Final = MappingProxyType({"onixmessage": "", "cnonixmessage": "3.0"})
"""Names of a message, in any name space, and the release if it tells none: CNONIX (GB/T 30330) is ONIX 3.0."""

EXTENTS: Final = ("00", "08", "11", "10", "05", "07", "06")
DELETION, UPDATE = "05", "04"
TESTS: Final = frozenset({"88", "89"})
"""Notification types (list 1): a record that is no more, one that tells some blocks only, and trials."""

KINDS: Final = MappingProxyType(
    {"A": "av", "D": "av", "E": "epub", "F": "av", "P": "stationery", "V": "av", "Z": "other"}
    | dict.fromkeys("ZB ZC ZD ZE ZJ".split(), "toy")
)
"""List 150, by the whole code or its first letter; everything else is a book."""

MEDIA: Final = MappingProxyType({"AC": "cd", "AB": "tape", "VI": "dvd"})
AUDIENCES: Final = MappingProxyType(
    {"01": "general", "02": "children", "03": "young_adult", "04": "school", "05": "tertiary", "06": "professional"}
)
"""List 28."""

BLOCKS: Final = MappingProxyType(
    {
        "DescriptiveDetail": (
            "subtitle", "series", "volume", "edition", "binding", "pages", "size", "weight", "audience", "people",
            "topics",
        ),
        "CollateralDetail": ("blurb",),
        "PublishingDetail": ("published", "publisher"),
    }
)  # fmt: skip
"""What each block tells: a block that comes replaces what the one before told, and what it leaves out is gone."""

GRAMS: Final = MappingProxyType(
    {"gr": Decimal(1), "kg": Decimal(1000), "oz": Decimal("28.349523"), "lb": Decimal("453.59237")}
)
MILLIMETRES: Final = MappingProxyType({"mm": Decimal(1), "cm": Decimal(10), "in": Decimal("25.4")})
FORMATS: Final = "ONIX 3.0, ONIX 3.1, MARC21, CNMARC, CSV, XLSX"
SAFELY: Final = MappingProxyType({"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False})
HEADINGS: Final = ("record", "isbn", "title", "publisher", "price")


class OnixFile:
    """An ONIX message, one record to a product."""

    headings: Sequence[str] = HEADINGS
    fields: Sequence[tuple[str, str]] = ()
    encoding = "utf-8-sig"

    def __init__(self, path: Path, size: int) -> None:
        self.path, self.size = path, size
        self._binary: BufferedReader | None = None
        self._refuse_others()
        header = self._header()
        self.sender = f"onix:{header.text('Sender', 'SenderName') or path.stem if header else path.stem}"
        self.sent_at = _moment(header.text("SentDateTime")) if header else None

    @property
    def position(self) -> int:
        """How many bytes have been read."""
        return self._binary.tell() if self._binary and not self._binary.closed else 0

    def rows(self) -> Generator[Row[NewBook], None, None]:
        """
        Yield every product.

        :raises FileDamaged: the XML breaks.
        """
        for product in self._elements("Product"):
            line, node = _line(product), Node(product)
            try:
                book = _book(node)
            except DomainError as problem:
                yield Row(line, None, [node.text("RecordReference"), "", "", "", ""], problem)
            else:
                yield Row(line, book, _cells(book))

    def _refuse_others(self) -> None:
        with self.path.open("rb") as file:
            try:
                _, root = next(iter(etree.iterparse(file, events=("start",), **SAFELY)))
            except (etree.XMLSyntaxError, StopIteration) as error:
                raise FileDamaged(name=self.path.name, reason=str(error) or "no XML") from error
            dtd = root.getroottree().docinfo.internalDTD
            if dtd is not None and next(iter(dtd.iterentities()), None) is not None:
                raise EntitiesRefused(name=self.path.name)
            name = root.tag.rpartition("}")[2].lower() if isinstance(root.tag, str) else ""
            if not (name in ROOTS and (root.get("release") or ROOTS[name]).startswith("3.")):
                raise FormatUnknown(name=self.path.name, formats=FORMATS)

    def _elements(self, *names: str) -> Generator[etree._Element, None, None]:
        wanted = [f"{{*}}{spelling}" for name in names for spelling in (name, name.lower())]
        with self.path.open("rb") as self._binary:
            try:
                for _, element in etree.iterparse(self._binary, tag=wanted, **SAFELY):
                    yield element
                    element.clear()
                    _forget_before(element)
            except etree.XMLSyntaxError as error:
                raise FileDamaged(name=self.path.name, reason=error.msg or "no XML") from error

    def _header(self) -> Node | None:
        """Return the header of the message; it comes before the first product."""
        with closing(self._elements("Header", "Product")) as elements:
            first = next(elements, None)
            return None if first is None else Node(first)


def _forget_before(element: etree._Element) -> None:
    """Let go of what was read, so that a message of any length takes the same memory."""
    if (parent := element.getparent()) is not None:
        for before in list(element.itersiblings(preceding=True)):
            parent.remove(before)


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _cells(book: NewBook) -> list[str]:
    price = f"{book.amounts[0].currency} {book.amounts[0].value}" if book.amounts else ""
    return [book.source_key, book.isbn13, book.title, book.publisher, price]


def _book(product: Node) -> NewBook:
    notice, key = product.text("NotificationType"), product.text("RecordReference")
    if notice in TESTS:
        raise TestRecord(value=key)
    numbers = _known_numbers(product)
    if notice == DELETION:
        return NewBook(source_key=key, isbn13=numbers["isbn13"], is_withdrawal=True)
    details = product.all("DescriptiveDetail")
    title, subtitle = _title(details[0]) if details else ("", "")
    return NewBook(
        source_key=key,
        title=title,
        subtitle=subtitle,
        people=_people(product),
        publisher=product.text("PublishingDetail", "Publisher", "PublisherName")
        or product.text("PublishingDetail", "Imprint", "ImprintName"),
        amounts=_amounts(product),
        published=_published(product),
        classes=_classes(product),
        topics=_topics(product),
        edition=product.text("DescriptiveDetail", "EditionStatement")[:60]
        or product.text("DescriptiveDetail", "EditionNumber"),
        pages=_pages(product),
        audience=_audience(product),
        language=_language(product),
        blurb=_blurb(product),
        status=STATUSES.get(product.text("PublishingDetail", "PublishingStatus"), ""),
        replaced=frozenset(name for block, names in BLOCKS.items() if product.all(block) for name in names),
        is_update=notice == UPDATE,
        **numbers,
        **_series(product),
        **_measures(product),
        **_form(product),
    )


def _known_numbers(product: Node) -> dict[str, Any]:
    """Return what the product goes by; an EAN of books is an ISBN."""
    numbers = dict(reversed(_numbers(product)))
    ean = numbers.get("03", "")
    is_book = ean.startswith(("978", "979"))
    return {
        "isbn13": numbers.get("15") or (ean if is_book and not ean.startswith("9790") else ""),
        "isbn10": numbers.get("02", ""),
        "ismn": numbers.get("25", ""),
        "cip": _cip(product),
        "ean": "" if is_book else ean,
    }


def _cip(product: Node) -> str:
    """Return the number of the national cataloguing record, which CNONIX tells as a number of a scheme of its own."""
    named = (one for one in product.all("ProductIdentifier") if CIP_NAME.search(one.text("IDTypeName")))
    return next((one.text("IDValue")[:30] for one in named), "")


def _form(product: Node) -> dict[str, Any]:
    """Return what kind of goods it is, how it is bound, and on which medium it comes."""
    form = product.text("DescriptiveDetail", "ProductForm")
    if not form:
        return {}
    medium = {"medium": MEDIA[form]} if form in MEDIA else {}
    kind = KINDS.get(form) or KINDS.get(form[:1], "book")
    return {"kind": kind, "binding": FORMS.get(form, ""), "attributes": medium}


def _series(product: Node) -> dict[str, Any]:
    """Return the collection that the product is part of, and its number in it."""
    for collection in product.all("DescriptiveDetail", "Collection"):
        elements = collection.all("TitleDetail", "TitleElement")
        for element in sorted(elements, key=lambda one: one.text("TitleElementLevel") != "02"):
            whole = element.text("TitleText") or f"{element.text('TitlePrefix')} {element.text('TitleWithoutPrefix')}"
            if whole.strip():
                number = next((part for one in elements if (part := one.text("PartNumber"))), "")
                return {"series": whole.strip()[:160], "volume": number[:20]}
    return {}


def _measures(product: Node) -> dict[str, Any]:
    """Return height and width in millimetres and the weight in grams."""
    found: dict[str, str] = {}
    sides: dict[str, str] = {}
    for one in product.all("DescriptiveDetail", "Measure"):
        kind, unit = one.text("MeasureType"), one.text("MeasureUnitCode")
        try:
            value = Decimal(one.text("Measurement"))
        except InvalidOperation:
            continue
        if kind in ("01", "02", "03") and unit in MILLIMETRES and 0 < value < 10_000:
            sides[kind] = str(round(value * MILLIMETRES[unit]))
        elif kind == "08" and unit in GRAMS and 0 < value < 100_000:
            found["weight"] = str(round(value * GRAMS[unit]))
    if sides:
        found["size"] = "×".join(sides[kind] for kind in ("02", "01", "03") if kind in sides) + " mm"
    return found


def _audience(product: Node) -> str:
    for one in product.all("DescriptiveDetail", "Audience"):
        if one.text("AudienceCodeType") == "01" and (word := AUDIENCES.get(one.text("AudienceCodeValue"))):
            return word
    return ""


def _topics(product: Node) -> tuple[Topic, ...]:
    found = []
    for one in product.all("DescriptiveDetail", "Subject"):
        scheme = TOPICS.get(one.text("SubjectSchemeIdentifier"), "")
        if CLC_NAMES.search(one.text("SubjectSchemeName")):
            scheme = "clc"
        if scheme and (code := one.text("SubjectCode")):
            is_main = bool(one.all("MainSubject"))
            found.append(Topic(scheme, code[:60], one.text("SubjectHeadingText")[:120], is_main))
    return distinct(found)


def _moment(text: str) -> datetime | None:
    """Return when a message was sent: a date, perhaps with a time and a zone."""
    found = SENT.fullmatch(text.strip())
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    stamp = f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone or '+00:00'}"
    try:
        return datetime.fromisoformat(stamp)
    except ValueError:
        return None


def _numbers(product: Node) -> list[tuple[str, str]]:
    return [(one.text("ProductIDType"), one.text("IDValue")) for one in product.all("ProductIdentifier")]


def _title(detail: Node) -> tuple[str, str]:
    """Return the distinctive title of the product itself, not of its series, and its subtitle."""
    for title in sorted(detail.all("TitleDetail"), key=lambda one: one.text("TitleType") != "01"):
        for element in sorted(title.all("TitleElement"), key=lambda one: one.text("TitleElementLevel") != "01"):
            prefix, rest = element.text("TitlePrefix"), element.text("TitleWithoutPrefix")
            whole = element.text("TitleText") or f"{prefix} {rest}".strip()
            if whole:
                return whole, element.text("Subtitle")
    return "", ""


def _people(product: Node) -> tuple[Person, ...]:
    found: dict[Person, None] = {}
    for one in product.all("DescriptiveDetail", "Contributor"):
        named = [one.text(name) for name in ("NamesBeforeKey", "KeyNames", "NamesAfterKey")]
        name = one.text("PersonName") or " ".join(part for part in named if part) or one.text("CorporateName")
        for code in one.all("ContributorRole"):
            role = ROLES.get(code.text())
            if name and role:
                found[Person(name[:160], role)] = None
    return tuple(found)


def _amounts(product: Node) -> tuple[Amount, ...]:
    """Return what the product costs readers, the most usual kind of price first."""
    told = [
        (price.text("PriceType"), price.text("PriceAmount"), price.text("CurrencyCode"))
        for price in product.all("ProductSupply", "SupplyDetail", "Price")
    ]
    retail = [price for price in told if price[0] in RETAIL_PRICES and price[1]]
    retail.sort(key=lambda price: RETAIL_PRICES.index(price[0]))
    return tuple(amount(value, currency=currency) for _, value, currency in retail)


def _published(product: Node) -> str:
    for one in product.all("PublishingDetail", "PublishingDate"):
        if one.text("PublishingDateRole") == "01":
            return one.text("Date")[:8]
    return ""


def _classes(product: Node) -> tuple[Class, ...]:
    subjects = [
        (
            one.text("SubjectSchemeIdentifier"),
            not one.all("MainSubject"),
            one.text("SubjectCode"),
            one.text("SubjectHeadingText"),
        )
        for one in product.all("DescriptiveDetail", "Subject")
    ]
    order = list(SCHEMES)
    known = sorted((one for one in subjects if one[0] in SCHEMES), key=lambda one: (order.index(one[0]), one[1]))
    found = [
        book_class(code or heading, scheme=SCHEMES[scheme], name=heading)
        for scheme, _, code, heading in known
        if code or heading
    ]
    return tuple(one for one in found if one)


def _pages(product: Node) -> str:
    pages = {
        one.text("ExtentType"): one.text("ExtentValue")
        for one in product.all("DescriptiveDetail", "Extent")
        if one.text("ExtentUnit") == "03"
    }
    return next((pages[kind] for kind in EXTENTS if kind in pages and pages[kind] not in ("", "0")), "")


def _language(product: Node) -> str:
    for one in product.all("DescriptiveDetail", "Language"):
        if one.text("LanguageRole") == "01":
            return one.text("LanguageCode")
    return ""


def _blurb(product: Node) -> str:
    texts = {one.text("TextType"): one.text("Text") for one in reversed(product.all("CollateralDetail", "TextContent"))}
    return texts.get("03") or texts.get("02", "")
