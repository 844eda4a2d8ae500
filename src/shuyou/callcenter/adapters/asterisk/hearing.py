"""
What an Asterisk says, and what it has when nobody listened: told as events of the port.

What was said while the WebSocket was down is lost. After each connection what is there is compared with what we know:
what has gone is told as ended, who came meanwhile as offered, what an earlier life of ours left behind is let go.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from shuyou.callcenter.adapters.asterisk import telephones
from shuyou.callcenter.adapters.asterisk.door import FAULTS, AriDoor
from shuyou.callcenter.adapters.asterisk.setting import AsteriskSetting
from shuyou.callcenter.adapters.asterisk.sounds import Sounds
from shuyou.callcenter.adapters.asterisk.tapes import Tapes
from shuyou.callcenter.adapters.asterisk.words import APP, EAR, INBOUND, OURS, AriReader, Line, Said
from shuyou.callcenter.adapters.speech import Prompts
from shuyou.callcenter.ports import (
    EndpointOffline,
    LegEnded,
    PlayFinished,
    RecordingReady,
    Snapshot,
    SwitchDown,
    SwitchEvent,
    SwitchUp,
)
from shuyou.kernel import clock

log = logging.getLogger(__name__)

AGAIN: Final = 1.0
"""Seconds after which a connection that fell is opened anew."""
TRIES: Final = 10
"""How often it is asked for what must not be left undone."""
ENTERS: Final = 3.0
"""Seconds within which a channel that listens is there."""


@dataclass(slots=True)
class Playing:
    """Something that a leg hears: a file, or music where there is none."""

    leg: str
    path: Path | None
    since: float


@dataclass(slots=True)
class Ear:
    """A channel that listens to a leg for another."""

    channel: str
    leg: str


@dataclass(slots=True)
class Held:
    """What we asked for, beside what the reader knows of legs."""

    plays: dict[str, Playing] = field(default_factory=dict)
    making: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    bridges: dict[str, list[str]] = field(default_factory=dict)
    bridge_of: dict[str, str] = field(default_factory=dict)
    inside: set[str] = field(default_factory=set)
    """Legs that were brought into their bridge there."""
    aside: set[str] = field(default_factory=set)
    """Legs that hear music instead of their bridge."""
    ears: dict[str, Ear] = field(default_factory=dict)
    phones: dict[str, tuple[str, str]] = field(default_factory=dict)


class Hearing:
    """One Asterisk as we know it."""

    def __init__(self, name: str, *, epoch: int, setting: AsteriskSetting, prompts: Prompts, recordings: Path) -> None:
        self.name = name
        self.door = AriDoor(name, setting)
        self.reader = AriReader(name, epoch)
        self.held = Held()
        self.sounds = Sounds(setting, prompts)
        self.tapes = Tapes(self.door, recordings)
        self.jobs: set[asyncio.Task[None]] = set()
        self.bridging = asyncio.Lock()
        self._setting = setting
        self._told: asyncio.Queue[SwitchEvent] = asyncio.Queue()
        self._entering: dict[str, asyncio.Event] = {}
        self._dialling: set[str] = set()
        self._is_up = False

    # --- what happens

    async def events(self) -> AsyncIterator[SwitchEvent]:
        """Tell what happens, for ever; connects anew by itself, and says so."""
        self.sounds.clear()
        listening = asyncio.ensure_future(self._listen())
        try:
            while True:
                yield await self._told.get()
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await self.close()

    async def close(self) -> None:
        """Let all go that is not Asterisk's own."""
        for job in [*self.jobs, *self.held.making.values()]:
            job.cancel()
        await asyncio.gather(*self.jobs, *self.held.making.values(), return_exceptions=True)
        self.sounds.clear()
        await self.door.close()

    async def _listen(self) -> None:
        is_first = True
        while True:
            try:
                async with self.door.listen() as socket:
                    await self._reconcile()
                    self._is_up = True
                    async for frame in socket:
                        self._hear(str(frame.data))
            except FAULTS as fault:
                log.warning("the switch %s cannot be heard: %s", self.name, type(fault).__name__)
            if self._is_up or is_first:
                self.tell(self.reader.tell(SwitchDown, clock.now()))
            self._is_up = is_first = False
            await asyncio.sleep(AGAIN)

    def tell(self, *events: SwitchEvent) -> None:
        """Pass events on; what belonged to a leg that has ended is let go."""
        for event in events:
            self._told.put_nowait(event)
            if isinstance(event, LegEnded):
                self._forget(event.leg)

    def later(self, job: Coroutine[Any, Any, None]) -> None:
        """Have something done beside."""
        task = asyncio.ensure_future(job)
        self.jobs.add(task)
        task.add_done_callback(self.jobs.discard)

    def _hear(self, text: str) -> None:
        try:
            said = json.loads(text)
            self.tell(*self.reader.read(said, clock.now()))
            self._hear_beside(said, str(said.get("type", "")))
        except (ValueError, LookupError, TypeError, AttributeError) as fault:
            log.error("the switch %s said something that cannot be read: %s", self.name, type(fault).__name__)

    def _hear_beside(self, said: Said, kind: str) -> None:
        """Take in what is no matter of legs alone."""
        if kind == "StasisStart":
            self._entered(str(said["channel"]["id"]))
        elif kind == "PlaybackFinished":
            played = said["playback"]
            self.played(str(played["id"]), "end" if played.get("state") != "failed" else "failed")
        elif kind in ("RecordingFinished", "RecordingFailed"):
            self.later(self._bring(str(said["recording"]["name"])))
        elif kind == "ApplicationReplaced":
            log.error("somebody else listens to the switch %s: each site needs an Asterisk of its own", self.name)

    def _entered(self, channel: str) -> None:
        if (waiting := self._entering.get(channel)) is not None:
            waiting.set()
        leg = self.reader.leg_of(channel)
        if leg in self.held.bridge_of:
            self.later(self._join(leg))
        elif channel.startswith(OURS) and leg not in self.reader.lines:  # dialled, though we were never answered so
            self.later(self.end_there(channel))

    async def end_there(self, channel: str) -> None:
        """End a channel, however often that has to be asked for while nobody answers."""
        for _ in range(TRIES):
            if (await self.door.ask("DELETE", "channels", channel, reason="normal")).status:
                return
            await asyncio.sleep(AGAIN)

    async def _join(self, leg: str) -> None:
        """Bring a leg into its bridge that was not on the line yet when it was asked for."""
        async with self.bridging:
            await self.add(leg)

    async def add(self, leg: str) -> None:
        """Bring a leg into its bridge there, once it is on the line, unless it is held."""
        held, line, bridge = self.held, self.reader.lines.get(leg), self.held.bridge_of.get(leg)
        if line is None or bridge is None or leg in held.inside | held.aside or (line.is_dialled and not line.is_up):
            return
        held.inside.add(leg)
        await self.door.ask("POST", "bridges", f"{OURS}{bridge}", "addChannel", channel=line.channel)

    async def take_out(self, leg: str) -> None:
        """Take a leg out of its bridge there."""
        line, bridge = self.reader.lines.get(leg), self.held.bridge_of.get(leg)
        if leg in self.held.inside and line is not None and bridge is not None:
            self.held.inside.discard(leg)
            await self.door.ask("POST", "bridges", f"{OURS}{bridge}", "removeChannel", channel=line.channel)

    # --- what ends

    def played(self, play_id: str, why: str) -> None:
        """Tell that something is no longer heard, once."""
        play = self.held.plays.pop(play_id, None)
        if play is None:
            return
        if play.path is not None:
            self.sounds.drop(play.path)
        if play.leg in self.reader.lines:
            ms = int((asyncio.get_running_loop().time() - play.since) * 1000)
            event = self.reader.tell(PlayFinished, clock.now(), play.leg, play_id=play_id, played_ms=ms, why=why)
            self.tell(event)

    async def _bring(self, name: str) -> None:
        brought = await self.tapes.bring(name)
        if brought is not None:
            self.tell(
                self.reader.tell(
                    RecordingReady, clock.now(), brought.leg, record_id=brought.record_id, path=brought.path,
                    seconds=brought.seconds, sha256=brought.sha256,
                )
            )  # fmt: skip

    def _forget(self, leg: str) -> None:
        held = self.held
        held.aside.discard(leg)
        for play_id in [name for name, play in held.plays.items() if play.leg == leg]:
            self.played(play_id, "stopped")
        self.later(self._let_go(leg))

    async def _let_go(self, leg: str) -> None:
        """Take away there what a leg needed: its place in a bridge, who listened to it."""
        async with self.bridging:
            await self.leave(leg)
        for tape in self.tapes.of(leg):
            await self.door.ask("DELETE", "channels", tape.ear)
        for by in [by for by, ear in self.held.ears.items() if leg in (by, ear.leg)]:
            await self.deafen(by)

    async def leave(self, leg: str) -> None:
        """Forget that a leg belongs to a bridge; nobody needs one without legs."""
        bridge = self.held.bridge_of.pop(leg, None)
        self.held.inside.discard(leg)
        if bridge is None:
            return
        legs = self.held.bridges.get(bridge, [])
        if leg in legs:
            legs.remove(leg)
        if not legs:
            self.held.bridges.pop(bridge, None)
            await self.door.ask("DELETE", "bridges", f"{OURS}{bridge}")

    async def deafen(self, by: str) -> None:
        """Have a leg listen to another no longer."""
        if (ear := self.held.ears.pop(by, None)) is not None:
            await self.door.ask("DELETE", "channels", ear.channel)
            await self.door.ask("DELETE", "bridges", ear.channel)

    async def enters(self, channel: str, made: Awaitable[bool]) -> bool:
        """Make a channel that listens, and tell whether it is there before long."""
        there = self._entering[channel] = asyncio.Event()
        try:
            if not await made:
                return False
            await asyncio.wait_for(there.wait(), ENTERS)
        except TimeoutError:
            return False
        finally:
            del self._entering[channel]
        return True

    # --- what is there

    async def snapshot(self) -> Snapshot:
        """Return what is alive."""
        channels, bridges = await self.door.ask("GET", "channels"), await self.door.ask("GET", "bridges")
        phones = await self.door.ask("GET", "endpoints", "PJSIP")
        there = {str(one["id"]) for one in channels.rows}
        lines = self.reader.lines.values()
        alive = frozenset(line.leg for line in lines if line.channel in there or line.leg in self._dialling)
        return Snapshot(
            alive,
            {
                str(one["id"]).removeprefix(OURS): frozenset(map(self.reader.leg_of, one["channels"])) & alive
                for one in bridges.rows
                if str(one["id"]).startswith(OURS)
            },
            frozenset(str(one["resource"]) for one in phones.rows if one.get("state") == "online"),
        )

    async def _reconcile(self) -> None:
        """Tell that the switch is up, and what became of calls while nobody listened."""
        await self.door.ask("POST", "applications", APP, "subscription", eventSource="endpoint:PJSIP")
        dialling = set(self._dialling)
        answered = await self.door.ask("GET", "channels")
        if not answered.is_done:
            raise ConnectionError
        there = {str(one["id"]): one for one in answered.rows}
        app = await self.door.ask("GET", "applications", APP)
        ours = {str(one) for one in app.body["channel_ids"]} if app.is_done else set()
        self.tell(self.reader.tell(SwitchUp, clock.now()))
        for line in list(self.reader.lines.values()):
            if line.leg not in dialling:
                self._compare(line, there, ours)
        self.later(self._take_up({name: one for name, one in there.items() if name in ours}))
        self.later(self._look_after(list(self.held.plays)))

    def _compare(self, line: Line, there: Mapping[str, Said], ours: Iterable[str]) -> None:
        """Tell what became of a leg that we knew."""
        at, channel = clock.now(), there.get(line.channel)
        if channel is None:
            self.tell(*self.reader.end(line.leg, at, cause="failed", by="switch"))
        elif line.by:  # that it was to end did not get there
            self.later(self.end_there(line.channel))
        elif line.is_dialled and channel["state"] == "Up" and line.channel in ours:
            self.tell(*self.reader.answer(line, at))
        else:
            self.tell(*self.reader.stands(line, str(channel["state"]), at))

    async def _take_up(self, there: Mapping[str, Said]) -> None:
        """Offer callers whom nobody offered, and hang up what nobody knows any more."""
        for name, channel in there.items():
            if self.reader.leg_of(name) in self.reader.lines or name in self._entering:
                continue
            words = str((channel.get("dialplan") or {}).get("app_data", "")).split(",")
            if not name.startswith((OURS, EAR)) and words[1:2] == [INBOUND]:
                await self.door.ask("DELETE", "channels", name, "moh")  # what an earlier life let them hear
                if self.reader.leg_of(name) not in self.reader.lines:  # they were heard of meanwhile
                    self.tell(*self.reader.offer(channel, words[1:], clock.now(), is_again=True))
            elif name.startswith((OURS, EAR)) and name not in self._known_ears():
                await self.door.ask("DELETE", "channels", name, reason="normal")
        async with self.bridging:
            await self._join_again((await self.door.ask("GET", "bridges")).rows)
        await self._know_phones()
        for name in await self.tapes.left_over():
            await self._bring(name)

    async def _join_again(self, there: Iterable[Said]) -> None:
        """Bring legs into their bridges that did not get there, and let go bridges that nobody knows any more."""
        for one in there:
            if str(one["id"]).startswith((OURS, EAR)) and str(one["id"]) not in self._known_bridges():
                await self.door.ask("DELETE", "bridges", str(one["id"]))
        inside = {(str(one["id"]), str(channel)) for one in there for channel in one["channels"]}
        for bridge in {str(one["id"]) for one in there} ^ {f"{OURS}{bridge}" for bridge in self.held.bridges}:
            if bridge.removeprefix(OURS) in self.held.bridges:
                await self.door.ask("POST", "bridges", bridge, type="mixing,dtmf_events", name="call")
        for leg, bridge in list(self.held.bridge_of.items()):
            line = self.reader.lines.get(leg)
            if line is not None and (f"{OURS}{bridge}", line.channel) not in inside:
                self.held.inside.discard(leg)
                await self.add(leg)

    def _known_ears(self) -> set[str]:
        ears = {ear.channel for ear in self.held.ears.values()}
        return ears | {tape.ear for tape in self.tapes.running.values()}

    def _known_bridges(self) -> set[str]:
        return {f"{OURS}{bridge}" for bridge in self.held.bridges} | {ear.channel for ear in self.held.ears.values()}

    async def _look_after(self, plays: Iterable[str]) -> None:
        """Tell the end of prompts that ended while nobody listened."""
        for play_id in plays:
            play = self.held.plays.get(play_id)
            if play is None or play.path is None:
                continue
            if (await self.door.ask("GET", "playbacks", play_id)).is_gone:
                self.played(play_id, "end")

    async def _know_phones(self) -> None:
        """Push the telephones that we know, and tell where each of them is."""
        for endpoint, (secret, kind) in list(self.held.phones.items()):
            await telephones.push(self.door, endpoint, secret, kind)
        rows = (await self.door.ask("GET", "endpoints", "PJSIP")).rows
        there = {str(one["resource"]): one for one in rows}
        for endpoint in self.held.phones:
            known = there.get(endpoint, {"resource": endpoint, "state": "offline"})
            self.tell(self.reader.phone(known, clock.now()))

    def phone_is_away(self, endpoint: str) -> None:
        """Tell that a telephone cannot be reached."""
        self.tell(self.reader.tell(EndpointOffline, clock.now(), endpoint=endpoint))
