"""Text as people type and paste it."""

import unicodedata
from typing import Final

_DOTS: Final = str.maketrans({**dict.fromkeys("•‧∙⋅・", "·"), "‐": "-", "‑": "-"})


def tidy(value: str) -> str:
    """Return a text of one line without what nobody sees: doubled spaces, control and formatting marks, look-alikes."""
    if value.isalnum() and unicodedata.is_normalized("NFKC", value):
        return value
    folded = unicodedata.normalize("NFKC", value).translate(_DOTS)
    shown = "".join(" " if char.isspace() else char for char in folded if char.isspace() or not _is_hidden(char))
    return unicodedata.normalize("NFKC", " ".join(shown.split()))


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cf", "Cs")  # private-use ones may be rare characters of a name
