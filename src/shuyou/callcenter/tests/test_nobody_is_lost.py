"""What goes wrong in a call center, and nobody is forgotten, left in silence or brought to the wrong desk."""

from datetime import UTC, datetime

import pytest

from shuyou.callcenter import ports
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.center import Answer, SeatState
from shuyou.callcenter.rules.live import Seat
from shuyou.callcenter.rules.routing import QueueTerms
from shuyou.callcenter.rules.switchboard import AGAIN_AFTER, Switchboard
from shuyou.callcenter.tests.test_exchange import QUEUES, Room


@pytest.fixture
def talk() -> Room:
    """Make a room where agent 1 speaks with a caller."""
    room = Room()
    room.order(center.BeReady(agent=1))
    room.call("c")
    room.hear(ports.LegAnswered, "c-1")
    room.verbs()
    return room


def offers(room: Room) -> list[int]:
    """Return the agents at whom it rang."""
    return [one.agent for one in room.facts if isinstance(one, center.Offered)]


def phone(room: Room, kind: type[ports.EndpointOnline | ports.EndpointOffline], endpoint: str) -> None:
    """Have a telephone come or go."""
    at = datetime.fromtimestamp(room.now, UTC)
    room.take(room.exchange.on(kind(switch="main", epoch=1, seq=0, at=at, endpoint=endpoint), room.now))


def test_who_was_on_hold_and_is_passed_on_hears_the_next_agent(talk: Room) -> None:
    talk.order(center.BeReady(agent=2))
    talk.order(center.Hold(agent=1))
    talk.order(center.PassOn(agent=1, queue="sales"))

    assert "resume c" in talk.verbs()


def test_the_only_agent_is_asked_again_after_missing_a_caller() -> None:
    room = Room(exchange=Switchboard([QueueTerms(code="club", skill="club")]))
    room.order(center.BeReady(agent=1))
    room.call("c")
    room.wait(40)

    assert offers(room) == [1, 1]


def test_a_caller_missed_once_still_flows_over(talk: Room) -> None:
    talk.hear(ports.LegEnded, "c", cause="normal", by="far")
    talk.order(center.BeReady(agent=1))
    talk.call("d")
    talk.order(center.TurnDown(agent=1))
    talk.order(center.Pause(agent=1, reason="meal"))
    talk.wait(62)

    assert [one.entry for one in talk.exchange.router.line("sales")] == ["d"]


def test_queues_that_flow_over_into_each_other_do_so_once() -> None:
    circle = [
        QueueTerms(code=one, skill=one, overflow=other, overflow_after=20)
        for one, other in (("club", "sales"), ("sales", "club"))
    ]
    room = Room(exchange=Switchboard(circle))
    room.call("c")
    room.wait(300)

    assert [one.queue for one in room.facts if isinstance(one, center.Queued)] == ["club", "sales"]


def test_a_queue_that_is_closed_while_it_rings_keeps_its_caller() -> None:
    room = Room()
    room.order(center.BeReady(agent=1))
    room.call("c")
    room.exchange.change_queues(QUEUES[1:])
    room.wait(40)

    assert len(offers(room)) == 2


def test_a_menu_that_leads_to_no_queue_says_so_before_it_hangs_up() -> None:
    room = Room(exchange=Switchboard(QUEUES[1:]))
    room.call("c")

    assert [ask.verb for ask in room.asks] == ["answer", "play"]
    assert room.exchange.calls["c"].stage == "leaving"


def test_a_named_colleague_gets_the_caller_without_the_skill_and_nobody_else_does(talk: Room) -> None:
    for number, skills in ((3, {"sales": 5}), (4, {"club": 5})):
        talk.take(talk.exchange.seat(Seat(agent=number, endpoint=f"100{number}", skills=skills), talk.now))
        talk.order(center.BeReady(agent=number))
    talk.order(center.PassOn(agent=1, to_agent=3))

    assert offers(talk) == [1, 3]


def test_a_named_colleague_who_is_busy_is_waited_for(talk: Room) -> None:
    talk.order(center.BeReady(agent=2))
    talk.call("d")
    talk.hear(ports.LegAnswered, "d-1")
    talk.order(center.PassOn(agent=1, to_agent=2))
    talk.wait(40)
    assert talk.state(1) == SeatState.READY
    assert offers(talk) == [1, 2]
    talk.hear(ports.LegEnded, "d", cause="normal", by="far")
    talk.order(center.Wrapped(agent=2))

    assert offers(talk) == [1, 2, 2]


def test_nobody_is_passed_on_to_a_colleague_who_has_gone(talk: Room) -> None:
    talk.order(center.PassOn(agent=1, to_agent=2))

    assert talk.verbs() == []
    assert talk.exchange.calls["c"].stage == "talking"


def test_a_pause_goes_on_after_the_agent_has_called_somebody() -> None:
    room = Room()
    room.order(center.Pause(agent=1, reason="meal"))
    room.order(center.CallOut(agent=1, call="o", number="139"))
    room.hear(ports.LegAnswered, "o-1")
    room.hear(ports.LegEnded, "o-2", cause="busy", by="far")

    assert (room.state(1), room.exchange.seats[1].reason) == (SeatState.PAUSED, "meal")


def test_a_pause_goes_on_after_the_agent_has_fetched_somebody(talk: Room) -> None:
    talk.order(center.Park(agent=1))
    talk.order(center.Pause(agent=2, reason="meal"))
    talk.order(center.Fetch(agent=2, call="c"))
    talk.hear(ports.LegEnded, "c", cause="normal", by="far")

    assert talk.state(2) == SeatState.PAUSED


def test_a_telephone_that_went_in_a_pause_is_still_away_after_it() -> None:
    room = Room()
    room.order(center.Pause(agent=1, reason="meal"))
    phone(room, ports.EndpointOffline, "1001")
    room.order(center.BeReady(agent=1))
    assert (room.state(1), room.exchange.seats[1].reason) == (SeatState.UNREACHABLE, "phone")
    phone(room, ports.EndpointOnline, "1001")

    assert room.state(1) == SeatState.READY


def test_a_call_that_cannot_be_made_ends_at_once(talk: Room) -> None:
    talk.order(center.CallOut(agent=1, call="o", number="139"))
    talk.order(center.CallOut(agent=99, call="p", number="139"))

    assert list(talk.ended()) == [("o", "refused"), ("p", "refused")]


def test_a_promised_call_that_nobody_answers_is_tried_again() -> None:
    room = promised()
    for turn in range(len(AGAIN_AFTER) + 1):
        room.order(center.BeReady(agent=1))
        call = room.exchange.calls["c-back"]
        room.hear(ports.LegAnswered, call.agent_leg)
        room.hear(ports.LegEnded, call.customer, cause="no_answer", by="far")
        if turn < len(AGAIN_AFTER):
            assert call.stage == "later"
            assert room.state(1) == SeatState.READY
            room.order(center.Pause(agent=1, reason="meal"))
            room.now += AGAIN_AFTER[turn] - 1
            room.wait(2)

    assert list(room.ended()) == [("c", "normal"), ("c-back", "no_answer")]


def promised() -> Room:
    """Make a room where somebody has asked to be called back."""
    room = Room()
    room.call("c")
    room.hear(ports.DigitPressed, "c", digit="1")
    room.hear(ports.LegEnded, "c", cause="normal", by="near")
    return room


def test_who_shows_no_number_is_promised_no_call() -> None:
    room = Room()
    room.hear(ports.LegOffered, "c", from_number="", to_number="400")
    room.hear(ports.DigitPressed, "c", digit="1")

    assert room.exchange.calls["c"].stage == "queue"


@pytest.mark.parametrize("is_heard", [False, True])
def test_a_message_is_left_once_it_is_recorded(is_heard: bool) -> None:
    room = Room()
    graph = {"start": "v", "nodes": {"v": {"kind": "voicemail", "queue": "club"}}}
    at = datetime.fromtimestamp(room.now, UTC)
    came = ports.LegOffered(switch="m", epoch=1, seq=0, at=at, leg="c", from_number="1", to_number="4")
    room.exchange.on(came, room.now)
    room.take(room.exchange.learn("c", "caller", Answer(graph=graph), room.now))
    if is_heard:
        playing = room.exchange.calls["c"].playing
        room.hear(ports.PlayFinished, "c", play_id=playing)
    room.hear(ports.LegEnded, "c", cause="normal", by="far")

    assert any(isinstance(one, center.MessageLeft) for one in room.facts) is is_heard


def test_who_gives_up_waiting_for_the_second_agent_has_given_up(talk: Room) -> None:
    talk.order(center.PassOn(agent=1, queue="sales"))
    talk.hear(ports.LegEnded, "c", cause="normal", by="far")

    assert list(talk.ended()) == [("c", "abandoned")]


def test_one_minute_more_is_more() -> None:
    room = Room(exchange=Switchboard([QueueTerms(code="club", skill="club", wrap_for=600)]))
    room.order(center.BeReady(agent=1))
    room.call("c")
    room.hear(ports.LegAnswered, "c-1")
    room.hear(ports.LegEnded, "c", cause="normal", by="far")
    room.order(center.MoreTime(agent=1))

    assert room.exchange.seats[1].until - room.now == 660


def test_a_listener_hears_whoever_takes_the_call_over(talk: Room) -> None:
    talk.take(talk.exchange.seat(Seat(agent=3, endpoint="1003", skills={}), talk.now))
    for number in (2, 3):
        talk.order(center.BeReady(agent=number))
    talk.order(center.Listen(agent=3, call="c", mode="listen"))
    talk.hear(ports.LegAnswered, "c-2")
    talk.order(center.Consult(agent=1, to_agent=2))
    talk.hear(ports.LegAnswered, "c-3")
    talk.order(center.HandOver(agent=1))

    assert [(ask.leg, ask.by) for ask in talk.asks if ask.verb == "monitor"][-1] == ("c-3", "c-2")


@pytest.mark.parametrize("level", [5, 4])
def test_who_has_rested_longest_stays_first_when_the_set_up_is_saved(level: int) -> None:
    room = Room(exchange=Switchboard([QueueTerms(code="club", skill="club")]))
    skills = {1: {"club": 5}, 2: {"club": level}}
    for number in (2, 1):
        room.take(room.exchange.seat(Seat(agent=number, endpoint=f"100{number}", skills={"club": 5}), room.now))
        room.order(center.BeReady(agent=number))
        room.wait(100)
    for number in (1, 2):
        room.take(room.exchange.seat(Seat(agent=number, endpoint=f"100{number}", skills=skills[number]), room.now))
    room.call("c")

    assert offers(room) == [2 if level == 5 else 1]


def test_a_number_out_there_sees_ours_and_not_the_readers() -> None:
    room = Room()
    graph = {"start": "o", "nodes": {"o": {"kind": "transfer", "number": "057188880000", "queue": "club"}}}
    at = datetime.fromtimestamp(room.now, UTC)
    came = ports.LegOffered(switch="m", epoch=1, seq=0, at=at, leg="c", from_number="139", to_number="400")
    room.exchange.on(came, room.now)
    room.take(room.exchange.learn("c", "caller", Answer(graph=graph), room.now))

    assert [ask.dialling.as_number for ask in room.asks if ask.dialling] == ["400"]
