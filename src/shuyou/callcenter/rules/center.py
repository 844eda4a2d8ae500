"""What the center is told and what it says: orders of agents, facts to be written down, questions to be answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shuyou.callcenter.ports import Dialling, Music, Prompt
from shuyou.callcenter.rules.routing import Reason, Soothing


class SeatState(StrEnum):
    """What an agent is doing."""

    OUT = "out"
    READY = "ready"
    RINGING = "ringing"
    TALKING = "talking"
    WRAPPING = "wrapping"
    PAUSED = "paused"
    UNREACHABLE = "unreachable"
    LISTENING = "listening"


# --- what agents want


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Something an agent asks of the center."""

    agent: int
    about: str = ""
    """The call that the agent saw when they asked; empty: whichever they are in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeReady(Order):
    """Take calls from now on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Order):
    """Take no calls, for a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut(Order):
    """Leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PickUp(Order):
    """Answer what rings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnDown(Order):
    """Refuse what rings: it goes back to its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutDown(Order):
    """End the call one is in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold(Order):
    """Let the other side hear music."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Order):
    """Speak with the other side again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute(Order):
    """Not be heard, or again."""

    is_muted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOn(Order):
    """Bring the caller to a queue, or to a colleague."""

    queue: str = ""
    to_agent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Consult(Order):
    """Ask a colleague while the caller hears music; the page travels along."""

    to_agent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BringTogether(Order):
    """Have the caller and the colleague who was asked speak with each other, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Order):
    """Leave the caller to the colleague who was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetGo(Order):
    """Go on without the colleague who was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Park(Order):
    """Let the caller hear music until somebody fetches them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch(Order):
    """Take a caller who is parked, or who waits."""

    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen(Order):
    """Listen to a call, whisper to its agent, or speak with both: `listen`, `whisper` or `barge`."""

    call: str
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped(Order):
    """The work after the call is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreTime(Order):
    """Some more time for the work after the call, once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce(Order):
    """Call somebody and go through a menu with them; no agent is needed unless they ask for one."""

    call: str
    number: str
    graph: Mapping[str, object]
    queue: str = ""
    language: str = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWhoAsked(Order):
    """Call somebody in turn who asked for it on a page, as if they waited in the queue."""

    call: str
    number: str
    queue: str
    since: float
    bonus: float = 0
    why: tuple[Reason, ...] = ()
    wanted: tuple[tuple[int, str], ...] = ()
    soothing: Soothing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOut(Order):
    """Call somebody."""

    call: str
    number: str
    queue: str = ""


# --- what the switch is asked


@dataclass(frozen=True, slots=True)
class Ask:
    """A command for the switch: what, for which leg (or prompt, bridge), and what goes with it."""

    verb: str
    leg: str
    prompt: Prompt | None = None
    play_id: str = ""
    legs: tuple[str, ...] = ()
    dialling: Dialling | None = None
    cause: str = "normal"
    is_muted: bool = False
    by: str = ""
    mode: str = ""
    repeat: int = 1
    words: tuple[str, ...] = ()
    language: str = ""
    music: Music = field(default_factory=Music)


# --- what has happened, to be written down


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that is written down, once."""

    at: float
    call: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Fact):
    """A call has begun."""

    direction: str
    number: str
    called: str
    agent: int = 0
    queue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued(Fact):
    """A caller waits, having gone through a menu."""

    queue: str
    bonus: float
    path: tuple[str, ...] = ()
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered(Fact):
    """It rings at an agent."""

    agent: int
    queue: str
    reasons: tuple[Reason, ...]
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferEnded(Fact):
    """It no longer rings at an agent, who did not take it."""

    agent: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Fact):
    """An agent and the other side speak."""

    agent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Fact):
    """The other side hears music, or no longer."""

    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOn(Fact):
    """An agent brought the caller somewhere else."""

    agent: int
    queue: str = ""
    to_agent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted(Fact):
    """The agent is not heard, or is again."""

    is_muted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Consulted(Fact):
    """It rings at a colleague who is asked."""

    agent: int
    to_agent: int
    leg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Met(Fact):
    """The colleague who was asked is on the line."""

    agent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Together(Fact):
    """The caller, the agent and the colleague speak with each other, or the caller hears music again."""

    agent: int
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultEnded(Fact):
    """The colleague who was asked is not on the line any more."""

    agent: int
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver(Fact):
    """An agent left the caller to the colleague who was asked."""

    agent: int
    to_agent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked(Fact):
    """An agent let a caller hear music until somebody fetches them."""

    agent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened(Fact):
    """Somebody listens, whispers or speaks; no mode: no longer."""

    agent: int
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOut(Fact):
    """The menu brought a caller to a number out there, or nobody answered it."""

    is_reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed(Fact):
    """A caller said with a key how satisfied they are, from 1 to 5."""

    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced(Fact):
    """Somebody out there answered a call that speaks by itself; perhaps a machine."""

    is_machine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Fact):
    """What was said lies in a file."""

    record_id: str
    path: str
    seconds: float
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed(Fact):
    """A caller pressed a key in a menu."""

    node: str
    digit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Fact):
    """A caller said a word instead of pressing a key."""

    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackWanted(Fact):
    """A caller wants to be called back."""

    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BackLater(Fact):
    """Nobody answered who was promised a call: they are called again later."""

    agent: int
    cause: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLeft(Fact):
    """A caller spoke a message for a queue."""

    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Fact):
    """A call is over."""

    cause: str
    by: str
    agent: int = 0
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Fact):
    """An agent does something else now."""

    agent: int
    state: SeatState
    reason: str = ""
    until: float = 0
    """When it changes by itself; 0: it does not."""


# --- what has to be found out


@dataclass(frozen=True, slots=True)
class Question:
    """Something to be found out about a caller; the answer is told by `Center.learn`."""

    call: str
    what: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was found out: for a menu in words, and for routing who belongs to whom."""

    is_found: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    bonus: float = 0
    why: tuple[Reason, ...] = ()
    language: str = ""
    wanted: tuple[tuple[int, str], ...] = ()
    soothing: Soothing | None = None
    graph: Mapping[str, object] = field(default_factory=dict)


type Effect = Ask | Fact | Question
