"""What Asterisk says over ARI, as events of the port: a reader without any world in it, that knows which legs live."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from shuyou.callcenter.ports import (
    AGAIN,
    SURE,
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
    SwitchEvent,
)

CAUSES: Final[Mapping[int, str]] = {
    1: "unreachable", 3: "unreachable", 16: "normal", 17: "busy", 18: "no_answer", 19: "no_answer", 20: "unreachable",
    21: "rejected", 26: "cancelled", 127: "failed",
}  # fmt: skip
"""Causes of Q.850 as the port names them."""
DIAL_ENDS: Final = {"BUSY": "busy", "NOANSWER": "no_answer", "CHANUNAVAIL": "unreachable", "CONGESTION": "failed"}
APP: Final = "shuyou"
OURS: Final = "shuyou-"
"""How the channels, bridges and recordings begin that we make for calls."""
EAR: Final = "ear-"
"""How a channel begins that listens to another for somebody."""
INBOUND: Final = "inbound"
VOUCHED: Final = "sure"
"""The first and the third word of what extensions.conf says of a caller."""

type Said = Mapping[str, Any]


@dataclass(slots=True)
class Line:
    """A leg that lives, and its channel."""

    leg: str
    channel: str
    is_dialled: bool
    is_up: bool = False
    """Somebody was told to be on the line."""
    has_rung: bool = False
    cause: str = ""
    by: str = ""


class AriReader:
    """Reads events one after the other; each leg is offered once and ends once, whatever Asterisk repeats."""

    def __init__(self, switch: str, epoch: int) -> None:
        self._switch = switch
        self._epoch = epoch
        self._seq = 0
        self.lines: dict[str, Line] = {}
        self._channels: dict[str, Line] = {}

    def read(self, said: Said, at: datetime) -> Iterator[SwitchEvent]:
        """Find what an event means for calls; many mean nothing."""
        kind, channel = str(said.get("type", "")), said.get("channel") or said.get("peer") or {}
        line = self._channels.get(str(channel.get("id", "")))
        if kind == "EndpointStateChange":
            yield self.phone(said["endpoint"], at)
        elif kind == "StasisStart" and (line is None or line.is_dialled):
            yield from self._enters(line, said.get("args") or [], channel, at)
        elif line is not None:
            yield from self._happens(line, kind, said, at)

    def _happens(self, line: Line, kind: str, said: Said, at: datetime) -> Iterator[SwitchEvent]:
        """Find what an event means for a leg that lives."""
        match kind:
            case "ChannelStateChange":
                yield from self.stands(line, str(said["channel"]["state"]), at)
            case "Dial":
                yield from self._dialled(line, str(said.get("dialstatus", "")), at)
            case "ChannelHangupRequest":
                line.cause = line.cause or CAUSES.get(int(said.get("cause", 16)), "normal")
            case "ChannelDestroyed" | "StasisEnd":
                yield from self.end(line.leg, at, cause=CAUSES.get(int(said.get("cause", 16)), "normal"))
            case "ChannelDtmfReceived":
                yield self.tell(DigitPressed, at, line.leg, digit=str(said["digit"]), ms=int(said["duration_ms"]))
            case "ChannelHold" | "ChannelUnhold":
                yield self.tell(LegHeld if kind == "ChannelHold" else LegResumed, at, line.leg)
            case "ChannelEnteredBridge" | "ChannelLeftBridge" if str(said["bridge"]["id"]).startswith(OURS):
                moved = LegJoined if kind == "ChannelEnteredBridge" else LegLeft
                yield self.tell(moved, at, line.leg, bridge=str(said["bridge"]["id"]).removeprefix(OURS))

    # --- legs

    def leg_of(self, channel: str) -> str:
        """Return the leg of a channel: ours carry its name, callers' are named by us."""
        known = self._channels.get(channel)
        if known is not None:
            return known.leg
        return channel.removeprefix(OURS) if channel.startswith(OURS) else f"{self._switch}-{self._epoch}-{channel}"

    def expect(self, leg: str, channel: str) -> None:
        """Know a leg that is dialled."""
        self.lines[leg] = self._channels[channel] = Line(leg, channel, is_dialled=True)

    def offer(self, channel: Said, args: list[str], at: datetime, *, is_again: bool = False) -> Iterator[SwitchEvent]:
        """Tell of a caller, with the number that was called and whether the network vouches for theirs."""
        name, dialplan = str(channel["id"]), channel.get("dialplan") or {}
        line = Line(self.leg_of(name), name, is_dialled=False)
        self.lines[line.leg] = self._channels[name] = line
        called = args[1] if len(args) > 1 and args[1] else str(dialplan.get("exten", ""))
        headers = {SURE: "1"} if VOUCHED in args[2:3] else {}
        headers |= {AGAIN: name} if is_again else {}
        yield self.tell(
            LegOffered, at, line.leg, from_number=str((channel.get("caller") or {}).get("number", "")),
            to_number=called, trunk=str(channel.get("name", "")).rpartition("-")[0].rpartition("/")[2],
            sip_call_id=str(channel.get("protocol_id", "")), headers=headers,
        )  # fmt: skip

    def ends_by_us(self, leg: str, cause: str) -> None:
        """Know that we asked for a leg's end."""
        if line := self.lines.get(leg):
            line.cause, line.by = cause, "near"

    def end(self, leg: str, at: datetime, *, cause: str, by: str = "") -> Iterator[SwitchEvent]:
        """Tell that a leg has ended, once."""
        line = self.lines.pop(leg, None)
        if line is None:
            return
        del self._channels[line.channel]
        why = line.cause or cause
        late = "switch" if why == "no_answer" and line.is_dialled else "far"
        yield self.tell(LegEnded, at, leg, cause=why, by=line.by or by or late)

    def stands(self, line: Line, state: str, at: datetime) -> Iterator[SwitchEvent]:
        """Tell how a leg stands: who is dialled rings first, a caller is on the line once we took the call."""
        if state == "Ringing" and line.is_dialled:
            yield from self._rings(line, at)
        elif state == "Up" and not line.is_dialled:
            yield from self.answer(line, at)

    def answer(self, line: Line, at: datetime) -> Iterator[SwitchEvent]:
        """Tell that somebody is on the line, once."""
        if not line.is_up:
            line.is_up = True
            yield self.tell(LegAnswered, at, line.leg)

    def _rings(self, line: Line, at: datetime) -> Iterator[SwitchEvent]:
        if not (line.has_rung or line.is_up):
            line.has_rung = True
            yield self.tell(LegRinging, at, line.leg)

    def _enters(self, line: Line | None, args: list[str], channel: Said, at: datetime) -> Iterator[SwitchEvent]:
        if line is not None:
            yield from self.answer(line, at)
        elif args[:1] == [INBOUND] and not str(channel["id"]).startswith((OURS, EAR)):
            yield from self.offer(channel, args, at)

    def _dialled(self, line: Line, status: str, at: datetime) -> Iterator[SwitchEvent]:
        if status == "RINGING":
            yield from self._rings(line, at)
        elif status in DIAL_ENDS:
            line.cause = line.cause or DIAL_ENDS[status]

    # --- the rest

    def phone(self, endpoint: Said, at: datetime) -> SwitchEvent:
        """Tell whether a telephone can be reached."""
        there = EndpointOnline if endpoint.get("state") == "online" else EndpointOffline
        return self.tell(there, at, "", endpoint=str(endpoint["resource"]))

    def tell(self, kind: type[SwitchEvent], at: datetime, leg: str = "", **facts: Any) -> SwitchEvent:
        """Return an event with its place in the order of all."""
        self._seq += 1
        return kind(switch=self._switch, epoch=self._epoch, seq=self._seq, at=at, leg=leg, **facts)
