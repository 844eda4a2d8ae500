"""What a list of members may be asked for, and the words that the database files each member under."""

import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from typing import Final

MOST_CHOSEN: Final = 300
"""People who can be chosen by hand: an address carries them."""
LONGEST_STEP: Final = 11
LARGEST_ID: Final = 2**63 - 1
DIGITS: Final = string.digits + string.ascii_lowercase


class Sort(StrEnum):
    """What a list of members is in the order of."""

    NAME = "name"
    NUMBER = "number"
    JOINED = "joined"
    ACTIVITY = "activity"
    ORDERS = "orders"
    SPENT = "spent"
    YEAR_SPENT = "year"
    BOUGHT = "bought"
    POINTS = "points"


TRADE: Final = frozenset({Sort.ORDERS, Sort.SPENT, Sort.YEAR_SPENT, Sort.BOUGHT, Sort.POINTS})
"""Orders that say what members buy and hold."""


LIKINGS: Final = ("likes", "favourite")
BIRTHDAYS: Final = ("birth_month",)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFilter:
    """Which members a list shows; empty fields do not filter. Readers who asked not to be used are left out."""

    name: str = ""
    phone: str = ""
    """“yes”: one is known; “no”: none is. So with e-mail, household and block."""
    email: str = ""
    tier: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    card_kind: str = ""
    card_status: str = ""
    joined_from: date | None = None
    joined_to: date | None = None
    joined_via: str = ""
    gender: str = ""
    birth_month: int = 0
    age_from: int | None = None
    age_to: int | None = None
    province: str = ""
    city: str = ""
    district: str = ""
    tag: tuple[int, ...] = ()
    """Ids of tags: all of them are carried."""
    likes: str = ""
    """A field of the club's own and what is said in it, such as subjects:I."""
    favourite: str = ""
    """An author or a series that is liked."""
    orders_from: int | None = None
    orders_to: int | None = None
    spent_from: Decimal | None = None
    spent_to: Decimal | None = None
    year_from: Decimal | None = None
    """Spent in the last twelve months."""
    year_to: Decimal | None = None
    bought_from: date | None = None
    bought_to: date | None = None
    points_from: int | None = None
    points_to: int | None = None
    chosen: tuple[int, ...] = ()
    """Ids of people: those, and nobody else."""
    household: str = ""
    institution: str = ""
    """“any”, “none”, or the number of one."""
    consent: str = ""
    """A purpose and a channel, such as marketing:sms."""
    consent_given: str = ""
    """“yes” (also to any channel), “no”, or “unasked”."""
    blocked: str = ""
    helper: str = ""
    """“any”, “none”, or a user's id."""
    restricted: str = ""
    """“yes”: those who asked not to be used, and nobody else."""

    @property
    def asks_for_trade(self) -> bool:
        """Tell whether it asks what members buy and hold."""
        return any(getattr(self, span.name) is not None for span in TRADE_SPANS)

    @property
    def asks_for_likings(self) -> bool:
        """Tell whether it asks what members like."""
        return any(getattr(self, name) for name in LIKINGS)

    @property
    def asks_for_birthdays(self) -> bool:
        """Tell whether it asks for more of a birth date than the year, which is all that a mask leaves to see."""
        return any(getattr(self, name) for name in BIRTHDAYS)


@dataclass(frozen=True, slots=True)
class Span:
    """A field that gives one end of what a column may hold."""

    name: str
    column: str
    sign: str


def _ends(name: str, column: str) -> tuple[Span, Span]:
    return Span(f"{name}_from", column, ">="), Span(f"{name}_to", column, "<=")


TRADE_SPANS: Final = (
    *_ends("orders", "orders"), *_ends("spent", "spent"), *_ends("year", "year_spent"), *_ends("bought", "bought_on"),
    *_ends("points", "points"),
)  # fmt: skip
SPANS: Final = (*_ends("joined", "joined_on"), *TRADE_SPANS)


@dataclass(frozen=True, slots=True)
class Words:
    """Words that a member must all have, sets of which one must be had, and words that must not be had."""

    every: tuple[str, ...]
    some: tuple[tuple[str, ...], ...]
    none: tuple[str, ...]


def packed(ids: Iterable[int]) -> str:
    """Return ids as a short text for an address: steps from one to the next."""
    at, steps = 0, []
    for one in sorted(set(ids)):
        steps.append(_in_36(one - at))
        at = one
    return ".".join(steps)


def unpacked(text: str) -> tuple[int, ...] | None:
    """Return the ids of such a text; None if it is none, or of too many."""
    steps = text.split(".")
    if len(steps) > MOST_CHOSEN or not all(0 < len(step) <= LONGEST_STEP and step.isalnum() for step in steps):
        return None
    if not text.isascii():
        return None
    ids = tuple(accumulate(int(step, 36) for step in steps))
    return ids if ids[-1] <= LARGEST_ID else None


def _in_36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = DIGITS[digit] + digits
    return digits or "0"


def words_of(wanted: MemberFilter) -> Words:
    """Return the words that members who pass a filter are filed under."""
    every = list(_plain(wanted))
    some = [tuple(f"{name}:{value}" for value in values) for name, values in _choices(wanted) if values]
    none = ["blocked"] if wanted.blocked == "no" else []
    if wanted.favourite:
        some.append((f"likes:authors:{wanted.favourite}", f"likes:series:{wanted.favourite}"))
    _add_consent(wanted, every, some, none)
    every.extend(words[0] for words in some if len(words) == 1)
    return Words(tuple(every), tuple(words for words in some if len(words) > 1), tuple(none))


def is_chinese(name: str) -> bool:
    """Tell whether a name to look for is written in characters rather than spelled."""
    return not name[:1].isascii()


def _choices(wanted: MemberFilter) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "tier", wanted.tier
    yield "status", wanted.status


def _plain(wanted: MemberFilter) -> Iterator[str]:
    """Find the words that stand for a field each."""
    if wanted.name and is_chinese(wanted.name):
        yield f"surname:{wanted.name[0]}"
    if wanted.card_kind or wanted.card_status:
        yield f"card:{wanted.card_kind}" + (f":{wanted.card_status}" if wanted.card_status else "")
    if wanted.joined_via:
        yield f"via:{wanted.joined_via}"
    if wanted.gender:
        yield f"gender:{'' if wanted.gender == 'unknown' else wanted.gender}"
    if wanted.birth_month:
        yield f"month:{wanted.birth_month}"
    if wanted.province:
        yield f"province:{wanted.province.rstrip('省市')}"
    if wanted.city:
        yield f"city:{wanted.city.rstrip('市')}"
    if wanted.district:
        yield f"district:{wanted.district}"
    yield from _known(wanted)
    yield from (f"likes:{likes}" for likes in [wanted.likes] if likes)
    yield from (f"tag:{tag}" for tag in wanted.tag)


def _known(wanted: MemberFilter) -> Iterator[str]:
    """Find the words for what is known of somebody, or is not: who lacks something has a word for that as well."""
    yield from (name for name in ("phone", "email", "household", "blocked") if getattr(wanted, name) == "yes")
    yield from (f"-{name}" for name in ("phone", "email", "household") if getattr(wanted, name) == "no")
    if wanted.institution in ("any", "none"):
        yield "institution" if wanted.institution == "any" else "-institution"
    if wanted.helper:
        yield {"any": "helper", "none": "-helper"}.get(wanted.helper, f"helper:{wanted.helper}")
    if wanted.restricted == "yes":
        yield "restricted"


def _add_consent(wanted: MemberFilter, every: list[str], some: list[tuple[str, ...]], none: list[str]) -> None:
    """Add what is asked of consent: the word on a channel counts before the one on all channels."""
    purpose, _, channel = wanted.consent.partition(":")
    if not purpose or not wanted.consent_given:
        return
    own, general = f"{purpose}:{channel}", f"{purpose}:any"
    if wanted.consent_given == "yes":
        some.append((f"yes:{own}", f"yes:{general}") if channel != "any" else (f"yes:{own}",))
        none.append(f"no:{own}")
    elif wanted.consent_given == "no":
        every.append(f"no:{own}")
    else:
        none.extend((f"yes:{own}", f"no:{own}"))
