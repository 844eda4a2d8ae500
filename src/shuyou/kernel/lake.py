"""
What packages export to the lake of analyses: which tables, by which columns, in which units.

A package's `lake.py` offers `Export`s. Nothing that says who somebody is goes there: no names of readers, phones,
addresses or words of theirs, only ids, years of birth, regions, days and sums. All names here are code.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

BLOCK = 1 << 19
"""So many keys lie in one file of the lake."""


class Kind(StrEnum):
    """What a column of the lake holds, the same in every engine."""

    ID = "id"  # bigint
    COUNT = "count"  # bigint
    MONEY = "money"  # bigint, in hundredths of the currency (分)
    RATE = "rate"  # bigint, in ten thousandths
    TEXT = "text"
    FLAG = "flag"
    DAY = "day"  # date
    MOMENT = "moment"  # timestamp by the club's clock, without zone


_SQL = {
    Kind.ID: "({})::bigint",
    Kind.COUNT: "({})::bigint",
    Kind.MONEY: "(({}) * 100)::bigint",
    Kind.RATE: "(({}) * 10000)::bigint",
    Kind.TEXT: "({})::text",
    Kind.FLAG: "({})::boolean",
    Kind.DAY: "({})::date",
    Kind.MOMENT: "({})::timestamp",
}


@dataclass(frozen=True, slots=True)
class LakeColumn:
    """One column: what it is called, what it holds, where it comes from, and what it means."""

    name: str
    kind: Kind
    source: str
    """An SQL expression over the row `t` and the rows joined to it."""
    meaning: str

    @property
    def sql(self) -> str:
        """The expression as the lake has it."""
        return f"{_SQL[self.kind].format(self.source)} AS {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """
    A table of the lake: the rows `t` of a table of the package, each with what is joined to it.

    `key` is the column of `t` that is a whole number; where it may change, the package that fills the lake is told so
    (`insight` notes the old one as gone). Every alias in `watched` is looked at for
    changes, so rows joined by other aliases must never change. `keep` says which rows the lake has. `member` names the
    lake's column that says whose a row is; when somebody is erased or asked that their data rest, their rows leave, or
    stay as nobody's if `stays_as_nobodys`. A `whole` table is small and taken anew each time.
    """

    name: str
    meaning: str
    table: str
    key: str
    columns: Sequence[LakeColumn]
    joins: str = ""
    keep: str = "true"
    watched: Sequence[str] = ("t",)
    member: str = ""
    stays_as_nobodys: bool = False
    whole: bool = False

    @property
    def columns_sql(self) -> str:
        """All columns with the key, as a SELECT list."""
        return ", ".join([f"(t.{self.key})::bigint AS _key", *(column.sql for column in self.columns)])

    @property
    def owner(self) -> str:
        """Whose a row is, as an SQL expression over the database's rows; empty: nobody's."""
        return self.column(self.member).source if self.member else ""

    @property
    def fingerprint(self) -> str:
        """What changes when the table is declared otherwise: it is taken anew then."""
        said = [self.table, self.key, self.joins, self.keep, self.member, str(self.stays_as_nobodys), *self.watched]
        columns = [f"{column.name}:{column.sql}" for column in self.columns]
        return sha256("\n".join([*said, *columns, str(BLOCK)]).encode()).hexdigest()[:16]

    def column(self, name: str) -> LakeColumn:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)

    def select(self, where: str = "true") -> str:
        """Return the SQL that reads rows for which a condition holds, in days and hours of the session's clock."""
        return f"SELECT {self.columns_sql} FROM {self.table} t {self.joins} WHERE ({self.keep}) AND ({where})"

    def written(self, since: int) -> str:
        """Return the SQL that reads rows written at most so many ids of transactions ago, and whether they are kept."""
        kept = f"coalesce({self.keep}, false) AS _kept"
        return f"SELECT {kept}, {self.columns_sql} FROM {self.table} t {self.joins} WHERE age(t.xmin) <= {since}"

    def touched(self, since: int) -> str:
        """Return the SQL that finds the keys of rows written, or joined to rows written, so many ids ago."""
        return " UNION ".join(
            f"SELECT (t.{self.key})::bigint AS _key FROM {self.table} t {self.joins if alias != 't' else ''}"
            f" WHERE age({alias}.xmin) <= {since}"
            for alias in self.watched
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AtRest:
    """Persons of whom the lake keeps nothing: SQL that finds their ids."""

    key: str
    sql: str


def ident(name: str, source: str, meaning: str) -> LakeColumn:
    """Describe an id."""
    return LakeColumn(name, Kind.ID, source, meaning)


def count(name: str, source: str, meaning: str) -> LakeColumn:
    """Describe a whole number."""
    return LakeColumn(name, Kind.COUNT, source, meaning)


def money(name: str, source: str, meaning: str) -> LakeColumn:
    """Describe a sum, which the lake has in hundredths."""
    return LakeColumn(name, Kind.MONEY, source, meaning)


def rate(name: str, source: str, meaning: str) -> LakeColumn:
    """Describe a share, which the lake has in ten thousandths."""
    return LakeColumn(name, Kind.RATE, source, meaning)


def text(name: str, source: str, meaning: str) -> LakeColumn:
    """Describe a code or a title."""
    return LakeColumn(name, Kind.TEXT, source, meaning)


def flag(name: str, source: str, meaning: str) -> LakeColumn:
    """Describe a yes or no."""
    return LakeColumn(name, Kind.FLAG, source, meaning)


def day(name: str, source: str, meaning: str) -> LakeColumn:
    """Describe a day."""
    return LakeColumn(name, Kind.DAY, source, meaning)


def moment(name: str, source: str, meaning: str) -> LakeColumn:
    """Describe a moment, which the lake has by the club's clock."""
    return LakeColumn(name, Kind.MOMENT, source, meaning)
