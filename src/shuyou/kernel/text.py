"""Text as people type and paste it."""

import unicodedata
from typing import Final

_DOTS: Final = str.maketrans({**dict.fromkeys("•‧∙⋅・", "·"), "‐": "-", "‑": "-"})
_NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
"""Wide letters and digits, each with its narrow one."""


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


def _without_hidden(value: str) -> str:
    return "".join(" " if char.isspace() else char for char in value if char.isspace() or not _is_hidden(char))


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs")  # private-use ones may be rare characters of a name
