"""
Books from ONIX 3.0 and 3.1, with reference or short tags, read as a stream.

Only the tags that the catalogue keeps are known here; both spellings of a tag lead to its reference name.
Code lists: EDItEUR, issue 73.
"""

from collections.abc import Generator, Iterator, Sequence
from io import BufferedReader
from pathlib import Path
from types import MappingProxyType
from typing import Final, cast

from lxml import etree

from shuyou.catalog.rules import Amount, Class, NewBook, Person, amount, book_class
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import FileDamaged, FormatUnknown, Row

SHORT: Final = MappingProxyType(
    dict(
        pair.split(":")
        for pair in (
            "a001:RecordReference a002:NotificationType b221:ProductIDType b244:IDValue b012:ProductForm b202:TitleType"
            " x409:TitleElementLevel b203:TitleText b030:TitlePrefix b031:TitleWithoutPrefix b029:Subtitle"
            " b034:SequenceNumber b035:ContributorRole b036:PersonName b037:PersonNameInverted b039:NamesBeforeKey"
            " b040:KeyNames b041:NamesAfterKey b047:CorporateName b057:EditionNumber b058:EditionStatement"
            " b253:LanguageRole b252:LanguageCode b218:ExtentType b219:ExtentValue b220:ExtentUnit"
            " b067:SubjectSchemeIdentifier"
            " b069:SubjectCode b070:SubjectHeadingText x425:MainSubject x426:TextType d104:Text b079:ImprintName"
            " b291:PublishingRole b081:PublisherName b394:PublishingStatus x448:PublishingDateRole b306:Date"
            " x462:PriceType j151:PriceAmount j152:CurrencyCode x298:SenderName"
        ).split()
    )
    | {
        name.lower(): name
        for name in (
            "Product Header Sender ProductIdentifier DescriptiveDetail TitleDetail TitleElement Contributor Language"
            " Extent Subject CollateralDetail TextContent PublishingDetail Imprint Publisher PublishingDate"
            " ProductSupply SupplyDetail Price"
        ).split()
    }
)
ROLES: Final = MappingProxyType(
    dict.fromkeys("A01 A02 A03 A09 A10 A13 A14 A19 A21 A22 A32 A38 A99".split(), "author")
    | dict.fromkeys("A12 A35 A36 A08 A07".split(), "illustrator")
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

RETAIL_PRICES: Final = ("02", "01", "04", "03", "42", "41", "32", "31")
"""List 58: recommended and fixed retail prices, with tax before without."""

EXTENTS: Final = ("00", "08", "11", "10", "05", "07", "06")
DELETION: Final = "05"
FORMATS: Final = "ONIX 3.0, ONIX 3.1, MARC21, CNMARC, CSV, XLSX"
SAFELY: Final = MappingProxyType({"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False})
HEADINGS: Final = ("record", "isbn", "title", "publisher", "price")


class OnixFile:
    """An ONIX message, one record to a product."""

    headings: Sequence[str] = HEADINGS
    encoding = "utf-8-sig"

    def __init__(self, path: Path, size: int) -> None:
        self.path, self.size = path, size
        self._binary: BufferedReader | None = None
        self._refuse_others()
        self.sender = f"onix:{self._sender()}"

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
            line, cells = _line(product), _cells(product)
            try:
                yield Row(line, _book(product), cells)
            except DomainError as problem:
                yield Row(line, None, cells, problem)

    def _refuse_others(self) -> None:
        with self.path.open("rb") as file:
            try:
                _, root = next(iter(etree.iterparse(file, events=("start",), **SAFELY)))
            except (etree.XMLSyntaxError, StopIteration) as error:
                raise FileDamaged(name=self.path.name, reason=str(error) or "no XML") from error
            is_message = isinstance(root.tag, str) and root.tag.rpartition("}")[2].lower() == "onixmessage"
            if not (is_message and root.get("release", "").startswith("3.")):
                raise FormatUnknown(name=self.path.name, formats=FORMATS)

    def _elements(self, name: str) -> Iterator[etree._Element]:
        wanted = (f"{{*}}{name}", f"{{*}}{name.lower()}")
        with self.path.open("rb") as self._binary:
            try:
                for _, element in etree.iterparse(self._binary, tag=wanted, **SAFELY):
                    yield element
                    element.clear()
                    _forget_before(element)
            except etree.XMLSyntaxError as error:
                raise FileDamaged(name=self.path.name, reason=error.msg or "no XML") from error

    def _sender(self) -> str:
        for header in self._elements("Header"):
            names = [_text(sender, "SenderName") for sender in _all(header, "Sender")]
            return next((name for name in names if name), self.path.stem)
        return self.path.stem


def _forget_before(element: etree._Element) -> None:
    """Let go of what was read, so that a message of any length takes the same memory."""
    if (parent := element.getparent()) is not None:
        for before in list(element.itersiblings(preceding=True)):
            parent.remove(before)


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 0


def _name(element: etree._Element) -> str:
    tag = element.tag
    local = str(tag).rpartition("}")[2]
    return SHORT.get(local, local)


def _all(element: etree._Element, *path: str) -> list[etree._Element]:
    found = [element]
    for name in path:
        found = [child for parent in found for child in parent if _name(child) == name]
    return found


def _text(element: etree._Element, *path: str) -> str:
    """Return the text of the first such element, without the mark-up inside it."""
    for found in _all(element, *path):
        return " ".join("".join(map(str, found.itertext())).split())
    return ""


def _cells(product: etree._Element) -> list[str]:
    numbers = dict(_numbers(product))
    detail = _all(product, "DescriptiveDetail")
    price = next(((a.value, a.currency) for a in _amounts(product)), None)
    return [
        _text(product, "RecordReference"),
        numbers.get("15") or numbers.get("03") or numbers.get("02", ""),
        _title(detail[0])[0] if detail else "",
        _text(product, "PublishingDetail", "Publisher", "PublisherName"),
        f"{price[1]} {price[0]}" if price else "",
    ]


def _book(product: etree._Element) -> NewBook:
    numbers = dict(reversed(_numbers(product)))
    if _text(product, "NotificationType") == DELETION:
        return NewBook(source_key=_text(product, "RecordReference"), isbn13=numbers.get("15", ""), is_withdrawal=True)
    details = _all(product, "DescriptiveDetail")
    title, subtitle = _title(details[0]) if details else ("", "")
    ean = numbers.get("03", "")
    return NewBook(
        source_key=_text(product, "RecordReference"),
        title=title,
        subtitle=subtitle,
        isbn13=numbers.get("15") or (ean if ean.startswith(("978", "979")) else ""),
        isbn10=numbers.get("02", ""),
        people=_people(product),
        publisher=_text(product, "PublishingDetail", "Publisher", "PublisherName")
        or _text(product, "PublishingDetail", "Imprint", "ImprintName"),
        amounts=_amounts(product),
        published=_published(product),
        classes=_classes(product),
        edition=_text(product, "DescriptiveDetail", "EditionStatement")[:60]
        or _text(product, "DescriptiveDetail", "EditionNumber"),
        binding=FORMS.get(_text(product, "DescriptiveDetail", "ProductForm"), ""),
        pages=_pages(product),
        language=_language(product),
        blurb=_blurb(product),
        status=STATUSES.get(_text(product, "PublishingDetail", "PublishingStatus"), ""),
    )


def _numbers(product: etree._Element) -> list[tuple[str, str]]:
    return [(_text(one, "ProductIDType"), _text(one, "IDValue")) for one in _all(product, "ProductIdentifier")]


def _title(detail: etree._Element) -> tuple[str, str]:
    """Return the distinctive title of the product itself, not of its series, and its subtitle."""
    for title in sorted(_all(detail, "TitleDetail"), key=lambda one: _text(one, "TitleType") != "01"):
        for element in sorted(_all(title, "TitleElement"), key=lambda one: _text(one, "TitleElementLevel") != "01"):
            prefix, rest = _text(element, "TitlePrefix"), _text(element, "TitleWithoutPrefix")
            whole = _text(element, "TitleText") or f"{prefix} {rest}".strip()
            if whole:
                return whole, _text(element, "Subtitle")
    return "", ""


def _people(product: etree._Element) -> tuple[Person, ...]:
    found: dict[Person, None] = {}
    for one in _all(product, "DescriptiveDetail", "Contributor"):
        named = [_text(one, name) for name in ("NamesBeforeKey", "KeyNames", "NamesAfterKey")]
        name = _text(one, "PersonName") or " ".join(part for part in named if part) or _text(one, "CorporateName")
        for code in _all(one, "ContributorRole"):
            role = ROLES.get((code.text or "").strip())
            if name and role:
                found[Person(name[:160], role)] = None
    return tuple(found)


def _amounts(product: etree._Element) -> tuple[Amount, ...]:
    """Return what the product costs readers, the most usual kind of price first."""
    told = [
        (_text(price, "PriceType"), _text(price, "PriceAmount"), _text(price, "CurrencyCode"))
        for price in _all(product, "ProductSupply", "SupplyDetail", "Price")
    ]
    retail = [price for price in told if price[0] in RETAIL_PRICES and price[1]]
    retail.sort(key=lambda price: RETAIL_PRICES.index(price[0]))
    return tuple(amount(value, currency=currency) for _, value, currency in retail)


def _published(product: etree._Element) -> str:
    for one in _all(product, "PublishingDetail", "PublishingDate"):
        if _text(one, "PublishingDateRole") == "01":
            return _text(one, "Date")[:8]
    return ""


def _classes(product: etree._Element) -> tuple[Class, ...]:
    subjects = [
        (
            _text(one, "SubjectSchemeIdentifier"),
            not _all(one, "MainSubject"),
            _text(one, "SubjectCode"),
            _text(one, "SubjectHeadingText"),
        )
        for one in _all(product, "DescriptiveDetail", "Subject")
    ]
    order = list(SCHEMES)
    known = sorted((one for one in subjects if one[0] in SCHEMES), key=lambda one: (order.index(one[0]), one[1]))
    found = [
        book_class(code or heading, scheme=SCHEMES[scheme], name=heading)
        for scheme, _, code, heading in known
        if code or heading
    ]
    return tuple(one for one in found if one)


def _pages(product: etree._Element) -> str:
    pages = {
        _text(one, "ExtentType"): _text(one, "ExtentValue")
        for one in _all(product, "DescriptiveDetail", "Extent")
        if _text(one, "ExtentUnit") == "03"
    }
    return next((pages[kind] for kind in EXTENTS if kind in pages and pages[kind] not in ("", "0")), "")


def _language(product: etree._Element) -> str:
    for one in _all(product, "DescriptiveDetail", "Language"):
        if _text(one, "LanguageRole") == "01":
            return _text(one, "LanguageCode")
    return ""


def _blurb(product: etree._Element) -> str:
    texts = {
        _text(one, "TextType"): _text(one, "Text") for one in reversed(_all(product, "CollateralDetail", "TextContent"))
    }
    return texts.get("03") or texts.get("02", "")
