"""The word lists of the sample club, read once from the files shipped beside the code."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Shelf:
    """One shelf of the shop and the grammar of its books."""

    code: str
    name: str
    name_en: str
    clc: str
    count: int
    presses: tuple[str, ...]
    prices: tuple[float, float]
    pages: tuple[int, int]
    sizes: tuple[str, ...]
    bindings: tuple[str, ...]
    translated: float
    templates: tuple[str, ...]
    series: tuple[str, ...]
    series_share: float
    series_length: tuple[int, int]
    volumes: str
    subtitles: tuple[str, ...]
    blurb: str
    words: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class TitleWords:
    """The whole title grammar."""

    prices: tuple[str, ...]
    shelves: tuple[Shelf, ...]
    school: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Era:
    """The given names of people born up to a year."""

    until: int
    single_share: float
    women_first: str
    women_second: str
    women_single: str
    men_first: str
    men_second: str
    men_single: str


@dataclass(frozen=True, slots=True)
class NameWords:
    """Surnames with pinyin and weight, given names by era, foreign names, names nobody gets."""

    surnames: tuple[tuple[str, str, float], ...]
    eras: tuple[Era, ...]
    foreign: Mapping[str, tuple[str, ...]]
    public: frozenset[str]


@dataclass(frozen=True, slots=True)
class City:
    """A real city with its area code, the length of its telephone numbers, and (district, postcode) pairs."""

    province: str
    name: str
    area: str
    local_digits: int
    weight: float
    districts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Cities, and the words that invented streets and compounds are made of."""

    cities: tuple[City, ...]
    streets: tuple[str, ...]
    street_kinds: tuple[str, ...]
    compounds: tuple[str, ...]
    compound_kinds: tuple[str, ...]


def _read(name: str) -> dict[str, Any]:
    text = files("shuyou.demo").joinpath("data", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def _lists(table: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(text.split()) for key, text in table.items()}


def _shelf(raw: dict[str, Any], shared: Mapping[str, tuple[str, ...]]) -> Shelf:
    own = _lists(raw.get("words", {}))
    return Shelf(
        code=raw["code"],
        name=raw["name"],
        name_en=raw["name_en"],
        clc=raw["clc"],
        count=raw["count"],
        presses=tuple(raw["presses"].split()),
        prices=(float(raw["prices"][0]), float(raw["prices"][1])),
        pages=(raw["pages"][0], raw["pages"][1]),
        sizes=tuple(raw["sizes"].split()),
        bindings=tuple(raw["bindings"].split()),
        translated=raw["translated"],
        templates=tuple(raw["templates"]),
        series=tuple(raw["series"]),
        series_share=raw["series_share"],
        series_length=(raw["series_length"][0], raw["series_length"][1]),
        volumes=raw["volumes"],
        subtitles=tuple(raw["subtitles"]),
        blurb=raw["blurb"],
        words={**shared, **own},
    )


@cache
def title_words() -> TitleWords:
    """Return the title grammar."""
    raw = _read("titles.toml")
    shared = _lists(raw["words"])
    return TitleWords(
        prices=tuple(raw["prices"].split()),
        shelves=tuple(_shelf(shelf, shared) for shelf in raw["shelf"]),
        school=_lists(raw["school"]),
    )


@cache
def press_numbers() -> Mapping[str, str]:
    """Return the ISBN publisher number of each publishing house."""
    entries = _read("presses.toml")["presses"].replace("\n", "|").split("|")
    return dict(entry.rsplit(" ", 1) for entry in entries if entry.strip())


@cache
def name_words() -> NameWords:
    """Return the parts of invented names."""
    raw = _read("names.toml")
    entries = (entry.split() for entry in raw["surnames"].replace("\n", "|").split("|") if entry.strip())
    return NameWords(
        surnames=tuple((name, pinyin, float(weight)) for name, pinyin, weight in entries),
        eras=tuple(Era(**era) for era in raw["era"]),
        foreign=_lists(raw["foreign"]),
        public=frozenset(raw["public"]["names"].split()),
    )


@cache
def place_words() -> PlaceWords:
    """Return the cities and the parts of invented addresses."""
    raw = _read("places.toml")
    return PlaceWords(
        cities=tuple(_city(city) for city in raw["city"]),
        streets=tuple(raw["streets"].split()),
        street_kinds=tuple(raw["street_kinds"].split()),
        compounds=tuple(raw["compounds"].split()),
        compound_kinds=tuple(raw["compound_kinds"].split()),
    )


def _city(raw: dict[str, Any]) -> City:
    districts = tuple((entry[:-6], entry[-6:]) for entry in raw["districts"].split())
    return City(raw["province"], raw["city"], raw["area"], raw.get("local_digits", 8), float(raw["weight"]), districts)
