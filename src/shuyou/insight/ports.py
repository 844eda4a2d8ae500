"""What insight needs from an engine: tables of the lake as portable expressions, and their results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:  # half a second of every process's start
    import ibis
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Block:
    """A file of the lake: rows of a stretch of keys."""

    path: str
    rows: int


@dataclass(frozen=True, slots=True)
class TableState:
    """
    A table as the lake has it: its files by block, as of transactions before `horizon`.

    `begun_to` is the first block that is not there yet where a run was broken off; none: it is whole.
    """

    fingerprint: str
    horizon: int
    blocks: Mapping[int, Block]
    begun_to: int | None = None

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return sum(block.rows for block in self.blocks.values())


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the lake holds at one moment: tables from the database, and those worked out from them."""

    database: str
    """Which database it was filled from, so that another one's is never taken for a change of it."""
    taken_at: str
    tables: Mapping[str, TableState]
    at_rest: frozenset[int] = frozenset()
    made: Mapping[str, Block] = field(default_factory=dict)


class Engine(Protocol):
    """Whatever works portable expressions out over the tables of the lake."""

    name: str

    def names(self) -> frozenset[str]:
        """Return which tables there are."""
        ...

    def table(self, name: str) -> "ibis.Table":
        """Return a table, of the database or made before; :raises NoSuchTable: there is none."""
        ...

    def arrow(self, expression: "ibis.Table") -> "pa.Table":
        """Work an expression out and return its rows."""
        ...

    def keep(self, expression: "ibis.Table", name: str) -> "ibis.Table":
        """Work an expression out and return its rows as a table, as long as the engine is open."""
        ...

    def put_aside(self, expression: "ibis.Table", name: str) -> "ibis.Table":
        """Work an expression out as `keep` does, but take no memory for its rows."""
        ...

    def lay(self, expression: "ibis.Table", name: str) -> "ibis.Table":
        """Return the rows of an expression as a table that is worked out once, as long as the engine is open."""
        ...

    def write(self, expression: "ibis.Table", name: str) -> int:
        """Work an expression out, keep it as a table of the lake under a name, and return how many rows it has."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...


class Source(Protocol):
    """The database at one moment."""

    horizon: int
    """Transactions with lower ids are over and seen."""
    database: str
    taken_at: str

    def read(self, query: str) -> "pa.RecordBatchReader":
        """Return the rows of a query as they come."""
        ...

    def ids(self, query: str) -> Sequence[int]:
        """Return the first column of a query."""
        ...

    def age(self, horizon: int) -> int:
        """Return how many ids of transactions ago one was given out."""
        ...
