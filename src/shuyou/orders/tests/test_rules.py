"""Pricing as arithmetic: nothing below zero, nothing above list, no line's place matters."""

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.money import CENT, spread
from shuyou.orders.rules import STEPS, Quote, may_step, money_part, price_basket

prices = st.decimals("0.00", "9999.99", places=2)
rates = st.decimals("0.0001", "1.0000", places=4)
quotes = st.builds(
    Quote,
    item_id=st.integers(1, 10**9),
    title=st.just("西湖梦寻"),
    quantity=st.integers(1, 9999),
    list_price=prices,
    rate=rates,
    reason=st.just("list:member"),
)


@given(st.lists(quotes, max_size=20))
def test_net_is_between_nothing_and_list(basket: list[Quote]) -> None:
    priced = price_basket(basket)

    assert all(0 <= line.net <= line.list_price for line in priced.lines)
    assert 0 <= priced.net_total <= priced.list_total
    assert priced.saving == sum((line.saving for line in priced.lines), Decimal(0))


@given(st.lists(prices, min_size=1, max_size=6), st.integers(0, 100))
def test_what_points_pay_for_is_shared_among_all_titles(nets: list[Decimal], percent: int) -> None:
    net_total = sum(nets, Decimal(0))
    total = (net_total * percent / 100).quantize(CENT)

    parts = [money_part(net, total, net_total) for net in nets]

    assert all(0 <= part <= net for part, net in zip(parts, nets, strict=True))
    assert total - CENT * len(nets) <= sum(parts) <= total


@given(st.lists(quotes, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_sum(basket: list[Quote], chance: random.Random) -> None:
    shuffled = basket.copy()
    chance.shuffle(shuffled)

    one, other = price_basket(basket), price_basket(shuffled)

    assert (one.list_total, one.net_total) == (other.list_total, other.net_total)
    assert price_basket(basket) == one


@given(
    amounts=st.lists(st.decimals("0.01", "999.99", places=2), min_size=1, max_size=30),
    part=st.integers(0, 10_000),
)
def test_spread_loses_nothing_and_favours_nobody(amounts: list[Decimal], part: int) -> None:
    total = sum(amounts, Decimal(0))
    discount = (total * part / 10_000).quantize(CENT)

    shares = spread(discount, amounts)

    assert sum(shares) == discount
    assert all(share >= 0 for share in shares)
    assert all(abs(share - discount * amount / total) < CENT for share, amount in zip(shares, amounts, strict=True))


def test_only_closing_returning_and_money_owed_follow_delivery_and_nothing_cancelling() -> None:
    after = {
        (step, payment) for step, starts in STEPS.items() for payment in starts
        if may_step(step, payment=payment, state="delivered")
    }  # fmt: skip
    assert after == {(step, payment) for step in ("close", "undeliver") for payment in STEPS["close"]} | {
        ("pay", "account")
    }
    for step, starts in STEPS.items():
        assert not any(may_step(step, payment=payment, state="cancelled") for payment in starts)
