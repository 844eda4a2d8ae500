"""How long a short message is: networks count it in parts, and bill each."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Characters of seven bits (GSM 03.38)."""
_EXTENDED: Final = frozenset("^{}\\[~]|€\f")
"""Those that take two places of seven bits."""

GSM_ONE, GSM_EACH = 160, 153
UCS_ONE, UCS_EACH = 70, 67


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a short message: how many, of how many places, written in which alphabet."""

    count: int
    places: int
    is_gsm: bool


def parts_of(text: str) -> Parts:
    """Return the parts of a short message; no character is cut in two, neither an emoji nor a brace."""
    is_gsm = all(char in _BASIC or char in _EXTENDED for char in text)
    sizes = [_places(char, is_gsm=is_gsm) for char in text]
    one, each = (GSM_ONE, GSM_EACH) if is_gsm else (UCS_ONE, UCS_EACH)
    total = sum(sizes)
    return Parts(1 if total <= one else _filled(sizes, each), total, is_gsm)


def _places(char: str, *, is_gsm: bool) -> int:
    if is_gsm:
        return 2 if char in _EXTENDED else 1
    return 2 if ord(char) > 0xFFFF else 1


def _filled(sizes: Iterable[int], each: int) -> int:
    parts, used = 1, 0
    for size in sizes:
        if used + size > each:
            parts, used = parts + 1, 0
        used += size
    return parts
