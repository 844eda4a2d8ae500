"""What Asterisk says over ARI, as events of the port: a reader without any world in it, that knows which legs live."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from shuyou.callcenter.ports import (
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
    PlayFinished,
    RecordingReady,
    SwitchEvent,
)

CAUSES: Final[Mapping[int, str]] = {
    1: "unreachable", 3: "unreachable", 16: "normal", 17: "busy", 18: "no_answer", 19: "no_answer", 20: "unreachable",
    21: "rejected", 26: "cancelled", 127: "failed",
}  # fmt: skip
"""Causes of Q.850 as the port names them."""
DIALLED: Final = "dialled"
"""The first argument of a channel that we originated."""
HEARER: Final = "snoop"
"""The first argument of a channel that listens to another for somebody."""
SNOOPED: Final = "snoop-"
DIAL_ENDS: Final = {"BUSY": "busy", "NOANSWER": "no_answer", "CHANUNAVAIL": "unreachable", "CONGESTION": "failed"}

type Said = Mapping[str, Any]


class AriReader:
    """Reads events one after the other; each leg is offered once and ends once, whatever Asterisk repeats."""

    def __init__(self, switch: str, epoch: int) -> None:
        self._switch = switch
        self._epoch = epoch
        self._seq = 0
        self._cause: dict[str, str] = {}
        self._by_us: set[str] = set()
        self.legs: set[str] = set()
        self.up: set[str] = set()

    def read(self, said: Said, at: datetime) -> Iterator[SwitchEvent]:
        """Find what an event means for calls; many mean nothing."""
        kind, channel = str(said.get("type", "")), said.get("channel") or said.get("peer") or {}
        leg = str(channel.get("id", ""))
        match kind:
            case "StasisStart":
                yield from self._enters(leg, said, channel, at)
            case "Dial" if leg in self.legs:
                yield from self._dialled(leg, str(said.get("dialstatus", "")), at)
            case "ChannelHangupRequest" if leg in self.legs:
                self._cause.setdefault(leg, CAUSES.get(int(said.get("cause", 16)), "normal"))
            case "ChannelDestroyed" | "StasisEnd" if leg in self.legs:
                yield from self.end(leg, at, cause=CAUSES.get(int(said.get("cause", 16)), "normal"))
            case "ChannelDtmfReceived" if leg in self.legs:
                digit, lasts = str(said["digit"]), int(said["duration_ms"])
                yield self._tell(DigitPressed, at, leg, digit=digit, ms=lasts)
            case "ChannelHold" | "ChannelUnhold" if leg in self.legs:
                yield self._tell(LegHeld if kind == "ChannelHold" else LegResumed, at, leg)
            case "ChannelEnteredBridge" | "ChannelLeftBridge" if leg in self.legs:
                joined = LegJoined if kind == "ChannelEnteredBridge" else LegLeft
                yield self._tell(joined, at, leg, bridge=str(said["bridge"]["id"]))
            case _:
                yield from self._beside(kind, said, at)

    def expect(self, leg: str) -> None:
        """Know a leg that is dialled."""
        self.legs.add(leg)

    def ends_by_us(self, leg: str) -> None:
        """Know that we asked for a leg's end."""
        self._by_us.add(leg)

    def end(self, leg: str, at: datetime, *, cause: str) -> Iterator[SwitchEvent]:
        """Tell that a leg has ended, once."""
        if leg not in self.legs:
            return
        self.legs.discard(leg)
        self.up.discard(leg)
        by = "near" if leg in self._by_us else "far"
        self._by_us.discard(leg)
        yield self._tell(LegEnded, at, leg, cause=self._cause.pop(leg, cause), by=by)

    def told(self, kind: type[SwitchEvent], at: datetime) -> SwitchEvent:
        """Return an event about the switch itself."""
        return self._tell(kind, at, "")

    def _enters(self, leg: str, said: Said, channel: Said, at: datetime) -> Iterator[SwitchEvent]:
        args = said.get("args") or [""]
        if leg.startswith(SNOOPED) or args[0] == HEARER:
            return
        if args[0] == DIALLED or leg in self.legs:
            self.legs.add(leg)
            if leg not in self.up:
                self.up.add(leg)
                yield self._tell(LegAnswered, at, leg)
            return
        self.legs.add(leg)
        yield self._tell(
            LegOffered, at, leg, from_number=str(channel.get("caller", {}).get("number", "")),
            to_number=str(channel.get("dialplan", {}).get("exten", "")), trunk=str(channel.get("name", "")),
            sip_call_id=str(channel.get("protocol_id", "")),
        )  # fmt: skip

    def _dialled(self, leg: str, status: str, at: datetime) -> Iterator[SwitchEvent]:
        if status == "RINGING":
            yield self._tell(LegRinging, at, leg)
        elif status in DIAL_ENDS:
            self._cause.setdefault(leg, DIAL_ENDS[status])

    def _beside(self, kind: str, said: Said, at: datetime) -> Iterator[SwitchEvent]:
        """Find what is told of prompts, recordings and telephones."""
        if kind == "PlaybackFinished":
            play = said["playback"]
            leg = str(play["target_uri"]).partition(":")[2]
            yield self._tell(PlayFinished, at, leg, play_id=str(play["id"]))
        elif kind == "RecordingFinished":
            made = said["recording"]
            name, seconds = str(made["name"]), float(made.get("duration", 0))
            yield self._tell(RecordingReady, at, "", record_id=name, path=name, seconds=seconds, sha256="")
        elif kind == "EndpointStateChange":
            endpoint = said["endpoint"]
            there = EndpointOnline if endpoint.get("state") == "online" else EndpointOffline
            yield self._tell(there, at, "", endpoint=str(endpoint["resource"]))

    def _tell(self, kind: type[SwitchEvent], at: datetime, leg: str, **facts: Any) -> SwitchEvent:
        self._seq += 1
        return kind(switch=self._switch, epoch=self._epoch, seq=self._seq, at=at, leg=leg, **facts)
