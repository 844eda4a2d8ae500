"""The title grammar at work: words into titles, subtitles, series and blurbs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shuyou.demo.imports.lexicon import Shelf, title_words
from shuyou.demo.rules.chance import Chance

SLOT = re.compile(r"\{(\w+)\}")
ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
TERMS = ("上册", "下册")


@dataclass(frozen=True, slots=True)
class Title:
    """What stands on a title page, before anybody has written or printed the book."""

    text: str
    subtitle: str
    series: str
    volume: int
    blurb: str
    grade: int
    term: int


class _Speller:
    """Fills slots, and keeps to a word once it was chosen, so that title and blurb tell one story."""

    def __init__(self, shelf: Shelf, chance: Chance, said: dict[str, str]) -> None:
        self.shelf, self.chance, self.said = shelf, chance, said

    def fill(self, template: str) -> str:
        return SLOT.sub(self._word, template)

    def _word(self, slot: re.Match[str]) -> str:
        name = slot[1]
        if name not in self.said:
            self.said[name] = self.chance.pick(self.shelf.words[name])
        return self.said[name]


def titles(shelf: Shelf, chance: Chance, *, count: int) -> Iterator[Title]:
    """
    Yield distinct titles for a shelf; volumes of one series come one after the other.

    The text may still hold {year}, which only the printer knows.
    """
    if shelf.code == "school":
        yield from _school_titles(shelf, chance, count=count)
        return
    seen: set[str] = set()
    left = count
    while left:
        group = _series(shelf, chance) if chance.yes(_series_rate(shelf)) else [_single(shelf, chance)]
        names = {title.text for title in group} | {title.series for title in group if title.series}
        if names & seen or len({title.text for title in group}) < len(group):
            continue
        seen |= names
        yield from group[:left]
        left -= len(group[:left])


def _series_rate(shelf: Shelf) -> float:
    """How often to begin a series so that series_share of the *books* belong to one."""
    length = sum(shelf.series_length) / 2
    return shelf.series_share / (shelf.series_share + length * (1 - shelf.series_share))


def _single(shelf: Shelf, chance: Chance) -> Title:
    speller = _Speller(shelf, chance, {"year": "{year}"})
    text = speller.fill(chance.pick(shelf.templates))
    return Title(text, chance.pick(shelf.subtitles), "", 0, speller.fill(shelf.blurb), 0, 0)


def _series(shelf: Shelf, chance: Chance) -> list[Title]:
    said = {"year": "{year}"}
    series = _Speller(shelf, chance, said).fill(chance.pick(shelf.series))
    volumes = []
    for number in range(1, chance.between(*shelf.series_length) + 1):
        speller = _Speller(shelf, chance, dict(said))
        title = speller.fill(chance.pick(shelf.templates))
        text = shelf.volumes.format(series=series, num=number, roman=ROMAN[number - 1], title=title)
        volumes.append(Title(text, "", series, number, speller.fill(shelf.blurb), 0, 0))
    return volumes


def _school_titles(shelf: Shelf, chance: Chance, *, count: int) -> Iterator[Title]:
    """Yield workbooks: every brand covers some grades, subjects and terms, as printed programmes do."""
    school = title_words().school
    lessons = [
        (brand, grade, subject, term)
        for brand in shelf.words["brand"]
        for grade in range(1, 13)
        for subject in school[_stage(grade)]
        for term in (1, 2)
    ]
    for brand, grade, subject, term in chance.shuffled(lessons)[:count]:
        said = {"brand": brand, "subject": subject, "grade": school["grades"][grade - 1], "term": TERMS[term - 1]}
        speller = _Speller(shelf, chance, said)
        text = speller.fill(chance.pick(shelf.templates))
        yield Title(text, chance.pick(shelf.subtitles), brand, 0, speller.fill(shelf.blurb), grade, term)


def _stage(grade: int) -> str:
    if grade <= 2:
        return "primary"
    if grade <= 6:
        return "primary_late"
    return "junior" if grade <= 9 else "senior"
