"""The process at a switch: what it is told twice, late or about something else does no harm."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shuyou.callcenter import services
from shuyou.callcenter.adapters.simulated import SimulatedSwitch
from shuyou.callcenter.models import Agent, Call, SwitchOrder
from shuyou.callcenter.ports import SURE, DigitPressed, LegOffered, SwitchUp
from shuyou.callcenter.rules.center import Answer, BeReady, Ended, Order, Pressed, SeatState, TurnDown
from shuyou.callcenter.rules.live import Seat
from shuyou.callcenter.rules.routing import QueueTerms
from shuyou.callcenter.rules.switchboard import Switchboard
from shuyou.callcenter.services import (
    Begun,
    CallDraft,
    FactKey,
    Wish,
    ask_switch,
    begin_switch,
    call_out,
    note_fact,
    take_orders,
)
from shuyou.callcenter.tasks.running import Known, Running, _Learned, _Reloaded
from shuyou.callcenter.tests.factories import AT, SWITCH, agent

LINE = {"start": "line", "nodes": {"line": {"kind": "queue", "queue": "club"}}}
CLUB = QueueTerms(code="club", skill="club")
OFFERED = LegOffered(switch="main", epoch=1, seq=5, at=AT, leg="c1", from_number="138", to_number="400")
UP = SwitchUp(switch="main", epoch=1, seq=6, at=AT)


def played(folder: Path, *things: Any) -> Running:
    """Have a process with one ready agent meet things one after the other."""
    known = Known(begun=Begun(1, 1, ()), queues=[CLUB], seats=[], telephones=[])

    async def story() -> Running:
        switch = SimulatedSwitch("main", epoch=1)
        running = Running(switch, known, spool=folder / "spool.jsonl", clock=AT.timestamp)
        running._loop = asyncio.get_running_loop()
        running.exchange.seat(Seat(agent=7, endpoint="1001", skills={"club": 5}), AT.timestamp())
        await running._turn(BeReady(agent=7))
        for thing in things:
            await running._turn(thing(running) if callable(thing) else thing)
        await asyncio.sleep(0)
        for one in switch._legs.values():
            for due in one.due:
                due.cancel()
        return running

    made: Coroutine[Any, Any, Running] = story()
    return asyncio.run(made)


def to_the_line(running: Running) -> _Learned:
    """Return the answer that brings the caller to the line."""
    return _Learned(running._open["c1", "caller"], Answer(graph=LINE))


def test_an_event_told_twice_is_heard_once(tmp_path: Path) -> None:
    running = played(tmp_path, OFFERED, UP, OFFERED)

    assert running.exchange.calls == {}


def test_calls_that_are_gone_when_the_switch_is_back_are_closed(tmp_path: Path) -> None:
    running = played(tmp_path, OFFERED, to_the_line, UP)

    assert running.exchange.calls == {}
    assert running.exchange.seats[7].call == ""


@pytest.mark.parametrize(("about", "stage"), [("c0", "ringing"), ("c1", "queue"), ("", "queue")])
def test_what_an_agent_asks_about_one_call_is_not_done_to_another(tmp_path: Path, about: str, stage: str) -> None:
    order: Order = TurnDown(agent=7, about=about)
    running = played(tmp_path, OFFERED, to_the_line, order)

    assert running.exchange.calls["c1"].stage == stage


def test_an_agent_who_sits_elsewhere_now_is_brought_no_calls(tmp_path: Path) -> None:
    running = played(tmp_path, _Reloaded([], [CLUB], []), OFFERED, to_the_line)

    assert running.exchange.seats[7].state == SeatState.OUT
    assert running.exchange.calls["c1"].stage == "queue"


@pytest.mark.parametrize(("headers", "known"), [({}, "said"), ({SURE: "1"}, "number")])
def test_a_number_that_nobody_vouches_for_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], known: str
) -> None:
    monkeypatch.setattr(services, "meet_caller", lambda **_: Answer(values={"member": "3", "known": "number"}))

    def answered(running: Running) -> SwitchUp:
        running._answer(running._open["c1", "caller"])
        return UP

    learned = played(tmp_path, replace(OFFERED, headers=headers), answered)._inbox.get_nowait()

    assert isinstance(learned, _Learned)
    assert learned.answer.values == {"member": "3", "known": known}


def test_figures_of_cards_and_codes_are_not_written_down(tmp_path: Path) -> None:
    asks = {"kind": "collect", "name": "card", "digits": 9, "next": "x", "text": {"zh": "卡号"}}

    def to_the_card(running: Running) -> _Learned:
        return _Learned(running._open["c1", "caller"], Answer(graph={"start": "card", "nodes": {"card": asks}}))

    key = DigitPressed(switch="main", epoch=1, seq=9, at=AT, leg="c1", digit="7")
    running = played(tmp_path, OFFERED, to_the_card, key)

    pressed = [fact for fact, _ in running.writer._told if isinstance(fact, Pressed)]
    assert [one.digit for one in pressed] == ["•"]
    assert running.exchange.calls["c1"].ivr.typed == "7"


@pytest.mark.django_db(transaction=True)
def test_every_order_is_taken_once_also_one_that_comes_behind_its_turn() -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    site = begin_switch(site="main", actor=SWITCH, at=AT).site_id
    row = {"site_id": site, "agent_id": int(who.id), "verb": "ready", "asked_at": AT}
    SwitchOrder.objects.bulk_create(SwitchOrder(**row) for _ in range(250))
    assert len(take_orders(site_id=site, actor=SWITCH, at=AT).orders) == 250

    SwitchOrder.objects.create(pk=1, **row)

    assert take_orders(site_id=site, actor=SWITCH, at=AT).orders == (BeReady(agent=int(who.id)),)
    assert take_orders(site_id=site, actor=SWITCH, at=AT).orders == ()


@pytest.mark.django_db(transaction=True)
def test_what_was_asked_of_a_dead_switch_about_its_calls_is_forgotten() -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    ask_switch(Wish(verb="ready"), actor=who, at=AT)
    Agent.objects.update(state="ready")
    call_out(CallDraft(number="13800002046"), actor=who, at=AT)

    site = begin_switch(site="main", actor=SWITCH, at=AT).site_id

    assert take_orders(site_id=site, actor=SWITCH, at=AT).orders == (BeReady(agent=int(who.id)),)
    assert take_orders(site_id=site, actor=SWITCH, at=datetime(2027, 1, 1, tzinfo=UTC)).orders == ()


@pytest.mark.django_db(transaction=True)
def test_a_call_that_a_late_switch_makes_no_more_is_refused_and_closed() -> None:
    who = agent("he", extension="1001", skills={"club": 4})
    begun, late = begin_switch(site="main", actor=SWITCH, at=AT), AT + timedelta(seconds=31)
    Agent.objects.update(state="ready")
    call_out(CallDraft(number="13800002046"), actor=who, at=AT)
    ask_switch(Wish(verb="ready"), actor=who, at=AT)

    [order] = take_orders(site_id=begun.site_id, actor=SWITCH, at=late).orders
    [fact] = Switchboard([]).order(order, late.timestamp())
    assert isinstance(fact, Ended)
    key = FactKey(site_id=begun.site_id, switch="main", epoch=begun.epoch, seq=1)
    note_fact(fact, key=key, actor=SWITCH)

    call = Call.objects.get()
    assert (call.stage, call.cause, call.ended_at, call.agent_id) == ("over", "refused", late, int(who.id))
