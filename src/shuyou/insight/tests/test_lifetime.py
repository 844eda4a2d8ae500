"""Orders to come: the published fit, chances, intervals, and a back-test beside a plain guess."""

from pathlib import Path

import numpy as np
import pytest

from shuyou.insight.rules.lifetime import (
    BgNbd,
    Histories,
    alive,
    back_tested,
    expected,
    expected_interval,
    fit,
    fit_worth,
    shifted,
    some_order,
)
from shuyou.insight.rules.scales import Ints


def ints(*numbers: int) -> Ints:
    return np.asarray(numbers, dtype=np.int64)


CDNOW = Path(__file__).parent / "data" / "cdnow.csv"


@pytest.fixture(scope="module")
def seen() -> Histories:
    rows = np.loadtxt(CDNOW, delimiter=",", comments="#")
    return Histories(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3])


@pytest.fixture(scope="module")
def model(seen: Histories) -> BgNbd:
    return fit(seen)


@pytest.mark.feature("F067")
@pytest.mark.feature("X09")
def test_the_published_parameters_come_out(seen: Histories, model: BgNbd) -> None:
    assert int(seen.n.sum()) == 2357
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.243, 4.414, 0.793, 2.426), rel=2e-3)
    assert model.likelihood == pytest.approx(-9582.4, abs=0.1)
    assert not model.is_bounded


def test_a_grouped_history_is_fitted_as_all_of_its_readers_one_by_one(seen: Histories, model: BgNbd) -> None:
    times = seen.n.astype(int)
    x, tx, known = (np.repeat(part, times) for part in (seen.x, seen.tx, seen.T))
    single = Histories(x, tx, known, np.ones(len(x)))

    assert fit(single).likelihood == pytest.approx(model.likelihood, abs=1e-3)


@pytest.mark.feature("X09")
def test_the_published_forecast_of_a_customer_comes_out_within_its_interval(model: BgNbd) -> None:
    one = Histories(np.asarray([2.0]), np.asarray([30.43]), np.asarray([38.86]), np.ones(1))

    orders = expected(model, 39, one.x, one.tx, one.T)
    middle, low, high = expected_interval(model, 39, one)

    assert orders[0] == pytest.approx(1.226, abs=2e-3)
    assert middle[0] == pytest.approx(orders[0])
    assert low[0] < middle[0] < high[0]


def test_who_has_been_silent_for_long_is_less_likely_alive(model: BgNbd) -> None:
    silent = alive(model, np.asarray([8.0, 8.0, 8.0, 0.0]), np.asarray([38.0, 20, 4, 0]), np.full(4, 39.0))

    assert silent[0] > silent[1] > silent[2]
    assert silent[3] == 1
    some = some_order(model, 10, np.asarray([8.0]), np.asarray([38.0]), np.asarray([39.0]))
    assert 0 < some[0] < silent[0]


def test_readers_of_whom_nobody_leaves_give_a_bounded_model() -> None:
    rng = np.random.default_rng(3)
    x = rng.poisson(6, 300).astype(float)
    assert fit(Histories.grouped(x, np.where(x > 0, 364.0, 0), np.full(300, 365.0))).is_bounded


@pytest.mark.feature("F067")
def test_an_order_is_worth_what_a_reader_spends_drawn_towards_everybody() -> None:
    rng = np.random.default_rng(4)
    scale = rng.gamma(8, 12, 2000)
    worth = fit_worth(np.full(2000, 5.0), rng.gamma(20, scale / 20))

    few, many = worth.mean_order(np.asarray([1.0, 50.0]), np.asarray([300.0, 300.0]))
    never = worth.mean_order(np.asarray([0.0]), np.asarray([0.0]))[0]

    assert never == pytest.approx(scale.mean(), rel=0.1)
    assert never < few < many < 300


def test_a_forecast_is_judged_beside_a_plain_guess() -> None:
    came = np.asarray([0.0, 2, 1, 0])
    result = back_tested(
        np.asarray([0.5, 2, 1, 0]), np.asarray([2.0, 0, 1, 0]), came, np.asarray([0.05, 0.95, 0.95, 0.05])
    )

    assert (result.model_error, result.naive_error) == (0.125, 1.0)
    assert [(round(said, 2), was, people) for said, was, people in result.bins] == [(0.05, 0.0, 2), (0.95, 1.0, 2)]
    assert result.calibration == pytest.approx(0.05)


def test_drift_is_seen_when_bands_shift() -> None:
    assert shifted(ints(50, 50), ints(50, 50)) == pytest.approx(0)
    assert shifted(ints(90, 10), ints(50, 50)) > 0.25
