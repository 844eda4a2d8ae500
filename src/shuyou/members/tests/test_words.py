"""Dates, yes and no, gender, cards: the short fields."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.errors import DomainError
from shuyou.kernel.numbers import with_check
from shuyou.members.errors import (
    CardNumberNotPossible,
    CardNumberWrong,
    DateNotPossible,
    DateNotReadable,
    DateOutOfRange,
    WordUnknown,
)
from shuyou.members.rules import card_kind, card_number, day, gender, short_text, tier_code, yes_no

pytestmark = pytest.mark.feature("F011")

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    "typed",
    [
        "1990-05-17", "1990/5/17", "1990.5.17", "19900517", "1990年5月17日", "1990年 5月 17日", "１９９０－０５－１７",
        "1990-05-17 00:00:00", "1990-05-17T00:00", "17 May 1990", "17-May-1990", "17 may, 1990",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert day(typed, field="birth_date", last=TODAY) == date(1990, 5, 17)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("1987-02-30", DateNotPossible),
        ("1979-13-05", DateNotPossible),
        ("19850231", DateNotPossible),
        ("1990-00-12", DateNotPossible),
        ("2026-11-23", DateOutOfRange),
        ("1066-10-14", DateOutOfRange),
        ("5/17/90", DateNotReadable),
        ("tomorrow", DateNotReadable),
        ("17 mag 1990", DateNotReadable),
        ("", DateNotReadable),
    ],
)
def test_a_day_that_cannot_be_is_refused(typed: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as raised:
        day(typed, field="birth_date", last=TODAY)

    assert raised.value.at_field == "birth_date"


@given(st.dates(min_value=date(1890, 1, 1), max_value=TODAY))
def test_every_day_of_a_life_is_read_back(born: date) -> None:
    for typed in (born.isoformat(), f"{born:%Y%m%d}", f"{born.year}年{born.month}月{born.day}日", f"{born:%d %b %Y}"):
        assert day(typed, field="birth_date", last=TODAY) == born


@given(st.text(max_size=20))
def test_no_text_breaks_the_calendar(typed: str) -> None:
    with contextlib.suppress(DomainError):
        assert day(typed, field="birth_date", last=TODAY) <= TODAY


@pytest.mark.parametrize(("typed", "kept"), [("是", True), ("Ｙ", True), (" yes ", True), ("否", False), ("N", False)])
def test_words_of_consent(typed: str, *, kept: bool) -> None:
    assert yes_no(typed, field="marketing") is kept


@pytest.mark.parametrize(("typed", "kept"), [("女", "F"), ("先生", "M"), ("Ｆ", "F"), ("male", "M"), ("保密", "")])
def test_words_for_gender(typed: str, kept: str) -> None:
    assert gender(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"), [("VIP卡", "vip"), ("学生卡", "student"), ("老年卡", "senior"), ("普通卡", "ordinary")]
)
def test_words_for_cards(typed: str, kept: str) -> None:
    assert card_kind(typed) == kept


def test_a_tier_goes_by_its_code_and_its_names() -> None:
    tiers = {"silk": "silk", "缥缃": "silk"}

    assert tier_code("缥缃", tiers) == tier_code(" SILK ", tiers) == "silk"


def test_other_words_are_refused_by_field() -> None:
    for field, attempt in {
        "marketing": lambda: yes_no("也许", field="marketing"),
        "gender": lambda: gender("猫"),
        "card_kind": lambda: card_kind("钻石"),
        "tier": lambda: tier_code("钻石", {"silk": "silk"}),
    }.items():
        with pytest.raises(WordUnknown) as raised:
            attempt()
        assert raised.value.at_field == field


# --- cards


@pytest.mark.feature("F014")
def test_a_card_of_the_clubs_own_is_checked_digit_by_digit() -> None:
    number = with_check("66881000001")

    assert card_number(f"{number[:4]} {number[4:8]} {number[8:]}") == number
    for place in range(4, len(number)):
        wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        with pytest.raises(CardNumberWrong):
            card_number(wrong)


def test_cards_of_older_systems_are_taken_as_they_are() -> None:
    assert card_number("８８００１２") == "880012"


@pytest.mark.parametrize("typed", ["", "12", "K12345", "1" * 21, "12.5E3"])
def test_what_is_no_card_number_is_refused(typed: str) -> None:
    with pytest.raises(CardNumberNotPossible):
        card_number(typed)


@given(st.text(max_size=60))
def test_a_short_text_is_tidy_already(typed: str) -> None:
    text = short_text(typed, field="street", limit=400)

    assert short_text(text, field="street", limit=400) == text
