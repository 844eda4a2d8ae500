"""What the catalog tells."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksImported(Event):
    """One chunk of a file became items."""

    name: ClassVar[str] = "catalog.books_imported"
    run_id: int
    created: tuple[int, ...]
    merged: int
    unchanged: int
    reported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlesRanked(Event):
    """Titles were ranked anew by their sales; the hot ones sold at least as many copies as the cut."""

    name: ClassVar[str] = "catalog.titles_ranked"
    hot: int
    cut: int
