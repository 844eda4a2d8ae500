"""The catalogue looks like a Chinese bookshop's and claims no real book."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import isbn as standard

from shuyou.demo.imports.lexicon import press_numbers, title_words
from shuyou.demo.rules.books import Book
from shuyou.demo.rules.digits import is_isbn13, isbn13
from shuyou.demo.tests.conftest import UNTIL, PaperClub


def first_printings(club: PaperClub) -> list[Book]:
    return [book for book in club.books if not book.is_reprint]


def test_isbns_are_right_chinese_and_the_publishers_own(club: PaperClub) -> None:
    wrong = [
        book
        for book in club.books
        if not standard.is_valid(book.isbn)
        or not book.isbn.startswith(f"9787{press_numbers()[book.publisher]}")
        or not book.is_synthetic
    ]

    assert wrong == []


def test_isbns_come_from_the_end_of_the_block(club: PaperClub) -> None:
    positions = [
        int(title) / 10 ** len(title)
        for _, _, _, title, _ in (standard.split(book.isbn) for book in first_printings(club))
    ]

    assert min(positions) > 0.93


def test_only_reprints_share_an_isbn(club: PaperClub) -> None:
    numbers = Counter(book.isbn for book in first_printings(club))
    prices = {book.isbn: book.list_price for book in first_printings(club)}
    reprints = [book for book in club.books if book.is_reprint]

    assert max(numbers.values()) == 1
    assert len(reprints) == 40
    assert all(book.list_price > prices[book.isbn] for book in reprints if prices[book.isbn] < 128)


def test_there_are_six_thousand_titles_and_hardly_two_alike(club: PaperClub) -> None:
    titles = {(book.title, book.shelf) for book in first_printings(club)}

    assert 6000 <= len(first_printings(club)) <= 6500
    assert len(titles) == len(first_printings(club))
    assert not [book.title for book in club.books if "{" in book.title + book.blurb + book.series]


def test_prices_are_those_printed_on_books(club: PaperClub) -> None:
    prices = {book.list_price for book in club.books}

    assert prices <= set(map(Decimal, title_words().prices))
    assert (min(prices), max(prices)) == (Decimal("19.80"), Decimal("128.00"))


def test_no_book_is_from_the_future_and_some_are_new(club: PaperClub) -> None:
    days = [book.published for book in club.books]
    new = sum(day > UNTIL.date() - timedelta(days=90) for day in days)

    assert max(days) <= UNTIL.date()
    assert 0.03 < new / len(days) < 0.12


def test_volumes_follow_each_other_in_one_house(club: PaperClub) -> None:
    following = [(one, two) for one, two in pairwise(first_printings(club)) if two.volume > 1]

    assert len(following) > 400
    for one, two in following:
        assert (two.series, two.volume, two.author, two.publisher) == (
            one.series,
            one.volume + 1,
            one.author,
            one.publisher,
        )
        assert two.published >= one.published


def test_every_class_has_workbooks_for_both_terms(club: PaperClub) -> None:
    lessons: Counter[tuple[int, int]] = Counter()
    for book in club.books:
        lessons[book.grade, book.term] += book.shelf == "school"

    assert {(grade, term) for grade in range(1, 13) for term in (1, 2)} <= lessons.keys()
    assert min(count for (grade, _), count in lessons.items() if grade) >= 10


def test_classes_are_letters_of_the_chinese_classification(club: PaperClub) -> None:
    assert {book.clc for book in club.books} <= set("ABCDEFGHIJKNOPQRSTUVXZ")


def test_fame_is_unequal(club: PaperClub) -> None:
    fiction = sorted((book.demand for book in first_printings(club) if book.shelf == "fiction"), reverse=True)

    assert sum(fiction[: len(fiction) // 10]) > 0.25 * sum(fiction)


@given(st.sampled_from(["02", "108", "5448", "80700"]), st.integers(0, 500))
def test_any_title_number_gives_a_right_isbn(publisher: str, title: int) -> None:
    number = isbn13(publisher, title)

    assert standard.is_valid(number)
    assert is_isbn13(number)
    assert not is_isbn13(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_a_full_block_is_refused() -> None:
    with pytest.raises(ValueError, match="1000"):
        isbn13("80700", 1000)
