"""A switch that is only played: virtual callers with patience, agents who answer on their page or by themselves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from shuyou.callcenter.ports import (
    SURE,
    Dialling,
    DigitPressed,
    LegAnswered,
    LegEnded,
    LegJoined,
    LegLeft,
    LegOffered,
    LegRinging,
    MachineSuspected,
    Music,
    PlayFinished,
    Prompt,
    Snapshot,
    SwitchEvent,
    SwitchUp,
    Text,
)
from shuyou.kernel import clock

ANSWERS: Final = 0.8
MACHINES: Final = 0.1
"""Shares of those out there who answer, and who only seem to."""
SPOKEN: Final = 6.0
"""Characters that are spoken in a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualCaller:
    """Somebody who calls: what they press, how long they wait and talk, in seconds."""

    number: str
    called: str
    presses: str = ""
    patience: float = 60
    talks: float = 90


@dataclass(slots=True)
class _Leg:
    name: str
    caller: VirtualCaller | None = None
    endpoint: str = ""
    is_up: bool = False
    to_press: list[str] = field(default_factory=list)
    bridge: str = ""
    is_held: bool = False
    is_muted: bool = False
    heeds: str = ""
    """The leg that is listened to, and how."""
    mode: str = ""
    due: set["asyncio.Task[None]"] = field(default_factory=set)


class SimulatedSwitch:
    """
    Plays a switch in memory. `pace` is how many times faster than the clock its callers live.

    An endpoint that is a robot's answers by itself after so many seconds; others answer when `pick_up` is said.
    """

    capabilities = frozenset(
        {"pickup", "transfer", "conference", "listen", "whisper", "barge", "record", "machine_guess"}
    )

    def __init__(self, name: str, *, epoch: int, pace: float = 1.0, seed: int = 1) -> None:
        self.name = name
        self.robots: dict[str, float] = {}
        self._epoch = epoch
        self._pace = pace
        self._chance = Random(seed)  # noqa: S311 - callers, not secrets
        self._seq = 0
        self._came = 0
        self._legs: dict[str, _Leg] = {}
        self._plays: dict[str, str] = {}
        self._bridges: dict[str, tuple[str, ...]] = {}
        self._told: asyncio.Queue[SwitchEvent] = asyncio.Queue()

    # --- what happens out there

    def call_in(self, caller: VirtualCaller) -> str:
        """Have somebody call, and return their leg."""
        self._came += 1
        leg = _Leg(f"{self.name}-{self._epoch}-{self._came}", caller, to_press=list(caller.presses))
        self._legs[leg.name] = leg
        self._tell(
            LegOffered,
            leg.name,
            from_number=caller.number,
            to_number=caller.called,
            trunk="played",
            headers={SURE: "1"},
        )
        self._later(leg, caller.patience, lambda: self._lose_patience(leg))
        return leg.name

    def _lose_patience(self, leg: _Leg) -> None:
        if not leg.bridge:
            self._end(leg.name, "normal", "far")

    # --- the port

    async def events(self) -> AsyncIterator[SwitchEvent]:
        """Tell what happens, for ever."""
        self._tell(SwitchUp, "")
        while True:
            yield await self._told.get()

    async def snapshot(self) -> Snapshot:
        """Return what is alive."""
        bridges = {name: frozenset(legs) for name, legs in self._bridges.items()}
        return Snapshot(frozenset(self._legs), bridges, frozenset(self.robots))

    async def ring(self, leg: str) -> None:
        """Let the caller hear that it rings: here nobody listens."""

    async def answer(self, leg: str) -> None:
        """Take the call."""
        self._up(leg)

    async def reject(self, leg: str, cause: str) -> None:
        """Refuse the call."""
        self._end(leg, "rejected", "near")

    async def hangup(self, leg: str, cause: str = "normal") -> None:
        """End a leg."""
        self._end(leg, cause, "near")

    async def dial(self, leg: str, dialling: Dialling) -> None:
        """Call somebody: an agent's telephone rings, somebody out there answers or not."""
        if leg in self._legs:
            return
        made = self._legs[leg] = _Leg(leg)
        self._tell(LegRinging, leg)
        self._later(made, dialling.ring_for, lambda: self._end(leg, "no_answer", "switch") if not made.is_up else None)
        if dialling.to.kind == "endpoint":
            made.endpoint = dialling.to.value
            if (seconds := self.robots.get(made.endpoint)) is not None:
                self._later(made, seconds, lambda: self._up(leg))
            return
        made.caller = VirtualCaller(number=dialling.to.value, called="")
        self._later(made, 3, lambda: self._answered_out_there(leg))

    def _answered_out_there(self, leg: str) -> None:
        luck = self._chance.random()
        if luck >= ANSWERS:
            self._end(leg, "busy", "far")
            return
        self._up(leg)
        if luck < MACHINES:
            self._tell(MachineSuspected, leg)
        else:
            self._legs[leg].to_press = ["1"]

    async def pick_up(self, leg: str) -> None:
        """Answer for an agent."""
        if leg in self._legs and self._legs[leg].endpoint:
            self._up(leg)

    async def play(self, leg: str, prompt: Prompt, *, play_id: str, repeat: int = 1) -> None:
        """Let somebody hear something; whoever still has keys to press does so at the end of a prompt."""
        heard = self._legs.get(leg)
        if heard is None or play_id in self._plays:
            return
        self._plays[play_id] = leg
        if not isinstance(prompt, Music):
            seconds = max(0.5, len(prompt.text) / SPOKEN) if isinstance(prompt, Text) else 2.0
            self._later(heard, seconds, lambda: self._played(play_id, seconds))

    async def stop(self, play_id: str) -> None:
        """End a prompt."""
        if self._plays.pop(play_id, None):
            self._tell(PlayFinished, "", play_id=play_id, why="stopped")

    async def bridge(self, bridge: str, legs: Sequence[str]) -> None:
        """Let legs hear each other; whoever called hangs up when they have said what they wanted."""
        alive = tuple(leg for leg in legs if leg in self._legs)
        self._bridges[bridge] = alive
        for name in alive:
            leg = self._legs[name]
            if leg.bridge == bridge:
                continue
            leg.bridge = bridge
            self._tell(LegJoined, name, bridge=bridge)
            if leg.caller is not None:
                self._later(leg, leg.caller.talks, self._said_all(leg, bridge))

    def _said_all(self, leg: _Leg, bridge: str) -> Callable[[], None]:
        return lambda: self._end(leg.name, "normal", "far") if leg.bridge == bridge else None

    async def unbridge(self, bridge: str) -> None:
        """Part the legs of a bridge."""
        for name in self._bridges.pop(bridge, ()):
            if (leg := self._legs.get(name)) is not None and leg.bridge == bridge:
                leg.bridge = ""
                self._tell(LegLeft, name, bridge=bridge)
                if leg.caller is not None:
                    self._later(leg, leg.caller.patience, lambda leg=leg: self._lose_patience(leg))  # type: ignore[misc]

    async def hold(self, leg: str, music: Music) -> None:
        """Let a leg hear music: it stays where it is."""
        if leg in self._legs:
            self._legs[leg].is_held = True

    async def resume(self, leg: str) -> None:
        """Let a held leg hear its bridge again."""
        if leg in self._legs:
            self._legs[leg].is_held = False

    async def mute(self, leg: str, *, is_muted: bool) -> None:
        """Have the others not hear a leg."""
        if leg in self._legs:
            self._legs[leg].is_muted = is_muted

    def hears(self, name: str) -> frozenset[str]:
        """Return whom somebody hears now: the others of their bridge, and who whispers to them or speaks with all."""
        leg = self._legs.get(name)
        if leg is None or leg.is_held:
            return frozenset()
        if leg.heeds:
            heeded = self._legs.get(leg.heeds)
            return frozenset({leg.heeds, *self.hears(leg.heeds)} - {name}) if heeded else frozenset()
        there = (other for other in self._bridges.get(leg.bridge, ()) if other != name and other in self._legs)
        heard = {other for other in there if not (self._legs[other].is_held or self._legs[other].is_muted)}
        return frozenset(heard | set(self._whispering(name, leg)))

    def _whispering(self, name: str, leg: _Leg) -> Iterator[str]:
        for other in self._legs.values():
            is_meant = other.heeds == name if other.mode == "whisper" else other.mode == "barge"
            if is_meant and (other.heeds == name or other.heeds in self._bridges.get(leg.bridge, ())):
                yield other.name

    async def send_digits(self, leg: str, digits: str) -> None:
        """Press keys for a leg."""

    async def record(self, record_id: str, leg: str) -> None:
        """Begin to record: there is nothing to be heard."""

    async def stop_record(self, record_id: str) -> None:
        """End a recording."""

    async def monitor(self, leg: str, by: str, mode: str) -> None:
        """Listen to a leg, whisper to it, or speak with all."""
        if leg in self._legs and by in self._legs:
            self._legs[by].heeds, self._legs[by].mode = leg, mode

    async def put_endpoint(self, endpoint: str, secret: str, kind: str) -> None:
        """Know an agent's telephone: all are there already."""

    async def drop_endpoint(self, endpoint: str) -> None:
        """Know an agent's telephone no longer."""
        self.robots.pop(endpoint, None)

    # --- the works

    def _up(self, name: str) -> None:
        leg = self._legs.get(name)
        if leg is not None and not leg.is_up:
            leg.is_up = True
            self._tell(LegAnswered, name, codec="played")

    def _played(self, play_id: str, seconds: float) -> None:
        name = self._plays.pop(play_id, None)
        if name is None:
            return
        self._tell(PlayFinished, name, play_id=play_id, played_ms=int(seconds * 1000))
        leg = self._legs.get(name)
        if leg is not None and leg.to_press and leg.caller is not None:
            digit = leg.to_press.pop(0)
            self._later(leg, 1.0, lambda: self._tell(DigitPressed, name, digit=digit, ms=120))

    def _end(self, name: str, cause: str, by: str) -> None:
        leg = self._legs.pop(name, None)
        if leg is None:
            return
        for task in leg.due:
            if task is not asyncio.current_task():
                task.cancel()
        for play_id in [one for one, heard in self._plays.items() if heard == name]:
            del self._plays[play_id]
        if leg.bridge:
            rest = tuple(one for one in self._bridges.get(leg.bridge, ()) if one != name)
            self._bridges[leg.bridge] = rest
            if not any(one in self._legs for one in rest):
                del self._bridges[leg.bridge]
        self._tell(LegEnded, name, cause=cause, by=by)

    def _tell(self, kind: type[SwitchEvent], leg: str, **facts: Any) -> None:
        self._seq += 1
        at = clock.now()
        self._told.put_nowait(kind(switch=self.name, epoch=self._epoch, seq=self._seq, at=at, leg=leg, **facts))

    def _later(self, leg: _Leg, seconds: float, act: Callable[[], None]) -> None:
        task = asyncio.ensure_future(self._wait(seconds / self._pace, leg, act))
        leg.due.add(task)
        task.add_done_callback(leg.due.discard)

    def _wait(self, seconds: float, leg: _Leg, act: Callable[[], None]) -> Coroutine[Any, Any, None]:
        async def wait() -> None:
            await asyncio.sleep(seconds)
            if leg.name in self._legs:
                act()

        return wait()
