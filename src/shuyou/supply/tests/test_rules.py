"""What people type about stock, and what radio tags say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.errors import DomainError
from shuyou.supply.errors import AmountWrong, DiscountWrong, HoursWrong, TagWrong
from shuyou.supply.rules import amount_typed, gtin_of, hours_typed, rate_typed


@pytest.mark.parametrize("typed", ["62", "6.2", "0.62", "62%", "６２折", " 6.2 折 ", ".62"])
def test_a_discount_rate_is_read_however_it_is_written(typed: str) -> None:
    assert rate_typed(typed) == Decimal("0.6200")


@pytest.mark.parametrize(
    ("typed", "rate"),
    [("100", "1"), ("10", "1"), ("1", "1"), ("7", "0.7"), ("1折", "0.1"), ("10折", "1"), ("100%", "1"), ("5%", "0.05")],
)
def test_whole_numbers_mean_what_the_trade_means(typed: str, rate: str) -> None:
    assert rate_typed(typed) == Decimal(rate)


@pytest.mark.parametrize("typed", ["", "0", "0.00001", "-5", "101", "1e2", "six", "62,5", "NaN"])
def test_what_is_no_discount_rate_is_refused(typed: str) -> None:
    with pytest.raises(DiscountWrong):
        rate_typed(typed)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_rate_within_the_list_price_or_refused(typed: str) -> None:
    try:
        rate = rate_typed(typed)
    except DomainError:
        return
    assert 0 < rate <= 1


@pytest.mark.parametrize(("typed", "amount"), [("1,234.50", "1234.50"), ("¥38", "38.00"), ("０.５", "0.50")])
def test_an_amount_may_mark_its_thousands(typed: str, amount: str) -> None:
    assert amount_typed(typed, field="list_total") == Decimal(amount)


@pytest.mark.parametrize("typed", ["", "12,34", "1.005", "-1", "1 000 000 000", "∞"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(AmountWrong):
        amount_typed(typed, field="list_total")


@pytest.mark.parametrize(("typed", "hours"), [("9:00-21:00", "09:00-21:00"), ("0930 – 2200", "09:30-22:00"), ("", "")])
def test_opening_hours_are_read(typed: str, hours: str) -> None:
    assert hours_typed(typed) == hours


@pytest.mark.parametrize("typed", ["21:00-9:00", "9-21", "25:00-26:00", "always", "09:00-24:30"])
def test_what_are_no_opening_hours_is_refused(typed: str) -> None:
    with pytest.raises(HoursWrong):
        hours_typed(typed)


@pytest.mark.parametrize(
    "tag",
    ["3074257BF7194E4000001A85", "urn:epc:id:sgtin:0614141.812345.6789", "urn:epc:tag:sgtin-96:3:0614141.812345.6789"],
)
def test_a_radio_tag_says_its_goods_as_the_standard_s_example(tag: str) -> None:
    assert gtin_of(tag) == "0614141123452"


@pytest.mark.parametrize("tag", ["", "hello", "FF74257BF7194E4000001A85", "3074", "30FFFFFFFFFFFFFFFFFFFFFF"])
def test_what_is_no_tag_of_goods_is_refused(tag: str) -> None:
    with pytest.raises(TagWrong):
        gtin_of(tag)
