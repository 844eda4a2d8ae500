"""What the call center tells: facts and ids, nobody's number or name."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOpened(Event):
    """A call has begun."""

    name: ClassVar[str] = "callcenter.call_opened"
    call_id: int
    direction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerMet(Event):
    """It was looked up who calls; 0: nobody we know."""

    name: ClassVar[str] = "callcenter.caller_met"
    call_id: int
    member_id: int
    known: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMoved(Event):
    """A call went on: queued, offered, answered and so on."""

    name: ClassVar[str] = "callcenter.call_moved"
    call_id: int
    kind: str
    agent_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(Event):
    """A call is over; after `seconds` of talk, 0 if nobody answered."""

    name: ClassVar[str] = "callcenter.call_ended"
    call_id: int
    member_id: int
    direction: str
    cause: str
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWrapped(Event):
    """An agent wrote down what a call was about."""

    name: ClassVar[str] = "callcenter.call_wrapped"
    call_id: int
    member_id: int
    code: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentMoved(Event):
    """An agent does something else now."""

    name: ClassVar[str] = "callcenter.agent_moved"
    agent_id: int
    state: str
    pause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchAsked(Event):
    """An agent asked something of the switch."""

    name: ClassVar[str] = "callcenter.switch_asked"
    agent_id: int
    verb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersTaken(Event):
    """A switch took what agents had asked of it."""

    name: ClassVar[str] = "callcenter.orders_taken"
    site_id: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchBegan(Event):
    """A switch was started anew: calls that it had carried before are closed."""

    name: ClassVar[str] = "callcenter.switch_began"
    site: str
    epoch: int
    closed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpChanged(Event):
    """Something about how the call center is set up was changed: `what` with its code."""

    name: ClassVar[str] = "callcenter.set_up_changed"
    what: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuChanged(Event):
    """A menu got a draft, or a version was published."""

    name: ClassVar[str] = "callcenter.menu_changed"
    menu: str
    version: int
    is_published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsExported(Event):
    """Somebody took the list of calls as a file."""

    name: ClassVar[str] = "callcenter.calls_exported"
    what: str
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallListChanged(Event):
    """A list of readers who are to be called was made, filled, started, or one of them called; 0: several lists."""

    name: ClassVar[str] = "callcenter.call_list_changed"
    list_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingOpened(Event):
    """Somebody heard a recording, or took it away, for a reason."""

    name: ClassVar[str] = "callcenter.recording_opened"
    call_id: int
    recording_id: int
    why: str
    is_download: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackChanged(Event):
    """What a reader said was taken down or answered; member 0: nobody we know."""

    name: ClassVar[str] = "callcenter.feedback_changed"
    feedback_id: int
    member_id: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityMarked(Event):
    """Somebody who listened to a call judged it, in percent."""

    name: ClassVar[str] = "callcenter.quality_marked"
    call_id: int
    agent_id: int
    form: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsChanged(Event):
    """Alerts of the floor began or ended; none of both: somebody has seen one."""

    name: ClassVar[str] = "callcenter.alerts_changed"
    began: int
    ended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceChanged(Event):
    """Days on which an agent does not work were asked for, granted, refused or withdrawn."""

    name: ClassVar[str] = "callcenter.absence_changed"
    agent_id: int
    absence_id: int
    state: str
    shifts: int
    """How many shifts were taken out of plans for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftsChanged(Event):
    """Shifts of the week from a Monday on were proposed, published, taken back, changed or dropped."""

    name: ClassVar[str] = "callcenter.shifts_changed"
    first_day: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWanted(Event):
    """A reader asked on a page to be called, or no longer wants it."""

    name: ClassVar[str] = "callcenter.call_wanted"
    wanted_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTaken(Event):
    """Somebody took in a fax or a letter that came on paper."""

    name: ClassVar[str] = "callcenter.written_taken"
    channel: str
