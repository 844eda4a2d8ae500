"""What an earning rule says: what it gives, on which titles, to whom, where and when, how far, beside which others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from shuyou.kernel.money import ZERO


class Gives(StrEnum):
    """What a rule gives."""

    RATE = "rate"
    """So many points for each yuan paid for the titles."""
    TIMES = "times"
    """
    The titles earn so many times what the program gives; the rule gives what is above once. A tier's multiplier stands
    beside it and is not multiplied.
    """
    POINTS = "points"
    """So many points, once an order."""
    EACH = "each"
    """So many points for each copy of the titles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    The terms of an earning rule. Empty conditions do not limit.

    Titles are named by tokens such as `item:17`, `class:I24`, `publisher:3`, `series:8` and `kind:book`; days by
    `sun:0601` and `moon:0815`.
    """

    gives: Gives
    value: Decimal = ZERO
    """Points per yuan, times, points, or points per copy."""
    per_year: bool = False
    """Of points once an order: as many times as the reader has whole years of membership."""
    most_years: int = 0
    """Years that count; 0: all."""

    titles: frozenset[str] = frozenset()
    but_not: frozenset[str] = frozenset()

    channels: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    cards: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    clubs: frozenset[str] = frozenset()
    """Codes of clubs; readers of any of them."""
    members: frozenset[int] = frozenset()
    """Certain readers, by id."""
    years_from: int = 0
    """Whole years of membership, at least."""
    weekdays: frozenset[int] = frozenset()
    """1 is Monday."""
    days: frozenset[str] = frozenset()
    by_birthday: bool = False
    """Around the reader's birthday, by the moon where it is kept so."""
    days_before: int = 0
    days_after: int = 0
    """Days around birthdays and the days named on which it holds too."""
    least_amount: Decimal = ZERO
    least_copies: int = 0
    is_first_order: bool = False
    every: int = 0
    within_days: int = 0
    """Each so many-th purchase within so many days; 0: each one."""

    most_per_order: int = 0
    most_per_day: int = 0
    most_per_member: int = 0
    """Points; 0: no bound."""
    budget: int = 0
    """Points it may give in all; 0: no bound."""

    is_alone: bool = False
    """Beside it no other rule gives anything; the program does."""
    group: str = ""
    """Of the rules of a group one counts: the one with precedence, else the one that gives most."""
    precedence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An earning rule as it holds: its terms in one version, and from when to when."""

    rule_id: int
    version_id: int
    code: str
    version: int
    name_zh: str = ""
    name_en: str = ""
    terms: Terms
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether it holds at a moment."""
        return (self.starts_at is None or self.starts_at <= at) and (self.ends_at is None or at < self.ends_at)


type Plain = str | int | bool | list["Plain"]


def terms_data(terms: Terms) -> dict[str, Plain]:
    """Return terms as they are kept: what does not limit is left out."""
    kept = {field.name: (getattr(terms, field.name), field.default) for field in fields(terms)}
    return {name: _plain(value) for name, (value, default) in kept.items() if value != default}


def terms_from(data: Mapping[str, object]) -> Terms:
    """Return the terms that were kept."""
    read = {name: _READERS[name](value) if name in _READERS else value for name, value in data.items()}
    return Terms(**read)  # type: ignore[arg-type]


def faults(terms: Terms) -> list[str]:
    """Return the fields without which terms say nothing, or nonsense."""
    wrong = [name for name, most in MOST.items() if not _is_within(getattr(terms, name), most)]
    if wrong:
        return wrong
    if terms.value <= (1 if terms.gives == Gives.TIMES else 0):
        wrong.append("value")
    if terms.gives in (Gives.POINTS, Gives.EACH) and terms.value != terms.value.to_integral_value():
        wrong.append("value")
    if terms.per_year and terms.gives != Gives.POINTS:
        wrong.append("per_year")
    if terms.every == 1 or (terms.every and not terms.within_days):
        wrong.append("every" if terms.every == 1 else "within_days")
    if any(not _is_day(day) for day in terms.days):
        wrong.append("days")
    return wrong


MOST: Final[Mapping[str, int]] = {
    "value": 1_000_000, "least_amount": 10_000_000, "most_years": 200, "years_from": 200, "days_before": 366,
    "days_after": 366, "least_copies": 1_000_000, "every": 10_000, "within_days": 36_500,
    "most_per_order": 100_000_000, "most_per_day": 100_000_000, "most_per_member": 1_000_000_000,
    "budget": 1_000_000_000_000, "precedence": 1_000_000,
}  # fmt: skip
"""Figures of terms are no higher: nothing that a rule reckons runs over what the ledger and the calendar hold."""


def _is_within(value: Decimal | int, most: int) -> bool:
    return Decimal(value).is_finite() and 0 <= value <= most


def _is_day(day: str) -> bool:
    kind, _sep, digits = day.partition(":")
    if kind not in ("sun", "moon") or not (len(digits) == 4 and digits.isascii() and digits.isdigit()):
        return False
    longest = _MONTH_DAYS[int(digits[:2]) - 1] if kind == "sun" and 1 <= int(digits[:2]) <= 12 else 30
    return 1 <= int(digits[:2]) <= 12 and 1 <= int(digits[2:]) <= longest


_MONTH_DAYS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _plain(value: object) -> Plain:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    assert isinstance(value, str | int)
    return value


def _set(value: Iterable[str | int]) -> frozenset[str | int]:
    return frozenset(value)


_READERS: Mapping[str, Callable[..., object]] = {  # type: ignore[explicit-any]  # as JSON holds it
    "gives": Gives,
    **dict.fromkeys(("value", "least_amount"), Decimal),
    **dict.fromkeys(
        ("titles", "but_not", "channels", "stores", "tiers", "cards", "tags", "clubs", "members", "weekdays", "days"),
        _set,
    ),
}
