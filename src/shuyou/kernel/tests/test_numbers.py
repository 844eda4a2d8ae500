"""Numbers that catch typing errors, uids in order of time, money that adds up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.numbers import is_sound, next_number, next_serial, next_serials, with_check
from shuyou.kernel.uids import uuid7

digits = st.text("0123456789", min_size=2, max_size=16)


@given(digits, st.data())
def test_one_wrong_digit_is_found(serial: str, data: st.DataObject) -> None:
    number = with_check(serial)
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))

    assert is_sound(number)
    assert not is_sound(number[:place] + wrong + number[place + 1 :])


@given(digits, st.data())
def test_swapped_neighbours_are_found(serial: str, data: st.DataObject) -> None:
    number = with_check(serial)
    place = data.draw(st.integers(0, len(number) - 2))
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]

    assert is_sound(swapped) == (swapped == number)


@pytest.mark.django_db(transaction=True)
def test_numbers_are_never_used_twice() -> None:
    numbers = [next_number("SO", "order", width=8) for _ in range(120)]

    assert len(set(numbers)) == 120
    assert all(is_sound(number.removeprefix("SO")) for number in numbers)


@pytest.mark.django_db(transaction=True)
def test_many_serials_come_at_once_and_never_twice() -> None:
    serials = [*next_serials("order", 7), *next_serials("order", 120), next_serial("order"), *next_serials("order", 50)]

    assert len(set(serials)) == len(serials) == 178


def test_uids_are_version_7_and_unique() -> None:
    uids = [uuid7() for _ in range(1000)]

    assert {uid.version for uid in uids} == {7}
    assert {uid.variant for uid in uids} == {"specified in RFC 4122"}
    assert len(set(uids)) == 1000
    assert uids[0].int >> 80 <= uids[-1].int >> 80
