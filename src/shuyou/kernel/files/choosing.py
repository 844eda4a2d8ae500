"""What people choose for a table before it is read: which column is what, and which kept choice fits."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from shuyou.kernel.files.preview import Preview, PreviewRow

SURE: Final = 0.95
"""From this likeness of the headings a kept choice is taken without being asked for."""


class KeptChoice(Protocol):
    """A choice that was kept, and how like its headings are to those of a file."""

    @property
    def mapping_id(self) -> int:
        """By which it is asked for."""

    @property
    def likeness(self) -> float:
        """How like the headings are, up to 1."""


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of a file: its heading and what it is taken for."""

    place: int
    name: str
    field: str


def file_columns(seen: Preview) -> list[FileColumn]:
    """Return the columns of a file as it would be read."""
    field_of = {heading: field for field, heading in seen.fields}
    return [FileColumn(place, name, field_of.get(name, "")) for place, name in enumerate(seen.headings)]


def padded_cells(row: PreviewRow, width: int) -> list[str]:
    """Return the cells of a row, as many as there are headings."""
    return [*row.cells[:width], *[""] * (width - len(row.cells))]


def kept_choice[K: KeptChoice](wanted: str, kept: Iterable[K]) -> K | None:
    """Return the kept choice that is asked for, or else the one that fits without doubt."""
    if wanted:
        return next((one for one in kept if str(one.mapping_id) == wanted), None)
    return next((one for one in kept if one.likeness >= SURE), None)


def chosen_columns(headings: Sequence[str], sent: Mapping[str, str], fields: Collection[str]) -> dict[str, str]:
    """Return the heading of each field as somebody chose them; the first column of a field counts."""
    columns: dict[str, str] = {}
    for place, heading in enumerate(headings):
        field = sent.get(f"field-{place}", "")
        if field in fields and heading:
            columns.setdefault(field, heading)
    return columns
