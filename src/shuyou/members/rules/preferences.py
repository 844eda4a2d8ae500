"""What may be said in a field of the club's own, how it reads, and whose word counts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from shuyou.members.errors.preferences import (
    NumberOutOfRange,
    OptionNotPossible,
    OptionsMissing,
    OptionUnknown,
    TooManyWords,
    ValueMissing,
)
from shuyou.members.rules.names import tidy
from shuyou.members.rules.touches import longer_text
from shuyou.members.rules.words import short_text, yes_no

type Value = str | int | bool | list[str] | None
"""What is said, as its field's kind asks; None: taken back."""

SOURCES: Final = ("declared", "survey", "observed", "partner", "derived")
"""Whose word counts before whose: the reader's own before all, what was worked out after all."""

SKIPPED_FOR: Final = timedelta(days=30)
REFUSED_FOR: Final = timedelta(days=365)
"""How long a question is not asked again that was put off, or refused."""

LONGEST_TEXT: Final = 500
LONGEST_WORD: Final = 60
MOST_WORDS: Final = 20
MOST_OPTIONS: Final = 60
LONGEST_CODE: Final = 20
LONGEST_OPTION: Final = 40
LARGEST: Final = 9_999_999
CHOSEN: Final = frozenset({"choice", "choices"})
"""Kinds of fields that have something to choose from."""

_PARTS: Final = re.compile(r"[、，,;；|\n]+")
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen; an old one is read, but offered no more."""

    code: str
    zh: str
    en: str
    is_old: bool = False

    def name(self, *, is_chinese: bool) -> str:
        """Return what it is called."""
        return self.zh if is_chinese else self.en


@dataclass(frozen=True, slots=True)
class Asked:
    """A field as far as answers are read by it."""

    kind: str
    name: str
    choices: tuple[Choice, ...] = ()


def choices_in(options: Iterable[Mapping[str, object]]) -> tuple[Choice, ...]:
    """Return the choices that a field keeps."""
    return tuple(Choice(str(one["code"]), str(one["zh"]), str(one["en"]), bool(one.get("old"))) for one in options)


def read_value(asked: Asked, typed: Sequence[str]) -> Value:
    """
    Return what was typed or chosen as its field keeps it; names of choices are understood in either language.

    :raises ValueMissing: nothing was said.
    :raises OptionUnknown: a word is none of those to choose from.
    :raises NumberOutOfRange: it is no number of the field's kind.
    :raises TooManyWords: there are more words than are kept.
    :raises DomainError: a text is too long, or neither yes nor no.
    """
    whole = "\n".join(typed).strip()
    if not whole:
        raise ValueMissing(name=asked.name, value="")
    match asked.kind:
        case "choice":
            return _chosen(asked, whole)
        case "choices":
            picked = set(_several(asked, _parts(typed)))
            return [choice.code for choice in asked.choices if choice.code in picked]
        case "words":
            return _words(asked, typed)
        case "number":
            return _number(whole, least=0, most=LARGEST)
        case "scale":
            return _number(whole, least=1, most=5)
        case "flag":
            return yes_no(whole, field="value")
    return longer_text(whole, field="value", limit=LONGEST_TEXT)


def said(asked: Asked, value: Value, *, is_chinese: bool) -> str:
    """Return what a value says to a person; yes and no are left to the page."""
    if isinstance(value, list):
        names = {choice.code: choice.name(is_chinese=is_chinese) for choice in asked.choices}
        return ("、" if is_chinese else ", ").join(names.get(part, part) for part in value)
    if asked.kind == "choice":
        found = next((choice for choice in asked.choices if choice.code == value), None)
        return found.name(is_chinese=is_chinese) if found else str(value)
    return "" if value is None or isinstance(value, bool) else str(value)


def choices_typed(text: str, before: Sequence[Choice] = ()) -> tuple[Choice, ...]:
    """
    Return the choices written one a line as “code | Chinese | English”; those left out become old, not unknown.

    :raises OptionsMissing: there is not one.
    :raises OptionNotPossible: a line cannot be read, or a code stands there twice.
    """
    found: dict[str, Choice] = {}
    for line in filter(None, map(tidy, text.splitlines())):
        parts = [part.strip() for part in line.split("|")]
        code, zh = parts[0], parts[1] if len(parts) > 1 else ""
        en = parts[2] if len(parts) > 2 else zh
        is_short = len(code) <= LONGEST_CODE and max(len(zh), len(en)) <= LONGEST_OPTION
        if len(parts) > 3 or not (_CODE.fullmatch(code) and zh and en and is_short) or code in found:
            raise OptionNotPossible(value=line)
        found[code] = Choice(code, zh, en)
    if not 0 < len(found) <= MOST_OPTIONS:
        raise OptionsMissing(value="")
    left = [Choice(one.code, one.zh, one.en, is_old=True) for one in before if one.code not in found]
    return (*found.values(), *left)


def choices_written(choices: Iterable[Choice]) -> str:
    """Return choices as they are typed, but for old ones."""
    return "\n".join(f"{one.code} | {one.zh} | {one.en}" for one in choices if not one.is_old)


def _parts(typed: Sequence[str]) -> list[str]:
    return [part for part in map(tidy, _PARTS.split("\n".join(typed))) if part]


def _chosen(asked: Asked, word: str) -> str:
    (code,) = {*_several(asked, _parts([word]), most=1)}
    return code


def _several(asked: Asked, parts: Sequence[str], most: int = MOST_OPTIONS) -> Iterator[str]:
    """Find the choices that words name; a name may itself have commas in it, so the longest one counts."""
    names = {
        tuple(map(str.lower, _parts([name]))): choice.code
        for choice in asked.choices for name in (choice.code, choice.zh, choice.en)
    }  # fmt: skip
    place, found = 0, 0
    while place < len(parts):
        ends = range(len(parts), place, -1)
        end = next((end for end in ends if tuple(map(str.lower, parts[place:end])) in names), 0)
        if not end or found == most:
            offered = "、".join(f"{choice.code} {choice.zh}" for choice in asked.choices if not choice.is_old)
            raise OptionUnknown(value=parts[place], name=asked.name, words=offered)
        yield names[tuple(map(str.lower, parts[place:end]))]
        place, found = end, found + 1


def _words(asked: Asked, typed: Sequence[str]) -> list[str]:
    words = dict.fromkeys(short_text(part, field="value", limit=LONGEST_WORD) for part in _parts(typed))
    if not words:
        raise ValueMissing(name=asked.name, value="")
    if len(words) > MOST_WORDS:
        raise TooManyWords(name=asked.name, value=next(iter(words)), count=len(words), most=MOST_WORDS)
    return list(words)


def _number(typed: str, *, least: int, most: int) -> int:
    bare = unicodedata.normalize("NFKC", typed).strip().lstrip("¥").replace(",", "")
    if not (bare.isascii() and bare.isdigit() and len(bare) < 9 and least <= int(bare) <= most):
        raise NumberOutOfRange(value=typed, least=least, most=most)
    return int(bare)
