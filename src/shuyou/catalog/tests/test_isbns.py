"""ISBNs as they are printed, typed and spoilt by spreadsheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import isbn as standard

from shuyou.catalog.errors import IsbnMistyped, IsbnNotReadable, IsbnRounded
from shuyou.catalog.rules import hyphenated, isbn10, isbn13, made_up_isbn
from shuyou.kernel.errors import DomainError


@pytest.mark.parametrize(
    "typed",
    [
        "9787544253994", "978-7-5442-5399-4", "978 7 5442 5399 4", "ISBN 978-7-5442-5399-4", "ISBN-13: 9787544253994",
        "９７８７５４４２５３９９４", "978—7—5442—5399—4", "7544253996", "7-5442-5399-6", "9787544253994 (精装)",
        "9787544253994：平装",
    ],
)  # fmt: skip
def test_an_isbn_is_kept_as_thirteen_digits(typed: str) -> None:
    assert isbn13(typed) == "9787544253994"


def test_an_x_counts_ten() -> None:
    assert isbn13("0-8044-2957-X") == isbn13("080442957x") == "9780804429573"
    assert isbn10("080442957x") == "080442957X"


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("9787544253995", IsbnMistyped),
        ("9787544235994", IsbnMistyped),
        ("7544253995", IsbnMistyped),
        ("9.78754E+12", IsbnRounded),
        ("9.787544E12", IsbnRounded),
        ("978754425399", IsbnNotReadable),
        ("6901234567892", IsbnNotReadable),
        ("暂无", IsbnNotReadable),
        ("97875442X3994", IsbnNotReadable),
    ],
)
def test_what_is_no_isbn_is_refused_with_what_was_typed(typed: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as raised:
        isbn13(typed)

    assert raised.value.params["value"] == typed
    assert raised.value.at_field == "isbn13"


def test_hyphens_stand_where_the_agency_puts_them() -> None:
    assert hyphenated("9787544253994") == "978-7-5442-5399-4"


def test_an_isbn13_of_the_979_range_has_no_short_form() -> None:
    with pytest.raises(IsbnNotReadable):
        isbn10("9791032300824")


@given(st.text(min_size=1, max_size=40), st.integers(0, 5))
def test_made_up_isbns_are_right_and_always_the_same(key: str, attempt: int) -> None:
    made = made_up_isbn(key, attempt)

    assert made == made_up_isbn(key, attempt)
    assert made.startswith("9787")
    assert standard.is_valid(made)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(typed: str) -> None:
    try:
        digits = isbn13(typed)
    except DomainError:
        return

    assert isbn13(digits) == digits
    assert isbn13(hyphenated(digits)) == digits


@given(st.from_regex(r"97[89][0-9]{10}|[0-9]{9}[0-9X]", fullmatch=True))
def test_the_check_digit_is_that_of_the_standard(digits: str) -> None:
    try:
        isbn13(digits)
    except IsbnMistyped:
        assert not standard.is_valid(digits)
    else:
        assert standard.is_valid(digits)
        assert isbn13(digits) == standard.to_isbn13(digits)
