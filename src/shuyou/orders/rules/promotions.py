"""What a promotion says: what it gives, on which titles, to whom, where and when, and how it goes with others."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from shuyou.kernel.money import ZERO


class Kind(StrEnum):
    """What a promotion gives."""

    PERCENT = "percent"
    """A rate of the member's price, or of the list price, on each copy."""
    AMOUNT = "amount"
    """So much off each copy."""
    FIXED = "fixed"
    """Each copy at one price."""
    N_FOR_M = "n_for_m"
    """Of so many copies, only so many are paid: the cheapest are free."""
    PICK = "pick"
    """So many copies of the reader's choice for one price."""
    BUNDLE = "bundle"
    """Certain titles together for one price."""
    OFF = "off"
    """So much off the order, perhaps more for larger ones."""
    CASH = "cash"
    """A good buyer's own amount off the order: a share of what they spent in twelve months."""
    GIFT = "gift"
    """Copies of a title for nothing."""
    DELIVERY = "delivery"
    """The parcel goes for nothing."""


class Stage(StrEnum):
    """Where in the reckoning a promotion has its say."""

    LINE = "line"
    DEAL = "deal"
    ORDER = "order"
    BESIDE = "beside"
    """Gifts and delivery: they change no title's price."""


STAGES: Final[Mapping[Kind, Stage]] = {
    Kind.PERCENT: Stage.LINE, Kind.AMOUNT: Stage.LINE, Kind.FIXED: Stage.LINE,
    Kind.N_FOR_M: Stage.DEAL, Kind.PICK: Stage.DEAL, Kind.BUNDLE: Stage.DEAL,
    Kind.OFF: Stage.ORDER, Kind.CASH: Stage.ORDER,
    Kind.GIFT: Stage.BESIDE, Kind.DELIVERY: Stage.BESIDE,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    The terms of a promotion. Empty conditions do not limit.

    Titles are named by tokens such as `item:17`, `class:I24`, `publisher:3`, `series:8` and `kind:book`. Amounts that a
    basket must reach count what its titles cost the member before any promotion, so no promotion spoils another.
    """

    kind: Kind
    rate: Decimal = ZERO
    """Of a percentage: what remains to be paid, 0.88. Of a cash offer: the share of the year's spending."""
    is_of_list: bool = False
    """A percentage of the list price instead of the member's price."""
    amount: Decimal = ZERO
    """Off each copy; the one price; the most that a cash offer gives."""
    take: int = 0
    pay: int = 0
    parts: tuple[tuple[int, int], ...] = ()
    """Of a bundle: items with their copies."""
    gift: int = 0
    copies: int = 1
    """Of a gift: the item, and how many."""
    ladder: tuple[tuple[Decimal, Decimal], ...] = ()
    """Off the order: from which amount how much; the highest one reached counts."""
    repeats: bool = False
    """The one step of the ladder counts as often as it is reached."""

    titles: frozenset[str] = frozenset()
    but_not: frozenset[str] = frozenset()
    price_from: Decimal = ZERO
    price_to: Decimal = ZERO
    """Titles with a list price within a range; 0 is no bound."""

    channels: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    cards: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    weekdays: frozenset[int] = frozenset()
    """1 is Monday."""
    least_amount: Decimal = ZERO
    least_copies: int = 0
    is_first_order: bool = False
    least_year_spend: Decimal = ZERO
    by_coupon: bool = False

    stacks: bool = True
    """False: no other price offer counts on the same title; of an amount off the order: in the same order."""
    group: str = ""
    """Of the promotions of a group one counts at most: the best, unless one has precedence."""
    precedence: int = 0
    most_per_member: int = 0
    """How many orders of one member; 0: any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A promotion as it holds: its terms in one version, and from when to when."""

    promotion_id: int
    code: str
    version: int
    name_zh: str
    name_en: str
    rule: Rule
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_paused: bool = False


type Plain = str | int | bool | list["Plain"]


def rule_data(rule: Rule) -> dict[str, Plain]:
    """Return the terms as they are kept: what does not limit is left out."""
    kept = {field.name: (getattr(rule, field.name), field.default) for field in fields(rule)}
    return {name: _plain(value) for name, (value, default) in kept.items() if value != default}


def rule_from(data: Mapping[str, object]) -> Rule:
    """Return the terms that were kept."""
    read = {name: _READERS[name](value) if name in _READERS else value for name, value in data.items()}
    return Rule(**read)  # type: ignore[arg-type]


def _plain(value: object) -> Plain:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    assert isinstance(value, str | int)
    return value


def _ladder(value: Iterable[tuple[str, str]]) -> tuple[tuple[Decimal, Decimal], ...]:
    return tuple((Decimal(least), Decimal(off)) for least, off in value)


def _parts(value: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple((item_id, copies) for item_id, copies in value)


def _set(value: Iterable[str | int]) -> frozenset[str | int]:
    return frozenset(value)


_READERS: Mapping[str, Callable[..., object]] = {  # type: ignore[explicit-any]  # as JSON holds it
    "kind": Kind, "ladder": _ladder, "parts": _parts,
    **dict.fromkeys(("rate", "amount", "price_from", "price_to", "least_amount", "least_year_spend"), Decimal),
    **dict.fromkeys(("titles", "but_not", "channels", "stores", "tiers", "cards", "tags", "weekdays"), _set),
}  # fmt: skip
