"""What importers are given: rows with the place they come from, whatever the format."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from shuyou.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class Row[R]:
    """One row: its place in the file, what it says, and its cells as they stand there; or why it cannot be read."""

    line: int
    record: R | None
    cells: Sequence[str]
    problem: DomainError | None = None
    rest: Sequence[tuple[int, Sequence[str]]] = ()
    """The further lines of a record that stands in several, with their cells: reported together with the first."""

    def told(self, problems: Sequence[DomainError]) -> Iterator[tuple[int, Sequence[DomainError], Sequence[str]]]:
        """Yield each line with what is wrong in it: refusals name it as `in_line`, or else stand in the first."""
        for line, cells in ((self.line, self.cells), *self.rest):
            yield line, [one for one in problems if one.params.get("in_line", self.line) == line], cells


class Source[R](Protocol):
    """A file that yields rows in one order, the same each time."""

    @property
    def headings(self) -> Sequence[str]:
        """Names of the cells, for the report of refused rows."""

    @property
    def fields(self) -> Sequence[tuple[str, str]]:
        """Each field that was found, with its heading, from left to right; empty if the format has fixed places."""

    @property
    def encoding(self) -> str:
        """The encoding of the file, which the report of refused rows takes over."""

    @property
    def size(self) -> int:
        """How much there is to read, in units of `position`."""

    @property
    def position(self) -> int:
        """How far it has been read."""

    def rows(self) -> Generator[Row[R], None, None]:
        """Yield every row that is not blank, from the first."""
