"""What each kind of goods has beyond what all have: typed, checked, and shown by its own name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from shuyou.catalog.errors import AttributeNotReadable, AttributeUnknown
from shuyou.kernel.errors import DomainError, refuse
from shuyou.kernel.text import tidy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

type Value = str | int | bool
"""What an attribute may hold in JSON; a number with decimals is kept as text so that it stays exact."""

LONGEST: Final = 200
MOST: Final = 1_000_000_000
_YES: Final = frozenset({"1", "true", "yes", "y", "on", "是", "有"})
_NO: Final = frozenset({"0", "false", "no", "n", "off", "否", "无"})
_DAY: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that is said of a kind of goods: its type is text, whole, number, yes, day or choice."""

    key: str
    label: "_StrPromise"
    type: str = "text"
    choices: "tuple[tuple[str, str | _StrPromise], ...]" = ()
    unit: str = ""


_BRAND: Final = Attribute("brand", _("Brand"))
_MATERIAL: Final = Attribute("material", _("Material"))
_COLOUR: Final = Attribute("colour", _("Colour"))
_PIECES: Final = Attribute("pieces", _("Pieces"), "whole")
_LICENCE: Final = Attribute("licence", _("Publication number (版号)"))

ATTRIBUTES: Final[Mapping[str, tuple[Attribute, ...]]] = MappingProxyType(
    {
        "book": (
            Attribute("is_signed", _("Signed"), "yes"),
            Attribute("gift", _("Comes with")),
            Attribute("original_title", _("Original title")),
        ),
        "periodical": (
            Attribute("issue", _("Issue")),
            Attribute(
                "frequency",
                _("Appears"),
                "choice",
                (("weekly", _("weekly")), ("monthly", _("monthly")), ("bimonthly", _("every two months")),
                 ("quarterly", _("quarterly")), ("yearly", _("yearly"))),
            ),
        ),
        "av": (
            Attribute(
                "medium", _("Medium"), "choice",
                (("cd", "CD"), ("dvd", "DVD"), ("bd", "BD"), ("vinyl", _("Vinyl record")), ("tape", _("Cassette"))),
            ),
            Attribute("discs", _("Discs"), "whole"),
            Attribute("minutes", _("Playing time"), "whole", unit="min"),
            Attribute("region", _("Region code")),
            Attribute("label", _("Label")),
            _LICENCE,
        ),
        "epub": (
            Attribute("file_format", _("File format"), "choice",
                      (("epub", "EPUB"), ("pdf", "PDF"), ("mobi", "MOBI"), ("mp3", "MP3"))),
            Attribute("protection", _("Protection"), "choice",
                      (("none", _("none")), ("watermark", _("watermark")), ("drm", "DRM"))),
            Attribute("megabytes", _("Size of the file"), "number", unit="MB"),
            _LICENCE,
        ),
        "stationery": (
            _BRAND, _MATERIAL, _COLOUR, _PIECES,
            Attribute("sheets", _("Sheets"), "whole"),
        ),
        "sports": (
            _BRAND, _MATERIAL, _COLOUR,
            Attribute("discipline", _("Sport")),
            Attribute("hand", _("Hand"), "choice", (("left", _("left")), ("right", _("right")), ("both", _("both")))),
        ),
        "instrument": (
            _BRAND, _MATERIAL,
            Attribute("tuning", _("Tuning")),
            Attribute("made_in", _("Made in")),
            Attribute("is_used", _("Second-hand"), "yes"),
        ),
        "art": (
            Attribute("technique", _("Technique")),
            Attribute("made", _("Made"), "day"),
            Attribute("run", _("Copies of the edition"), "whole"),
            Attribute("is_signed", _("Signed"), "yes"),
            Attribute("certificate", _("Certificate")),
        ),
        "toy": (
            _BRAND, _MATERIAL, _PIECES,
            Attribute("age_from", _("From age"), "whole"),
            Attribute("ccc", _("Safety certificate (3C)")),
            Attribute("has_batteries", _("Needs batteries"), "yes"),
        ),
        "digital": (
            Attribute("delivery", _("Delivered as"), "choice",
                      (("download", _("download")), ("code", _("code")), ("stream", _("stream")))),
            Attribute("platform", _("Platform")),
            Attribute("licence_days", _("Licence"), "whole", unit="d"),
            Attribute("devices", _("Devices"), "whole"),
        ),
        "ticket": (
            Attribute("held_on", _("Held on"), "day"),
            Attribute("begins", _("Begins at")),
            Attribute("venue", _("Place")),
            Attribute("performers", _("Who performs")),
            Attribute("seat", _("Seats")),
        ),
        "other": (_BRAND, _MATERIAL, _COLOUR, _PIECES),
    }
)  # fmt: skip
"""What is said of each kind of goods, in the order in which it is asked and shown."""


def clean_attributes(kind: str, told: Mapping[str, str]) -> dict[str, Value]:
    """
    Return attributes as they are kept; empty ones are left out.

    :raises DomainError: one of them is none of this kind of goods, or cannot be read.
    """
    known = {attribute.key: attribute for attribute in ATTRIBUTES.get(kind, ())}
    kept: dict[str, Value] = {}
    problems: list[DomainError] = []
    for key, text in told.items():
        if not text.strip():
            continue
        attribute = known.get(key)
        if attribute is None:
            problems.append(AttributeUnknown(value=key, field=f"attr_{key}"))
            continue
        try:
            kept[key] = _read(attribute, text.strip())
        except DomainError as problem:
            problems.append(problem)
    if problems:
        refuse(problems)
    return kept


def shown(attribute: Attribute, value: Value) -> str:
    """Return what is kept of an attribute in words."""
    if attribute.type == "yes":
        return str(_("yes") if value else _("no"))
    text = str(dict(attribute.choices).get(str(value), value))
    return f"{text} {attribute.unit}".strip()


def _read(attribute: Attribute, text: str) -> Value:
    refused = AttributeNotReadable(value=text, label=str(attribute.label), field=f"attr_{attribute.key}")
    match attribute.type:
        case "yes" if text.lower() in _YES | _NO:
            return text.lower() in _YES
        case "whole" if text.isascii() and text.isdigit() and int(text) <= MOST:
            return int(text)
        case "number":
            return _number(text, refused)
        case "day" if _DAY.fullmatch(text):
            return text
        case "choice":
            return _choice(attribute, text, refused)
        case "text" if len(line := tidy(text)) <= LONGEST:
            return line
    raise refused


def _number(text: str, refused: DomainError) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise refused from error
    if not number.is_finite() or not 0 <= number <= MOST:
        raise refused
    return f"{number.normalize():f}"


def _choice(attribute: Attribute, text: str, refused: DomainError) -> str:
    for code, label in attribute.choices:
        if text.lower() in (code, str(label).lower()):
            return code
    raise refused
