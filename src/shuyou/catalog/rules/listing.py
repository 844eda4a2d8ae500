"""What a list of titles may be asked for, and the words that the database files each title under."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Sort(StrEnum):
    """What a list of titles is in the order of."""

    ADDED = "added"
    TITLE = "title"
    PRICE = "price"
    PUBLISHED = "published"
    SOLD = "sold"


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFilter:
    """Which titles a list shows; empty fields do not filter. Merged ones are never shown."""

    text: str = ""
    """Words of the title, people or series; or a number."""
    kind: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    value_class: str = ""
    category: str = ""
    """A category's id."""
    own: str = ""
    """The id of a class of the club's own; classes below it count too."""
    publisher: str = ""
    """A publisher's name."""
    series: str = ""
    topic: str = ""
    """The beginning of a code, of one scheme (clc:I2) or of any (I2)."""
    language: str = ""
    audience: str = ""
    grade: int | None = None
    school_subject: str = ""
    source: str = ""
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    published_from: str = ""
    published_to: str = ""
    cover: str = ""
    """“yes” or “no”; so with the description, and what follows."""
    blurb: str = ""
    made_up: str = ""
    fixed: str = ""
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a title must all have, sets of which one must be had, and words that must not be had."""

    every: tuple[str, ...]
    some: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]


FLAGS = ("cover", "blurb", "made_up", "fixed", "barred")


def words_of(wanted: TitleFilter, *, publisher_id: int | None = None, series_id: int | None = None) -> Words:
    """Return the words behind a filter; names were looked up before, 0 being nobody's id."""
    plain = (
        ("value", wanted.value_class), ("category", wanted.category), ("language", wanted.language),
        ("audience", wanted.audience), ("school", wanted.school_subject), ("source", wanted.source),
        ("grade", "" if wanted.grade is None else str(wanted.grade)),
        ("publisher", "" if publisher_id is None else str(publisher_id)),
        ("series", "" if series_id is None else str(series_id)),
    )  # fmt: skip
    every = [f"{name}:{value}" for name, value in plain if value]
    every += [flag for flag in FLAGS if getattr(wanted, flag) == "yes"]
    some = [tuple(f"{name}:{one}" for one in getattr(wanted, name)) for name in ("kind", "status")]
    none = [flag for flag in FLAGS if getattr(wanted, flag) == "no"]
    return Words(tuple(every), tuple(words for words in some if words), tuple(none))
