"""The models of value on the club on paper, whose hidden truth they do not read: right more often than plain ones."""

from datetime import datetime

import pytest

from shuyou.demo.queries import Measured, value_truth
from shuyou.kernel import clock


@pytest.fixture(scope="module")
def told() -> dict[str, Measured]:
    """July, when who buys for school has not come for months."""
    until = datetime(2026, 7, 15, 12, tzinfo=clock.club_zone())
    return {row.what.strip(): row for row in value_truth(members=3_000, until=until)}


def _number(shown: str) -> float:
    return float(shown.rstrip("%"))


@pytest.mark.feature("X07")
def test_who_uses_a_title_is_told_rightly_and_value_is_ranked_better_than_by_plain_rfm(
    told: dict[str, Measured],
) -> None:
    for user, least in (("self", 0.97), ("child", 0.94), ("gift", 0.55)):
        assert _number(told[f"F1 of “{user}”"].ours) > least
    lifetime = told["rank correlation of lifetime value with the true one"]
    assert _number(lifetime.ours) > _number(lifetime.plain) + 0.02
    score = told["rank correlation of the score with the true value"]
    assert _number(score.ours) > _number(score.plain)


@pytest.mark.feature("X08")
def test_homes_that_buy_for_school_are_not_given_up_in_july_and_chances_are_true(told: dict[str, Measured]) -> None:
    homes = told["school families falsely given up"]
    assert _number(homes.ours) <= _number(homes.plain)
    assert _number(homes.ours) < 2
    assert _number(told["error of calibration over half a year"].ours) < 3
