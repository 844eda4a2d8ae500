"""The whole sample club on paper, before any database has seen it."""

from dataclasses import dataclass
from datetime import datetime

from shuyou.demo.imports.shipped import REAL_CHINESE, REAL_ENGLISH, shipped_rows
from shuyou.demo.rules.books import Book, books
from shuyou.demo.rules.members import Member, members
from shuyou.demo.rules.shipped import chinese_books, english_books

ENGLISH_SOLD = 1_500


@dataclass(frozen=True, slots=True)
class PaperClub:
    """The synthetic catalogue, the real books that the club sells beside it, and the readers."""

    catalogue: list[Book]
    real: list[Book]
    members: list[Member]

    @property
    def books(self) -> list[Book]:
        """Return every book there is to buy."""
        return [*self.catalogue, *self.real]


def paper_club(*, seed: int, until: datetime, count: int, share_of_books: float) -> PaperClub:
    """Work out books and readers as of a moment in the club's time zone."""
    day = until.date()
    english = english_books(shipped_rows(REAL_ENGLISH), seed=seed, limit=round(ENGLISH_SOLD * share_of_books))
    return PaperClub(
        catalogue=books(seed=seed, until=day, share=share_of_books),
        real=[*chinese_books(shipped_rows(REAL_CHINESE)), *english],
        members=members(seed=seed, until=day, count=count),
    )
