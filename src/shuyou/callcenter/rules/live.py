"""What the exchange holds in memory: calls that are alive, agents at their seats, what is due when."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from shuyou.callcenter.ports import Prompt
from shuyou.callcenter.rules.center import SeatState
from shuyou.callcenter.rules.ivr import IvrState
from shuyou.callcenter.rules.routing import FreeAgent, Reason, Soothing


@dataclass(slots=True)
class LiveCall:
    """A call that is not over."""

    call: str
    direction: str
    number: str
    called: str
    stage: str = "menu"
    """`menu`, `queue`, `ringing`, `dialling`, `talking`, `parked`, `message`, `passing`, `passed`, `leaving`;
    `later`: to be called once more."""
    customer: str = ""
    """The caller's leg; empty while they are still to be called back."""
    agent: int = 0
    agent_leg: str = ""
    legs: int = 0
    life: int = 0
    """The life of the switch that took the call over; 0: it began in this one."""
    graph: Mapping[str, object] = field(default_factory=dict)
    ivr: IvrState = field(default_factory=IvrState)
    queue: str = ""
    since: float = 0
    bonus: float = 0
    why: tuple[Reason, ...] = ()
    language: str = ""
    wanted: tuple[tuple[int, str], ...] = ()
    soothing: Soothing | None = None
    """What agents are to be good at who take the call first."""
    named: int = 0
    """The agent whom a colleague brought the caller to by name."""
    excluded: dict[int, float] = field(default_factory=dict)
    """Agents who are not asked, with until when."""
    lined_up: float = 0
    """Since when they wait in this queue."""
    been: set[str] = field(default_factory=set)
    """Queues that were too long for them: they overflow out of each once."""
    tries: int = 0
    """How often they were called back in vain."""
    is_taped: bool = False
    """Whether a message began to be recorded."""
    prompts: list[Prompt] = field(default_factory=list)
    playing: str = ""
    is_music: bool = False
    plays: int = 0
    listen: float = 0
    words: tuple[str, ...] = ()
    """What can be said instead of a key."""
    is_heard: bool = False
    """Whether words are listened for."""
    is_answered: bool = False
    is_held: bool = False
    wants_back: bool = False
    is_muted: bool = False
    is_announcing: bool = False
    is_asked: bool = False
    """Whether it was asked how satisfied they are."""
    has_news: bool = False
    out_leg: str = ""
    """The leg to a number out there that a menu brought the caller to."""
    spare_queue: str = ""
    helper: int = 0
    """The colleague who was asked."""
    helper_leg: str = ""
    helper_stage: str = ""
    """`ringing`, `talking` with the agent alone, or `together`."""
    listeners: dict[str, int] = field(default_factory=dict)
    """Legs of those who listen, with who they are."""
    ended_by: str = ""

    @property
    def has_number(self) -> bool:
        """Whether they can be called back."""
        return any(one.isdigit() for one in self.number)

    def next_leg(self) -> str:
        """Return a name for another leg of the call."""
        self.legs += 1
        return f"{self.call}-{self.life}-{self.legs}" if self.life else f"{self.call}-{self.legs}"

    def all_legs(self) -> list[str]:
        """Return its legs, the caller's last: what ends with it is told first."""
        legs = [*self.listeners, self.helper_leg, self.agent_leg, self.out_leg, self.customer]
        return [leg for leg in legs if leg]

    def next_play(self) -> str:
        """Return a name for another prompt of the call."""
        self.plays += 1
        return f"{self.call}:{self.plays}"


@dataclass(slots=True, kw_only=True)
class Seat:
    """An agent: what they can do and what they are doing."""

    agent: int
    endpoint: str
    skills: Mapping[str, int]
    languages: frozenset[str] = frozenset({"zh"})
    state: SeatState = SeatState.OUT
    reason: str = ""
    call: str = ""
    since: float = 0
    afterwards: tuple[SeatState, str] | None = None
    """What the agent does once the call and the work after it are done; None: takes the next."""
    until: float = 0
    """When the work after the call ends by itself."""
    has_more_time: bool = False
    has_phone: bool = True
    """Whether the telephone can be reached."""
    strikes: int = 0
    calls: int = 0
    busy: float = 0
    began: float = 0

    def go_back_to(self) -> None:
        """Remember what to do after something the agent began themselves: a pause goes on."""
        is_away = self.state in (SeatState.PAUSED, SeatState.OUT)
        self.afterwards = (self.state, self.reason) if is_away else None

    def rested(self, now: float) -> FreeAgent:
        """Return the agent as routing sees them."""
        there = now - self.began
        share = self.busy / there if there > 0 else 0.0
        return FreeAgent(self.agent, self.skills, self.languages, now, self.calls, share)


def soothing_there(call: LiveCall, seats: Iterable[Seat]) -> Soothing | None:
    """Return what an upset caller waits for; nothing, where nobody who works could give it."""
    needs = call.soothing
    there = (seat for seat in seats if seat.state != SeatState.OUT)
    return needs if needs and any(needs.is_given_by(seat.skills) for seat in there) else None


class Timers:
    """What is due when, by a name: set anew, the older time no longer counts."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, str]] = []
        self._due: dict[str, tuple[float, int]] = {}
        self._turn = 0

    def set(self, name: str, at: float) -> None:
        """Have a name come due."""
        self._turn += 1
        self._due[name] = at, self._turn
        heappush(self._heap, (at, self._turn, name))

    def drop(self, name: str) -> None:
        """Have a name not come due."""
        self._due.pop(name, None)

    def due(self, now: float) -> Iterator[str]:
        """Take out what is due by now, the earliest first."""
        while self._heap and self._heap[0][0] <= now:
            at, turn, name = heappop(self._heap)
            if self._due.get(name) == (at, turn):
                del self._due[name]
                yield name

    @property
    def next_at(self) -> float | None:
        """When something comes due next; None: nothing will."""
        while self._heap and self._due.get(self._heap[0][2]) != self._heap[0][:2]:
            heappop(self._heap)
        return self._heap[0][0] if self._heap else None
