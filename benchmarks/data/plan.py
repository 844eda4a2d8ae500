"""How much data, from which seed, as of which day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

AT: Final = datetime(2026, 11, 11, 4, 0, tzinfo=UTC)
"""The moment at which the data was taken; what benchmarks write is dated from here."""

SHAPE: Final = 2
"""Raised when the generator makes other data from the same plan."""

CHUNK: Final = 20_000
TITLES: Final = 100_000
"""Titles of a club, unless the plan says otherwise."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A club of a size."""

    members: int
    lines: int = 0
    titles: int = TITLES
    seed: int = 20261122

    @property
    def orders(self) -> int:
        """Return how many orders hold the lines: three titles an order."""
        return self.lines // 3

    @property
    def database(self) -> str:
        """Return the name of the database that holds this club."""
        return f"shuyou_bench_{self.members}" + (f"_{self.titles}_titles" if self.titles != TITLES else "")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of the rows of one kind, made by one process from a stream of chance of its own."""

    plan: Plan
    kind: str
    first: int
    count: int

    @property
    def numbers(self) -> range:
        """Return the serials of the chunk's rows."""
        return range(self.first, self.first + self.count)


def chunks(plan: Plan, kind: str, total: int) -> Iterator[Chunk]:
    """Yield the parts of so many rows, counted from 1."""
    for first in range(1, total + 1, CHUNK):
        yield Chunk(plan, kind, first, min(CHUNK, total + 1 - first))


@dataclass(frozen=True, slots=True)
class Rows:
    """Lines for one COPY: a table, its columns, and a line of text for each row."""

    table: str
    columns: str
    lines: list[str]


def digits_of(number: int, *, seed: int, prime: int, space: int) -> int:
    """Scatter serials over a space without ever meeting: the prime must not divide the space."""
    return (number * prime + seed) % space
