"""The switch that is built in, behind the port of all switches."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, Final

from shuyou.callcenter.adapters.embedded.ear import Ear
from shuyou.callcenter.adapters.embedded.guard import Trunk
from shuyou.callcenter.adapters.embedded.legs import Incoming, Leg, Outgoing
from shuyou.callcenter.adapters.embedded.record import Recording, digest_of, plain_name, repaired
from shuyou.callcenter.adapters.embedded.registrar import Place
from shuyou.callcenter.adapters.embedded.setting import Setting
from shuyou.callcenter.adapters.embedded.side import Side
from shuyou.callcenter.adapters.embedded.sound import Play
from shuyou.callcenter.adapters.speech import Prompts, tone
from shuyou.callcenter.ports import (
    SURE,
    Dialling,
    DigitPressed,
    EndpointOffline,
    EndpointOnline,
    LegAnswered,
    LegEnded,
    LegHeld,
    LegJoined,
    LegLeft,
    LegOffered,
    LegResumed,
    LegRinging,
    Listener,
    Music,
    PlayFinished,
    Prompt,
    RecordingReady,
    Snapshot,
    SwitchDown,
    SwitchEvent,
    SwitchUp,
    WordHeard,
)
from shuyou.kernel import clock

log = logging.getLogger(__name__)

AGAIN: Final = 3.0
"""Seconds after which a port that somebody else holds is tried again."""
BEAT: Final = 1.0
LONGEST_MAKING: Final = 12.0
"""Seconds after which nobody waits for a prompt any longer."""


class EmbeddedSwitch(Side):
    """Takes and makes real calls by SIP, on this machine, in this process."""

    capabilities = frozenset({"transfer", "conference", "listen", "whisper", "barge", "record"})

    def __init__(self, name: str, *, epoch: int, setting: Setting, prompts: Prompts, recordings: Path) -> None:
        super().__init__(name, epoch=epoch, setting=setting)
        self.prompts = prompts
        self._listener: Listener | None = None
        self._recordings = recordings
        self._seq = 0
        self._told: asyncio.Queue[SwitchEvent] = asyncio.Queue()
        self._making: dict[str, asyncio.Task[None]] = {}
        self._filing: set[asyncio.Task[None]] = set()
        self._understanding: set[asyncio.Task[None]] = set()
        self._bridge_of: dict[str, str] = {}

    # --- the port: what is alive

    async def events(self) -> AsyncIterator[SwitchEvent]:
        """Tell what happens, for ever, from the moment that the port is ours."""
        await self._open()
        self._file_left_over()
        beat = asyncio.ensure_future(self._beat())
        try:
            while True:
                yield await self._told.get()
        finally:
            beat.cancel()
            await self.close()

    async def _open(self) -> None:
        while True:
            try:
                await self.listen()
            except OSError as error:
                log.error("nothing can listen at %s:%d: %s", *self.near[:2], error.strerror)
                self._tell(SwitchDown, "")
                await asyncio.sleep(AGAIN)
            else:
                self._tell(SwitchUp, "")
                log.info("calls are taken at %s:%d", *self.near[:2])
                return

    async def listen(self) -> None:
        """
        Open the ports, unless they are ours.

        :raises OSError: somebody else has it.
        """
        if not self.wire.is_open:
            self.near = await self.wire.open(self.near, self._setting.certificates)

    async def close(self) -> None:
        """Hang up everywhere, and let all ports go."""
        for leg in list(self.legs.values()):
            leg.hangup("failed", "switch")
        tasks = [*self._making.values(), *self._filing, *self._understanding]
        for task in self._making.values():
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.transactions.close()
        self.sounds.end()
        self.wire.close()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            now = self._loop.time()
            self.registrar.expire(now)
            self.wire.lines.sweep()
            for leg in list(self.legs.values()):
                heard_at = max(leg.stream.heard_at, leg.up_at, leg.asked_at)
                if leg.is_up and now - heard_at > self._setting.quiet:
                    leg.ask_whether_there(now)

    async def snapshot(self) -> Snapshot:
        """Return what is alive."""
        bridges = {name: frozenset(legs) for name, legs in self.sounds.bridges.items()}
        return Snapshot(frozenset(self.legs), bridges, self.registrar.online)

    # --- the port: legs

    async def ring(self, leg: str) -> None:
        """Let the caller hear that it rings."""
        if isinstance(found := self.legs.get(leg), Incoming):
            found.ring()

    async def answer(self, leg: str) -> None:
        """Take the call."""
        if isinstance(found := self.legs.get(leg), Incoming):
            found.take()

    async def reject(self, leg: str, cause: str) -> None:
        """Refuse the call."""
        if isinstance(found := self.legs.get(leg), Incoming):
            found.reject(cause)

    async def hangup(self, leg: str, cause: str = "normal") -> None:
        """End a leg."""
        if (found := self.legs.get(leg)) is not None:
            found.hangup(cause, "near")

    async def dial(self, leg: str, dialling: Dialling) -> None:
        """Call somebody."""
        if leg not in self.legs and self.call(leg, dialling) is None:
            self._tell(LegEnded, leg, cause="unreachable", by="switch")

    async def pick_up(self, leg: str) -> None:
        """Ask an agent's telephone to answer by itself; some do."""
        if isinstance(found := self.legs.get(leg), Outgoing):
            found.pick_up()

    async def send_digits(self, leg: str, digits: str) -> None:
        """Press keys for a leg."""
        if (found := self.legs.get(leg)) is not None:
            self.sounds.wake_for_keys(found.stream, digits)

    # --- the port: what is heard

    async def play(self, leg: str, prompt: Prompt, *, play_id: str, repeat: int = 1) -> None:
        """Let somebody hear something; words that nobody has spoken yet are spoken first."""
        if leg not in self.legs or play_id in self.sounds.plays or play_id in self._making:
            return
        if (sound := self.prompts.ready(prompt)) is not None:
            self._begin_play(leg, sound, play_id=play_id, repeat=repeat)
            return
        self._making[play_id] = asyncio.ensure_future(self._make(leg, prompt, play_id=play_id, repeat=repeat))

    async def _make(self, leg: str, prompt: Prompt, *, play_id: str, repeat: int) -> None:
        try:
            sound = await asyncio.wait_for(self.prompts.sound(prompt), LONGEST_MAKING)
        except Exception:  # whoever waits for its end must hear of one
            log.exception("a prompt could not be made; a tone is heard instead")
            sound = tone(440, 0.4)
        finally:
            self._making.pop(play_id, None)
        self._begin_play(leg, sound, play_id=play_id, repeat=repeat)

    def _begin_play(self, leg: str, sound: bytes, *, play_id: str, repeat: int) -> None:
        if (found := self.legs.get(leg)) is None:
            return

        def ended(ms: int) -> None:
            self._tell(PlayFinished, leg, play_id=play_id, played_ms=ms, why="end")

        self.sounds.play(play_id, Play(leg, found.stream, sound, repeat, ended))

    async def stop(self, play_id: str) -> None:
        """End a prompt."""
        if (making := self._making.pop(play_id, None)) is not None:
            making.cancel()
            self._tell(PlayFinished, "", play_id=play_id, why="stopped")
        elif (play := self.sounds.stop(play_id)) is not None:
            self._tell(PlayFinished, play.leg, play_id=play_id, played_ms=play.played // 8, why="stopped")

    async def bridge(self, bridge: str, legs: Sequence[str]) -> None:
        """Let legs hear each other, and nobody else hear them there."""
        before, after = self.sounds.bridges.get(bridge, ()), tuple(leg for leg in legs if leg in self.legs)
        for leg in before:
            if leg not in after:
                self._leave(leg, bridge)
        for leg in after:
            if (other := self._bridge_of.get(leg, bridge)) != bridge:
                self._leave(leg, other)
        if after:
            self.sounds.bridges[bridge] = after
        else:
            self.sounds.bridges.pop(bridge, None)
        for leg in after:
            if self._bridge_of.get(leg) != bridge:
                self._bridge_of[leg] = bridge
                self._tell(LegJoined, leg, bridge=bridge)
        self.sounds.wire()

    async def unbridge(self, bridge: str) -> None:
        """Part the legs of a bridge; none of them ends."""
        for leg in self.sounds.bridges.get(bridge, ()):
            self._leave(leg, bridge)
        self.sounds.wire()

    def _leave(self, leg: str, bridge: str) -> None:
        rest = tuple(one for one in self.sounds.bridges.get(bridge, ()) if one != leg)
        if rest:
            self.sounds.bridges[bridge] = rest
        else:
            self.sounds.bridges.pop(bridge, None)
        if self._bridge_of.pop(leg, None) and leg in self.legs:
            self._tell(LegLeft, leg, bridge=bridge)

    async def hold(self, leg: str, music: Music) -> None:
        """Let a leg hear music instead of its bridge."""
        if leg in self.legs and not self.sounds.is_held(leg):
            self.sounds.hold(leg, is_held=True)
            await self.play(leg, music, play_id=f"hold {leg}", repeat=0)

    async def resume(self, leg: str) -> None:
        """Let a held leg hear its bridge again."""
        if leg in self.legs and self.sounds.is_held(leg):
            await self.stop(f"hold {leg}")
            self.sounds.hold(leg, is_held=False)

    async def mute(self, leg: str, *, is_muted: bool) -> None:
        """Have the others not hear a leg, or again."""
        if (found := self.legs.get(leg)) is not None:
            found.stream.is_muted = is_muted

    async def monitor(self, leg: str, by: str, mode: str) -> None:
        """Let the leg `by` listen to a leg, whisper to it or speak with all; any other mode ends it."""
        self.sounds.monitor(leg, by, mode)

    # --- the port: words

    def understand(self, listener: Listener) -> None:
        """Have a listener understand what callers say from now on."""
        self._listener = listener
        self.capabilities = self.capabilities | {"speech"}

    async def hear(self, leg: str, words: Sequence[str], language: str) -> None:
        """Listen for words; nothing happens in a language that the listener does not know."""
        found, listener = self.legs.get(leg), self._listener
        if found is None or listener is None or language not in listener.languages:
            return

        def said(sound: bytes) -> None:
            task = asyncio.ensure_future(self._understand(leg, ear, sound, words))
            self._understanding.add(task)
            task.add_done_callback(self._understanding.discard)

        found.stream.ear = ear = Ear(said)

    async def hear_no_more(self, leg: str) -> None:
        """Listen no longer."""
        if (found := self.legs.get(leg)) is not None:
            found.stream.ear = None

    async def _understand(self, leg: str, ear: Ear, sound: bytes, words: Sequence[str]) -> None:
        assert self._listener is not None
        word = await asyncio.to_thread(self._listener.word, sound, words)
        found = self.legs.get(leg)
        if word and found is not None and found.stream.ear is ear:
            self._tell(WordHeard, leg, word=word)

    # --- the port: recordings

    async def record(self, record_id: str, leg: str) -> None:
        """Begin to record both sides of a leg."""
        if leg not in self.legs or record_id in self.sounds.tapes:
            return
        day = clock.now().strftime("%Y-%m-%d")
        path = self._recordings / day / f"{plain_name(record_id)}.wav"
        self.sounds.record(record_id, leg, Recording(path, self._loop.time()))

    async def stop_record(self, record_id: str) -> None:
        """End a recording; `RecordingReady` follows."""
        self._file(record_id)

    def _file(self, record_id: str) -> None:
        leg, _ = self.sounds.tapes.get(record_id, ("", None))
        recording = self.sounds.stop_record(record_id)
        if recording is not None:
            task = asyncio.ensure_future(self._seal(record_id, leg, recording))
            self._filing.add(task)
            task.add_done_callback(self._filing.discard)

    def _file_left_over(self) -> None:
        """File what was being recorded, or filed, when an earlier life of the switch ended."""
        for path in sorted(self._recordings.glob("*/*.wav")):
            task = asyncio.ensure_future(self._take_up(path))
            self._filing.add(task)
            task.add_done_callback(self._filing.discard)

    async def _take_up(self, path: Path) -> None:
        samples = await asyncio.to_thread(repaired, path)
        if not samples:
            return
        digest = await asyncio.to_thread(digest_of, path)
        self._tell(
            RecordingReady, "", record_id=path.stem, path=str(path), seconds=samples / 8_000, sha256=digest
        )  # fmt: skip

    async def _seal(self, record_id: str, leg: str, recording: Recording) -> None:
        digest = await asyncio.to_thread(digest_of, recording.path)
        self._tell(
            RecordingReady, leg, record_id=record_id, path=str(recording.path), seconds=recording.samples / 8_000,
            sha256=digest,
        )  # fmt: skip

    # --- the port: telephones

    async def put_endpoint(self, endpoint: str, secret: str, kind: str) -> None:
        """Know an agent's telephone; while it is nowhere, it cannot be reached."""
        is_new = self._endpoints.get(endpoint) != secret
        self._endpoints[endpoint] = secret
        self.registrar.put(endpoint, secret)
        if is_new and self.registrar.place(endpoint) is None:
            self._tell(EndpointOffline, "", endpoint=endpoint)

    async def drop_endpoint(self, endpoint: str) -> None:
        """Know an agent's telephone no longer."""
        self._endpoints.pop(endpoint, None)
        self.registrar.drop(endpoint)

    # --- what happens

    def _moved(self, endpoint: str, place: Place | None) -> None:
        if place is None:
            self._tell(EndpointOffline, "", endpoint=endpoint)
        else:
            self.follow(endpoint, place)
            self._tell(EndpointOnline, "", endpoint=endpoint, contact=f"{place.source.host}:{place.source.port}")

    def _offered(self, leg: Incoming, caller: tuple[str, bool], *, called: str, trunk: Trunk) -> None:
        call_id, (number, is_sure) = leg.dialog.call_id, caller
        self._tell(
            LegOffered, leg.name, from_number=number, to_number=called, trunk=trunk.name, sip_call_id=call_id,
            headers={SURE: "1"} if is_sure else {},
        )  # fmt: skip

    def rang(self, leg: Leg) -> None:
        """Tell that it rings there."""
        self._tell(LegRinging, leg.name)

    def answered(self, leg: Leg) -> None:
        """Tell that somebody is on the line."""
        leg.up_at = self._loop.time()
        self._tell(LegAnswered, leg.name, codec=leg.codec)

    def pressed(self, leg: Leg, digit: str, ms: int) -> None:
        """Tell that a key was pressed."""
        self._tell(DigitPressed, leg.name, digit=digit, ms=ms)

    def held(self, leg: Leg, *, is_held: bool) -> None:
        """Tell that a telephone's own key put the others on hold, or took them back."""
        self._tell(LegHeld if is_held else LegResumed, leg.name)

    def ended(self, leg: Leg, cause: str, by: str) -> None:
        """Let all go that a leg had, then tell that it is over."""
        for record_id in self.sounds.records_of(leg.name):
            self._file(record_id)
        if bridge := self._bridge_of.get(leg.name):
            del self.legs[leg.name]
            self._leave(leg.name, bridge)
        self.legs.pop(leg.name, None)
        self.sounds.close(leg.name)
        quality = {"received": float(leg.stream.received), "sent": float(leg.stream.sent)}
        self._tell(LegEnded, leg.name, cause=cause, by=by, quality=quality)

    def _tell(self, kind: Callable[..., SwitchEvent], leg: str, **facts: Any) -> None:
        self._seq += 1
        at = clock.now()
        self._told.put_nowait(kind(switch=self.name, epoch=self._epoch, seq=self._seq, at=at, leg=leg, **facts))
