"""Asterisk: what a real one said is read, and what is asked has the shape that a real one took."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import cast

import pytest

from shuyou.callcenter.adapters import ari
from shuyou.callcenter.adapters.ari import AriSwitch
from shuyou.callcenter.adapters.ari_words import AriReader
from shuyou.callcenter.ports import (
    Address,
    Dialling,
    LegAnswered,
    LegEnded,
    LegOffered,
    Music,
    SwitchEvent,
    SwitchUp,
    Text,
)
from shuyou.callcenter.tests.ari_peer import Peer, peer, trace

AT = datetime(2026, 11, 22, 1, 43, tzinfo=UTC)


def heard() -> list[SwitchEvent]:
    """Return what the record of a real Asterisk comes to; legs that were dialled are expected."""
    reader = AriReader("main", 1)
    found: list[SwitchEvent] = []
    for one in trace():
        path = str(one.get("path", "")).strip("/").split("/")
        if one["kind"] == "rest" and one["status"] == 200 and "appArgs" in one["query"] and len(path) == 2:
            reader.expect(path[1])
        elif one["kind"] == "event":
            peer_id = (one["event"].get("peer") or {}).get("id")
            if peer_id and one["event"]["dialstatus"] == "":
                reader.expect(peer_id)  # told before the request was answered
            found += reader.read(one["event"], AT)
    return found


def test_every_leg_of_a_real_asterisk_ends_exactly_once_with_its_cause() -> None:
    events = heard()
    ended = {one.leg: one.cause for one in events if isinstance(one, LegEnded)}
    offered = [one.leg for one in events if isinstance(one, LegOffered)]

    assert Counter(one.leg for one in events if isinstance(one, LegEnded)).most_common(1)[0][1] == 1
    assert set(offered) <= set(ended)
    assert {ended["ag-1795311827.12"], ended["ag-1795311830.16"]} == {"busy", "no_answer"}
    assert ended["out-1"] == "normal"
    assert len({one.seq for one in events}) == len(events)


def test_who_was_called_is_answered_once_and_who_calls_is_offered_once() -> None:
    events = heard()
    answered = Counter(one.leg for one in events if isinstance(one, LegAnswered))

    assert set(answered.values()) == {1}
    assert answered["out-1"] == 1
    assert not [leg for leg in answered if leg.startswith("1795311")]
    assert all(one.from_number for one in events if isinstance(one, LegOffered))


async def until(events: "asyncio.Queue[SwitchEvent]", kind: type[SwitchEvent]) -> SwitchEvent:
    """Wait for an event of a kind."""
    while True:
        event = await asyncio.wait_for(events.get(), 5)
        if isinstance(event, kind):
            return event


async def with_switch(at: Peer) -> tuple[AriSwitch, "asyncio.Queue[SwitchEvent]", "asyncio.Task[None]"]:
    """Connect to a peer, and collect what is told."""
    switch = AriSwitch("main", epoch=1, url=f"http://127.0.0.1:{at.port}/ari", user="shuyou", password="-")
    events: asyncio.Queue[SwitchEvent] = asyncio.Queue()

    async def collect() -> None:
        async with aclosing(cast("AsyncGenerator[SwitchEvent]", switch.events())) as told:
            async for event in told:
                events.put_nowait(event)

    job = asyncio.ensure_future(collect())
    await until(events, SwitchUp)
    return switch, events, job


def test_what_is_asked_has_the_shape_that_a_real_one_took() -> None:
    async def story() -> Peer:
        async with peer() as made:
            switch, events, job = await with_switch(made)
            await switch.dial("c-1", Dialling(to=Address("endpoint", "1001"), for_call="c"))
            await made.say("StasisStart", "c-1", args=["dialled", "c"])
            await until(events, LegAnswered)
            await switch.play("c-1", Text("您好"), play_id="c:1")
            await switch.stop("c:1")
            await switch.bridge("c", ("c-1",))
            await switch.mute("c-1", is_muted=True)
            await switch.mute("c-1", is_muted=False)
            await switch.send_digits("c-1", "1")
            await switch.unbridge("c")
            await switch.hangup("c-1")
            await switch.hangup("c-1")
            ended = await until(events, LegEnded)
            assert isinstance(ended, LegEnded)
            assert (ended.leg, ended.by) == ("c-1", "near")
            await switch.dial("c-2", Dialling(to=Address("endpoint", "nobody")))
            failed = await until(events, LegEnded)
            assert isinstance(failed, LegEnded)
            assert failed.cause == "unreachable"
            await switch.play("gone", Music(), play_id="x")
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)
            return made

    made = asyncio.run(story())

    assert [one for one in made.unknown if "/moh" not in one] == []


def test_what_ended_while_nobody_listened_is_told_when_the_socket_is_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ari, "AGAIN", 0.05)

    async def story() -> None:
        async with peer() as made:
            switch, events, job = await with_switch(made)
            for leg in ("c-1", "c-2"):
                await switch.dial(leg, Dialling(to=Address("endpoint", "1001")))
            made.channels.pop("c-1")
            await made.fall()
            await until(events, SwitchUp)
            ended = await until(events, LegEnded)
            assert ended.leg == "c-1"
            assert (await switch.snapshot()).legs == {"c-2"}
            assert events.empty()
            job.cancel()
            await asyncio.gather(job, return_exceptions=True)

    asyncio.run(story())
