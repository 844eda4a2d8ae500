"""A book as told becomes a book as kept, or everything that is wrong with it."""

from decimal import Decimal

import pytest

from shuyou.catalog.errors import (
    BookTextTooLong,
    IsbnsDisagree,
    NumberNotReadable,
    PublishedNotReadable,
    StatusUnknown,
    TitleMissing,
)
from shuyou.catalog.rules import Class, NewBook, ShopTerms, book_class, clean_book, key_of, price_of, published
from shuyou.kernel.errors import DomainError, SeveralRefused

TERMS = ShopTerms("CNY")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2017-06-01", "2017-06-01"), ("2006-05", "2006-05"), ("2008", "2008"), ("2011年5月", "2011-05"),
        ("2011.5", "2011-05"), ("20190601", "2019-06-01"), ("201906", "2019-06"), ("2008.0", "2008"), ("-750", "-750"),
        ("975", "0975"), ("2020-03-01 00:00:00", "2020-03-01"),
    ],
)  # fmt: skip
def test_publication_is_as_exact_as_it_is_told(typed: str, kept: str) -> None:
    assert published(typed) == kept


@pytest.mark.parametrize("typed", ["民国", "2020-13", "2020-02-30", "9999", "20201301", "0"])
def test_what_is_no_date_of_publication_is_refused(typed: str) -> None:
    with pytest.raises(PublishedNotReadable):
        published(typed)


def test_classes_by_letter_shelf_and_path() -> None:
    assert book_class("I247.57") == book_class("I") == Class("clc", "I", "文学", "Literature")
    assert book_class("TP312") == Class("clc", "T", "工业技术", "Technology")
    assert book_class("少儿读物") == Class("shop", "少儿读物", "少儿读物", "少儿读物")
    assert book_class("Books > Non-Fiction > Hacking") == Class("shop", "Hacking", "Hacking", "Hacking")
    assert book_class("FFP", scheme="thema", name="Crime") == Class("thema", "FFP", "Crime", "Crime")
    assert book_class("  ") is None


def test_the_shops_own_shelf_outweighs_the_library_class() -> None:
    kept = clean_book(NewBook(title="三体", shelf="科幻", clc="I247.55", tags="小说|科幻"), TERMS)

    assert kept.category == Class("shop", "科幻", "科幻", "科幻")


def test_all_that_is_wrong_is_said_at_once() -> None:
    told = NewBook(title="三体", isbn13="9787544253995", price="面议", pages="若干", published="民国", status="?")

    with pytest.raises(SeveralRefused) as refusal:
        clean_book(told, TERMS)

    assert [problem.at_field for problem in refusal.value.problems] == [
        "isbn13",
        "price",
        "published",
        "pages",
        "status",
    ]


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (NewBook(), TitleMissing),
        (NewBook(title="长" * 301), BookTextTooLong),
        (NewBook(title="三体", isbn13="9787544253994", isbn10="0804429573"), DomainError),
        (NewBook(title="三体", isbn13="9787544253994", isbn10="080442957X"), IsbnsDisagree),
        (NewBook(title="三体", pages="IX"), NumberNotReadable),
        (NewBook(title="三体", status="卖光"), StatusUnknown),
    ],
)
def test_one_problem_is_raised_as_it_is(told: NewBook, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        clean_book(told, TERMS)


def test_a_short_isbn_is_completed() -> None:
    kept = clean_book(NewBook(title="x", isbn10="0-8044-2957-X"), TERMS)

    assert (kept.isbn13, kept.isbn10) == ("9780804429573", "080442957X")


def test_languages_go_by_their_codes() -> None:
    told = {"中文": "zh", "chi": "zh", "en-US": "en", "eng": "en", "ara": "ara"}

    assert {word: clean_book(NewBook(title="x", language=word), TERMS).language for word in told} == told


def test_keys_tell_records_apart_as_well_as_they_can() -> None:
    plain = clean_book(NewBook(title="三体", author="刘慈欣"), TERMS)
    by_isbn = clean_book(NewBook(title="三体", isbn13="9787544253994", price="39.8"), TERMS)

    assert key_of(clean_book(NewBook(title="三体", source_key="7"), TERMS)) == "7"
    assert key_of(by_isbn) == "9787544253994/39.80"
    assert key_of(plain) == key_of(clean_book(NewBook(title="《三體》", author="刘慈欣 著"), TERMS))
    assert key_of(plain) != key_of(clean_book(NewBook(title="三体", author="别人"), TERMS))


def test_a_missing_price_is_made_up_per_record() -> None:
    draft = clean_book(NewBook(title="三体", source_key="7"), TERMS)

    assert price_of(draft, "douban") == price_of(draft, "douban")
    assert price_of(draft, "douban").is_synthetic
    assert price_of(clean_book(NewBook(title="三体", price="23"), TERMS), "x").value == Decimal("23.00")
