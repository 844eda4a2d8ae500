"""What titles are searched by."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final

from opencc import OpenCC

from shuyou.kernel.pinyin import is_han, spelled, syllable

_MARKS = re.compile(r"[\W_]+")
BETWEEN: Final = "|"
"""Stands between title and names in what is searched, so that no pair of characters spans them."""
SAME: Final = "="
BEGINS: Final = "^"
PERSON: Final = "@"
BY_SOUND: Final = "."
"""What sets apart the marks that a title is found by beside its pairs of characters."""
LONGEST_SAME: Final = 20
LETTERS: Final = (2, 3, 4)


def title_norm(title: str) -> str:
    """Return a text as search compares it: NFKC, lower case, simplified, without marks and spaces."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    simple = folded if folded.isascii() else _simplifier().convert(folded)
    return _MARKS.sub("", unicodedata.normalize("NFKC", simple))


def title_tokens(title: str) -> list[str]:
    """Return the distinct pairs of neighbouring characters of a normalised text."""
    return pairs_of(title_norm(title))


def pairs_of(norm: str) -> list[str]:
    """Return the distinct pairs of neighbouring characters of a text as search compares it."""
    return _pairs([norm])


def title_initials(title: str) -> str:
    """Return the first letters of a title's characters; letters and digits stay whole: C语言 is cyy."""
    return _initials(title_norm(title))


def sound_marks(norm: str) -> list[str]:
    """Return a mark for any two Chinese characters that stand together, by their sounds: 红楼 is hong.lou."""
    sounds = [syllable(char) if is_han(char) else "" for char in norm]
    return sorted({f"{one}{BY_SOUND}{next_one}" for one, next_one in pairwise(sounds) if one and next_one})


def sound_of(norm: str) -> str:
    """Return a text's pinyin in one go."""
    return "".join(map(syllable, norm))


def same_mark(norm: str) -> str:
    """Return the mark of a whole title."""
    return SAME + norm[:LONGEST_SAME]


@lru_cache(maxsize=20_000)
def person_marks(name: str) -> tuple[str, ...]:
    """Return the marks of a person's name: its pinyin and its first letters."""
    return tuple(f"{PERSON}{mark}" for mark in dict.fromkeys(spelled(name)) if len(mark) > 1 and mark.isalnum())


def search_text(
    *, title: str, subtitle: str = "", series: str = "", people: Iterable[str] = ()
) -> tuple[str, list[str], str]:
    """
    Return what an item is found by: its texts as search compares them, its marks, and its title's first letters.

    The texts come in a fixed order: title, subtitle, series, people.
    """
    names = list(people)
    norms = [title_norm(title), title_norm(subtitle), title_norm(series), *map(title_norm, names)]
    initials = _initials(norms[0])
    marks = set(_pairs(norms))
    marks.update(sound_marks(norms[0]))
    marks.update(mark for name in names for mark in person_marks(name))
    marks.update(BEGINS + initials[:length] for length in LETTERS if len(initials) >= length)
    marks.update(map(same_mark, (norms[0], sound_of(norms[0]))))
    return BETWEEN.join(norms), sorted(marks), initials


def _initials(norm: str) -> str:
    return "".join(char if char.isascii() else syllable(char)[:1] for char in norm)


def _pairs(norms: Iterable[str]) -> list[str]:
    return sorted({norm[i : i + 2] for norm in norms for i in range(len(norm) - 1)})


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")
