"""
What legs hear: each other, a prompt, music; every 20 ms for whatever does not come by itself.

Whoever hears one other gets that one's packets as they are. Only who hears several at once gets them added up.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from shuyou.callcenter.adapters.embedded.g711 import FRAME, RATE, SILENCE, mixed
from shuyou.callcenter.adapters.embedded.record import Recording
from shuyou.callcenter.adapters.embedded.rtp import Ports, Stream
from shuyou.callcenter.adapters.embedded.sdp import PCMA

STEP: Final = 0.02
FLUSH: Final = 25
"""Steps after which recordings are written on."""
TOO_LATE: Final = 10
"""Steps that are caught up with; later ones are left out."""
LISTEN, WHISPER, BARGE = "listen", "whisper", "barge"


@dataclass(slots=True)
class Play:
    """Something that is played to a leg."""

    leg: str
    stream: Stream
    sound: bytes
    repeat: int
    """How often still; 0: for ever."""
    ended: Callable[[int], object]
    place: int = 0
    played: int = 0


@dataclass(slots=True)
class _Monitor:
    leg: str
    mode: str


@dataclass(slots=True)
class Sounds:
    """The sound of all legs of a switch."""

    ports: Ports
    loop: asyncio.AbstractEventLoop
    late: deque[float] = field(default_factory=lambda: deque(maxlen=20_000))
    """By how many seconds steps came late."""
    streams: dict[str, Stream] = field(default_factory=dict)
    plays: dict[str, Play] = field(default_factory=dict)
    bridges: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tapes: dict[str, tuple[str, Recording]] = field(default_factory=dict)
    _held: set[str] = field(default_factory=set)
    _monitors: dict[str, _Monitor] = field(default_factory=dict)
    _mixed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _due: float = 0
    _timer: asyncio.TimerHandle | None = None
    _steps: int = 0

    # --- legs

    def open(self, leg: str, pressed: Callable[[str, int], object]) -> Stream:
        """Return a new leg's stream."""
        stream = self.streams[leg] = Stream(self.ports, self.loop, pressed=pressed)
        return stream

    def close(self, leg: str) -> None:
        """Let a leg's stream go, with all that was played to it."""
        stream = self.streams.pop(leg, None)
        if stream is None:
            return
        for play_id in [name for name, play in self.plays.items() if play.leg == leg]:
            del self.plays[play_id]
        self._held.discard(leg)
        for by in [by for by, monitor in self._monitors.items() if leg in (by, monitor.leg)]:
            del self._monitors[by]
        stream.close()
        self.wire()

    # --- who hears whom

    def hold(self, leg: str, *, is_held: bool) -> None:
        """Have a leg hear nobody and be heard by nobody, or again."""
        (self._held.add if is_held else self._held.discard)(leg)
        self.wire()

    def is_held(self, leg: str) -> bool:
        """Return whether a leg is held."""
        return leg in self._held

    def monitor(self, leg: str, by: str, mode: str) -> None:
        """Have somebody listen to a leg, whisper to it, or speak with all."""
        if mode in (LISTEN, WHISPER, BARGE) and leg in self.streams and by in self.streams and leg != by:
            self._monitors[by] = _Monitor(leg, mode)
        else:
            self._monitors.pop(by, None)
        self.wire()

    def wire(self) -> None:
        """Work out anew who hears whom."""
        heard = self._heard()
        alone: dict[str, list[Stream]] = {}
        for listener, speakers in heard.items():
            if len(speakers) == 1:
                alone.setdefault(speakers[0], []).append(self.streams[listener])
        several = {listener: speakers for listener, speakers in heard.items() if len(speakers) > 1}
        in_mixes = {speaker for speakers in several.values() for speaker in speakers}
        for leg, stream in self.streams.items():
            stream.listeners = tuple(alone.get(leg, ()))
            stream.is_mixed = leg in in_mixes
            if not stream.is_mixed:
                stream.waiting.clear()
        self._mixed = several
        if several:
            self._wake()

    def _heard(self) -> dict[str, tuple[str, ...]]:
        heard: dict[str, list[str]] = {}
        for legs in self.bridges.values():
            there = [leg for leg in legs if leg in self.streams and leg not in self._held]
            for leg in there:
                heard[leg] = [other for other in there if other != leg]
        for by, monitor in self._monitors.items():
            others = list(heard.get(monitor.leg, ()))
            heard[by] = [monitor.leg, *others]
            if monitor.mode != LISTEN and monitor.leg not in self._held:
                heard.setdefault(monitor.leg, []).append(by)
            if monitor.mode == BARGE:
                for other in others:
                    heard.setdefault(other, []).append(by)
        return {leg: tuple(dict.fromkeys(speakers)) for leg, speakers in heard.items()}

    # --- what is played

    def play(self, play_id: str, play: Play) -> None:
        """Begin to play something; whatever was played to the leg before ends without a word."""
        for other in [name for name, one in self.plays.items() if one.stream is play.stream]:
            del self.plays[other]
        self.plays[play_id] = play
        play.stream.is_playing = True
        self._wake()

    def stop(self, play_id: str) -> Play | None:
        """Return what is no longer played."""
        play = self.plays.pop(play_id, None)
        if play is not None:
            play.stream.is_playing = False
        return play

    def wake_for_keys(self, stream: Stream, digits: str) -> None:
        """Press keys for a leg."""
        stream.press(digits)
        self._wake()

    # --- what is recorded

    def record(self, record_id: str, leg: str, recording: Recording) -> None:
        """Begin to record a leg."""
        self.tapes[record_id] = leg, recording
        self.streams[leg].tape = recording
        self._wake()

    def stop_record(self, record_id: str) -> Recording | None:
        """Return a recording that has ended, its file closed."""
        leg, recording = self.tapes.pop(record_id, ("", None))
        if recording is None:
            return None
        if (stream := self.streams.get(leg)) is not None and stream.tape is recording:
            stream.tape = None
        recording.close(self.loop.time())
        return recording

    def records_of(self, leg: str) -> Iterable[str]:
        """Return what is being recorded of a leg."""
        return [name for name, (recorded, _) in self.tapes.items() if recorded == leg]

    def held_things(self) -> Mapping[str, Iterable[str]]:
        """Return all that is held, by what it is."""
        return {"stream": self.streams, "play": self.plays, "bridge": self.bridges, "tape": self.tapes}

    # --- every 20 ms

    def _wake(self) -> None:
        if self._timer is None:
            self._due = self.loop.time() + STEP
            self._timer = self.loop.call_at(self._due, self._step)

    def end(self) -> None:
        """Stop for good."""
        if self._timer is not None:
            self._timer.cancel()
        for leg in list(self.streams):
            self.close(leg)

    def _step(self) -> None:
        late = self.loop.time() - self._due
        self.late.append(late)
        if late > TOO_LATE * STEP:
            self._due = self.loop.time()
        self._steps += 1
        for play_id, play in list(self.plays.items()):
            self._play_on(play_id, play)
        pressing = [stream for stream in self.streams.values() if stream.keys]
        for stream in pressing:
            stream.send_key()
        if self._mixed:
            self._mix(self._mixed)
        if self._steps % FLUSH == 0:
            for _, recording in self.tapes.values():
                recording.flush(self.loop.time())
        is_idle = not (self.plays or pressing or self._mixed or self.tapes)
        self._due += STEP
        self._timer = None if is_idle else self.loop.call_at(self._due, self._step)

    def _play_on(self, play_id: str, play: Play) -> None:
        frame = play.sound[play.place : play.place + FRAME]
        if len(frame) < FRAME:
            frame += SILENCE * (FRAME - len(frame))
        play.stream.send(PCMA, frame, stamp=play.played, origin=play_id)
        play.place += FRAME
        play.played += FRAME
        if play.place < len(play.sound):
            return
        play.place = 0
        if play.repeat == 1:
            self.stop(play_id)
            play.ended(play.played * 1000 // RATE)
        elif play.repeat:
            play.repeat -= 1

    def _mix(self, several: Mapping[str, tuple[str, ...]]) -> None:
        voices: dict[str, bytes] = {}
        for leg in {speaker for speakers in several.values() for speaker in speakers}:
            stream = self.streams[leg]
            if len(stream.waiting) >= FRAME:
                voices[leg] = bytes(stream.waiting[:FRAME])
                del stream.waiting[:FRAME]
        for listener, speakers in several.items():
            stream = self.streams[listener]
            said = [voices[speaker] for speaker in speakers if speaker in voices]
            if stream.is_playing:
                continue
            frame = mixed(said) if len(said) > 1 else said[0] if said else SILENCE * FRAME
            stream.send(PCMA, frame, stamp=self._steps * FRAME, origin="mix")
