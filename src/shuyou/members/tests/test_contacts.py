"""Phone numbers and e-mail addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.errors import DomainError
from shuyou.members.errors import (
    EmailNotPossible,
    PhoneNotDigits,
    PhoneNotPossible,
    PhoneTooLong,
    PhoneTooShort,
    TextTooLong,
)
from shuyou.members.rules import email_address, phone_label, phone_number

pytestmark = pytest.mark.feature("F011")

DIGITS = st.text("0123456789０１２３４５６７８９ -()（）＋+·", max_size=24)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13800002046", "13800002046"),
        ("138 0000 2046", "13800002046"),
        ("138-0000-2046", "13800002046"),
        ("１３８００００２０４６", "13800002046"),
        ("+86 138 0000 2046", "13800002046"),
        ("+86-13800002046", "13800002046"),
        ("008613800002046", "13800002046"),
        ("8613800002046", "13800002046"),
        ("'13800002046", "13800002046"),
        ("\u202d13800002046\u202c", "13800002046"),
        ("10000000000", "10000000000"),
        ("0571-8800 0000", "057188000000"),
        ("（010）88000000", "01088000000"),
        ("+86 571 8800 0000", "057188000000"),
        ("+86 10 8800 0000", "01088000000"),
        ("400-800-0000", "4008000000"),
        ("+44 20 7946 0958", "00442079460958"),
    ],
)
def test_a_number_is_kept_as_digits(typed: str, kept: str) -> None:
    assert phone_number(typed) == kept


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("138OOOO2046", PhoneNotDigits),
        ("1380000204l", PhoneNotDigits),
        ("138*0002046", PhoneNotDigits),
        ("１３８ＯＯＯＯ２０４６", PhoneNotDigits),
        ("1380000204", PhoneTooShort),
        ("110", PhoneTooShort),
        ("138000020461", PhoneTooLong),
        ("13800002046/13900002046", PhoneTooLong),
        ("88000000", PhoneNotPossible),
        ("29800000000", PhoneNotPossible),
        ("+44 2", PhoneTooShort),
        ("+44 20 7946 0958 1234 5678", PhoneTooLong),
    ],
)
def test_what_nobody_answers_is_refused_with_what_was_typed(typed: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal) as raised:
        phone_number(typed, field="work_phone")

    assert raised.value.at_field == "work_phone"
    assert raised.value.params["value"] == typed


def test_the_letter_in_a_number_is_pointed_at() -> None:
    with pytest.raises(PhoneNotDigits) as raised:
        phone_number("138O0002046")

    assert raised.value.params["mark"] == "O"


def test_a_mobile_number_is_told_from_a_landline() -> None:
    assert (phone_label("13800002046"), phone_label("057188000000")) == ("mobile", "home")


@given(st.one_of(st.text(max_size=40), DIGITS))
def test_a_number_is_digits_or_refused(typed: str) -> None:
    try:
        digits = phone_number(typed)
    except DomainError:
        return

    assert digits.isascii()
    assert digits.isdigit()
    assert 7 <= len(digits) <= 20
    assert phone_number(digits) == digits


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Lin.Wan@Example.COM ", "lin.wan@example.com"),
        ("ｌｉｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "lin@example.com"),
        ("mailto:a+b@mail.example.com.cn", "a+b@mail.example.com.cn"),
    ],
)
def test_an_address_is_kept_in_lower_case(typed: str, kept: str) -> None:
    assert email_address(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "lin", "lin@", "@example.com", "a b@c.com", "a@b", "a@@b.com", "a@b..com", "a@1.2"]
)
def test_what_no_mail_reaches_is_refused(typed: str) -> None:
    with pytest.raises(EmailNotPossible):
        email_address(typed)


def test_an_endless_address_is_refused() -> None:
    with pytest.raises(TextTooLong):
        email_address(f"{'a' * 250}@example.com")


@given(st.one_of(st.text(max_size=60), st.emails()))
def test_cleaning_an_address_twice_changes_nothing(typed: str) -> None:
    try:
        address = email_address(typed)
    except DomainError:
        return

    assert email_address(address) == address
