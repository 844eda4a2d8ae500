"""Arithmetic of stored value: no cent is made or lost."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shuyou.loyalty.rules import Ground, Parts, money_back, part_of

money = st.integers(1, 200_000).map(lambda many: Decimal(many) / 100)


@given(amount=money, principal=money, bonus=st.one_of(st.just(Decimal(0)), money), part=st.integers(1, 100))
def test_parts_lose_no_cent_and_fit_into_the_whole(
    amount: Decimal, principal: Decimal, bonus: Decimal, part: int
) -> None:
    whole = Parts(principal, bonus)
    taken = part_of(min(amount, whole.total), whole)

    assert taken.total == min(amount, whole.total)
    assert 0 <= taken.principal <= principal
    assert 0 <= taken.bonus <= bonus
    assert 0 <= money_back(taken, bonus_spent=Decimal(part), ground=Ground.WISH) <= taken.principal
