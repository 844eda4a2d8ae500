"""
What a telephone switch is to the house: events it tells, commands it takes.

Whoever gives a command makes the ids in it, so that repeating one is harmless. A command that was taken is not done
yet: the event says what became of it. A command about a leg that has ended does nothing.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchEvent:
    """Something that happened at a switch; at least once, and known again by (switch, epoch, seq)."""

    switch: str
    epoch: int
    """The switch's own life: another one since it was started anew."""
    seq: int
    at: datetime
    leg: str = ""


SURE: Final = "asserted"
"""The header that is there where the network vouches for the caller's number."""
AGAIN: Final = "again"
"""The header with a caller's name at the switch, where they were on the line before this life of ours began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegOffered(SwitchEvent):
    """Somebody calls."""

    from_number: str
    to_number: str
    trunk: str = ""
    sip_call_id: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRinging(SwitchEvent):
    """A telephone rings that was dialled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAnswered(SwitchEvent):
    """Somebody is on the line."""

    codec: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitPressed(SwitchEvent):
    """A key was pressed on the telephone."""

    digit: str
    ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WordHeard(SwitchEvent):
    """Somebody said one of the words that were listened for; likely, never surely."""

    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayFinished(SwitchEvent):
    """A prompt has ended: by itself, or because it was stopped."""

    play_id: str
    played_ms: int = 0
    why: str = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegHeld(SwitchEvent):
    """The telephone's own key put the other side on hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegResumed(SwitchEvent):
    """The telephone's own key took the other side back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegJoined(SwitchEvent):
    """A leg hears the others of a bridge."""

    bridge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegLeft(SwitchEvent):
    """A leg no longer hears the others of a bridge."""

    bridge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnded(SwitchEvent):
    """A leg is over; each ends exactly once."""

    cause: str
    """`normal`, `busy`, `no_answer`, `rejected`, `cancelled`, `unreachable`, `failed`."""
    by: str = ""
    """Who ended it: `far` the other side, `near` a command, `switch` the switch itself."""
    quality: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingReady(SwitchEvent):
    """What was recorded lies in a file."""

    record_id: str
    path: str
    seconds: float
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointOnline(SwitchEvent):
    """An agent's telephone can be reached."""

    endpoint: str
    contact: str = ""
    rtt_ms: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointOffline(SwitchEvent):
    """An agent's telephone cannot be reached any more."""

    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineSuspected(SwitchEvent):
    """It sounds as if a machine had answered; never more than a guess."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchUp(SwitchEvent):
    """The switch can be talked to; legs of earlier epochs are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchDown(SwitchEvent):
    """The switch cannot be talked to; its calls may well go on."""


# --- what can be heard


@dataclass(frozen=True, slots=True)
class Text:
    """Words to be spoken, in a language."""

    text: str
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Sound:
    """A recorded prompt, by the name of its file."""

    name: str


@dataclass(frozen=True, slots=True)
class Music:
    """Music for who waits, by its name."""

    name: str = "default"


type Prompt = Text | Sound | Music


@dataclass(frozen=True, slots=True)
class Address:
    """Where to dial: `endpoint` an agent's telephone by its name, or `number` somebody out there."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialling:
    """How a leg is dialled: where, how it shows itself, for how long, for whose call."""

    to: Address
    as_number: str = ""
    as_name: str = ""
    ring_for: float = 20
    for_call: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is alive at a switch: legs, bridges with their legs, telephones that can be reached."""

    legs: frozenset[str]
    bridges: Mapping[str, frozenset[str]]
    endpoints: frozenset[str]


class Switch(Protocol):
    """A switch; see the module's first lines for what holds of every command."""

    name: str
    capabilities: frozenset[str]
    """Of: pickup, transfer, conference, listen, whisper, barge, record, webphone, machine_guess, speech."""

    def events(self) -> AsyncIterator[SwitchEvent]:
        """Tell what happens, for ever; connects anew by itself, and says so."""
        ...

    async def snapshot(self) -> Snapshot:
        """Return what is alive, to be compared with what should be."""
        ...

    async def ring(self, leg: str) -> None:
        """Let the caller hear that it rings."""
        ...

    async def answer(self, leg: str) -> None:
        """Take the call."""
        ...

    async def reject(self, leg: str, cause: str) -> None:
        """Refuse the call."""
        ...

    async def hangup(self, leg: str, cause: str = "normal") -> None:
        """End a leg."""
        ...

    async def dial(self, leg: str, dialling: Dialling) -> None:
        """Call somebody."""
        ...

    async def pick_up(self, leg: str) -> None:
        """Have an agent's telephone answer by itself, where it can (`pickup`)."""
        ...

    async def play(self, leg: str, prompt: Prompt, *, play_id: str, repeat: int = 1) -> None:
        """Let somebody hear something; 0 times is for ever."""
        ...

    async def stop(self, play_id: str) -> None:
        """End a prompt."""
        ...

    async def bridge(self, bridge: str, legs: Sequence[str]) -> None:
        """Let legs hear each other."""
        ...

    async def unbridge(self, bridge: str) -> None:
        """Part the legs of a bridge; none of them ends."""
        ...

    async def hold(self, leg: str, music: Music) -> None:
        """Let a leg hear music instead of its bridge."""
        ...

    async def resume(self, leg: str) -> None:
        """Let a held leg hear its bridge again."""
        ...

    async def mute(self, leg: str, *, is_muted: bool) -> None:
        """Have the others not hear a leg, or again."""
        ...

    async def send_digits(self, leg: str, digits: str) -> None:
        """Press keys for a leg."""
        ...

    async def record(self, record_id: str, leg: str) -> None:
        """Begin to record both sides of a leg."""
        ...

    async def stop_record(self, record_id: str) -> None:
        """End a recording; `RecordingReady` follows."""
        ...

    async def monitor(self, leg: str, by: str, mode: str) -> None:
        """Let the leg `by` listen to a leg, whisper to it or speak with all; nothing ends it."""
        ...

    async def put_endpoint(self, endpoint: str, secret: str, kind: str) -> None:
        """Know an agent's telephone: `desk`, `soft` or `browser`."""
        ...

    async def drop_endpoint(self, endpoint: str) -> None:
        """Know an agent's telephone no longer."""
        ...


@runtime_checkable
class HearingSwitch(Protocol):
    """A switch that also understands words (`speech`); one without does not have these commands."""

    async def hear(self, leg: str, words: Sequence[str], language: str) -> None:
        """Listen for words of a language from now on, and tell each as `WordHeard`; others give way."""
        ...

    async def hear_no_more(self, leg: str) -> None:
        """Listen no longer."""
        ...


class Listener(Protocol):
    """Something that understands words, without asking anybody out there."""

    languages: frozenset[str]

    def word(self, sound: bytes, words: Sequence[str]) -> str:
        """Return which of some words a stretch of A-law is; empty: none of them for all it knows."""
        ...
