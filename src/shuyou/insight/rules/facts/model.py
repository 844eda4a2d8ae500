"""What a fact is, and what its expression is made of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

import ibis


class Unit(StrEnum):
    """What a fact is counted in."""

    TIMES = "times"
    COPIES = "copies"
    MONEY = "money"  # hundredths of the currency (分)
    POINTS = "points"
    DAYS = "days"
    DAY = "day"
    YEARS = "years"
    PEOPLE = "people"
    CODE = "code"
    YES = "yes"


ADDED: Final = frozenset({Unit.TIMES, Unit.COPIES, Unit.MONEY, Unit.POINTS, Unit.PEOPLE, Unit.YES})
"""Whoever has no row of a fact's kind has none of these: 0, or no."""


@dataclass(frozen=True, slots=True)
class Fact:
    """
    One fact about a member.

    `value` gives the expression over the group's rows of a member.
    """

    name: str
    zh: str
    en: str
    unit: Unit
    formula: str
    value: Callable[[ibis.Table], ibis.Value]
    is_none_else: bool = False
    """Whoever has no row has nothing here, not 0."""

    @property
    def is_added(self) -> bool:
        """Whether it is 0, or no, where there is nothing."""
        return self.unit in ADDED and not self.is_none_else


type Keep = Callable[[ibis.Table, str], ibis.Table]
"""Works an expression out once, under a name, so that several may rest on its rows."""


class Tables:
    """The tables that facts are worked out from, as of a day, for some members or all."""

    def __init__(
        self,
        read: Callable[[str], ibis.Table],
        keep: Keep,
        as_of: date,
        only: Callable[[ibis.Table], ibis.Table],
        *,
        sold: ibis.Table | None = None,
    ) -> None:
        """Begin; `sold` are lines put together before for who reads all of them."""
        self.sold = sold
        self.read = read
        self.as_of = as_of
        self._keep = keep
        self._only = only
        self._kept: dict[str, ibis.Table] = {}

    def kept(self, name: str, make: Callable[["Tables"], ibis.Table]) -> ibis.Table:
        """Return rows that are worked out once for all who ask."""
        if name not in self._kept:
            self._kept[name] = self._keep(make(self), name)
        return self._kept[name]

    def of_members(self, name: str) -> ibis.Table:
        """Return a table's rows of the members that are asked for."""
        return self._only(self.read(name))

    def age(self, day: ibis.Value) -> ibis.Value:
        """Return how many days ago a day was; negative ones are still to come."""
        return ibis.date(self.as_of).delta(day, unit="day")


@dataclass(frozen=True, slots=True)
class Group:
    """Facts that are worked out from the same rows, one pass over them."""

    name: str
    sources: str
    """Tables of the lake that the rows come from."""
    rows: Callable[[Tables], ibis.Table]
    facts: Sequence[Fact]


WINDOWS: Final = ((365, "近一年", "within a year"), (730, "近两年", "within two years"), (0, "历来", "ever"))
"""Days back, in words; 0: as far back as the lake goes."""


def within(rows: ibis.Table, days: int) -> ibis.Value:
    """Tell which rows are at most so many days old; each row has its `age`."""
    return (rows.age >= 0) & (rows.age < days) if days else rows.age >= 0


def suffix(days: int) -> str:
    """Return what a window is called in names of facts."""
    return str(days) if days else "all"


def added(name: str, zh: str, en: str, unit: Unit, column: str, *, days: Sequence[int] = (365, 730, 0)) -> list[Fact]:
    """Describe sums of a column over windows."""
    return [
        Fact(
            f"{name}_{suffix(window)}", f"{said_zh}{zh}", f"{en} {said_en}", unit,
            f"sum of {column}" + (f" where 0 <= age < {window}" if window else ""),
            lambda rows, window=window: rows[column].sum(where=within(rows, window)),  # type: ignore[misc]
        )
        for window, said_zh, said_en in WINDOWS if window in days
    ]  # fmt: skip


def counted(
    name: str, zh: str, en: str, column: str, values: Sequence[str], *, days: Sequence[int] = (0,)
) -> list[Fact]:
    """Describe how many rows have one of some values in a column, over windows."""
    return [
        Fact(
            f"{name}_{suffix(window)}", f"{said_zh}{zh}", f"{en} {said_en}", Unit.TIMES,
            f"rows where {column} in ({', '.join(values)})" + (f" and 0 <= age < {window}" if window else ""),
            lambda rows, window=window: (  # type: ignore[misc]
                (rows[column].isin(list(values)) & within(rows, window)).ifelse(1, 0).sum()
            ),
        )
        for window, said_zh, said_en in WINDOWS if window in days
    ]  # fmt: skip


def rows_in(name: str, zh: str, en: str, *, days: Sequence[int] = (365, 730, 0)) -> list[Fact]:
    """Describe how many rows there are, over windows."""
    return [
        Fact(
            f"{name}_{suffix(window)}", f"{said_zh}{zh}", f"{en} {said_en}", Unit.TIMES,
            "rows" + (f" where 0 <= age < {window}" if window else ""),
            lambda rows, window=window: within(rows, window).ifelse(1, 0).sum(),  # type: ignore[misc]
        )
        for window, said_zh, said_en in WINDOWS if window in days
    ]  # fmt: skip


def first_and_last(name: str, zh: str, en: str) -> list[Fact]:
    """Describe the first and the last day of rows."""
    return [
        Fact(f"first_{name}_on", f"首次{zh}", f"First {en}", Unit.DAY, "least day", lambda rows: rows.day.min()),
        Fact(f"last_{name}_on", f"最近{zh}", f"Last {en}", Unit.DAY, "greatest day", lambda rows: rows.day.max()),
        Fact(
            f"days_since_{name}", f"距最近{zh}天数", f"Days since the last {en}", Unit.DAYS, "least age",
            lambda rows: rows.age.min(),
        ),
    ]  # fmt: skip
