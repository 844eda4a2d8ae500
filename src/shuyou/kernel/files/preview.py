"""A look at a file before anything of it is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from shuyou.kernel.errors import DomainError, problems_of
from shuyou.kernel.files.tables import Table


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it would be read, and what would be refused about it."""

    line: int
    values: Mapping[str, str]
    problems: tuple[DomainError, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file would be read."""

    encoding: str
    fields: Sequence[tuple[str, str]]
    """Each field that was found, with its heading."""
    ignored: tuple[str, ...]
    rows: tuple[PreviewRow, ...]


def preview(table: Table, draft: Callable[[dict[str, str]], object], *, limit: int = 10) -> Preview:
    """Read the first rows of a table without writing anything."""
    rows = []
    for row in islice(table.rows(), limit):
        problems: tuple[DomainError, ...] = (row.problem,) if row.problem else ()
        if row.record is not None:
            try:
                draft(row.record)
            except DomainError as refusal:
                problems = problems_of(refusal)
        rows.append(PreviewRow(row.line, row.record or {}, problems))
    fields = [
        (field, table.headings[place]) for field, place in sorted(table.placing.places.items(), key=lambda p: p[1])
    ]
    return Preview(table.encoding, fields, table.placing.ignored, tuple(rows))
