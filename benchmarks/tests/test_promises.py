"""The table of promises is read whole, and every measured row is one of them."""

import pytest

from benchmarks.promises import TABLE, Promise, promises
from benchmarks.rows import ROWS


def promise(goal: str) -> Promise:
    return Promise("orders.place_1", "orders", "orders", "orders/s", goal, "")


@pytest.mark.parametrize(
    ("goal", "value", "is_met"),
    [
        (">=450", 450.0, True),
        (">=450", 449.9, False),
        ("<=20", 20.0, True),
        ("<=20", 20.1, False),
        ("<=0.06", 0.05, True),
    ],
)
def test_a_goal_is_a_bound(goal: str, value: float, is_met: bool) -> None:
    assert promise(goal).is_met_by(value) is is_met


def test_every_promise_has_a_goal_that_can_be_judged() -> None:
    assert len(promises()) == len(TABLE.read_text(encoding="utf-8").splitlines()) - 1
    assert all(isinstance(found.is_met_by(1.0), bool) for found in promises().values())


def test_only_what_is_promised_is_measured() -> None:
    assert set(ROWS) <= set(promises())
