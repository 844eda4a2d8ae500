"""
What somebody may mean who types words into a search box, and why a title answers them.

A word may be meant in several ways: as it stands, as another word for the same, by its sound, by first letters. A way
is a set of marks that a title must have all (see `shuyou.catalog.rules.titles`), and a text that must stand in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final, Self

from shuyou.catalog.rules.syllables import readings
from shuyou.catalog.rules.titles import BEGINS, BY_SOUND, LETTERS, PERSON, pairs_of, sound_marks, title_norm

FACETS: Final = ("shelf", "own", "kind", "band", "status", "grade")
WHOLE: Final = ("shelf", "own", "band", "grade")
MOST_WORDS: Final = 6
LONGEST_WORD: Final = 60
MOST_VARIANTS: Final = 4
LONGEST_SYNONYM: Final = 12
BANDS: Final = (Decimal(20), Decimal(40), Decimal(60), Decimal(100))
"""Where one range of prices ends and the next begins."""


class Reason(StrEnum):
    """Why a title answers what was typed; the better reason comes first."""

    NUMBER = "number"
    SAME = "same"
    SAME_SOUND = "same_sound"
    BEGINS = "begins"
    TITLE = "title"
    PERSON = "person"
    SERIES = "series"
    SUBTITLE = "subtitle"
    PUBLISHER = "publisher"
    SHELF = "shelf"
    SUBJECT = "subject"
    SYNONYM = "synonym"
    LETTERS = "letters"
    SOUND = "sound"
    PERSON_SOUND = "person_sound"
    APART = "apart"
    CLOSE = "close"


WEIGHTS: Final[Mapping[Reason, int]] = {
    reason: weight
    for weight, reasons in enumerate(
        (
            (Reason.NUMBER, Reason.SAME),
            (Reason.SAME_SOUND, Reason.BEGINS, Reason.PERSON),
            (Reason.TITLE, Reason.SERIES),
            (Reason.SUBTITLE, Reason.PUBLISHER, Reason.SHELF, Reason.SUBJECT, Reason.LETTERS, Reason.PERSON_SOUND),
            (Reason.SYNONYM, Reason.SOUND, Reason.APART),
            (Reason.CLOSE,),
        )
    )
    for reason in reasons
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilter:
    """What is asked of titles beside the words; empty fields do not filter."""

    shelf: int | None = None
    """A category's id."""
    own: int | None = None
    """The id of a class of the club's own; classes below it count too."""
    kind: str = ""
    status: str = ""
    band: int | None = None
    """A range of prices: 0 is the cheapest."""
    grade: int | None = None
    is_public: bool = False
    """Nothing that was taken off sale."""

    @classmethod
    def of(cls, asked: Mapping[str, str], *, is_public: bool = False) -> Self:
        """Return the filter that an address names; what cannot be read does not filter."""
        numbers = {name: int(text) if _is_number(text := asked.get(name, "")) else None for name in WHOLE}
        words = {name: asked.get(name, "")[:12] for name in ("kind", "status")}
        return cls(
            shelf=numbers["shelf"], own=numbers["own"], band=numbers["band"], grade=numbers["grade"],
            kind=words["kind"], status=words["status"], is_public=is_public,
        )  # fmt: skip

    @property
    def chosen(self) -> dict[str, str]:
        """Return what filters, by its name in an address."""
        named = {name: getattr(self, name) for name in FACETS}
        return {name: str(value) for name, value in named.items() if value not in (None, "")}


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a word is meant: marks that a title has all, and a text that stands in it."""

    reason: Reason
    marks: tuple[str, ...] = ()
    text: str = ""
    ids: tuple[int, ...] = ()
    """Of publishers or shelves, where a name is meant."""
    said: str = ""
    """What is told of it: the other word, the name."""


type Word = tuple[Way, ...]
"""The ways in which one word may be meant."""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18


def words_in(typed: str) -> list[str]:
    """Return the words that somebody typed, as search compares them."""
    return [norm[:LONGEST_WORD] for word in typed.split()[:MOST_WORDS] if (norm := title_norm(word))]


def parts_of(words: Iterable[str]) -> list[str]:
    """Return everything in words that there may be another word for."""
    return sorted({
        word[start:end]
        for word in words
        for start in range(len(word))
        for end in range(start + 2, min(start + LONGEST_SYNONYM, len(word)) + 1)
        if not word.isascii() or (start, end) == (0, len(word))
    })  # fmt: skip


def ways_of(word: str, synonyms: Mapping[str, Sequence[str]], names: Sequence[Way] = ()) -> Word:
    """Return the ways in which a word may be meant that is spelled right."""
    found = [Way(Reason.TITLE, tuple(pairs_of(word)), word)]
    found += [Way(Reason.SYNONYM, tuple(pairs_of(other)), other, said=said) for other, said in _others(word, synonyms)]
    if word.isascii() and word.isalpha():
        found += _by_letters(word)
    return (*found, *names)


def _others(word: str, synonyms: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return a word with a part of it said otherwise, the longest parts first."""
    parts = sorted((part for part in synonyms if part in word), key=lambda part: (-len(part), part))
    found = {word.replace(part, other): other for part in parts for other in synonyms[part]}
    return [(text, said) for text, said in found.items() if len(text) > 1][:MOST_VARIANTS]


def _by_letters(word: str) -> list[Way]:
    found = [
        Way(Reason.SOUND, tuple(f"{one}{BY_SOUND}{after}" for one, after in pairwise(reading)))
        for reading in readings(word)
        if len(reading) > 1
    ]
    if len(word) in range(LETTERS[0], 16):
        found.append(Way(Reason.LETTERS, (BEGINS + word[: LETTERS[-1]],), word if len(word) > LETTERS[-1] else ""))
    if len(word) > 1:
        found.append(Way(Reason.PERSON_SOUND, (PERSON + word,)))
    return found


def by_sound(word: str) -> Word:
    """Return the way in which a Chinese word is meant that was written with characters of the same sound."""
    marks = tuple(sound_marks(word))
    return (Way(Reason.SOUND, marks),) if marks and len(word) > 1 else ()


def apart(word: str) -> Word:
    """Return the ways in which two words are meant that were written as one: 余华活着."""
    if word.isascii():
        return ()
    return tuple(
        Way(Reason.APART, tuple(sorted({*pairs_of(word[:cut]), *pairs_of(word[cut:])})))
        for cut in range(2, len(word) - 1)
    )


def nearly(word: str) -> Word:
    """
    Return the ways in which a word may be meant that has one wrong letter: all but the pairs around a place.

    What they find is compared with the word again (see `strays`).
    """
    if len(word) < (5 if word.isascii() else 3):
        return ()
    gap = 2 if word.isascii() else 1
    ways = {tuple(sorted({*pairs_of(word[:place]), *pairs_of(word[place + gap :])})) for place in range(len(word))}
    return tuple(Way(Reason.CLOSE, marks) for marks in sorted(ways) if marks)


def strays(word: str, text: str) -> int:
    """
    Return how many letters must be changed, added, left out or swapped until a word stands somewhere in a text.

    All rows of a column of the table are reckoned at once, a bit for each (H. Hyyrö, 2003): dozens of titles are
    compared behind one page.
    """
    whole, last = (1 << len(word)) - 1, 1 << len(word) >> 1
    places: dict[str, int] = {}
    for row, char in enumerate(word):
        places[char] = places.get(char, 0) | 1 << row
    more, less, same, before = whole, 0, 0, 0
    count = fewest = len(word)
    for char in text:
        here = places.get(char, 0)
        swapped = (~same & here) << 1 & before
        same = ((here & more) + more ^ more) | here | less | swapped
        grown, shrunk = less | ~(same | more) & whole, same & more
        if grown & last:
            count += 1
        elif shrunk & last:
            count -= 1
            fewest = min(fewest, count)
        grown = grown << 1 & whole
        more = (shrunk << 1 | ~(same | grown)) & whole
        less = grown & same
        before = here
    return fewest


def allowed_strays(word: str) -> int:
    """Return how many letters of a word may be wrong."""
    return 2 if len(word) > 8 else 1


def reason_of(words: Sequence[str], norm: str) -> tuple[Reason, str] | None:
    """Return where all words stand in a title's texts, and in which name; None: not all of them as they were typed."""
    title, subtitle, series, *people = [*norm.split("|"), "", ""]
    if words == [title] or "".join(words) == title:
        return Reason.SAME, ""
    if title.startswith("".join(words)):
        return Reason.BEGINS, ""
    worst: tuple[Reason, str] | None = None
    for word in words:
        found = _place_of(word, title, subtitle, series, people)
        if found is None:
            return None
        if worst is None or WEIGHTS[found[0]] >= WEIGHTS[worst[0]]:
            worst = found
    return worst


def _place_of(word: str, title: str, subtitle: str, series: str, people: Sequence[str]) -> tuple[Reason, str] | None:
    if word in title:
        return Reason.TITLE, ""
    for name in people:
        if word in name:
            return Reason.PERSON, name
    if word in series:
        return Reason.SERIES, ""
    return (Reason.SUBTITLE, "") if word in subtitle else None


def band_of(price: Decimal) -> int:
    """Return the range that a price is in."""
    return sum(price >= border for border in BANDS)
