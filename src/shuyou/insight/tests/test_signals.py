"""What is noticed beside value: shifts, habits, known customers, groups kept to, survival, choices, answers."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.insight.adapters.noticing import Before
from shuyou.insight.adapters.valuing import Evaluation, Known, columns_of, work_out
from shuyou.insight.rules import conjoint, habits, shifts, staying
from shuyou.insight.rules.scales import DEFAULT, Floats
from shuyou.insight.rules.targets import Target
from shuyou.insight.tests.tables import NOVEL, PICTURE, VIOLIN, Club, TablesEngine

DAY = date(2026, 7, 15)
YOUNG_WOMEN = Target(target_id=7, sex="F", age_from=18, age_to=35)


def shelf_months(rate: Sequence[float]) -> list[tuple[int, int, int, int]]:
    """Two shelves over three years: shelf 1 sells so many to readers, shelf 2 a hundred; others buy 80 of each."""
    first = shifts.month_number(DAY) - len(rate)
    return [
        row
        for at, copies in enumerate(rate)
        for row in ((1, first + at, round(copies), 80), (2, first + at, 400, 80))
    ]  # fmt: skip


def yearly(at: int) -> float:
    return 180.0 if (shifts.month_number(DAY) - 36 + at) % 12 in (1, 8) else 60.0


@pytest.mark.feature("F195")
def test_a_planted_shift_is_told_with_onset_and_size_before_the_market_and_a_season_is_not() -> None:
    seasonal = [yearly(at) for at in range(36)]
    planted = [copies * (1.6 if at >= 33 else 1) for at, copies in enumerate(seasonal)]

    assert shifts.noticed(shelf_months(seasonal), DAY) == []
    found = shifts.noticed(shelf_months(planted), DAY)

    told = next(one for one in found if one.shelf == 1)
    assert told.onset == date(2026, 4, 1)
    assert told.turn.size == pytest.approx(0.6, abs=0.2)
    assert told.market is None


@pytest.mark.feature("F195")
def test_the_night_names_the_titles_that_move_a_shelf_and_who_buys_them() -> None:
    club = Club()
    for member in range(1, 41):
        club.join(member, born=1960)
        for month in range(30):
            day = date(2024, 1, 10) + timedelta(days=30 * month)
            for _copy in range(2):
                club.buy(member, day, NOVEL)
            if member <= 10 or day >= date(2026, 4, 1):
                club.buy(member, day, PICTURE)

    found = {one.names[0]: one for one in work_out(engine(club), DEFAULT, DAY, is_thorough=False).signals.shifts}

    told = found["儿童绘本"]
    assert told.noticed.onset <= date(2026, 5, 1)
    assert told.noticed.turn.size > 1
    assert told.movers[0][0] == PICTURE
    assert told.readers[0] == ("retired", 1.0)


def engine(club: Club) -> TablesEngine:
    return TablesEngine(club.tables())


@pytest.fixture(scope="module")
def night() -> Evaluation:
    """Sixty who buy novels often, sixty who bought one violin, and ten sales to nobody known."""
    return work_out(engine(two_kinds()), DEFAULT, DAY, is_thorough=False, known=Known(Before(targets=[YOUNG_WOMEN])))


def two_kinds() -> Club:
    club = Club()
    for member in range(1, 121):
        club.join(member, born=2000 if member % 2 else 1970)
        if member <= 60:
            for month in range(1, 8):
                club.buy(member, DAY - timedelta(days=30 * month), NOVEL, yuan=20 + member % 5)
        else:
            club.buy(member, DAY - timedelta(days=200 + member), VIOLIN, yuan=2000)
    for _sale in range(10):
        club.buy(0, DAY - timedelta(days=9), NOVEL, yuan=50)
    return club


@pytest.mark.feature("F025")
def test_the_part_of_known_customers_is_counted_by_month_and_channel(night: Evaluation) -> None:
    by = {(one.table, one.key): one for one in night.figures if one.table in ("known", "sales")}

    known, sales = by["known", "2026-07/web"], by["sales", "2026-07/web"]
    assert (sales.people - known.people, sales.net - known.net) == (10, 50_000)
    assert by["known", "2026-03/web"].people == by["sales", "2026-03/web"].people > 0


@pytest.mark.feature("F078")
def test_a_group_that_is_kept_to_is_counted_with_its_share_and_mix(night: Evaluation) -> None:
    by = {(one.table, one.key): one for one in night.figures if one.table.startswith("target")}

    theirs, whole = by["target", "7"], by["target", "0"]
    assert (theirs.people, by["target_size", "7"].people, whole.people) == (60, 60, 120)
    assert 0 < theirs.net < whole.net
    assert sum(by[key].net for key in by if key[0] == "target_mix" and key[1].startswith("7/")) == theirs.net


@pytest.mark.feature("F077")
def test_groups_by_habit_part_who_lives_apart_and_keep_their_numbers(night: Evaluation) -> None:
    rows = {row["member_id"]: row["habit"] for row in columns_of(night).to_pylist()}
    assert {rows[1], rows[30]}.isdisjoint({rows[61], rows[120]})
    before = Before(
        centres={group.number: group.centre for group in night.signals.habits.groups},
        habits=(list(rows), list(rows.values())),
    )

    again = work_out(engine(two_kinds()), DEFAULT, DAY, is_thorough=False, known=Known(before))

    assert {row["member_id"]: row["habit"] for row in columns_of(again).to_pylist()} == rows
    assert [group.number for group in again.signals.habits.groups] == [g.number for g in night.signals.habits.groups]
    assert all(group.traits for group in night.signals.habits.groups)


@given(seed=st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_everybody_who_buys_is_in_exactly_one_group_by_habit(seed: int) -> None:
    chance = np.random.default_rng(seed)
    rows: Floats = chance.normal(size=(300, 6))
    buys = (chance.random(300) < 0.8).astype(np.int64)

    found = habits.grouped(rows, buys, {})

    assert ((found.of > 0) == (buys > 0)).all()
    assert sum(group.people for group in found.groups) == int(buys.sum())


def test_survival_is_that_of_kaplan_and_meier() -> None:
    months = np.asarray([2.0, 4.0, 4.5, 7.0, 10.0, 13.0])
    gone = np.asarray([1, 0, 1, 1, 0, 0], dtype=np.int64)

    curve = staying.survival(months, gone)

    assert [one.month for one in curve] == [3, 6, 12]
    assert [one.share for one in curve] == pytest.approx([5 / 6, 5 / 6 * 3 / 4, 5 / 6 * 3 / 4 * 2 / 3])
    assert [one.people for one in curve] == [5, 3, 1]


def test_what_has_to_do_with_coming_back_is_found_and_mends_chances() -> None:
    chance = np.random.default_rng(7)
    count = 6_000
    complained = (chance.random(count) < 0.3).astype(float)
    said = chance.uniform(0.2, 0.8, count)
    truly = 1 / (1 + np.exp(-(np.log(said / (1 - said)) - 1.2 * complained)))
    came = (chance.random(count) < truly).astype(float)
    zeros = np.zeros(count)
    columns = np.stack([np.log(said / (1 - said)), complained, zeros, zeros, zeros], axis=1)

    found = staying.corrected(said, columns, came, np.arange(count))

    assert found is not None
    assert found.influences[0].name == "complained"
    assert found.influences[0].high < 0.5
    assert found.error < 0.03 < found.plain


ATTRIBUTES = (("price", ("low", "middle", "high")), ("delivery", ("next day", "three days")))


@pytest.mark.feature("F071")
def test_parts_that_were_planted_come_out_of_choices() -> None:
    tasks = conjoint.designed(ATTRIBUTES, seed=3)
    parts = np.asarray([1.5, 0.0, 0.8])
    chance = np.random.default_rng(5)
    answers = []
    for _reader in range(150):
        utility = [[conjoint.coded(ATTRIBUTES, card) @ parts + chance.gumbel() for card in task] for task in tasks]
        answers.append([int(np.argmax(cards)) for cards in utility])

    found = conjoint.estimated(ATTRIBUTES, tasks, answers)

    price, delivery = found.worths
    told = {level: part for worth in found.worths for level, part, _spread in worth.levels}
    assert told["low"] == pytest.approx(1.5, abs=0.25)
    assert told["high"] == pytest.approx(-1.5, abs=0.25)
    assert told["next day"] == pytest.approx(0.8, abs=0.25)
    assert sum(part for _level, part, _spread in price.levels) == pytest.approx(0)
    assert price.importance + delivery.importance == pytest.approx(1)
    assert found.hits > 0.5


@pytest.mark.feature("F071")
def test_a_design_shows_every_level_about_equally_often_and_no_card_twice_in_a_task() -> None:
    tasks = conjoint.designed(ATTRIBUTES, seed=1)

    assert (len(tasks), {len(set(task)) for task in tasks}) == (conjoint.TASKS, {conjoint.CARDS})
    for at, (_name, levels) in enumerate(ATTRIBUTES):
        shown = np.bincount([card[at] for task in tasks for card in task], minlength=len(levels))
        assert shown.max() - shown.min() <= 1
