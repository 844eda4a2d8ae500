"""More than two on a line, and what is done without an agent: the exchange with a switch that is played by the test."""

import asyncio
from datetime import UTC, datetime

import pytest

from shuyou.callcenter import ports
from shuyou.callcenter.adapters.simulated import SimulatedSwitch, VirtualCaller
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.center import Answer, SeatState
from shuyou.callcenter.rules.routing import QueueTerms
from shuyou.callcenter.rules.switchboard import Switchboard
from shuyou.callcenter.tests.test_exchange import QUEUES, Room

AFTER = {
    "start": "ask",
    "nodes": {
        "ask": {"kind": "survey", "next": "bye", "text": {"zh": "请打分"}},
        "bye": {"kind": "hangup", "text": {"zh": "谢谢"}},
    },
}


@pytest.fixture
def talk() -> Room:
    """Make a room where agent 1 speaks with a caller and agent 2 is ready."""
    room = Room()
    room.order(center.BeReady(agent=1))
    room.call("c")
    room.hear(ports.LegAnswered, "c-1")
    room.order(center.BeReady(agent=2))
    room.verbs()
    return room


def test_a_colleague_is_asked_joins_and_takes_over(talk: Room) -> None:
    talk.order(center.Consult(agent=1, to_agent=2))
    assert talk.verbs() == ["hold c", "dial c-2"]
    assert talk.exchange.seats[2].call == "c"
    talk.hear(ports.LegAnswered, "c-2")
    talk.order(center.BringTogether(agent=1))
    assert talk.verbs() == ["bridge c", "resume c"]
    talk.order(center.HandOver(agent=1))

    assert talk.verbs() == ["hangup c-1"]
    assert (talk.state(1), talk.state(2)) == (SeatState.WRAPPING, SeatState.TALKING)
    talk.hear(ports.LegEnded, "c-1", cause="normal", by="near")
    talk.order(center.PutDown(agent=2))
    talk.hear(ports.LegEnded, "c-2", cause="normal", by="near")
    talk.hear(ports.LegEnded, "c", cause="normal", by="near")
    assert list(talk.ended()) == [("c", "normal")]


@pytest.mark.parametrize("how", ["let", "refuse", "silence"])
def test_a_colleague_who_does_not_come_leaves_the_caller_with_the_agent(talk: Room, how: str) -> None:
    talk.order(center.Consult(agent=1, to_agent=2))
    if how == "let":
        talk.order(center.LetGo(agent=1))
    elif how == "refuse":
        talk.order(center.TurnDown(agent=2))
    else:
        talk.wait(23)

    assert talk.verbs()[-1] == "resume c"
    assert (talk.state(1), talk.state(2)) == (SeatState.TALKING, SeatState.READY)


def test_an_agent_who_hangs_up_while_asking_leaves_the_caller_to_the_colleague(talk: Room) -> None:
    talk.order(center.Consult(agent=1, to_agent=2))
    talk.hear(ports.LegAnswered, "c-2")
    talk.hear(ports.LegEnded, "c-1", cause="normal", by="far")

    assert talk.exchange.calls["c"].agent == 2
    assert talk.verbs()[-1] == "resume c"
    assert not list(talk.ended())


def test_a_caller_is_parked_and_fetched_or_comes_back_by_themselves(talk: Room) -> None:
    talk.order(center.Park(agent=1))
    assert talk.verbs() == ["unbridge c", "hangup c-1", "play c"]
    talk.order(center.Fetch(agent=2, call="c"))
    assert talk.state(2) == SeatState.RINGING
    talk.hear(ports.LegAnswered, "c-2")
    talk.order(center.Park(agent=2))
    talk.wait(181)

    assert SeatState.RINGING in (talk.state(1), talk.state(2))


def test_a_supervisor_listens_whispers_and_goes_when_the_call_ends(talk: Room) -> None:
    talk.order(center.Listen(agent=2, call="c", mode="listen"))
    talk.hear(ports.LegAnswered, "c-2")
    talk.order(center.Listen(agent=2, call="c", mode="whisper"))
    assert [(ask.by, ask.mode) for ask in talk.asks if ask.verb == "monitor"] == [("c-2", "listen"), ("c-2", "whisper")]
    assert talk.state(2) == SeatState.LISTENING
    talk.hear(ports.LegEnded, "c", cause="normal", by="far")

    assert "hangup c-2" in talk.verbs()
    assert talk.state(2) == SeatState.READY
    assert [one.mode for one in talk.facts if isinstance(one, center.Listened)] == ["listen", "whisper", ""]


def test_after_the_call_a_caller_gives_a_score() -> None:
    terms = QueueTerms(code="club", skill="club", wrap_for=30, survey_share=100)
    room = Room(exchange=Switchboard((terms, QUEUES[1])))
    room.order(center.BeReady(agent=1))
    room.call("c")
    room.hear(ports.LegAnswered, "c-1")
    answered = room.exchange.on(_ended(room, "c-1"), room.now)
    assert room.state(1) == SeatState.WRAPPING
    assert any(isinstance(one, center.Question) and one.what == "survey" for one in answered)
    room.take(room.exchange.learn("c", "survey", Answer(graph=AFTER), room.now))
    room.take(room.exchange.on(_played(room, "c"), room.now))
    room.hear(ports.DigitPressed, "c", digit="4")

    assert [one.score for one in room.facts if isinstance(one, center.Surveyed)] == [4]


def _ended(room: Room, leg: str) -> ports.LegEnded:
    return ports.LegEnded(switch="main", epoch=1, seq=0, at=_at(room), leg=leg, cause="normal", by="far")


def _played(room: Room, call: str) -> ports.PlayFinished:
    playing = room.exchange.calls[call].playing
    return ports.PlayFinished(switch="main", epoch=1, seq=0, at=_at(room), leg=call, play_id=playing)


def _at(room: Room) -> datetime:
    return datetime.fromtimestamp(room.now, UTC)


def test_a_menu_brings_a_caller_to_a_number_out_there_or_else_to_a_queue() -> None:
    room = Room()
    graph = {"start": "out", "nodes": {"out": {"kind": "transfer", "number": "057188880000", "queue": "club"}}}
    for leg, is_there in (("a", True), ("b", False)):
        room.exchange.on(
            ports.LegOffered(switch="m", epoch=1, seq=0, at=_at(room), leg=leg, from_number="1", to_number="4"),
            room.now,
        )
        room.take(room.exchange.learn(leg, "caller", Answer(graph=graph), room.now))
        if is_there:
            room.hear(ports.LegAnswered, f"{leg}-1")
        else:
            room.hear(ports.LegEnded, f"{leg}-1", cause="busy", by="far")

    assert "bridge a" in room.verbs()
    assert [one.entry for one in room.exchange.router.line("club")] == ["b"]
    room.hear(ports.LegEnded, "a-1", cause="normal", by="far")
    assert "hangup a" in room.verbs()


def test_a_call_that_speaks_by_itself_is_confirmed_with_a_key_and_knows_a_machine() -> None:
    room = Room()
    graph = {
        "start": "say",
        "nodes": {
            "say": {"kind": "menu", "text": {"zh": "您的书到了"}, "edges": {"1": "confirmed"}},
            "confirmed": {"kind": "hangup", "text": {"zh": "谢谢"}},
        },
    }
    for call in ("x", "y"):
        room.order(center.Announce(agent=0, call=call, number="139", graph=graph, queue="club"))
        room.hear(ports.LegAnswered, f"{call}-1")
    room.take(room.exchange.on(_played(room, "x"), room.now))
    room.hear(ports.DigitPressed, "x-1", digit="1")
    room.hear(ports.LegEnded, "x-1", cause="normal", by="near")
    room.hear(ports.MachineSuspected, "y-1")

    [ended] = [one for one in room.facts if isinstance(one, center.Ended)]
    assert ended.path[-1] == "confirmed"
    assert room.exchange.calls["y"].stage == "leaving"
    assert any(isinstance(one, center.Announced) and one.is_machine for one in room.facts)


def test_the_played_switch_lets_each_hear_whom_they_should() -> None:
    async def story() -> None:
        switch = SimulatedSwitch("main", epoch=1)
        caller = switch.call_in(VirtualCaller(number="1", called="4"))
        for leg in ("agent", "helper", "boss"):
            await switch.dial(leg, ports.Dialling(to=ports.Address("endpoint", leg)))
        await switch.bridge("c", (caller, "agent", "helper"))
        await switch.hold(caller, ports.Music())
        assert switch.hears("agent") == {"helper"}
        await switch.resume(caller)
        await switch.mute("agent", is_muted=True)
        assert switch.hears(caller) == {"helper"}
        await switch.monitor("agent", "boss", "whisper")
        assert "boss" in switch.hears("agent")
        assert "boss" not in switch.hears(caller)
        assert switch.hears("boss") >= {"agent", caller}
        await switch.monitor("agent", "boss", "barge")
        assert "boss" in switch.hears(caller)
        for leg in (caller, "agent", "helper", "boss"):
            await switch.hangup(leg)

    asyncio.run(story())
