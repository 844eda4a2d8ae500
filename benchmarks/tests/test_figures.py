"""Medians and percentiles say what they claim."""

import pytest

from benchmarks.figures import Outcome, medians, percentile, repeat, shown


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (0.991, 100), (1.0, 100), (0.001, 1)])
def test_a_percentile_is_the_value_of_its_rank(share: float, expected: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], share) == expected


def test_of_few_values_the_highest_percentile_is_the_greatest() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.99) == 3.0


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no percentile"):
        percentile([], 0.5)


def test_an_outcome_is_the_median_of_its_runs() -> None:
    assert Outcome(runs=[9.0, 1.0, 2.0, 3.0, 100.0], scale="").value == 3.0


def test_medians_are_taken_name_by_name() -> None:
    assert medians([{"a": 1.0, "b": 5.0}, {"a": 3.0}, {"a": 2.0, "b": 7.0}]) == {"a": 2.0, "b": 6.0}


def test_the_run_that_warms_up_does_not_count() -> None:
    figures = iter(range(100))

    assert repeat(lambda: next(figures), runs=3) == [1, 2, 3]


@pytest.mark.parametrize(
    ("value", "text"), [(20567.4, "20,567"), (450.4, "450"), (37.0, "37"), (4.4312, "4.43"), (0.03184, "0.0318")]
)
def test_figures_are_shown_with_the_digits_they_deserve(value: float, text: str) -> None:
    assert shown(value) == text
