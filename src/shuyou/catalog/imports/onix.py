"""
Books from ONIX 3.0 and 3.1, with reference or short tags, read as a stream.

Code lists: EDItEUR, issue 73.
"""

from collections.abc import Generator, Sequence
from contextlib import closing
from io import BufferedReader
from pathlib import Path
from types import MappingProxyType
from typing import Final, cast

from lxml import etree

from shuyou.catalog.imports.onix_nodes import Node
from shuyou.catalog.rules import Amount, Class, NewBook, Person, amount, book_class
from shuyou.kernel.errors import DomainError
from shuyou.kernel.files import FileDamaged, FormatUnknown, Row

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
    fields: Sequence[tuple[str, str]] = ()
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
            is_message = isinstance(root.tag, str) and root.tag.rpartition("}")[2].lower() == "onixmessage"
            if not (is_message and root.get("release", "").startswith("3.")):
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

    def _sender(self) -> str:
        """Return who sent the message; the header comes before the first product."""
        with closing(self._elements("Header", "Product")) as elements:
            first = next(elements, None)
            return self.path.stem if first is None else Node(first).text("Sender", "SenderName") or self.path.stem


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
    numbers = dict(reversed(_numbers(product)))
    if product.text("NotificationType") == DELETION:
        return NewBook(source_key=product.text("RecordReference"), isbn13=numbers.get("15", ""), is_withdrawal=True)
    details = product.all("DescriptiveDetail")
    title, subtitle = _title(details[0]) if details else ("", "")
    ean = numbers.get("03", "")
    return NewBook(
        source_key=product.text("RecordReference"),
        title=title,
        subtitle=subtitle,
        isbn13=numbers.get("15") or (ean if ean.startswith(("978", "979")) else ""),
        isbn10=numbers.get("02", ""),
        people=_people(product),
        publisher=product.text("PublishingDetail", "Publisher", "PublisherName")
        or product.text("PublishingDetail", "Imprint", "ImprintName"),
        amounts=_amounts(product),
        published=_published(product),
        classes=_classes(product),
        edition=product.text("DescriptiveDetail", "EditionStatement")[:60]
        or product.text("DescriptiveDetail", "EditionNumber"),
        binding=FORMS.get(product.text("DescriptiveDetail", "ProductForm"), ""),
        pages=_pages(product),
        language=_language(product),
        blurb=_blurb(product),
        status=STATUSES.get(product.text("PublishingDetail", "PublishingStatus"), ""),
    )


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
