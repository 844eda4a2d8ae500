"""The exchange, told what happens and asked what it does: every way a call can go, and nobody is left hanging."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuyou.callcenter import ports
from shuyou.callcenter.rules import center
from shuyou.callcenter.rules.center import Answer, Ask, Effect, Fact, Question, SeatState
from shuyou.callcenter.rules.live import LiveCall, Seat
from shuyou.callcenter.rules.routing import QueueTerms
from shuyou.callcenter.rules.switchboard import Switchboard

LINE = {"start": "line", "nodes": {"line": {"kind": "queue", "queue": "club"}}}
QUEUES = (
    QueueTerms(code="club", skill="club", overflow="sales", overflow_after=60, wrap_for=30),
    QueueTerms(code="sales", skill="sales", wrap_for=30),
)


@dataclass
class Room:
    """An exchange with two agents, and everything that was said."""

    exchange: Switchboard = field(default_factory=lambda: Switchboard(QUEUES))
    now: float = 1000.0
    asks: list[Ask] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    seq: int = 0

    def __post_init__(self) -> None:
        for number, skills in ((1, {"club": 5}), (2, {"club": 4, "sales": 5})):
            self.take(self.exchange.seat(Seat(agent=number, endpoint=f"100{number}", skills=skills), self.now))

    def take(self, effects: list[Effect]) -> None:
        """Keep what the exchange says, and answer its questions at once."""
        for effect in effects:
            if isinstance(effect, Ask):
                self.asks.append(effect)
            elif isinstance(effect, Question):
                self.take(self.exchange.learn(effect.call, effect.what, Answer(graph=LINE), self.now))
            else:
                self.facts.append(effect)

    def hear(self, kind: type[ports.SwitchEvent], leg: str, **facts: str) -> None:
        """Tell the exchange of an event."""
        self.seq += 1
        at = datetime.fromtimestamp(self.now, UTC)
        event = kind(switch="main", epoch=1, seq=self.seq, at=at, leg=leg, **facts)
        self.take(self.exchange.on(event, self.now))

    def order(self, order: center.Order) -> None:
        """Tell the exchange what an agent wants."""
        self.take(self.exchange.order(order, self.now))

    def call(self, leg: str) -> None:
        """Have somebody call."""
        self.hear(ports.LegOffered, leg, from_number="13800002046", to_number="400")

    def wait(self, seconds: float) -> None:
        """Let time pass, a second at a time."""
        for _ in range(int(seconds)):
            self.now += 1
            self.take(self.exchange.tick(self.now))

    def verbs(self) -> list[str]:
        """Return what the switch was asked since the last time."""
        said = [f"{ask.verb} {ask.leg}" for ask in self.asks]
        self.asks.clear()
        return said

    def state(self, agent: int) -> SeatState:
        """Return what an agent is doing."""
        return self.exchange.seats[agent].state

    def ended(self) -> Iterator[tuple[str, str]]:
        """Find the calls that ended, and why."""
        return ((fact.call, fact.cause) for fact in self.facts if isinstance(fact, center.Ended))


@pytest.fixture
def room() -> Room:
    """Make a room whose first agent is ready."""
    made = Room()
    made.order(center.BeReady(agent=1))
    return made


def test_a_call_is_offered_answered_ended_and_wrapped_up(room: Room) -> None:
    room.call("c")
    assert "dial c-1" in room.verbs()
    room.order(center.PickUp(agent=1))
    room.hear(ports.LegAnswered, "c-1")
    assert "bridge c" in room.verbs()
    assert room.state(1) == SeatState.TALKING
    room.hear(ports.LegEnded, "c", cause="normal", by="far")
    assert list(room.ended()) == [("c", "normal")]
    assert room.state(1) == SeatState.WRAPPING
    room.wait(31)
    assert room.state(1) == SeatState.READY


def test_a_caller_who_gives_up_while_it_rings_frees_the_agent_at_once(room: Room) -> None:
    room.call("c")
    room.hear(ports.LegEnded, "c", cause="normal", by="far")

    assert list(room.ended()) == [("c", "abandoned")]
    assert "hangup c-1" in room.verbs()
    assert room.state(1) == SeatState.READY


def test_who_does_not_answer_is_left_alone_and_the_caller_keeps_their_place(room: Room) -> None:
    room.call("c")
    room.wait(23)

    assert room.state(1) == SeatState.UNREACHABLE
    assert [one.entry for one in room.exchange.router.line("club")] == ["c"]
    room.order(center.BeReady(agent=2))
    assert room.state(2) == SeatState.RINGING


def test_three_strikes_and_an_agent_is_paused(room: Room) -> None:
    for turn in range(3):
        room.call(f"c{turn}")
        room.hear(ports.LegEnded, f"c{turn}-1", cause="rejected", by="far")
        room.hear(ports.LegEnded, f"c{turn}", cause="normal", by="far")
        room.wait(21)

    assert (room.state(1), room.exchange.seats[1].reason) == (SeatState.PAUSED, "missed")


def test_a_refused_call_goes_to_somebody_else_at_once(room: Room) -> None:
    room.order(center.BeReady(agent=2))
    room.call("c")
    room.order(center.TurnDown(agent=1))

    assert room.state(2) == SeatState.RINGING
    offers = [fact.agent for fact in room.facts if isinstance(fact, center.Offered)]
    assert offers == [1, 2]


def test_a_caller_is_passed_on_and_the_first_agent_wraps_up(room: Room) -> None:
    room.order(center.BeReady(agent=2))
    room.call("c")
    room.hear(ports.LegAnswered, "c-1")
    room.order(center.PassOn(agent=1, queue="sales"))

    assert room.state(1) == SeatState.WRAPPING
    assert room.state(2) == SeatState.RINGING
    room.hear(ports.LegAnswered, "c-2")
    room.hear(ports.LegEnded, "c-1", cause="normal", by="near")
    assert room.state(2) == SeatState.TALKING


def test_who_waits_can_be_called_back_and_keeps_their_place() -> None:
    room = Room()
    room.call("a")
    room.wait(5)
    room.hear(ports.DigitPressed, "a", digit="1")
    for ask in room.asks:
        if ask.verb == "play":
            room.take(room.exchange.on(_played(room, ask.play_id), room.now))
    room.hear(ports.LegEnded, "a", cause="normal", by="near")
    room.call("b")

    assert [one.entry for one in room.exchange.router.line("club")] == ["a-back", "b"]
    room.order(center.BeReady(agent=1))
    room.hear(ports.LegAnswered, "a-back-1")
    assert "dial a-back-2" in room.verbs()
    room.hear(ports.LegAnswered, "a-back-2")
    assert room.state(1) == SeatState.TALKING


def _played(room: Room, play_id: str) -> ports.PlayFinished:
    at = datetime.fromtimestamp(room.now, UTC)
    leg = play_id.split(":", maxsplit=1)[0]
    return ports.PlayFinished(switch="main", epoch=1, seq=0, at=at, leg=leg, play_id=play_id)


def test_long_waits_flow_over_into_another_queue() -> None:
    room = Room()
    room.call("c")
    room.wait(61)

    assert [one.entry for one in room.exchange.router.line("sales")] == ["c"]


def test_an_agent_calls_out(room: Room) -> None:
    room.order(center.CallOut(agent=1, call="out-1", number="13900000000"))
    assert "dial out-1-1" in room.verbs()
    room.hear(ports.LegAnswered, "out-1-1")
    room.hear(ports.LegEnded, "out-1-2", cause="busy", by="far")

    assert list(room.ended()) == [("out-1", "busy")]
    assert room.state(1) == SeatState.READY


def test_a_lost_switch_ends_all_calls(room: Room) -> None:
    for leg in ("a", "b"):
        room.call(leg)
    room.hear(ports.LegAnswered, "a-1")
    room.take(room.exchange.lose_all(room.now))

    assert sorted(room.ended()) == [("a", "switch_lost"), ("b", "switch_lost")]
    assert room.exchange.router.waiting_count == 0


KINDS = (
    "call gone taken agent_gone helper_taken helper_gone digit ready pause out pick hold pass wrap wait ask let over "
    "together park fetch listen put"
)
steps = st.tuples(st.sampled_from(KINDS.split()), st.integers(0, 5), st.integers(1, 2))


@given(happened=st.lists(steps, max_size=50))
def test_every_call_ends_once_and_agents_are_never_in_two(happened: list[tuple[str, int, int]]) -> None:
    room, came = Room(), set[str]()
    for what, number, who in happened:
        call = room.exchange.calls.get(f"c{number}")
        if what == "call" and f"c{number}" not in came:
            came.add(f"c{number}")
            room.call(f"c{number}")
        elif what in ("gone", "taken", "agent_gone", "digit", "helper_taken", "helper_gone") and call:
            _happen(room, what, call)
        elif what == "wait":
            room.wait(number * 9)
        else:
            _want(room, what, who)
        for seat in room.exchange.seats.values():
            there = room.exchange.calls.get(seat.call)
            assert not seat.call or (there and seat.agent in (there.agent, there.helper, *there.listeners.values()))
        assert room.exchange.router.free_count == sum(
            seat.state == SeatState.READY for seat in room.exchange.seats.values()
        )
    room.take(room.exchange.lose_all(room.now))
    ended = [call for call, _ in room.ended()]
    assert len(ended) == len(set(ended))
    opened = {fact.call for fact in room.facts if isinstance(fact, center.Opened)}
    assert opened - {call for call in opened if call.endswith("-back")} == came
    assert set(ended) | set(room.exchange.calls) == opened


def _happen(room: Room, what: str, call: LiveCall) -> None:
    legs = {"gone": call.customer, "taken": call.agent_leg, "agent_gone": call.agent_leg, "digit": call.customer,
            "helper_taken": call.helper_leg, "helper_gone": call.helper_leg}  # fmt: skip
    if not (leg := legs[what]):
        return
    if what.endswith("taken"):
        room.hear(ports.LegAnswered, leg)
    elif what == "digit":
        room.hear(ports.DigitPressed, leg, digit="1")
    else:
        room.hear(ports.LegEnded, leg, cause="normal", by="far")


def _want(room: Room, what: str, who: int) -> None:
    orders: dict[str, center.Order] = {
        "ready": center.BeReady(agent=who), "pause": center.Pause(agent=who, reason="meal"),
        "out": center.SignOut(agent=who), "pick": center.PickUp(agent=who), "hold": center.Hold(agent=who),
        "pass": center.PassOn(agent=who, queue="sales"), "wrap": center.Wrapped(agent=who),
        "ask": center.Consult(agent=who, to_agent=3 - who), "let": center.LetGo(agent=who),
        "over": center.HandOver(agent=who), "together": center.BringTogether(agent=who),
        "park": center.Park(agent=who), "fetch": center.Fetch(agent=who, call="c0"), "put": center.PutDown(agent=who),
        "listen": center.Listen(agent=who, call="c0", mode="whisper"),
    }  # fmt: skip
    if what in orders:
        room.order(orders[what])


def test_a_word_counts_as_a_key_only_while_it_is_listened_for() -> None:
    room = Room()
    asks = {"kind": "menu", "hears": True, "edges": {"1": "line"}, "text": {"en": "?"}}
    graph = {"start": "ask", "nodes": {"ask": asks, **LINE["nodes"]}}  # type: ignore[dict-item]
    came = ports.LegOffered(
        switch="main", epoch=1, seq=0, at=datetime.fromtimestamp(room.now, UTC), leg="a", from_number="1", to_number="4"
    )
    room.exchange.on(came, room.now)
    room.take(room.exchange.learn("a", "caller", Answer(graph=graph, language="en"), room.now))
    room.hear(ports.WordHeard, "a", word="one")
    assert not [fact for fact in room.facts if isinstance(fact, center.Said)]  # the prompt is still spoken

    room.hear(ports.PlayFinished, "a", play_id=room.exchange.calls["a"].playing)
    room.hear(ports.WordHeard, "a", word="nine")
    room.hear(ports.WordHeard, "a", word="one")

    assert [one.words for one in room.asks if one.verb == "hear"] == [("one", "yes")]
    assert [(type(one).__name__) for one in room.facts if isinstance(one, center.Said | center.Pressed)] == [
        "Said",
        "Pressed",
    ]
    assert "hear_no_more a" in room.verbs()


def test_who_asked_on_a_page_waits_in_the_queue_and_is_dialled_once_an_agent_is_there() -> None:
    room = Room()
    asked = center.CallWhoAsked(agent=0, call="w", number="13800002046", queue="club", since=room.now - 60)
    room.order(asked)
    room.order(asked)
    assert [type(one).__name__ for one in room.facts if one.call == "w"] == ["Opened", "Queued"]

    room.order(center.BeReady(agent=1))
    room.hear(ports.LegAnswered, "w-1")

    assert [one.leg for one in room.asks if one.verb == "dial"] == ["w-1", "w-2"]
    offered = next(one for one in room.facts if isinstance(one, center.Offered))
    assert "wanted" in [one.code for one in offered.reasons]
