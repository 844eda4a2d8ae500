"""A look at a file before anything of it is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from shuyou.kernel.errors import DomainError, problems_of
from shuyou.kernel.files.rows import Source


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it stands in the file, and what would be refused about it."""

    line: int
    cells: Sequence[str]
    problems: tuple[DomainError, ...]
    remarks: tuple[DomainError, ...] = ()
    """What is left to be said of a row that would be taken."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file would be read."""

    encoding: str
    headings: Sequence[str]
    fields: Sequence[tuple[str, str]]
    """Each field that was found, with its heading; empty if the format has fixed places."""
    ignored: tuple[str, ...]
    rows: tuple[PreviewRow, ...]


def preview[R, D](
    source: Source[R],
    draft: Callable[[R], D],
    *,
    remarks: Callable[[D], tuple[DomainError, ...]] = lambda _draft: (),
    fields: Sequence[tuple[str, str]] = (),
    ignored: tuple[str, ...] = (),
    limit: int = 10,
) -> Preview:
    """Read the first records of a file, each with all its rows, without writing anything."""
    rows = []
    for row in islice(source.rows(), limit):
        problems: tuple[DomainError, ...] = (row.problem,) if row.problem else ()
        told: tuple[DomainError, ...] = ()
        if row.record is not None:
            try:
                told = remarks(draft(row.record))
            except DomainError as refusal:
                problems = problems_of(refusal)
        for line, wrong, cells in row.told(problems):
            rows.append(PreviewRow(line, cells, tuple(wrong), told if line == row.line else ()))
    return Preview(source.encoding, source.headings, fields, ignored, tuple(rows))
