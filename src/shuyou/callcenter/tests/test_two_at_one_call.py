"""Two supervisors at one call, two desks of one agent: what another did already is not done once more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.callcenter import ports
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.center import SeatState
from shuyou.callcenter.rules.live import Seat
from shuyou.callcenter.tests.test_exchange import Room

BUSY = {SeatState.RINGING, SeatState.TALKING, SeatState.LISTENING}
BOSSES = (3, 4)


@pytest.fixture
def room() -> Room:
    """Make a room where agent 1 speaks with a caller, and two supervisors are there who take no calls."""
    return a_room()


def a_room() -> Room:
    room = Room()
    room.order(center.BeReady(agent=1))
    room.call("c")
    room.hear(ports.LegAnswered, "c-1")
    for boss in BOSSES:
        room.take(room.exchange.seat(Seat(agent=boss, endpoint=f"100{boss}", skills={}), room.now))
        room.order(center.Pause(agent=boss, reason="meeting"))
    room.verbs()
    return room


def rings(room: Room) -> list[str]:
    """Return the legs that were dialled since the last time."""
    return [one for one in room.verbs() if one.startswith("dial")]


def test_of_two_who_fetch_a_caller_one_gets_them_and_the_other_goes_on(room: Room) -> None:
    room.order(center.Park(agent=1))
    room.verbs()
    for boss in BOSSES:
        room.order(center.Fetch(agent=boss, call="c"))

    assert rings(room) == ["dial c-2"]
    assert (room.state(3), room.state(4), room.exchange.seats[4].call) == (SeatState.RINGING, SeatState.PAUSED, "")


def test_two_listen_each_in_their_own_way_and_both_are_free_when_it_ends(room: Room) -> None:
    for boss, mode in zip(BOSSES, ("whisper", "barge"), strict=True):
        room.order(center.Listen(agent=boss, call="c", mode=mode))
    for leg in ("c-2", "c-3"):
        room.hear(ports.LegAnswered, leg)
    told = [(ask.by, ask.mode) for ask in room.asks if ask.verb == "monitor"]
    room.hear(ports.LegEnded, "c", cause="normal", by="far")

    assert told == [("c-2", "whisper"), ("c-3", "barge")]
    assert {room.state(boss) for boss in BOSSES} == {SeatState.PAUSED}
    assert room.exchange.calls == {}


def test_two_agents_who_ask_one_colleague_do_not_get_them_both(room: Room) -> None:
    room.order(center.BeReady(agent=2))
    room.call("d")
    room.hear(ports.LegAnswered, "d-1")
    room.order(center.BeReady(agent=3))
    room.verbs()
    for agent in (1, 2):
        room.order(center.Consult(agent=agent, to_agent=3))

    assert rings(room) == ["dial c-2"]
    assert (room.exchange.calls["c"].helper, room.exchange.calls["d"].helper) == (3, 0)
    assert not room.exchange.calls["d"].is_held


@pytest.mark.parametrize("deed", [center.PutDown, center.Park, center.Hold, center.Wrapped, center.MoreTime])
def test_what_two_desks_of_one_agent_ask_for_at_once_is_done_once(room: Room, deed: type[center.Order]) -> None:
    if deed in (center.Wrapped, center.MoreTime):
        room.hear(ports.LegEnded, "c", cause="normal", by="far")
        room.verbs()
    room.order(deed(agent=1))
    first, facts = room.verbs(), len(room.facts)
    room.order(deed(agent=1))

    assert room.verbs() == (first if deed is center.PutDown else [])  # who is told to hang up twice does so once
    assert len(room.facts) == facts


def test_a_call_taken_at_one_desk_is_not_turned_down_at_the_other() -> None:
    room = Room()
    room.order(center.BeReady(agent=1))
    room.call("c")
    room.order(center.PickUp(agent=1))
    room.hear(ports.LegAnswered, "c-1")
    room.verbs()
    room.order(center.TurnDown(agent=1))

    assert (room.verbs(), room.state(1)) == ([], SeatState.TALKING)


PLAIN = (
    center.PutDown, center.Park, center.BeReady, center.TurnDown, center.HandOver, center.BringTogether, center.Wrapped,
)  # fmt: skip
DEEDS = st.sampled_from([
    *(center.Fetch(agent=boss, call="c") for boss in BOSSES),
    *(center.Listen(agent=boss, call="c", mode=mode) for boss in BOSSES for mode in ("listen", "barge")),
    *(deed(agent=agent) for agent in (1, 2, 3) for deed in PLAIN),
    *(center.Consult(agent=1, to_agent=other) for other in (2, 3)), center.PassOn(agent=1, to_agent=2),
    center.CallOut(agent=1, call="o", number="139"), center.CallOut(agent=1, call="p", number="139"),
])  # fmt: skip


@given(st.lists(st.one_of(DEEDS, st.sampled_from(["c", "c-1", "c-2", "c-3", "o-1"])), max_size=14))
def test_whatever_several_ask_for_at_once_nobody_is_in_two_calls_and_none_is_left(
    deeds: list[center.Order | str],
) -> None:
    room = a_room()
    for deed in deeds:
        if isinstance(deed, str):
            room.hear(ports.LegAnswered, deed)
        else:
            room.order(deed)
        calls, seats = room.exchange.calls, room.exchange.seats
        people = [(call.call, (call.agent, call.helper, *call.listeners.values())) for call in calls.values()]
        where = [(one, call) for call, those in people for one in those if one]
        assert len(where) == len(dict(where))
        assert all(seats[one].call == call for one, call in where)
        assert all(seat.call in calls for seat in seats.values() if seat.state in BUSY)
    room.take(room.exchange.lose_all(room.now))

    assert room.exchange.calls == {}
    assert not [seat for seat in room.exchange.seats.values() if seat.call or seat.state in BUSY]
