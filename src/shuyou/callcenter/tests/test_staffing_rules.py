"""Forecasts beside naive ones, shifts that cover what is needed, and how they were kept: without a database."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuyou.callcenter.rules import forecast, rota
from shuyou.callcenter.rules.adherence import Stretch, kept, planned_stretches
from shuyou.callcenter.rules.expected import Load, WhatIf, expected
from shuyou.callcenter.rules.rota import RotaTerms

MONDAY = date(2026, 6, 1)
BEGINS = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def day_of(day: date, chance: Random) -> forecast.Past:
    """Make a day with calls from nine to nine, fewer on weekends, by chance."""
    whole = 300 if day.weekday() < 5 else 120
    calls = [0.0] * forecast.SLOTS
    for _call in range(whole):
        calls[18 + int(24 * chance.betavariate(2, 2))] += 1
    return forecast.Past(day, tuple(calls))


def test_forecasts_of_a_club_with_habits_beat_last_week() -> None:
    chance = Random(7)
    past = [day_of(MONDAY + timedelta(days=number), chance) for number in range(56)]
    found = forecast.tried(past)

    assert found is not None
    assert (found.days, found.calls) == (14, 2 * (5 * 300 + 2 * 120))
    assert found.ours < 0.8 * found.naive
    assert sum(forecast.foreseen(past, MONDAY + timedelta(days=56))) == pytest.approx(300)
    assert sum(forecast.foreseen(past, MONDAY + timedelta(days=61))) == pytest.approx(120)


def test_holidays_are_days_of_their_own_and_nobody_comes_when_it_is_closed() -> None:
    chance, feast = Random(1), date(2026, 10, 1)
    past = [day_of(feast - timedelta(days=number), chance) for number in range(28, 0, -1)]

    assert forecast.kind_of(feast) == forecast.REST
    assert sum(forecast.foreseen(past, feast)) == pytest.approx((300 + 120 + 120) / 3)  # as at Mid-Autumn
    assert forecast.foreseen(past, feast, closed={feast}) == forecast.NOBODY
    assert forecast.tried(past[:20]) is None


NEEDS = [[0.0] * 16 + [2.0] * 8 + [5.0] * 12 + [3.0] * 8 + [0.0] * 4 for _day in range(5)] + [[0.0] * 48] * 2


def test_a_proposal_covers_what_is_needed_and_nobody_works_too_much() -> None:
    turns = rota.propose(NEEDS, range(1, 13), RotaTerms())
    there = rota.cover(turns)
    missing = sum(
        max(0.0, need - have) for day in range(7) for need, have in zip(NEEDS[day], there[day], strict=True)
    )  # fmt: skip

    assert missing < 0.05 * sum(map(sum, NEEDS))
    assert {turn.day for turn in turns} == {0, 1, 2, 3, 4}
    assert all(len(turn.breaks) == 3 and rota.breaks_lie_within(turn.minutes, turn.breaks) for turn in turns)


@settings(max_examples=15, deadline=None)
@given(
    peaks=st.lists(st.integers(0, 6), min_size=7, max_size=7),
    agents=st.integers(0, 9),
    days=st.integers(1, 6),
    length=st.sampled_from([240, 510]),
)
def test_whatever_is_needed_agents_get_their_rest(peaks: list[int], agents: int, days: int, length: int) -> None:
    needs = [[float(peak if 16 <= slot < 44 else 0) for slot in range(48)] for peak in peaks]
    turns = rota.propose(needs, range(agents), RotaTerms(minutes=length, days_a_week=days))
    for agent in range(agents):
        own = sorted((turn.day * 1440 + turn.begins, turn.day) for turn in turns if turn.agent == agent)
        assert len({day for _minute, day in own}) == len(own) <= days
        apart = [later - earlier - length for (earlier, _), (later, _) in pairwise(own)]
        assert all(minutes >= 660 for minutes in apart)


def at(minutes: float) -> datetime:
    return BEGINS + timedelta(minutes=minutes)


def test_a_shift_is_kept_as_far_as_it_was() -> None:
    planned = planned_stretches(at(0), at(240), [(120, 15)])
    done = [
        Stretch(at(10), at(100), "talking"),
        Stretch(at(100), at(110), "paused", "lunch", is_work=False),
        Stretch(at(110), at(230), "ready"),
        Stretch(at(250), at(260), "talking"),
    ]
    told = kept(planned, done, until=at(300))

    assert (told.planned / 60, told.kept / 60) == (240, 195)
    assert {what: seconds / 60 for what, seconds in told.instead.items()} == {
        ("out", ""): 20, ("paused", "lunch"): 10, ("worked", ""): 15,
    }  # fmt: skip
    assert (told.late / 60, told.early / 60, told.beyond / 60) == (10, 10, 10)


def test_only_what_has_come_is_compared() -> None:
    planned = planned_stretches(at(0), at(240), [])
    told = kept(planned, [Stretch(at(0), at(60), "ready")], until=at(60))

    assert (told.share, told.early) == (1, 0)
    assert kept(planned, [], until=at(0)).share is None


def test_what_if_says_what_more_calls_and_fewer_agents_cost() -> None:
    load = Load(handling=210, patience=90, within=20)
    calls, there = [60.0] * 4, [9.0] * 4
    now = expected(calls, there, load)
    more, fewer, longer = (
        expected(calls, there, load, what_if=one) for one in (WhatIf(more=20), WhatIf(fewer=1), WhatIf(longer=20))
    )

    assert now.in_time > max(more.in_time, fewer.in_time, longer.in_time)
    assert now.mean_wait < min(more.mean_wait, fewer.mean_wait, longer.mean_wait)
    assert expected([10.0], [0.0], load).gives_up == 1


def test_each_skill_gets_those_who_have_it_and_nobody_works_on_a_day_off() -> None:
    needs = {
        skill: [[float(count if 18 <= slot < 34 else 0) for slot in range(48)] for _day in range(5)] + [[0.0] * 48] * 2
        for skill, count in (("club", 2), ("finance", 1))
    }
    workers = [
        rota.Worker(1, frozenset({"club"})), rota.Worker(2, frozenset({"club"})),
        rota.Worker(3, frozenset({"finance"})),
        rota.Worker(4, frozenset({"club", "finance"}), away=frozenset({0})), rota.Worker(5, frozenset({"letters"})),
    ]  # fmt: skip
    turns = rota.propose_by_skill(needs, workers, RotaTerms(minutes=480))

    able = {one.agent: one.skills for one in workers}
    assert all(turn.skill in able[turn.agent] for turn in turns)
    assert not [turn for turn in turns if (turn.agent, turn.day) == (4, 0)]
    assert {agent: sum(turn.agent == agent for turn in turns) for agent in (1, 2, 3, 5)} == {1: 5, 2: 5, 3: 5, 5: 0}
