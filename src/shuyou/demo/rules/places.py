"""Invented addresses in real districts: the parcel would go nowhere, the form is right."""

from dataclasses import dataclass
from functools import cache

from shuyou.demo.imports.lexicon import City, place_words
from shuyou.demo.rules.chance import Chance, Wheel

FICTIONAL = "0000"
"""Every mobile number reads 1xx-0000-xxxx and every home number 0000-xxxx: the shape is right, nobody answers."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a household lives."""

    province: str
    city: str
    district: str
    street: str
    postcode: str


@cache
def _cities() -> Wheel[City]:
    return Wheel((city, city.weight) for city in place_words().cities)


def city(chance: Chance) -> City:
    """Draw a city; the club is at home in Hangzhou."""
    return chance.spin(_cities())


def home_phone(chance: Chance, city: City) -> str:
    """Draw a home number: no local number begins with 0, so nobody answers these."""
    width = city.local_digits - len(FICTIONAL)
    return f"{city.area}-{FICTIONAL}{chance.between(0, 10**width - 1):0{width}d}" if width > 0 else ""


def address(chance: Chance, city: City) -> Address:
    """Draw an address: a real district, an invented street and compound."""
    words = place_words()
    district, postcode = chance.pick(city.districts)
    street = f"{chance.pick(words.streets)}{chance.pick(words.street_kinds)}{chance.between(1, 398)}号"
    compound = f"{chance.pick(words.compounds)}{chance.pick(words.compound_kinds)}"
    flat = f"{chance.between(1, 32)}幢{chance.between(1, 4)}单元{chance.between(1, 28)}{chance.between(1, 4):02d}室"
    return Address(city.province, city.name, district, f"{street}{compound}{flat}", postcode)
