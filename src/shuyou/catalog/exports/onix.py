"""
Titles as an ONIX 3.0 message with reference tags, one product at a time.

Numbers that were made up here never leave the house: nobody else knows them.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from types import MappingProxyType
from typing import Final

from lxml import etree

from shuyou.catalog.queries import ExportBook

SPACE: Final = "http://ns.editeur.org/onix/3.0/reference"
ID_TYPES: Final = MappingProxyType({"isbn13": "15", "isbn10": "02", "ean": "03", "ismn": "25"})
FORMS: Final = MappingProxyType({"hardback": "BB", "精装": "BB", "paperback": "BC", "平装": "BC", "board book": "BH"})
GOODS: Final = MappingProxyType({"av": "AA", "epub": "EA", "digital": "EA", "stationery": "PZ", "toy": "ZD"})
ROLES: Final = MappingProxyType(
    {"author": "A01", "translator": "B06", "editor": "B01", "illustrator": "A12", "photographer": "A13"}
    | {"composer": "A06", "performer": "E07", "narrator": "E03", "director": "D02"}
)
LANGUAGES: Final = MappingProxyType(
    {"zh": "chi", "en": "eng", "ja": "jpn", "fr": "fre", "de": "ger", "es": "spa", "ru": "rus", "ko": "kor"}
)
SCHEMES: Final = MappingProxyType({"thema": "93", "bic": "12", "bisac": "10", "dewey": "01", "lcc": "03"})
AUDIENCES: Final = MappingProxyType(
    {"general": "01", "children": "02", "young_adult": "03", "school": "04", "tertiary": "05", "professional": "06"}
)
STATUSES: Final = MappingProxyType(
    {"announced": ("02", "10"), "available": ("04", "20"), "reprinting": ("06", "31")}
    | {"out_of_print": ("07", "40"), "withdrawn": ("11", "40")}
)
"""Publishing status (list 64) and availability (list 65)."""


def message(books: Iterable[ExportBook], *, sender: str, currency: str, at: datetime) -> Iterator[bytes]:
    """Yield an ONIX message part by part."""
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<ONIXMessage release="3.0" xmlns="{SPACE}">\n'.encode()
    header = etree.Element("Header")
    _put(_put(header, "Sender"), "SenderName", sender)
    _put(header, "SentDateTime", f"{at:%Y%m%dT%H%M%SZ}")
    yield etree.tostring(header, encoding="utf-8") + b"\n"
    for book in books:
        yield etree.tostring(_product(book, currency), encoding="utf-8") + b"\n"
    yield b"</ONIXMessage>\n"


def _product(book: ExportBook, currency: str) -> etree._Element:
    product = etree.Element("Product")
    _put(product, "RecordReference", str(book.uid))
    _put(product, "NotificationType", "03")
    for number in book.numbers:
        if number.kind in ID_TYPES and not number.is_synthetic:
            told = _put(product, "ProductIdentifier")
            _put(told, "ProductIDType", ID_TYPES[number.kind])
            _put(told, "IDValue", number.value)
    _describe(_put(product, "DescriptiveDetail"), book)
    if book.blurb:
        text = _put(_put(product, "CollateralDetail"), "TextContent")
        _put(text, "TextType", "03")
        _put(text, "ContentAudience", "00")
        _put(text, "Text", book.blurb)
    _publish(product, book)
    _supply(product, book, currency)
    return product


def _describe(detail: etree._Element, book: ExportBook) -> None:
    _put(detail, "ProductComposition", "00")
    is_book = book.kind in ("book", "periodical")
    _put(detail, "ProductForm", FORMS.get(book.binding, "BA") if is_book else GOODS.get(book.kind, "ZZ"))
    if book.weight:
        measure = _put(detail, "Measure")
        _put(measure, "MeasureType", "08")
        _put(measure, "Measurement", str(book.weight))
        _put(measure, "MeasureUnitCode", "gr")
    if book.series:
        collection = _put(detail, "Collection")
        _put(collection, "CollectionType", "10")
        element = _title(collection, "02", book.series)
        if book.volume:
            # The number of the part stands before the text of the title.
            part = etree.Element("PartNumber")
            part.text = _clean(book.volume)
            element.insert(1, part)
    element = _title(detail, "01", book.title)
    if book.subtitle:
        _put(element, "Subtitle", book.subtitle)
    for place, (name, role) in enumerate(book.people, start=1):
        contributor = _put(detail, "Contributor")
        _put(contributor, "SequenceNumber", str(place))
        _put(contributor, "ContributorRole", ROLES.get(role, "A01"))
        _put(contributor, "PersonName", name)
    if book.edition:
        _put(detail, "EditionStatement", book.edition)
    _say_about(detail, book)


def _say_about(detail: etree._Element, book: ExportBook) -> None:
    if book.language in LANGUAGES:
        language = _put(detail, "Language")
        _put(language, "LanguageRole", "01")
        _put(language, "LanguageCode", LANGUAGES[book.language])
    if book.pages:
        extent = _put(detail, "Extent")
        _put(extent, "ExtentType", "00")
        _put(extent, "ExtentValue", str(book.pages))
        _put(extent, "ExtentUnit", "03")
    for scheme, code, heading in book.topics:
        subject = _put(detail, "Subject")
        _put(subject, "SubjectSchemeIdentifier", SCHEMES.get(scheme, "24"))
        if scheme not in SCHEMES:
            _put(subject, "SubjectSchemeName", "中图法" if scheme == "clc" else scheme)
        _put(subject, "SubjectCode", code)
        if heading:
            _put(subject, "SubjectHeadingText", heading)
    if book.audience in AUDIENCES:
        audience = _put(detail, "Audience")
        _put(audience, "AudienceCodeType", "01")
        _put(audience, "AudienceCodeValue", AUDIENCES[book.audience])


def _publish(product: etree._Element, book: ExportBook) -> None:
    detail = _put(product, "PublishingDetail")
    if book.publisher:
        publisher = _put(detail, "Publisher")
        _put(publisher, "PublishingRole", "01")
        _put(publisher, "PublisherName", book.publisher)
    _put(detail, "PublishingStatus", STATUSES[book.status][0])
    if book.published:
        date = _put(detail, "PublishingDate")
        _put(date, "PublishingDateRole", "01")
        _put(date, "Date", book.published.replace("-", ""))


def _supply(product: etree._Element, book: ExportBook, currency: str) -> None:
    detail = _put(_put(product, "ProductSupply"), "SupplyDetail")
    _put(detail, "ProductAvailability", STATUSES[book.status][1])
    if book.is_price_synthetic:
        _put(detail, "UnpricedItemType", "02")
        return
    price = _put(detail, "Price")
    _put(price, "PriceType", "02")
    _put(price, "PriceAmount", str(book.list_price))
    _put(price, "CurrencyCode", currency)


def _title(parent: etree._Element, level: str, text: str) -> etree._Element:
    detail = _put(parent, "TitleDetail")
    _put(detail, "TitleType", "01")
    element = _put(detail, "TitleElement")
    _put(element, "TitleElementLevel", level)
    _put(element, "TitleText", text)
    return element


def _put(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    child = etree.SubElement(parent, name)
    if text:
        child.text = _clean(text)
    return child


def _clean(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\n\t")
