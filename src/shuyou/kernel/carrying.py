"""What belongs to a member, told by each package, so that a merge can carry all of it over and bring it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """
    A table whose rows belong to somebody, by the column `owner`. All names and conditions are code, never typed.

    `once` are the columns that an owner may have together only once: a doublet stays behind, if `once_if` holds over
    the rows `t` and `k`. `unless` is an SQL condition over the row `t` for others that stay. `flag` is true for one
    row of an owner at most, counting those for which `flag_if` holds over the row `k`: the kept one's stays flagged.
    """

    table: str
    owner: str = "person_id"
    label: str | Promise = ""
    """What the rows are called where a merge is looked at beforehand; empty: not worth a line there."""
    counted: str = "true"
    """Which rows `t` count there, as an SQL condition; those that do not count are carried all the same."""
    key: str = "id"
    key_type: str = "bigint"
    once: tuple[str, ...] = ()
    once_if: str = "true"
    unless: str = "false"
    flag: str = ""
    flag_if: str = "true"

    @property
    def column(self) -> str:
        """The owner's column with its table, such as `members_phone.person_id`."""
        return f"{self.table}.{self.owner}"

    def moving(self, kept: str = "%(kept)s") -> str:
        """Return the SQL condition under which a row `t` goes to somebody: no exception, and no doublet of theirs."""
        goes = f"NOT ({self.unless})"
        if not self.once and self.key != self.owner:
            return goes
        same = "".join(f" AND k.{column} = t.{column}" for column in self.once)
        twice = f"SELECT FROM {self.table} k WHERE k.{self.owner} = {kept}{same} AND {self.once_if}"
        return f"{goes} AND NOT EXISTS ({twice})"


class Carry(Protocol):
    """Carry over what no list of tables says, in the transaction of the merge."""

    def __call__(self, *, merge_id: int, kept_id: int, absorbed_id: int, at: datetime) -> None: ...


class BringBack(Protocol):
    """Bring back what `Carry` carried, and return figures of what could not be given back; none: everything was."""

    def __call__(self, *, merge_id: int, kept_id: int, absorbed_id: int, at: datetime) -> Mapping[str, int]: ...


class Foresee(Protocol):
    """Return the figures that `BringBack` would return now, without changing anything."""

    def __call__(self, *, merge_id: int, kept_id: int, absorbed_id: int, at: datetime) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One line of the comparison before a merge: what each has, and what there will be together."""

    label: str
    kept: str
    absorbed: str
    together: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """
    How a package carries what belongs to a member; on the way back the carriers come in opposite order.

    `by_hand` names the columns (`table.column`) that `carry` takes care of, `left` those that stay as they are, with
    the reason. `words` says figures of `bring_back` in sentences.
    """

    key: str
    order: int
    owned: Sequence[Owned] = ()
    by_hand: frozenset[str] = frozenset()
    left: Mapping[str, str] = field(default_factory=dict)
    carry: Carry | None = None
    bring_back: BringBack | None = None
    foresee: Foresee | None = None
    words: Callable[[Mapping[str, int]], Sequence[str]] | None = None
    compare: Callable[[int, int, datetime], Sequence[Compared]] | None = None

    @property
    def columns(self) -> set[str]:
        """Every column that the package has thought of."""
        return {*(owned.column for owned in self.owned), *self.by_hand, *self.left}
