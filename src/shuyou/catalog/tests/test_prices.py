"""List prices: read, converted by a stated rate, or made up and marked so."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.catalog.errors import PriceNotReadable, PriceOutOfRange, RateMissing
from shuyou.catalog.rules import Amount, ListPrice, amount, list_price, made_up_price
from shuyou.kernel.errors import DomainError


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("39.80", Amount(Decimal("39.80"))),
        ("39", Amount(Decimal("39.00"))),
        (".5", Amount(Decimal("0.50"))),
        ("1,280.00", Amount(Decimal("1280.00"))),
        ("¥39.80", Amount(Decimal("39.80"), "CNY")),
        ("￥ 39.8", Amount(Decimal("39.80"), "CNY")),
        ("39.80元", Amount(Decimal("39.80"), "CNY")),
        ("CNY39.50", Amount(Decimal("39.50"), "CNY")),
        ("3９．8 rmb", Amount(Decimal("39.80"), "CNY")),
        ("USD 12.95", Amount(Decimal("12.95"), "USD")),
        ("$12.95", Amount(Decimal("12.95"), "USD")),
        ("12.95 GBP", Amount(Decimal("12.95"), "GBP")),
    ],
)
def test_prices_are_read_with_their_currency(typed: str, kept: Amount) -> None:
    assert amount(typed) == kept


@pytest.mark.parametrize("typed", ["", "面议", "39.80.1", "39-42", "39,8,", "12 pounds", "1e3"])
def test_what_is_no_price_is_refused(typed: str) -> None:
    with pytest.raises(PriceNotReadable):
        amount(typed)


@pytest.mark.parametrize("typed", ["-1", "1000000", "99999999999999999999999999999999"])
def test_what_no_book_costs_is_refused(typed: str) -> None:
    with pytest.raises(PriceOutOfRange):
        amount(typed)


def test_the_price_at_home_is_taken_as_it_is() -> None:
    told = [Amount(Decimal("9.99"), "GBP"), Amount(Decimal("39.80"), "CNY")]

    assert list_price(told, home="CNY", rates={"GBP": Decimal(9)}) == ListPrice(Decimal("39.80"))


def test_a_foreign_price_is_converted_by_the_stated_rate_and_marked() -> None:
    told = [Amount(Decimal("25.00"), "NZD"), Amount(Decimal("9.99"), "GBP")]

    assert list_price(told, home="CNY", rates={"GBP": Decimal("9.15")}) == ListPrice(
        Decimal("91.41"), is_synthetic=True
    )


def test_a_foreign_price_without_a_rate_is_refused_not_guessed() -> None:
    with pytest.raises(RateMissing) as refusal:
        list_price([Amount(Decimal("9.99"), "GBP")], home="CNY", rates={})

    assert refusal.value.params["currency"] == "GBP"


@pytest.mark.parametrize("rate", ["99999", "0.0001"])
def test_a_foreign_price_that_comes_to_nothing_or_to_a_fortune_is_refused(rate: str) -> None:
    with pytest.raises(PriceOutOfRange):
        list_price([Amount(Decimal("19.99"), "GBP")], home="CNY", rates={"GBP": Decimal(rate)})


def test_no_price_and_zero_are_no_price() -> None:
    assert list_price([], home="CNY", rates={}) is None
    assert list_price([Amount(Decimal(0), "CNY")], home="CNY", rates={}) is None


@given(st.text(max_size=20))
def test_made_up_prices_are_usual_marked_and_always_the_same(key: str) -> None:
    made = made_up_price(key)

    assert made == made_up_price(key)
    assert made.is_synthetic
    assert Decimal("19.80") <= made.value <= Decimal("128.00")


@given(st.text(max_size=20))
def test_no_text_breaks_the_reading(typed: str) -> None:
    try:
        read = amount(typed)
    except DomainError:
        return

    assert 0 <= read.value <= Decimal("999999.99")
    assert amount(f"{read.currency}{read.value}") == read
