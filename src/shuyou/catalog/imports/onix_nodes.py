"""
The elements of an ONIX product that the catalogue reads, under their reference names.

Both spellings of a tag, reference and short, lead to its reference name; everything else is left unread, which is most
of a product.
"""

from types import MappingProxyType
from typing import Final

from lxml import etree

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
            " x462:PriceType j151:PriceAmount j152:CurrencyCode x298:SenderName x307:SentDateTime x410:PartNumber"
            " x315:MeasureType c094:Measurement c095:MeasureUnitCode b171:SubjectSchemeName b204:AudienceCodeType"
            " b206:AudienceCodeValue j396:ProductAvailability b233:IDTypeName"
        ).split()
    )
    | {
        name.lower(): name
        for name in (
            "Product Header Sender ProductIdentifier DescriptiveDetail TitleDetail TitleElement Contributor Language"
            " Extent Subject CollateralDetail TextContent PublishingDetail Imprint Publisher PublishingDate"
            " ProductSupply SupplyDetail Price Collection Measure Audience"
        ).split()
    }
)
"""Short tags, and composites in lower case as short messages write them, with their reference names."""

_KNOWN: Final = frozenset(SHORT.values())
_names: dict[str, str] = {}


class Node:
    """An element: its children by reference name, looked up when they are first asked for, and its text."""

    __slots__ = ("_children", "_element")

    def __init__(self, element: etree._Element) -> None:
        self._element = element
        self._children: dict[str, list[Node]] | None = None

    def all(self, *path: str) -> list["Node"]:
        """Return every element at the end of a path of names."""
        found = [self]
        for name in path:
            if len(found) == 1:
                found = found[0]._named(name)
            else:
                found = [child for node in found for child in node._named(name)]
        return found

    def _named(self, name: str) -> list["Node"]:
        if self._children is None:
            found: dict[str, list[Node]] = {}
            self._children = found
            for child in self._element:
                known = _names.get(child.tag)  # nearly always: this runs for every element of a message
                if known is None:
                    known = _name(child)
                if known in found:
                    found[known].append(Node(child))
                elif known:
                    found[known] = [Node(child)]
        return self._children.get(name, _NONE)

    def text(self, *path: str) -> str:
        """Return the text of the first element at the end of a path, without the mark-up inside it."""
        for found in self.all(*path):
            element = found._element
            whole = "".join(map(str, element.itertext())) if len(element) else element.text or ""
            return " ".join(whole.split())
        return ""


def _name(element: etree._Element) -> str:
    """Return the reference name of an element, or nothing if the catalogue does not read it."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return ""  # a comment
    name = _names.get(tag)
    if name is None:
        local = tag.rpartition("}")[2]
        name = SHORT.get(local, local)
        name = name if name in _KNOWN else ""
        if len(_names) < MOST_NAMES:
            _names[tag] = name
    return name


_NONE: Final[list[Node]] = []
"""No children: asked for often, never changed."""

MOST_NAMES: Final = 5_000
"""So many spellings of tags are remembered: far more than the standard has, and no more if a file is hostile."""
