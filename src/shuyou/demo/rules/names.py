"""Invented people's names: believable, frequency-weighted, and nobody's in public life."""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

from pypinyin import Style, lazy_pinyin

from shuyou.demo.imports.lexicon import Era, name_words
from shuyou.demo.rules.chance import Chance, Wheel


@dataclass(frozen=True, slots=True)
class Surname:
    """A family name and how it is read, which a dictionary often gets wrong (单 shan, 曾 zeng)."""

    text: str
    pinyin: str


@cache
def _surnames() -> Wheel[Surname]:
    return Wheel((Surname(text, pinyin), weight) for text, pinyin, weight in name_words().surnames)


def surname(chance: Chance) -> Surname:
    """Draw a surname by its frequency."""
    return chance.spin(_surnames())


def given_name(chance: Chance, *, family: str, is_woman: bool, born: int) -> str:
    """Draw a given name as parents chose them in the year of birth, never making a public figure's name."""
    era = _era(born)
    while True:
        given = _given(chance, era, is_woman=is_woman)
        if family + given not in name_words().public:
            return given


def _era(born: int) -> Era:
    eras = name_words().eras
    return eras[bisect_left(eras, born, key=lambda era: era.until)]


def _given(chance: Chance, era: Era, *, is_woman: bool) -> str:
    single, first, second = (
        (era.women_single, era.women_first, era.women_second)
        if is_woman
        else (era.men_single, era.men_first, era.men_second)
    )
    if chance.yes(era.single_share):
        return chance.pick(single)
    head, tail = chance.pick(first), chance.pick(second)
    return head + (tail if tail != head else chance.pick(second))


def full_name(chance: Chance, *, is_woman: bool, born: int) -> str:
    """Draw a whole Chinese name."""
    family = surname(chance).text
    return family + given_name(chance, family=family, is_woman=is_woman, born=born)


def spelled(given: str) -> str:
    """Spell a given name in plain pinyin, without tones."""
    return "".join(map(_syllable, given))


@cache
def _syllable(character: str) -> str:
    return lazy_pinyin(character, style=Style.NORMAL)[0].replace("ü", "v")


def foreign_author(chance: Chance) -> str:
    """Draw an invented foreign author as a title page prints one: [英] 埃德温·哈洛威克."""
    words = name_words().foreign
    country = chance.pick(words["countries"])
    if country == "日":
        return f"[日] {chance.pick(words['japanese_family'])}{chance.pick(words['japanese_given'])}"
    return f"[{country}] {chance.pick(words['given'])}·{chance.pick(words['family'])}"
