"""How a reader chooses the next book: by shelf, by class, by fame, by what they have read before."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from shuyou.demo.rules.books import Book
from shuyou.demo.rules.chance import Chance

NEW_DAYS = timedelta(days=75)
NEW_SHARE, NEXT_VOLUME_SHARE, SAME_AUTHOR_SHARE = 0.2, 0.4, 0.14
TRIES = 4


class Stack:
    """Books of one kind in the order of publication, so that a day sees only what is out."""

    __slots__ = ("books", "days", "sums")

    def __init__(self, numbered: Iterable[tuple[int, Book]]) -> None:
        ordered = sorted(numbered, key=lambda entry: (entry[1].published, entry[0]))
        self.books = tuple(number for number, _ in ordered)
        self.days = tuple(book.published for _, book in ordered)
        self.sums = tuple(accumulate((book.demand for _, book in ordered), initial=0.0))

    def draw(self, chance: Chance, day: date) -> int | None:
        """Draw a book by fame, one time in five among those just out; nothing if nothing is out."""
        high = bisect_right(self.days, day)
        if not high:
            return None
        low = 0
        if chance.random() < NEW_SHARE:
            low = bisect_left(self.days, day - NEW_DAYS)
            low = low if low < high else 0
        weight = self.sums[low] + chance.random() * (self.sums[high] - self.sums[low])
        return self.books[min(bisect_right(self.sums, weight) - 1, high - 1)]


@dataclass(slots=True)
class Reading:
    """What one reader has on the shelf at home: titles owned, and the last one bought of each kind."""

    owned: set[int] = field(default_factory=set)
    last: dict[str, int] = field(default_factory=dict)


class Bookshop:
    """All the books, stacked for choosing."""

    def __init__(self, books: Sequence[Book]) -> None:
        self.books = books
        kinds: dict[str, list[tuple[int, Book]]] = defaultdict(list)
        by_author: dict[str, list[int]] = defaultdict(list)
        for number, book in enumerate(books):
            if book.is_reprint:
                continue
            kinds[_kind(book.shelf, book.grade, book.term)].append((number, book))
            by_author[book.author].append(number)
        self.stacks = {kind: Stack(numbered) for kind, numbered in kinds.items()}
        self.by_author = dict(by_author)
        self.next_volume = _next_volumes(books)

    def choose(self, chance: Chance, reading: Reading, *, shelf: str, grade: int, day: date) -> int | None:
        """Choose a title the reader does not own yet, and remember it; sometimes there is none."""
        for _ in range(TRIES):
            number = self._one(chance, reading, shelf, grade, day)
            if number is not None and number not in reading.owned:
                reading.owned.add(number)
                reading.last[shelf] = number
                return number
        return None

    def _one(self, chance: Chance, reading: Reading, shelf: str, grade: int, day: date) -> int | None:
        last = reading.last.get(shelf)
        if last is not None and shelf != "school":
            known = self._after(chance, last)
            if known is not None and self.books[known].published <= day:
                return known
        stack = self.stacks.get(_kind(shelf, grade, term(day)))
        return stack.draw(chance, day) if stack else None

    def _after(self, chance: Chance, last: int) -> int | None:
        """Follow a series or an author."""
        following = self.next_volume.get(last)
        if following is not None and chance.random() < NEXT_VOLUME_SHARE:
            return following
        if chance.random() < SAME_AUTHOR_SHARE:
            return chance.pick(self.by_author[self.books[last].author])
        return None


def _kind(shelf: str, grade: int, term: int) -> str:
    return f"{shelf}/{grade}/{term}" if shelf == "school" else shelf


def _next_volumes(books: Sequence[Book]) -> dict[int, int]:
    return {
        number - 1: number
        for number, book in enumerate(books)
        if book.volume > 1 and not book.is_reprint and books[number - 1].series == book.series
    }


def term(day: date) -> int:
    """Return the school term that books are bought for: 1 from July to December, 2 from January to June."""
    return 1 if day.month >= 7 else 2


def grade_of(born: date, day: date) -> int:
    """Return the class a child is in, or is about to enter after July: 1–12, or 0 outside school age."""
    year = day.year + (day.month >= 7)
    grade = year - born.year - 6 - (born.month >= 9)
    return grade if 1 <= grade <= 12 else 0
