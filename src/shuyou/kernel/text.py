"""Text as people type and paste it."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from django.utils.translation import get_language

_DOTS: Final = str.maketrans({**dict.fromkeys("•‧∙⋅・", "·"), "‐": "-", "‑": "-"})
_NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
"""Wide letters and digits, each with its narrow one."""

_SET_TWICE: Final = re.compile("《(《[^《》]*》)》")
_CLOSING: Final = {"《": "》", "〈": "〉"}
_WITHIN: Final = {"《": "〈", "〈": "《"}


def tidy(value: str) -> str:
    """Return a text of one line without what nobody sees: doubled spaces, control and formatting marks, look-alikes."""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    if value.isalnum() and unicodedata.is_normalized("NFKC", value):
        return value
    folded = unicodedata.normalize("NFKC", value)
    shown = folded if folded.isprintable() else unicodedata.normalize("NFKC", _without_hidden(folded))
    return " ".join(shown.translate(_DOTS).split())


def printed(value: str) -> str:
    """Return a text of one line as it is printed: Chinese marks stay wide, letters and digits become narrow."""
    shown = value if value.isprintable() else _without_hidden(value)
    return unicodedata.normalize("NFC", " ".join(shown.translate(_NARROW).split()))


def listed(parts: Iterable[str]) -> str:
    """Return the parts of a list as the reader's language parts them: 甲、乙, or one, two."""
    return between_parts().join(parts)


def between_parts() -> str:
    """Return what stands between the parts of a list, in the reader's language."""
    return "、" if (get_language() or "").startswith("zh") else ", "


def nested_marks(value: str) -> str:
    """Return a text whose book marks take turns: 《读《庄子》》 is 《读〈庄子〉》, and 《《庄子》》 is 《庄子》."""
    shown, around = "", ""
    for char in _SET_TWICE.sub(r"\1", value):
        if char in _CLOSING:
            mark = _WITHIN[around[-1]] if around else char
            around += mark
        elif char in _CLOSING.values() and around:
            mark, around = _CLOSING[around[-1]], around[:-1]
        else:
            mark = char
        shown += mark
    return shown


def _without_hidden(value: str) -> str:
    return "".join(" " if char.isspace() else char for char in value if char.isspace() or not _is_hidden(char))


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs")  # private-use ones may be rare characters of a name
