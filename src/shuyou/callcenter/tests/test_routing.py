"""Who takes which call: levels before rest, bonuses that end, everybody served once, and a day like Erlang's."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.callcenter.rules import erlang
from shuyou.callcenter.rules.rehearsal import Flow, Outcome, rehearse
from shuyou.callcenter.rules.routing import FreeAgent, Match, QueueTerms, Router, Waiting
from shuyou.callcenter.rules.worth import MOST, Caller, bonus_of
from shuyou.callcenter.tests.fairness import are_fair

CLUB = QueueTerms(code="club", skill="club", widens=((0, 4), (10, 3), (30, 1)))
SENIOR = QueueTerms(code="senior", skill="club", priority=30, owner_wait=15)
FINANCE = QueueTerms(code="finance", skill="finance", widens=((0, 1),))


def agent(number: int, **skills: int) -> FreeAgent:
    """Make an agent with skills."""
    return FreeAgent(number, skills, frozenset({"zh"}))


def codes(match: Match | None) -> list[str]:
    """Return why somebody was chosen."""
    return [reason.code for reason in match.reasons] if match else []


@pytest.mark.feature("F164")
def test_the_best_level_comes_first_and_then_who_has_rested_longest() -> None:
    router = Router([CLUB, FINANCE])
    for one in (agent(1, club=4), agent(2, club=5), agent(3, club=5), agent(4, finance=5)):
        router.free(one, 0)

    taken = [router.arrive(Waiting(f"{turn}", "club", 0), 0) for turn in range(4)]

    assert [match.agent.agent if match else None for match in taken] == [2, 3, 1, None]
    assert codes(taken[0]) == ["level", "longest_idle"]


def test_agents_of_lower_levels_are_asked_after_a_while() -> None:
    router = Router([CLUB])
    router.free(agent(1, club=1), 0)

    assert router.arrive(Waiting("a", "club", 0), 0) is None
    assert list(router.look_again(29)) == []
    assert [match.agent.agent for match in router.look_again(30)] == [1]


def test_callers_go_to_the_agent_they_belong_to_and_wait_a_little_for_them() -> None:
    router = Router([CLUB, SENIOR])
    router.free(agent(1, club=5), 0)

    assert router.arrive(Waiting("a", "senior", 0, wanted=((2, "owner"),)), 0) is None
    match = router.free(agent(2, club=1), 5)
    assert codes(match)[0] == "owner"
    assert router.arrive(Waiting("b", "senior", 10, wanted=((2, "owner"),)), 10) is None
    assert [one.agent.agent for one in router.look_again(26)] == [1]


def test_who_turned_a_caller_down_is_not_asked_again() -> None:
    router = Router([FINANCE])
    router.free(agent(1, finance=3), 0)

    assert router.arrive(Waiting("a", "finance", 0, excluded={1: 9}), 0) is None
    assert router.free(agent(2, finance=1), 1) is not None


def test_language_is_asked_for() -> None:
    router = Router([FINANCE])
    router.free(agent(1, finance=3), 0)

    assert router.arrive(Waiting("a", "finance", 0, language="en"), 0) is None
    assert router.arrive(Waiting("b", "finance", 0, language="zh"), 0) is not None


def test_no_bonus_passes_anybody_over_for_longer_than_it_lasts() -> None:
    router = Router([FINANCE])
    router.arrive(Waiting("plain", "finance", 0), 0)
    for turn in range(200):
        router.arrive(Waiting(f"vip{turn}", "finance", turn * 2.0, bonus=MOST), turn * 2.0)

    order = [match.waiting for number in range(201) if (match := router.free(agent(number, finance=3), 400))]

    before = order[: next(place for place, one in enumerate(order) if one.entry == "plain")]
    assert max(one.since for one in before) <= MOST


@given(
    style=st.integers(0, 9), years=st.floats(0, 90, allow_nan=False), has_tried=st.booleans()
)  # whoever calls, the bonus is bounded and has its reasons
def test_a_bonus_is_bounded_and_explained(style: int, years: float, *, has_tried: bool) -> None:
    bonus, why = bonus_of(Caller(style=style, years=years, has_tried=has_tried))

    assert 0 <= bonus <= MOST
    assert bool(bonus) == bool(why)


deeds = st.lists(st.tuples(st.sampled_from(["call", "free", "leave", "look"]), st.integers(0, 9)), max_size=60)


@given(deeds=deeds)
def test_nobody_is_lost_and_nobody_is_served_twice(deeds: list[tuple[str, int]]) -> None:
    router, now = Router([CLUB, SENIOR, FINANCE]), 0.0
    skills = ({"club": 5}, {"club": 2, "finance": 3}, {"finance": 1})
    came, left, busy = set[str](), set[str](), dict[int, str]()
    matched = list[Match]()
    for turn, (deed, number) in enumerate(deeds):
        now += number
        found = list[Match | None]()
        if deed == "call":
            came.add(f"{turn}")
            queue = ("club", "senior", "finance")[number % 3]
            found = [router.arrive(Waiting(f"{turn}", queue, now, bonus=number * 7), now)]
        elif deed == "free" and (number in busy or not any(one.agent.agent == number for one in matched)):
            router.occupy(number)
            busy.pop(number, None)
            found = [router.free(FreeAgent(number, skills[number % 3]), now)]
        elif deed == "leave" and (gone := router.leave(f"{number}")):
            left.add(gone.entry)
        elif deed == "look":
            found = list(router.look_again(now))
        for match in filter(None, found):
            assert match.agent.agent not in busy
            busy[match.agent.agent] = match.waiting.entry
            matched.append(match)
    served = [match.waiting.entry for match in matched]
    still = {one.entry for one in router.waiting()}
    assert len(served) == len(set(served))
    assert came == {*served, *left, *still}
    assert router.waiting_count == len(still) == sum(len(router.line(code)) for code in router.queues)


def day(*, agents: int, rate: float, patience: float, calls: int) -> Outcome:
    """Rehearse a day of one queue whose agents are all alike."""
    terms = QueueTerms(code="a", skill="a", widens=((0, 1),))
    flow = Flow(queue="a", rate=rate, talks=200, patience=patience)
    room = [FreeAgent(number, {"a": 3}) for number in range(agents)]
    return rehearse([terms], [flow], room, calls=calls, chance=Random(7))


def test_a_rehearsed_day_is_like_erlang_c_and_a_and_fair() -> None:
    wait, lose = (
        day(agents=8, rate=0.028, patience=0, calls=60_000),
        day(agents=8, rate=0.04, patience=90, calls=60_000),
    )
    patient = erlang.patient(rate=0.028, handling=200, agents=8, within=20)
    impatient = erlang.impatient(rate=0.04, handling=200, agents=8, patience=90)

    assert wait.tallies["a"].share_waiting == pytest.approx(patient.waits, rel=0.05)
    assert lose.tallies["a"].share_lost == pytest.approx(impatient.gives_up, rel=0.05)
    assert lose.tallies["a"].mean_wait == pytest.approx(impatient.mean_wait, rel=0.05)
    assert are_fair([wait.occupancy(number) for number in range(8)])


@pytest.mark.parametrize(("load", "agents", "share"), [(63, 69, 0.8), (105, 113, 0.8), (158, 167, 0.8)])
def test_staff_for_the_hours_of_a_year(load: float, agents: int, share: float) -> None:
    found = erlang.agents_needed(rate=load / 210, handling=210, within=20, share=share)

    assert abs(found - agents) <= 1
    assert erlang.patient(rate=load / 210, handling=210, agents=found, within=20).in_time >= share


def test_lines_and_rosters() -> None:
    assert erlang.blocked(10, 10) == pytest.approx(0.2146, abs=1e-4)
    assert erlang.lines_needed(load=196, loss=0.001) == pytest.approx(233, abs=2)
    assert erlang.rostered(113, 0.3) == 162
    assert erlang.waiting(9, 8) == 1.0
