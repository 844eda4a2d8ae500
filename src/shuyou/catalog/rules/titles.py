"""What titles are searched by."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from opencc import OpenCC

from shuyou.kernel.pinyin import syllable

_MARKS = re.compile(r"[\W_]+")
BETWEEN = "|"
"""Stands between title and names in what is searched, so that no pair of characters spans them."""


def title_norm(title: str) -> str:
    """Return a text as search compares it: NFKC, lower case, simplified, without marks and spaces."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    simple = folded if folded.isascii() else _simplifier().convert(folded)
    return _MARKS.sub("", unicodedata.normalize("NFKC", simple))


def title_tokens(title: str) -> list[str]:
    """Return the distinct pairs of neighbouring characters of a normalised text."""
    return _pairs([title_norm(title)])


def title_initials(title: str) -> str:
    """Return the first letters of a title's characters; letters and digits stay whole: C语言 is cyy."""
    return "".join(char if char.isascii() else syllable(char)[:1] for char in title_norm(title))


def search_text(parts: Iterable[str]) -> tuple[str, list[str]]:
    """Return what an item is found by, and its pairs of characters: its title, its subtitle, its people."""
    norms = [norm for part in parts if (norm := title_norm(part))]
    return BETWEEN.join(norms), _pairs(norms)


def _pairs(norms: Iterable[str]) -> list[str]:
    return sorted({norm[i : i + 2] for norm in norms for i in range(len(norm) - 1)})


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
