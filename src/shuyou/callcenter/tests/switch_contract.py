"""
What every switch has to keep, whoever made it: run these stories with a world of your own.

A world is a switch with people at the other ends. `STORIES` are coroutines that take one; each fails by raising.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Collection, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any, Final, Protocol

from shuyou.callcenter.ports import (
    Address,
    Dialling,
    DigitPressed,
    LegAnswered,
    LegEnded,
    LegJoined,
    LegLeft,
    LegOffered,
    LegRinging,
    Music,
    PlayFinished,
    RecordingReady,
    Switch,
    SwitchEvent,
    SwitchUp,
    Text,
)

PATIENCE: Final = 8.0
ENDPOINT: Final = "1001"
"""A telephone that rings until somebody takes it."""
HELLO: Final = Text("您好", "zh")
NOTHING: Final = 0.3


class World(Protocol):
    """A switch, and the people who call and are called."""

    @property
    def switch(self) -> Switch:
        """Return the switch."""
        ...

    @property
    def brief(self) -> float:
        """Return half a second, as the switch counts time."""
        ...

    async def call_in(self, *, presses: str = "", stays: float = 60) -> None:
        """Have somebody call who presses keys once they hear something, and hangs up after so many seconds."""
        ...

    async def take(self, leg: str) -> None:
        """Have whoever is called answer."""
        ...

    def hears(self, leg: str) -> Collection[str]:
        """Return the one other leg that somebody hears, if they hear one."""
        ...

    def left_over(self) -> list[str]:
        """Return what is still held though no leg is alive: ports, dialogs, tasks."""
        ...


class Watch:
    """All that a switch has told."""

    def __init__(self) -> None:
        self.events: list[SwitchEvent] = []

    def of(self, leg: str) -> list[type[SwitchEvent]]:
        """Return what was told of a leg, in order."""
        return [type(event) for event in self.events if event.leg == leg]

    async def until(self, kind: type[SwitchEvent], leg: str = "", *, count: int = 1) -> SwitchEvent:
        """Wait for something to be told, and return it."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while True:
            found = [one for one in self.events if type(one) is kind and leg in ("", one.leg)]
            if len(found) >= count:
                return found[count - 1]
            if asyncio.get_running_loop().time() > end:
                message = f"{kind.__name__} of {leg or 'any leg'} was not told: {[type(one) for one in self.events]}"
                raise AssertionError(message)
            await asyncio.sleep(0.01)


@asynccontextmanager
async def watched(switch: Switch) -> AsyncIterator[Watch]:
    """Listen to a switch, and look that it told everything once and in order."""
    watch = Watch()

    async def listen() -> None:
        async for event in switch.events():
            watch.events.append(event)

    listening = asyncio.ensure_future(listen())
    try:
        await watch.until(SwitchUp)
        yield watch
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    keys = [(event.switch, event.epoch, event.seq) for event in watch.events]
    assert len(keys) == len(set(keys))
    for leg in {event.leg for event in watch.events if event.leg}:
        told = [one for one in watch.of(leg) if one is not PlayFinished and one.__name__ != "RecordingReady"]
        assert told.count(LegEnded) <= 1, told
        if LegEnded in told:
            assert told[-1] is LegEnded, told
        if LegOffered in told:
            assert told[0] is LegOffered, told


async def offered(world: World, watch: Watch, *, presses: str = "", stays: float = 60) -> str:
    """Have somebody call and be answered, and return their leg."""
    count = sum(type(event) is LegOffered for event in watch.events) + 1
    await world.call_in(presses=presses, stays=stays)
    leg = (await watch.until(LegOffered, count=count)).leg
    await world.switch.answer(leg)
    await watch.until(LegAnswered, leg)
    return leg


def dialling(world: World, *, ring_for: float = 0) -> Dialling:
    """Return how an agent's telephone is called."""
    to = Address("endpoint", ENDPOINT)
    return Dialling(to=to, as_number="13800002046", ring_for=ring_for or 40 * world.brief)


async def nothing_is_left(world: World) -> None:
    """Look that nothing is alive any more, nor held."""
    end = asyncio.get_running_loop().time() + PATIENCE
    while True:
        alive = await world.switch.snapshot()
        left = [*alive.legs, *alive.bridges, *world.left_over()]
        if not left:
            return
        if asyncio.get_running_loop().time() > end:
            raise AssertionError(left)
        await asyncio.sleep(0.02)


# --- the stories


async def a_caller_and_an_agent_talk(world: World) -> None:
    """Offered, answered, joined with an agent, ended by command: each told once, in order."""
    switch = world.switch
    async with watched(switch) as watch:
        caller = await offered(world, watch)
        await switch.dial("a-1", dialling(world))
        await watch.until(LegRinging, "a-1")
        await world.take("a-1")
        await watch.until(LegAnswered, "a-1")
        await switch.bridge("b-1", [caller, "a-1"])
        await watch.until(LegJoined, "a-1")
        alive = await switch.snapshot()
        assert alive.legs == {caller, "a-1"}
        assert alive.bridges == {"b-1": frozenset({caller, "a-1"})}
        await switch.unbridge("b-1")
        await watch.until(LegLeft, caller)
        for leg in (caller, "a-1"):
            await switch.hangup(leg)
            await watch.until(LegEnded, leg)
        await nothing_is_left(world)
    assert watch.of(caller) == [LegOffered, LegAnswered, LegJoined, LegLeft, LegEnded]
    assert watch.of("a-1") == [LegRinging, LegAnswered, LegJoined, LegLeft, LegEnded]


async def who_hangs_up_is_heard(world: World) -> None:
    """A caller who hangs up ends their leg, and only theirs."""
    async with watched(world.switch) as watch:
        caller = await offered(world, watch, stays=1)
        await world.switch.dial("a-1", dialling(world))
        await world.take("a-1")
        await watch.until(LegAnswered, "a-1")
        ended = await watch.until(LegEnded, caller)
        assert isinstance(ended, LegEnded)
        assert ended.by == "far"
        assert (await world.switch.snapshot()).legs == {"a-1"}
        await world.switch.hangup("a-1")
        await nothing_is_left(world)


async def what_is_repeated_is_done_once(world: World) -> None:
    """Answering, dialling, playing, joining and hanging up twice is the same as once."""
    switch = world.switch
    async with watched(switch) as watch:
        caller = await offered(world, watch)
        await switch.answer(caller)
        for _ in range(2):
            await switch.dial("a-1", dialling(world))
        await world.take("a-1")
        await watch.until(LegAnswered, "a-1")
        for _ in range(2):
            await switch.play(caller, HELLO, play_id="p-1")
        await watch.until(PlayFinished)
        for _ in range(2):
            await switch.bridge("b-1", [caller, "a-1"])
        await watch.until(LegJoined, "a-1")
        for leg in (caller, "a-1", caller, "a-1"):
            await switch.hangup(leg)
        await watch.until(LegEnded, "a-1")
        await nothing_is_left(world)
        await asyncio.sleep(NOTHING)
    for kind in (LegAnswered, LegJoined, LegEnded):
        assert watch.of("a-1").count(kind) == watch.of(caller).count(kind) == 1
    assert [type(event) for event in watch.events].count(PlayFinished) == 1


async def an_ended_leg_takes_no_command(world: World) -> None:
    """Whatever is asked of a leg that has ended, or never was, does nothing and is no error."""
    switch = world.switch
    async with watched(switch) as watch:
        caller = await offered(world, watch)
        await switch.hangup(caller)
        await watch.until(LegEnded, caller)
        told = len(watch.events)
        for leg in (caller, "never"):
            await switch.ring(leg)
            await switch.answer(leg)
            await switch.reject(leg, "busy")
            await switch.pick_up(leg)
            await switch.play(leg, HELLO, play_id=f"p {leg}")
            await switch.stop(f"p {leg}")
            await switch.hold(leg, Music())
            await switch.resume(leg)
            await switch.mute(leg, is_muted=True)
            await switch.send_digits(leg, "12#")
            await switch.record(f"r {leg}", leg)
            await switch.stop_record(f"r {leg}")
            await switch.monitor(leg, caller, "listen")
            await switch.bridge("b-1", [leg])
            await switch.unbridge("b-1")
            await switch.hangup(leg)
        await asyncio.sleep(NOTHING)
        assert watch.events[told:] == []
        await nothing_is_left(world)


async def hanging_up_wins(world: World) -> None:
    """Whatever was asked just before, a leg that is hung up ends, and nothing is told of it afterwards."""
    switch = world.switch
    async with watched(switch) as watch:
        await world.call_in()
        caller = (await watch.until(LegOffered)).leg
        await switch.answer(caller)
        await switch.play(caller, HELLO, play_id="p-1")
        await switch.hangup(caller)
        await switch.dial("a-1", dialling(world))
        await switch.hangup("a-1")
        await switch.dial("a-2", dialling(world))
        await watch.until(LegRinging, "a-2")
        await world.take("a-2")
        await switch.hangup("a-2")
        for leg in (caller, "a-1", "a-2"):
            await watch.until(LegEnded, leg)
        await asyncio.sleep(NOTHING)
        await nothing_is_left(world)


async def nobody_answers(world: World) -> None:
    """A telephone rings for as long as was said, then its leg ends."""
    async with watched(world.switch) as watch:
        await world.switch.dial("a-1", dialling(world, ring_for=world.brief))
        ended = await watch.until(LegEnded, "a-1")
        assert isinstance(ended, LegEnded)
        assert ended.cause == "no_answer"
        await nothing_is_left(world)
    assert watch.of("a-1") == [LegRinging, LegEnded]


async def a_caller_is_refused(world: World) -> None:
    """A call that is not taken ends as refused."""
    async with watched(world.switch) as watch:
        await world.call_in()
        caller = (await watch.until(LegOffered)).leg
        await world.switch.reject(caller, "busy")
        ended = await watch.until(LegEnded, caller)
        assert isinstance(ended, LegEnded)
        assert (ended.cause, ended.by) == ("rejected", "near")
        await nothing_is_left(world)


async def on_hold_until_taken_back(world: World) -> None:
    """Who is on hold hears nobody in another bridge either, until they are taken back."""
    switch = world.switch
    async with watched(switch) as watch:
        caller = await offered(world, watch)
        await switch.dial("a-1", dialling(world))
        await world.take("a-1")
        await watch.until(LegAnswered, "a-1")
        await switch.bridge("b-1", [caller, "a-1"])
        await switch.hold(caller, Music())
        assert (set(world.hears(caller)), set(world.hears("a-1"))) == (set(), set())
        await switch.unbridge("b-1")
        await switch.bridge("b-2", [caller, "a-1"])
        assert (set(world.hears(caller)), set(world.hears("a-1"))) == (set(), set())
        await switch.resume(caller)
        assert (set(world.hears(caller)), set(world.hears("a-1"))) == ({"a-1"}, {caller})
        for leg in (caller, "a-1"):
            await switch.hangup(leg)
        await nothing_is_left(world)


async def keys_and_prompts_are_told(world: World) -> None:
    """Prompts end once, by themselves or because they were stopped; keys are told once each."""
    switch = world.switch
    async with watched(switch) as watch:
        caller = await offered(world, watch, presses="5")
        await switch.play(caller, HELLO, play_id="p-1")
        pressed = await watch.until(DigitPressed, caller)
        assert isinstance(pressed, DigitPressed)
        assert pressed.digit == "5"
        ended = await watch.until(PlayFinished)
        assert isinstance(ended, PlayFinished)
        assert (ended.play_id, ended.why) == ("p-1", "end")
        await switch.play(caller, Music(), play_id="p-2", repeat=0)
        await asyncio.sleep(0.1)
        await switch.stop("p-2")
        await switch.stop("p-2")
        stopped = await watch.until(PlayFinished, count=2)
        assert isinstance(stopped, PlayFinished)
        assert (stopped.play_id, stopped.why) == ("p-2", "stopped")
        await switch.hangup(caller)
        await nothing_is_left(world)
    assert [type(event) for event in watch.events].count(DigitPressed) == 1


async def what_is_recorded_lies_in_a_file(world: World) -> None:
    """A recording that is ended, or whose leg ends, lies in a file with its digest; asked for twice it is made once."""
    switch = world.switch
    async with watched(switch) as watch:
        for turn, ends in enumerate((switch.stop_record, None), start=1):
            caller = await offered(world, watch)
            for _ in range(2):
                await switch.record(f"c-{turn}", caller)
            await asyncio.sleep(NOTHING)
            if ends is not None:
                await ends(f"c-{turn}")
            else:
                await switch.hangup(caller)
            made = await watch.until(RecordingReady, count=turn)
            assert isinstance(made, RecordingReady)
            sound = await asyncio.to_thread(Path(made.path).read_bytes)
            assert (made.record_id, hashlib.sha256(sound).hexdigest()) == (f"c-{turn}", made.sha256)
            assert 0 < made.seconds < PATIENCE
            await switch.hangup(caller)
        await nothing_is_left(world)
    assert [type(event) for event in watch.events].count(RecordingReady) == 2


TAPED: Final[tuple[Callable[[World], Coroutine[Any, Any, None]], ...]] = (what_is_recorded_lies_in_a_file,)
"""Stories of switches that keep sound."""
STORIES: Final[tuple[Callable[[World], Coroutine[Any, Any, None]], ...]] = (
    a_caller_and_an_agent_talk, who_hangs_up_is_heard, what_is_repeated_is_done_once, an_ended_leg_takes_no_command,
    hanging_up_wins, nobody_answers, a_caller_is_refused, keys_and_prompts_are_told,
    on_hold_until_taken_back,
)  # fmt: skip


async def mixed_calls(world: World, *, count: int, at_once: int, seed: int = 1) -> None:
    """Many calls of all kinds at once, commands and people in each other's way: each ends once, nothing is left."""
    chance, room = Random(seed), asyncio.Semaphore(at_once)
    async with watched(world.switch) as watch:
        serving = asyncio.ensure_future(_serve(world, watch, chance))
        coming = [asyncio.ensure_future(_come(world, chance, room)) for _ in range(count)]
        await asyncio.gather(*coming)
        try:
            await nothing_is_left(world)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)
    began = {event.leg for event in watch.events if isinstance(event, LegOffered)}
    ended = [event.leg for event in watch.events if isinstance(event, LegEnded)]
    assert len(began) == count
    assert began <= set(ended)
    assert len(ended) == len(set(ended))


async def _come(world: World, chance: Random, room: asyncio.Semaphore) -> None:
    async with room:
        stays = chance.choice((0.0, 0.05, 0.3, 0.6, 0.9))
        await world.call_in(presses=chance.choice(("", "1", "12#")), stays=stays)
        await asyncio.sleep(stays + 0.1)


async def _serve(world: World, watch: Watch, chance: Random) -> None:
    """Do with each call what comes to mind, until it is over."""
    seen, made = 0, 0
    while True:
        await asyncio.sleep(0.005)
        new, seen = watch.events[seen:], len(watch.events)
        for event in new:
            if isinstance(event, LegOffered):
                made += 1
                await _treat(world, event.leg, f"a-{made}", chance)
            elif isinstance(event, LegRinging) and chance.random() < 0.7:
                await world.take(event.leg)
            elif isinstance(event, LegAnswered) and event.leg.startswith("a-"):
                asyncio.get_running_loop().call_later(chance.random(), _hang_up, world.switch, event.leg)


async def _treat(world: World, leg: str, agent_leg: str, chance: Random) -> None:
    switch = world.switch
    if chance.random() < 0.1:
        await switch.reject(leg, "busy")
        return
    await switch.answer(leg)
    await switch.play(leg, HELLO, play_id=f"p {leg}")
    if chance.random() < 0.5:
        await switch.dial(agent_leg, dialling(world, ring_for=world.brief))
        await switch.bridge(f"b {leg}", [leg, agent_leg])
        await switch.record(f"r {leg}", leg)
    if chance.random() < 0.3:
        await switch.hold(leg, Music())
    if chance.random() < 0.3:
        await switch.hangup(leg)


def _hang_up(switch: Switch, leg: str) -> None:
    task = asyncio.ensure_future(switch.hangup(leg))
    task.add_done_callback(lambda _: None)
