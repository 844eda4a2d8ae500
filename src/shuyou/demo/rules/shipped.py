"""Real books from the files shipped with the project, as far as the sample club sells them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from shuyou.demo.rules.books import Book, listed
from shuyou.demo.rules.chance import Chance
from shuyou.demo.rules.digits import is_isbn13

BLANK = Book(
    isbn="", title="", subtitle="", author="", translator="", publisher="", list_price=Decimal("0.00"),
    published=date.min, edition="", shelf="", shelf_name="", clc="", series="", volume=0, binding="", size="", pages=0,
    blurb="", grade=0, term=0, demand=0.0, is_synthetic=False,
)  # fmt: skip
CLC_SHELF = {"I": "fiction", "K": "history", "G": "exam", "F": "business"}
FOREIGN = "foreign"


def chinese_books(rows: Iterable[Mapping[str, str]]) -> Iterator[Book]:
    """Yield the real Chinese books that come with ISBN and price (columns of books_zh_isbn_price.csv)."""
    for row in rows:
        shelf = CLC_SHELF.get(row["clc"], "fiction")
        yield replace(
            BLANK,
            isbn=row["isbn13"],
            title=row["title"],
            author=row["author"],
            publisher=row["publisher"],
            list_price=Decimal(row["list_price_cny"]),
            published=date.fromisoformat(row["pub_date"]),
            shelf=shelf,
            clc=row["clc"],
            demand=0.05,
        )


def english_books(rows: Iterable[Mapping[str, str]], *, seed: int, limit: int) -> Iterator[Book]:
    """
    Yield the best-known English books that have an ISBN (columns of books_en_goodbooks10k.csv).

    The file has no prices: they are synthetic, 68 to 128 yuan.
    """
    chance = Chance.of(seed, "shipped/english")
    taken = 0
    for row in rows:
        price = listed(68 + 60 * chance.random())
        if taken >= limit:
            return
        if is_isbn13(row["isbn13"]):
            taken += 1
            yield replace(
                BLANK,
                isbn=row["isbn13"],
                title=row["title"],
                author=row["authors"],
                list_price=price,
                published=_new_year(row["year"]),
                shelf=FOREIGN,
                shelf_name="外文原版",
                clc="I",
                demand=(taken + 10) ** -0.9,
            )


def _new_year(text: str) -> date:
    year = int(text) if text.isdigit() else 0
    return date(min(max(year, 1950), 2018), 1, 1)
