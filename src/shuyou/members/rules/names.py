"""Names as people write them, and how they sound."""

import unicodedata
from typing import Final

from shuyou.kernel.pinyin import LONGEST_INITIALS, LONGEST_PINYIN, is_han, spelled
from shuyou.kernel.text import tidy
from shuyou.members.errors import NameMissing, NameNotReadable, TextTooLong

LONGEST_NAME: Final = 80
SEALED_NAME: Final = ("who", "members.list")
"""The field of a list's address that holds a name, which nobody may read there, and what it is sealed for."""

__all__ = ["LONGEST_NAME", "SEALED_NAME", "person_name", "spelled", "tidy", "typed_pinyin"]


def person_name(value: str) -> str:
    """
    Return a name as it is kept: its own script, without doubled spaces, invisible marks and look-alike dots.

    :raises NameMissing: nothing is left of it.
    :raises NameNotReadable: no letter or character is in it.
    :raises TextTooLong: it has more than 80 characters.
    """
    name = tidy(value)
    if " " in name and all(is_han(char) or char == " " for char in name):
        name = name.replace(" ", "")  # two characters are set apart to be as wide as three
    if not name:
        raise NameMissing(value=value)
    if len(name) > LONGEST_NAME:
        raise TextTooLong(field="name", value=f"{name[:20]}…", length=len(name), limit=LONGEST_NAME)
    if not any(char.isalpha() for char in name):
        raise NameNotReadable(value=name)
    return name


def typed_pinyin(value: str) -> tuple[str, str]:
    """Return pinyin and initials as somebody spelled them out, syllables apart: “Lin Wan-zhou”."""
    folded = unicodedata.normalize("NFKD", value.replace("ü", "v").replace("Ü", "v")).lower()
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in folded if not _is_mark(char)).split()
    return "".join(words)[:LONGEST_PINYIN], "".join(word[0] for word in words)[:LONGEST_INITIALS]


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) == "Mn"
