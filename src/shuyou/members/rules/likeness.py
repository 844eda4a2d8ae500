"""
What speaks for two rows being one person, and how much.

Each field is compared once and falls into the first level that fits. A level weighs log2(among the same / among
others): its share of the pairs that are one person, against its share of all pairs of the base. Shares among others
that shrink with the club (to have one phone, one home, one rare name) are given for a head; the weights follow from
the size of the base, counted as at least `LEAST`. The shares were taken from a generated base of another seed than
the one that measures them, rounded, and are never learned anew: the same two rows weigh the same tomorrow.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import log2
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAST: Final = 100_000
"""People that a smaller base is weighed as: in a small one nothing is known of what is rare."""

TWICE: Final = 0.08
"""Pairs that are one person, for each row of the base."""

CROWD: Final = 12
"""Owners of one phone number or e-mail address beyond which it says nothing: a stand-in, or a company's."""


class Field(StrEnum):
    """What is compared."""

    NAME = "name"
    BIRTH = "birth_date"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    GENDER = "gender"


FIELDS = MappingProxyType(
    {
        Field.NAME: _("Name"),
        Field.BIRTH: _("Birth date"),
        Field.PHONE: _("Phone"),
        Field.EMAIL: _("E-mail"),
        Field.ADDRESS: _("Address"),
        Field.GENDER: _("Gender"),
    }
)


@dataclass(frozen=True, slots=True)
class Level:
    """One way in which a field of two rows is alike or not."""

    code: str
    label: Promise
    same: float
    """Share of the pairs of one person that are so."""
    others: float
    """Share of all pairs that are so; for a head where `is_per_head`."""
    is_per_head: bool = False
    counted: str = ""
    """The column whose own frequency takes the place of `others`: a rare name says more."""

    def share(self, people: int) -> float:
        """Return the share among others in a base of a size."""
        return self.others / max(people, LEAST) if self.is_per_head else self.others

    def weight(self, people: int) -> float:
        """Return what the level weighs in a base of a size, before a name's own frequency."""
        return log2(self.same / self.share(people))


LEVELS: Final[MappingProxyType[Field, tuple[Level, ...]]] = MappingProxyType(
    {
        Field.NAME: (
            Level("same", _("the same"), 0.74, 1.0, counted="name"),
            Level("order", _("the same characters in another order"), 0.025, 1.0, counted="letters"),
            Level("sound", _("sounds the same"), 0.14, 1.0, counted="sound"),
            Level("shape", _("a character that looks alike"), 0.006, 1.0, counted="shape"),
            Level("dialect", _("sounds alike in some dialects"), 0.03, 1.0, counted="fold"),
            Level("turned", _("sounds the same in another order"), 0.018, 1.0, counted="anagram"),
            Level("part", _("a character more or less"), 0.02, 0.0004),
            Level("near", _("one character differs"), 0.01, 0.08),
            Level("surname", _("the surname only"), 0.004, 0.30),
            Level("other", _("another one"), 0.001, 0.60),
        ),
        Field.BIRTH: (
            Level("same", _("the same"), 0.80, 1 / 18_000),
            Level("same_other_name", _("the same, as of twins"), 0.03, 0.004),
            Level("swapped", _("day and month change places"), 0.014, 1 / 36_000),
            Level("digit", _("one digit differs, or two change places"), 0.11, 1 / 600),
            Level("near", _("some weeks apart"), 0.03, 1 / 250),
            Level("day", _("another year"), 0.003, 1 / 365),
            Level("other", _("another one"), 0.013, 0.99),
        ),
        Field.PHONE: (
            Level("mobile", _("one mobile number"), 0.56, 0.25, is_per_head=True),
            Level("landline", _("one landline"), 0.04, 0.25, is_per_head=True),
            Level("digit", _("one digit differs, or two change places"), 0.12, 0.02, is_per_head=True),
            Level("other", _("no number in common"), 0.28, 1.0),
        ),
        Field.EMAIL: (
            Level("same", _("the same"), 0.82, 0.05, is_per_head=True),
            Level("same_other_name", _("the same, of somebody else by name"), 0.03, 0.01),
            Level("near", _("nearly the same"), 0.06, 0.02),
            Level("other", _("another one"), 0.09, 1.0),
        ),
        Field.ADDRESS: (
            Level("same_and_phone", _("the same, as the phone says already"), 0.48, 0.45),
            Level("same", _("the same"), 0.33, 0.40, is_per_head=True),
            Level("building", _("the same house"), 0.01, 1 / 3_000),
            Level("district", _("the same district"), 0.035, 0.02),
            Level("city", _("the same city"), 0.10, 0.12),
            Level("other", _("another city"), 0.06, 0.86),
        ),
        Field.GENDER: (
            Level("same", _("the same"), 0.99, 0.5),
            Level("other", _("another one"), 0.01, 0.5),
        ),
    }
)  # fmt: skip

ONE_DIGIT: Final = _("one digit differs")
TURNED_DIGITS: Final = _("two digits change places")
"""What a level named `digit` says once both numbers are known."""

POSSIBLE: Final = 0.5
"""Probability from which two people are shown to a clerk."""


def chance_of_two(people: int) -> float:
    """Return how likely any two rows of a base are one person, before anything is known of them."""
    return 2 * TWICE / max(people, LEAST)


def is_turned(one: str, other: str) -> bool:
    """Tell whether two neighbours change places between two texts that are the same otherwise."""
    places = [place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right]
    if len(one) != len(other) or len(places) != 2:
        return False
    first, second = places
    return second == first + 1 and one[first] + one[second] == other[second] + other[first]
