"""Who may have a card of a kind, on which terms, and for how long; and what a partner's numbers look like."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from shuyou.kernel.clock import add_months
from shuyou.kernel.errors import DomainError
from shuyou.members.errors.cards import (
    AgeNotShown,
    FeeNotAsked,
    GrantNotAllowed,
    PartnerNumberMissing,
    PartnerNumberWrong,
    PatternNotPossible,
    ProofMissing,
    SpentTooLittle,
    TooYoung,
)

SPEND, FEE, GRANTED = "spend", "fee", "granted"
RENEWED_WITHIN: Final = 3
"""Months before its end in which a card can be renewed."""

_PLACES: Final = {"#": "[0-9]", "@": "[A-Z]", "*": "[0-9A-Z]"}
_BETWEEN: Final = re.compile(r"[\s-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTerms:
    """What a kind of card asks for and gives."""

    minimum_age: int | None = None
    needs_proof: bool = False
    valid_months: int | None = None
    issue_spend: Decimal | None = None
    issue_fee: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """What is known of somebody who asks for a card."""

    birth_date: date | None
    proof: str
    spent: Decimal
    """Money that came in within a year."""


def age_on(birth_date: date, today: date) -> int:
    """Return somebody's age on a day."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def reasons_against(terms: KindTerms, applicant: Applicant, today: date) -> Iterator[DomainError]:
    """Return why somebody may not have a card of a kind: age, or a proof that is missing."""
    if terms.minimum_age is not None:
        if applicant.birth_date is not None:
            age = age_on(applicant.birth_date, today)
            if age < terms.minimum_age:
                yield TooYoung(value=age, minimum=terms.minimum_age)
        elif not applicant.proof:
            yield AgeNotShown(value="", minimum=terms.minimum_age)
    if terms.needs_proof and not applicant.proof:
        yield ProofMissing(value="")


def open_way(terms: KindTerms, spent: Decimal, wanted: str, *, may_grant: bool) -> str:
    """
    Return how a card is come by: as wanted, or the first way that is open when nothing is said.

    :raises SpentTooLittle: the spending is below what the kind asks for, and nothing else is open.
    :raises FeeNotAsked: a fee is offered for a card that is not sold.
    :raises GrantNotAllowed: only a manager may give the card for nothing.
    """
    is_free = terms.issue_spend is None and terms.issue_fee is None
    has_spent = terms.issue_spend is not None and spent >= terms.issue_spend
    if wanted == GRANTED or (not wanted and is_free):
        if not (is_free or may_grant):
            raise GrantNotAllowed(value=wanted)
        return GRANTED
    if wanted != FEE and has_spent:
        return SPEND
    if wanted != SPEND and terms.issue_fee is not None:
        return FEE
    if wanted == FEE:
        raise FeeNotAsked(value=wanted)
    raise SpentTooLittle(value=f"{spent:.2f}", wanted=f"{terms.issue_spend or 0:.2f}")


def valid_until(terms: KindTerms, start: date) -> date | None:
    """Return the last day of a card that is valid from a day on; None: without limit."""
    return add_months(start, terms.valid_months) if terms.valid_months else None


def renewed_until(terms: KindTerms, expires_on: date, today: date) -> date | None:
    """Return the last day of a card renewed on a day: what is left of it is not lost; None: it is too soon."""
    if add_months(today, RENEWED_WITHIN) < expires_on:
        return None
    return add_months(max(expires_on, today), terms.valid_months or 0)


def number_pattern(value: str) -> str:
    """
    Return a pattern of a partner's numbers in capitals: # stands for a digit, @ for a letter, * for either.

    :raises PatternNotPossible: nothing in it stands for anything.
    """
    pattern = " ".join(unicodedata.normalize("NFKC", value).upper().split())
    if pattern and not any(place in pattern for place in _PLACES):
        raise PatternNotPossible(value=value)
    return pattern


def partner_number(value: str, pattern: str) -> str:
    """
    Return a partner's number without spaces and hyphens, in capitals.

    :raises PartnerNumberMissing: there is none.
    :raises PartnerNumberWrong: it does not look like the partner's numbers.
    """
    number = _BETWEEN.sub("", unicodedata.normalize("NFKC", value).upper())
    if not number:
        raise PartnerNumberMissing(value=value)
    shape = "".join(_PLACES.get(char, re.escape(char)) for char in _BETWEEN.sub("", pattern))
    if shape and not re.fullmatch(shape, number, re.ASCII):
        raise PartnerNumberWrong(value=value, pattern=pattern)
    return number
