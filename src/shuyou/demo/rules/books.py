"""The sample club's books: some six thousand Chinese titles that nobody has written."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from shuyou.demo.imports.lexicon import Shelf, press_numbers, title_words
from shuyou.demo.rules import names, titles
from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.digits import isbn13

OLDEST_YEARS = 12
RECENCY = 1.5
REPRINTS = 40
REVISED_SHARE = 0.03
ZIPF_SHIFT, ZIPF_POWER = 4.0, 0.85


@dataclass(frozen=True, slots=True)
class Book:
    """One line of the catalogue; demand is its weight among the books of its shelf."""

    isbn: str
    title: str
    subtitle: str
    author: str
    translator: str
    publisher: str
    list_price: Decimal
    published: date
    edition: str
    shelf: str
    shelf_name: str
    clc: str
    series: str
    volume: int
    binding: str
    size: str
    pages: int
    blurb: str
    grade: int
    term: int
    demand: float
    is_synthetic: bool = True
    is_reprint: bool = False


class _Press:
    """Hands out synthetic ISBNs, the last title numbers of each publisher's block first."""

    def __init__(self) -> None:
        self.used: dict[str, int] = {}

    def isbn(self, publisher: str) -> str:
        number = press_numbers()[publisher]
        self.used[number] = self.used.get(number, -1) + 1
        return isbn13(number, self.used[number])


def books(*, seed: int, until: date, share: float = 1.0) -> list[Book]:
    """Return the Chinese catalogue as of a day, shelf by shelf, with some reprints of one ISBN at the end."""
    press = _Press()
    found: list[Book] = []
    for shelf in title_words().shelves:
        chance = Chance.of(seed, f"books/{shelf.code}")
        count = max(12, round(shelf.count * share))
        found.extend(_shelf_books(shelf, chance, press, until, count))
    reprints = _reprints(found, Chance.of(seed, "books/reprints"), until, round(REPRINTS * share))
    return [*found, *reprints]


def _shelf_books(shelf: Shelf, chance: Chance, press: _Press, until: date, count: int) -> Iterator[Book]:
    authors = _authors(shelf, chance, max(6, count * 2 // 5))
    ranks = chance.shuffled(range(count))
    last: Book | None = None
    for title, rank in zip(titles.titles(shelf, chance, count=count), ranks, strict=True):
        book = _book(shelf, title, chance, authors, until)
        book = replace(book, isbn=press.isbn(book.publisher), demand=(rank + ZIPF_SHIFT) ** -ZIPF_POWER)
        if last and title.volume > 1 and last.series == title.series:
            book = _next_volume(book, last, chance, until, press)
        yield book
        last = book


def _authors(shelf: Shelf, chance: Chance, count: int) -> list[str]:
    """Invent the shelf's authors, the prolific ones first."""
    return [
        names.foreign_author(chance)
        if chance.yes(shelf.translated)
        else names.full_name(chance, is_woman=chance.yes(0.45), born=chance.between(1938, 1995))
        for _ in range(count)
    ]


def _book(shelf: Shelf, title: titles.Title, chance: Chance, authors: Sequence[str], until: date) -> Book:
    author = authors[int(len(authors) * chance.random() ** 1.7)]
    translator = ""
    if author.startswith("["):
        translator = names.full_name(chance, is_woman=chance.yes(0.5), born=chance.between(1940, 1990))
    elif shelf.code in ("school", "exam"):
        author += " 主编"
    pages = chance.between(*shelf.pages)
    published = _published(shelf, chance, until)
    edition, subtitle = _edition(title, chance)
    return Book(
        isbn="",
        title=title.text.replace("{year}", str(published.year + (published.month > 6))),
        subtitle=subtitle,
        author=author,
        translator=translator,
        publisher=chance.pick(shelf.presses),
        list_price=_price(shelf, pages, published, until),
        published=published,
        edition=edition,
        shelf=shelf.code,
        shelf_name=shelf.name,
        clc=shelf.clc,
        series=title.series,
        volume=title.volume,
        binding=chance.pick(shelf.bindings),
        size=chance.pick(shelf.sizes),
        pages=pages,
        blurb=title.blurb,
        grade=title.grade,
        term=title.term,
        demand=0.0,
    )


def _edition(title: titles.Title, chance: Chance) -> tuple[str, str]:
    """Return the edition statement and what is left of the subtitle, which may itself name an edition."""
    if title.subtitle.startswith("第"):
        return title.subtitle, ""
    is_revised = not title.series and chance.yes(REVISED_SHARE)
    return ("修订版" if is_revised else "第1版"), title.subtitle


def _published(shelf: Shelf, chance: Chance, until: date) -> date:
    """Choose a publishing day: most books are young, workbooks appear before each term."""
    span = 4 if shelf.code in ("school", "exam") else OLDEST_YEARS
    day = until - timedelta(days=int(span * 365 * chance.random() ** RECENCY))
    if shelf.code != "school":
        return day
    month, year = (6, day.year) if 3 <= day.month < 9 else (12, day.year - (day.month < 3))
    term_day = date(year, month, chance.between(1, 28))
    return term_day if term_day <= until else term_day - timedelta(days=365)


def _price(shelf: Shelf, pages: int, published: date, until: date) -> Decimal:
    """Price by thickness within the shelf's range, older printings cheaper, from the prices shops really see."""
    low, high = shelf.prices
    thickness = (pages - shelf.pages[0]) / (shelf.pages[1] - shelf.pages[0])
    age = (until - published).days / 365
    wanted = (low + (high - low) * thickness) * (1 - min(0.25, 0.03 * age))
    return listed(wanted)


def listed(wanted: float) -> Decimal:
    """Round a price up to the next one of the set that is printed on books."""
    prices = title_words().prices
    place = bisect_left(prices, wanted, key=float)
    return Decimal(prices[min(place, len(prices) - 1)])


def _next_volume(book: Book, last: Book, chance: Chance, until: date, press: _Press) -> Book:
    """Give a volume what a series has in common: author, house, size, a day after the volume before."""
    later = last.published + timedelta(days=chance.between(0, 400))
    return replace(
        book,
        author=last.author,
        translator=last.translator,
        publisher=last.publisher,
        isbn=press.isbn(last.publisher),
        list_price=last.list_price,
        published=later if later <= until else last.published,
        binding=last.binding,
        size=last.size,
        demand=last.demand * 0.85,
    )


def _reprints(found: Sequence[Book], chance: Chance, until: date, count: int) -> Iterator[Book]:
    """Print the same ISBN again at a higher price, as happens: one number, two prices on the shelf."""
    old = [book for book in found if (until - book.published).days > 2 * 365]
    for book in chance.shuffled(old)[:count]:
        yield replace(
            book,
            list_price=listed(float(book.list_price) * 1.15 + 1),
            published=until - timedelta(days=chance.between(20, 300)),
            edition=f"{book.edition} 第{chance.between(3, 18)}次印刷",
            is_reprint=True,
        )
