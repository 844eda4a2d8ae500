"""The score of five factors: scales without overlap or gap, weights of 100, reasons that add up, tiers, treatment."""

import math
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.insight.rules import concentration, labels
from shuyou.insight.rules.labels import LABELS, STAGES, TREATMENTS, Label, Lives, Stage, Treatment
from shuyou.insight.rules.scales import (
    DEFAULT,
    Factor,
    Ints,
    Measures,
    Scale,
    UnsoundModel,
    ValueModel,
    explained,
    likeness,
    places,
    scores,
    sensitivities,
    tiers,
)


def ints(*numbers: int) -> Ints:
    return np.asarray(numbers, dtype=np.int64)


measure = st.floats(-1e6, 1e6)
edges = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8, unique=True).map(sorted)


@given(edges=edges, value=measure)
def test_a_measure_lies_in_exactly_one_band(edges: list[float], value: float) -> None:
    scale = Scale(tuple(edges), tuple(range(len(edges) + 1)))

    holding = [band for band in range(len(edges) + 1) if scale.span(band)[0] <= value < scale.span(band)[1]]

    assert holding == [scale.band_of(value)]
    assert scale.points_of(np.asarray([value])).tolist() == [scale.band_of(value)]


@pytest.mark.parametrize(
    ("edges", "points"),
    [((2, 1), (1, 2, 3)), ((1, 1), (1, 2, 3)), ((1,), (1,)), ((1,), (1, 101)), ((math.nan,), (1, 2))],
)
def test_bands_that_overlap_or_leave_gaps_are_refused(edges: tuple[float, ...], points: tuple[int, ...]) -> None:
    with pytest.raises(UnsoundModel):
        Scale(edges, points)


def weighted(weights: list[int]) -> ValueModel:
    return ValueModel(
        MappingProxyType(dict(zip(Factor, weights, strict=True))),
        DEFAULT.scales, DEFAULT.type_points, DEFAULT.user_points,
    )  # fmt: skip


@given(weights=st.lists(st.integers(-5, 60), min_size=5, max_size=5))
def test_weights_make_a_hundred_or_no_model(weights: list[int]) -> None:
    if sum(weights) == 100 and min(weights) >= 0:
        assert sum(weighted(weights).weights.values()) == 100
    else:
        with pytest.raises(UnsoundModel):
            weighted(weights)


@pytest.mark.feature("F056")
@pytest.mark.feature("F057")
def test_the_model_as_delivered_weighs_as_the_club_says() -> None:
    assert [DEFAULT.weights[factor] for factor in Factor] == [10, 10, 35, 25, 20]


type Row = tuple[float, int, float, float, float]

readers = st.lists(
    st.tuples(st.floats(0, 9999), st.integers(0, 40), st.floats(0, 9000), st.floats(0, 100), st.floats(0, 100)),
    min_size=1, max_size=40,
)  # fmt: skip


def measures(rows: list[Row]) -> Measures:
    columns = [np.asarray(column, dtype=np.float64) for column in zip(*rows, strict=True)]
    return Measures(*columns)


@given(rows=readers)
@pytest.mark.feature("F059")
def test_reasons_add_up_to_the_score_and_the_score_is_a_rank(
    rows: list[tuple[float, int, float, float, float]],
) -> None:
    found = scores(DEFAULT, measures(rows))

    for row, score in zip(rows, found, strict=True):
        reasons = explained(DEFAULT, dict(zip(Factor, row, strict=True)))
        assert sum(reason.adds for reason in reasons) == pytest.approx(score)
        assert sum(reason.weight for reason in reasons) == 100
        assert 0 <= score <= 100


@given(scores=st.lists(st.integers(0, 100), min_size=1, max_size=60))
@pytest.mark.feature("F064")
def test_everybody_stands_in_one_tier_and_better_ones_not_below(scores: list[int]) -> None:
    ids = np.arange(len(scores))
    placed = places(np.asarray(scores, dtype=np.float64), ids)
    found = tiers((1.0, 4.0, 15.0, 80.0), placed)

    assert sorted(placed) == list(range(1, len(scores) + 1))
    assert set(found) <= {1, 2, 3, 4}
    assert found[np.argmin(placed)] == 1
    assert all(found[a] <= found[b] for a in ids for b in ids if scores[a] > scores[b])


def test_equal_scores_are_placed_by_id_every_night_alike() -> None:
    assert places(np.asarray([5.0, 9.0, 5.0]), ints(30, 10, 20)).tolist() == [3, 1, 2]


@pytest.mark.feature("F056")
def test_a_weight_that_grows_moves_ranks_little_and_the_card_says_how_much() -> None:
    rng = np.random.default_rng(1)
    some = Measures(*(rng.uniform(0, high, 400) for high in (400, 20, 3000, 100, 100)))

    found = sensitivities(DEFAULT, some, np.arange(400))

    assert [one.factor for one in found] == list(Factor)
    assert all(0.9 < one.likeness < 1 for one in found)
    assert any(one.changed for one in found)


def test_likeness_is_that_of_ranks() -> None:
    assert likeness(np.asarray([1.0, 2.0, 3.0]), np.asarray([10.0, 100.0, 1000.0])) == pytest.approx(1)
    assert likeness(np.asarray([1.0, 2.0, 2.0]), np.asarray([3.0, 2.0, 2.0])) == pytest.approx(-1)


@pytest.mark.feature("F060")
def test_the_type_decides_what_is_done_and_the_amount_how_much_of_it() -> None:
    points, amounts = np.repeat([90.0, 45.0], 3), np.asarray([100.0, 500, 3000] * 2)

    assert [TREATMENTS[code] for code in labels.treatments(points, amounts)] == [
        Treatment.ACCESSORIES, Treatment.CARE, Treatment.CARE_IN_PERSON,
        Treatment.DIGEST, Treatment.TIMED_NEWS, Treatment.ADVICE,
    ]  # fmt: skip


@pytest.mark.feature("F063")
def test_three_labels_by_what_somebody_is_worth_and_could_be() -> None:
    found = labels.labels(ints(1, 2, 3, 4, 4, 4, 4, 5), np.asarray([9, 9, 900, 1, 2, 3, 4, 5.0]))

    assert [LABELS[code] for code in found[:4]] == [
        Label.MOST_VALUABLE, Label.MOST_VALUABLE, Label.MOST_GROWABLE, Label.ORDINARY,
    ]  # fmt: skip


def life(orders: int = 5, alive: float = 0.9, overdue: float = 1, since_first: float = 400, **more: float) -> Lives:
    whole = {"this_year": 3, "last_year": 3, "since_last": 30, "longest_gap": 90} | more
    return Lives(
        orders=ints(orders), this_year=ints(int(whole["this_year"])), last_year=ints(int(whole["last_year"])),
        alive=np.asarray([alive]), overdue=np.asarray([overdue]),
        since_first=np.asarray([since_first]), since_last=np.asarray([whole["since_last"]], dtype=np.float64),
        longest_gap=np.asarray([whole["longest_gap"]], dtype=np.float64),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lives", "stage"),
    [
        (life(orders=0), Stage.PROSPECT), (life(alive=0.1), Stage.LAPSED), (life(since_last=600), Stage.LAPSED),
        (life(overdue=5), Stage.COOLING), (life(since_first=20), Stage.NEW), (life(longest_gap=500), Stage.RETURNED),
        (life(this_year=5), Stage.GROWING), (life(), Stage.STEADY),
    ],
)  # fmt: skip
@pytest.mark.feature("F021")
def test_everybody_is_in_one_stage_of_life(lives: Lives, stage: Stage) -> None:
    assert STAGES[labels.stages(lives)[0]] is stage


@pytest.mark.feature("F074")
@pytest.mark.feature("F075")
@pytest.mark.feature("F076")
def test_three_schemes_of_six_eight_and_eleven() -> None:
    assert [len(set(one)) for one in (labels.BY_PREFERENCE, labels.BY_LIFE, labels.BY_USE)] == [6, 8, 11]
    spent = [np.asarray([0.0, 5.0, 0.0]) if at == 2 else np.asarray([1.0, 1.0, 0.0]) for at in range(6)]
    assert labels.by_preference(spent).tolist() == [0, 2, -1]
    ages, youngest = np.asarray([20, 30, 40, 40, 40, 70.0, 12]), np.asarray([np.nan, np.nan, 0, 3, 9, np.nan, 6])
    assert [labels.BY_LIFE[code] for code in labels.by_life(ages, youngest)] == [
        "student", "young", "small_children", "school_children", "exam_children", "retired", "student",
    ]  # fmt: skip
    one = np.asarray([0.0])
    use = labels.by_use(life(), yearly=one + 900, usual_gap=one + 20, at_term=one, dear=one)
    assert labels.BY_USE[use[0]] == "quick_large"


def test_the_best_fifth_of_ten_alike_brings_a_fifth() -> None:
    assert concentration.share_of_best(np.ones(10), 0.2) == pytest.approx(0.2)
    assert concentration.share_of_best(np.asarray([96.0, 1, 1, 1, 1]), 0.2) == pytest.approx(0.96)
    assert concentration.gini(np.ones(10)) == pytest.approx(0)
    assert concentration.gini(np.zeros(3)) == 0
    assert concentration.gini(np.asarray([0.0] * 99 + [1])) == pytest.approx(0.99)


@pytest.mark.feature("F082")
def test_what_may_be_given_away_follows_the_tier_and_the_risk() -> None:
    assert [labels.goodwill(tier, 0.1) for tier in range(1, 5)] == [200, 100, 50, 20]
    assert labels.goodwill(1, 0.6) == 100
