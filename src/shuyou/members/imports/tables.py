"""Lists of people in whatever form they come: tables, cards of address books."""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from shuyou.kernel.files import Row, Table, blank_table
from shuyou.kernel.pinyin import is_han
from shuyou.members.imports.columns import COLUMNS
from shuyou.members.imports.vcards import VCards, blank_vcards, is_vcard

PARTS = ("family_name", "middle_name", "given_name")
"""Address books keep a name in parts; in Chinese they are written together, the family's first."""

NAMELESS = tuple(replace(column, is_required=False) for column in COLUMNS)
"""The same fields, for a first look: somebody will say where the name stands."""


class MemberTable(Protocol):
    """A list of people, read as a stream."""

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""

    @property
    def places(self) -> Mapping[str, int]:
        """The place of each field that was found; empty if the format has fixed places."""

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headings that nobody asked for."""

    @property
    def headings(self) -> Sequence[str]:
        """Names of the cells."""

    @property
    def fields(self) -> Sequence[tuple[str, str]]:
        """Each field that was found, with its heading."""

    @property
    def encoding(self) -> str:
        """The encoding of the file."""

    @property
    def size(self) -> int:
        """How much there is to read."""

    @property
    def position(self) -> int:
        """How far it has been read."""

    def rows(self) -> Generator[Row[dict[str, str]], None, None]:
        """Yield every row that is not blank."""


def open_table(
    path: Path, mapping: Mapping[str, str] | None = None, *, is_guessed: bool = True, needs_name: bool = True
) -> MemberTable:
    """
    Return a list of people in one of the forms that are known; columns that nobody chose are guessed, if they may be.

    :raises FileRefused: the file cannot be read, or has no column of names.
    """
    if is_vcard(path):
        return VCards(path)
    columns = COLUMNS if needs_name else NAMELESS
    return Table(path, columns, chosen=mapping, is_guessed=is_guessed)


def blanked(path: Path, is_meant: Callable[[Sequence[str]], bool]) -> Path | None:
    """
    Write a list anew beside the old one without what the rows say that are meant; return None if none are.

    :raises FileRefused: the file cannot be read to its end.
    """
    return blank_vcards(path, is_meant) if is_vcard(path) else blank_table(path, is_meant)


def joined_name(record: Mapping[str, str]) -> dict[str, str]:
    """Return a record whose name is one: Chinese parts without a gap, others as they are spoken."""
    parts = {field: record[field] for field in PARTS if record.get(field)}
    rest = {field: text for field, text in record.items() if field not in PARTS}
    if not parts or rest.get("name"):
        return rest
    if any(is_han(char) for text in parts.values() for char in text):
        return rest | {"name": "".join(parts.values())}
    spoken = (parts.get(field) for field in ("given_name", "middle_name", "family_name"))
    return rest | {"name": " ".join(text for text in spoken if text)}
