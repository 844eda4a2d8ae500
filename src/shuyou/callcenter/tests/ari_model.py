"""
An Asterisk without sound: channels, bridges, prompts, recordings and telephones, as a real one lets them be seen.

What happens to one thing is told in order; what happens to different things is told in any order.
"""

import asyncio
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from shuyou.callcenter.tests.ari_table import Refused

APP: Final = "shuyou"
RATE: Final = 8_000
MOMENT: Final = "2026-11-23T10:00:00.000+0800"
LATE: Final = 0.004
"""Seconds by which an event may come late."""
BUSY, NO_ANSWER, NORMAL = 17, 19, 16


@dataclass
class Playback:
    """A prompt of a channel, until it has been heard."""

    name: str
    channel: str
    media: list[str]
    state: str = "queued"

    def shown(self) -> dict[str, Any]:
        """Return it as it is answered."""
        target = f"channel:{self.channel}"
        return {
            "id": self.name, "media_uri": self.media[0], "target_uri": target, "language": "en", "state": self.state,
        }  # fmt: skip


@dataclass
class Channel:
    """One end of a call, or an ear."""

    name: str
    tech: str
    state: str
    number: str = ""
    exten: str = "s"
    args: list[str] = field(default_factory=list)
    is_inside: bool = False
    """Whether it is in the application."""
    is_dialled: bool = False
    bridge: str = ""
    has_music: bool = False
    is_mute: bool = False
    presses: str = ""
    pressed: str = ""
    spied: str = ""
    whisper: str = "none"
    plays: list[Playback] = field(default_factory=list)
    timers: list[asyncio.TimerHandle] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """Return it as it is answered."""
        who = {"name": "", "number": self.number}
        app, data = ("Stasis", ",".join((APP, *self.args))) if self.is_inside else ("AppDial2", "(Outgoing Line)")
        return {
            "id": self.name, "name": self.tech, "state": self.state, "protocol_id": f"{self.name}@127.0.0.1",
            "caller": who, "connected": {"name": "", "number": ""}, "accountcode": "", "language": "en",
            "creationtime": MOMENT,
            "dialplan": {"context": "x", "exten": self.exten, "priority": 1, "app_name": app, "app_data": data},
        }  # fmt: skip


@dataclass
class Asterisk:
    """All of one."""

    chance: Random
    say_to: Callable[[dict[str, Any]], None]
    channels: dict[str, Channel] = field(default_factory=dict)
    bridges: dict[str, list[str]] = field(default_factory=dict)
    playbacks: dict[str, Playback] = field(default_factory=dict)
    live: dict[str, tuple[str, float]] = field(default_factory=dict)
    stored: dict[str, bytes] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    """Endpoints and whether they are `online`."""
    config: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    manners: dict[str, str] = field(default_factory=dict)
    """What becomes of a call to an endpoint: `ring` unless it is `busy`."""
    fallen: list[str] = field(default_factory=list)
    """Callers whom nobody heard of, left to the dialplan."""
    has_listener: bool = False
    is_subscribed: bool = False
    _lanes: dict[str, deque[dict[str, Any]]] = field(default_factory=dict)
    _count: int = 0

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """Return the loop that all lives in."""
        return asyncio.get_running_loop()

    # --- what is told

    def say(self, lane: str, kind: str, **facts: Any) -> None:
        """Tell something, in order with what else is told of the same thing."""
        said = {"type": kind, "timestamp": MOMENT, "application": APP, "asterisk_id": "02:00", **facts}
        self._lanes.setdefault(lane, deque()).append(said)
        self.loop.call_later(self.chance.random() * LATE, lambda: self.say_to(self._lanes[lane].popleft()))

    def of(self, channel: Channel, kind: str, **facts: Any) -> None:
        """Tell something of a channel."""
        self.say(channel.name, kind, channel=channel.shown(), **facts)

    def dial(self, channel: Channel, status: str) -> None:
        """Tell how dialling goes on."""
        self.say(f"dial {channel.name}", "Dial", dialstatus=status, dialstring="x", forward="", peer=channel.shown())

    # --- channels

    def find(self, name: str) -> Channel:
        """
        Return a channel of the application.

        :raises Refused: there is none, or it is not there yet.
        """
        if name not in self.channels:
            raise Refused(404, "Channel not found")
        if not self.channels[name].is_inside:
            raise Refused(409, "Channel not in Stasis application")
        return self.channels[name]

    def come(self, number: str, called: str, *, presses: str = "", words: str = "") -> Channel | None:
        """Have somebody call; None: nobody hears it, so that the dialplan goes on."""
        self._count += 1
        name = f"17953118{self._count // 100:02d}.{self._count}"
        if not self.has_listener:
            self.fallen.append(name)
            return None
        args = ["inbound", called, *words.split()]
        made = Channel(name, f"PJSIP/trunk-{self._count:08x}", "Ring", number, called, args, is_inside=True)
        made.presses = presses
        self.channels[name] = made
        self.of(made, "StasisStart", args=args)
        return made

    def ring_at(self, name: str, where: str, args: str, seconds: int) -> Channel:
        """
        Dial somebody.

        :raises Refused: the channel is there, or nobody can be reached there.
        """
        tech, _, who = where.partition("/")
        if not who or tech != "PJSIP":
            raise Refused(400, "Invalid endpoint specified")
        if name in self.channels:
            raise Refused(409, "Channel with given unique ID already exists")
        if self.phones.get(who.rpartition("@")[2]) != "online":
            raise Refused(500, "Allocation failed")
        made = Channel(name, f"{where}-1", "Down", args=args.split(","), is_dialled=True)
        self.channels[name] = made
        self.dial(made, "")
        made.timers.append(self.loop.call_later(0.002, self._rings, made, self.manners.get(who, "ring")))
        made.timers.append(self.loop.call_later(seconds, self._unanswered, made))
        return made

    def _rings(self, made: Channel, manner: str) -> None:
        made.state = "Ringing"
        self.of(made, "ChannelStateChange")
        self.dial(made, "RINGING")
        if manner == "busy":
            self.dial(made, "BUSY")
            self.end(made, BUSY)

    def _unanswered(self, made: Channel) -> None:
        if made.state != "Up":
            self.end(made, NO_ANSWER, is_asked=False)

    def take(self, name: str) -> None:
        """Have whoever is dialled answer."""
        made = self.channels.get(name)
        if made is not None and made.state == "Ringing":
            made.state, made.is_inside = "Up", True
            self.of(made, "ChannelStateChange")
            self.dial(made, "ANSWER")
            self.of(made, "StasisStart", args=made.args)

    def answer(self, made: Channel) -> None:
        """Take a call."""
        if made.state != "Up":
            made.state = "Up"
            self.of(made, "ChannelStateChange")

    def end(self, made: Channel, cause: int, *, is_asked: bool = True, **facts: Any) -> None:
        """End a channel, with all that depends on it."""
        if self.channels.pop(made.name, None) is None:
            return
        for timer in made.timers:
            timer.cancel()
        if is_asked:
            self.of(made, "ChannelHangupRequest", cause=cause, **facts)
        for play in list(made.plays):
            self.finish(play, "failed")
        self.leave(made)
        for name in [name for name, (channel, _) in self.live.items() if channel == made.name]:
            self.tape_ends(name)
        if made.is_inside:
            self.of(made, "StasisEnd")
        if made.is_dialled:
            self.of(made, "ChannelDestroyed", cause=NORMAL if cause == 32 else cause, cause_txt="x")
        for ear in [one for one in self.channels.values() if one.spied == made.name]:
            self.end(ear, 32, soft=True)

    # --- bridges

    def bridge_shown(self, name: str) -> dict[str, Any]:
        """Return a bridge as it is answered."""
        return {
            "id": name, "technology": "simple_bridge", "bridge_type": "mixing", "bridge_class": "stasis",
            "creator": "Stasis", "name": "call", "channels": list(self.bridges.get(name, ())), "creationtime": MOMENT,
        }  # fmt: skip

    def enter(self, made: Channel, bridge: str) -> None:
        """Bring a channel into a bridge, out of any other."""
        self.leave(made)
        made.bridge = bridge
        self.bridges[bridge].append(made.name)
        self.of(made, "ChannelEnteredBridge", bridge=self.bridge_shown(bridge))

    def leave(self, made: Channel) -> None:
        """Take a channel out of its bridge."""
        if made.bridge:
            self.bridges[made.bridge].remove(made.name)
            bridge, made.bridge = made.bridge, ""
            self.of(made, "ChannelLeftBridge", bridge=self.bridge_shown(bridge))

    def hears(self, name: str) -> set[str]:
        """Return whom a channel hears: the others of its bridge, whoever an ear lets it hear, who whispers to it."""
        made = self.channels[name]
        heard: set[str] = set()
        for other in self.bridges.get(made.bridge, ()):
            one = self.channels[other]
            if one.spied:
                heard |= {one.spied, *self.hears(one.spied)}
            elif not one.is_mute:  # music does not keep anybody from being heard
                heard.add(other)
        for ear in [one for one in self.channels.values() if one.whisper != "none"]:
            is_beside = ear.spied in self.bridges.get(made.bridge, ()) and ear.whisper == "both"
            if ear.spied == name or is_beside:
                heard |= set(self.bridges.get(ear.bridge, ())) - {ear.name}
        return heard - {name}

    # --- prompts

    def play(self, made: Channel, play: Playback) -> None:
        """Let a channel hear something after what it hears already."""
        self.playbacks[play.name] = play
        made.plays.append(play)
        if made.plays == [play]:
            self._begin(made)

    def _begin(self, made: Channel) -> None:
        play, files = made.plays[0], [Path(f"{one.removeprefix('sound:')}.alaw") for one in made.plays[0].media]
        if not all(file.is_file() for file in files):
            self.finish(play, "failed")
            return
        play.state = "playing"
        self.say(f"play {play.name}", "PlaybackStarted", playback=play.shown())
        seconds = sum(file.stat().st_size for file in files) / RATE
        made.timers.append(self.loop.call_later(seconds, self.finish, play, "done"))
        for place, key in enumerate(made.presses, start=1):
            made.timers.append(self.loop.call_later(0.05 * place, self._press, made, key))
        made.presses = ""

    def _press(self, made: Channel, key: str) -> None:
        self.of(made, "ChannelDtmfReceived", digit=key, duration_ms=120)

    def finish(self, play: Playback, state: str) -> None:
        """End a prompt, and begin the next one."""
        if self.playbacks.pop(play.name, None) is None:
            return
        play.state = state
        self.say(f"play {play.name}", "PlaybackFinished", playback=play.shown())
        made = self.channels.get(play.channel)
        if made is not None and play in made.plays:
            made.plays.remove(play)
            if made.plays:
                self._begin(made)

    # --- recordings

    def tape_shown(self, name: str, state: str) -> dict[str, Any]:
        """Return a recording as it is answered."""
        return {"name": name, "format": "wav", "state": state, "target_uri": "channel:x"}

    def tape_ends(self, name: str) -> None:
        """End a recording: it lies there as a file."""
        _, since = self.live.pop(name)
        sound = bytes(2 * int((self.loop.time() - since) * RATE))
        head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(sound), b"WAVE", b"fmt ", 16, 1, 1, RATE,
                           2 * RATE, 2, 16, b"data", len(sound))  # fmt: skip
        self.stored[name] = head + sound
        self.say(f"tape {name}", "RecordingFinished", recording=self.tape_shown(name, "done"))

    # --- telephones

    def register(self, endpoint: str, secret: str) -> bool:
        """Have a telephone say where it is, and tell whether it was let in."""
        known = self.config.get(("auth", endpoint), {}).get("password") == secret
        if known and ("endpoint", endpoint) in self.config and ("aor", endpoint) in self.config:
            self.phone(endpoint, "online")
        return self.phones.get(endpoint) == "online"

    def phone(self, endpoint: str, state: str) -> None:
        """Have a telephone be there, or not."""
        self.phones[endpoint] = state
        if self.is_subscribed:
            self.say(f"phone {endpoint}", "EndpointStateChange", endpoint=self.phone_shown(endpoint))

    def phone_shown(self, endpoint: str) -> dict[str, Any]:
        """Return a telephone as it is answered."""
        return {
            "technology": "PJSIP", "resource": endpoint, "state": self.phones[endpoint], "channel_ids": [],
        }  # fmt: skip
