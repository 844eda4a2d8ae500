"""Which order a remittance is for: evidence, a score, and when it is sure enough to be settled by itself. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from stdnum import isbn

from shuyou.kernel.numbers import is_sound

NUMBER, NAME, AMOUNT, DAY, PLACE = "number", "name", "amount", "day", "place"
WEIGHTS: Final = MappingProxyType({NUMBER: 55, NAME: 35, AMOUNT: 30, DAY: 10, PLACE: 10})
MOST: Final = 100
SURE: Final = 80
"""A score from which money is used without being asked for."""
LEAD: Final = 20
"""So far the best claim must be ahead of the next one."""
PATIENCE: Final = timedelta(days=60)
"""Within so many days after an order the money for it may come by post."""

_NUMBER: Final = re.compile(r"SO\s?(\d{9})(?!\d)|(?<![\d-])(\d{9})(?![\d-])")
_BOOK: Final = re.compile(
    r"(?<!\d)(97[89](?:-?\d){10}(?!\d)|\d(?:-?\d){8}-?[\dX](?![\dX]))(?:[\s:]*[X*×]?\s*(\d{1,3})(?!\d))?"
)


@dataclass(frozen=True, slots=True)
class Slip:
    """What a slip says of what it is for."""

    name: str
    left: Decimal
    paid_on: date
    postcode: str
    message: str


@dataclass(frozen=True, slots=True)
class Claim:
    """An order that waits for money."""

    number: str
    member_id: int
    due: Decimal
    recipient: str
    member_name: str
    postcode: str
    placed_on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """An order that a slip may be for, how likely, and why."""

    claim: Claim
    score: int
    evidence: tuple[str, ...]


def propose(slip: Slip, claims: Iterable[Claim]) -> list[Proposal]:
    """Return the orders that a slip may be for, the likeliest first."""
    named = set(numbers_in(slip.message))
    weighed = (_weigh(slip, claim, named) for claim in claims)
    found = [proposal for proposal in weighed if {NUMBER, NAME, AMOUNT} & set(proposal.evidence)]
    return sorted(found, key=lambda one: (-one.score, one.claim.placed_on, one.claim.number))


def sure(proposals: Sequence[Proposal]) -> Proposal | None:
    """Return the order that a slip is surely for: likely in itself, and named alone or far ahead of any other."""
    if not proposals or proposals[0].score < SURE:
        return None
    best, *others = proposals
    is_named_alone = NUMBER in best.evidence and all(NUMBER not in other.evidence for other in others)
    is_ahead = all(best.score - other.score >= LEAD for other in others)
    return best if is_named_alone or is_ahead else None


def numbers_in(text: str) -> list[str]:
    """Return the order numbers that a text names; the check digit tells them from other numbers."""
    found = ("".join(parts) for parts in _NUMBER.findall(unicodedata.normalize("NFKC", text).upper()))
    return [f"SO{digits}" for digits in dict.fromkeys(found) if is_sound(digits)]


def books_in(text: str) -> tuple[tuple[str, int], ...]:
    """Return the ISBNs that a text orders, with copies: “订 9787… 2”, “9787…x2本”; one copy where none is said."""
    copies: dict[str, int] = {}
    for code, count in _BOOK.findall(unicodedata.normalize("NFKC", text).upper()):
        if isbn.is_valid(code):
            number = code.replace("-", "")
            copies[number] = copies.get(number, 0) + (int(count or 0) or 1)
    return tuple(copies.items())


def _weigh(slip: Slip, claim: Claim, named: set[str]) -> Proposal:
    reasons = {
        NUMBER: claim.number in named,
        NAME: slip.name in (claim.recipient, claim.member_name) and bool(slip.name),
        AMOUNT: slip.left == claim.due,
        DAY: timedelta(0) <= slip.paid_on - claim.placed_on <= PATIENCE,
        PLACE: bool(slip.postcode) and slip.postcode == claim.postcode,
    }
    evidence = tuple(reason for reason, holds in reasons.items() if holds)
    return Proposal(claim, min(MOST, sum(WEIGHTS[reason] for reason in evidence)), evidence)
