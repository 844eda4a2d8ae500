"""The tax inside a price."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shuyou.payments.rules import tax_in


@given(gross=st.decimals(0, 99_999, places=2), rate=st.sampled_from([None, Decimal("0.09"), Decimal("0.13")]))
def test_net_and_tax_sum_to_the_price(gross: Decimal, rate: Decimal | None) -> None:
    net, tax = tax_in(gross, rate)

    assert net + tax == gross
    assert tax >= 0
    assert abs(tax - net * (rate or 0)) <= Decimal("0.01")
