"""Calls of the last weeks, before any database has seen them."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from shuyou.demo.rules.calls import LINES, WEEKS, Calls, PastCall
from shuyou.demo.rules.chance import Chance
from shuyou.demo.tests.conftest import SEED, UNTIL

SEATS = {line: [place, place + 1, 20] for place, line in enumerate(LINES, start=1)}
READERS = 300


def past() -> list[PastCall]:
    """Imagine eight weeks of calls."""
    return list(Calls(chance=Chance.of(SEED, "calls"), readers=READERS, seats=SEATS).until(UNTIL))


def times_of(calls: Sequence[PastCall]) -> list[tuple[float, float]]:
    """Return from when to when an agent was busy with each."""
    met = [(one, one.begins + timedelta(seconds=one.menu + one.waited)) for one in calls]
    return sorted((at.timestamp(), at.timestamp() + one.talked + one.wrapped) for one, at in met)


def test_nobody_answers_two_calls_at_once() -> None:
    """An agent who writes one down takes no other."""
    calls = past()
    for agent in {one.agent for one in calls if one.agent}:
        spans = times_of([one for one in calls if one.agent == agent])
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_calls_are_of_the_last_weeks_and_come_with_the_week() -> None:
    """Mondays are busier than Sundays, mornings than nights, and nothing lies ahead."""
    calls = past()
    assert calls[-1].begins < UNTIL
    assert calls[0].begins > UNTIL - timedelta(weeks=WEEKS, days=1)
    by_day = [sum(one.begins.weekday() == day for one in calls) for day in range(7)]
    assert by_day[0] > 1.3 * by_day[6]
    assert sum(one.begins.hour == 10 for one in calls) > 20 * sum(one.begins.hour == 3 for one in calls)


def test_some_hang_up_and_some_come_back() -> None:
    """A few wait in vain and are answered by nobody; the same seed tells the same."""
    calls = past()
    given_up = [one for one in calls if not one.agent]
    assert 0 < len(given_up) < len(calls) / 5
    assert all(not one.talked and not one.about for one in given_up)
    assert calls == past()
