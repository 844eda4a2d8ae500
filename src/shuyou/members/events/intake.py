"""What members tells of files and papers that came in."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOpened(Event):
    """Somebody handed in a file to be read."""

    name: ClassVar[str] = "members.intake_opened"
    intake_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeStarted(Event):
    """A file that was handed in is to be read, in the way somebody said."""

    name: ClassVar[str] = "members.intake_started"
    intake_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeDropped(Event):
    """A file that was handed in is not to be read after all."""

    name: ClassVar[str] = "members.intake_dropped"
    intake_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeUndoAsked(Event):
    """A file is to be taken back."""

    name: ClassVar[str] = "members.intake_undo_asked"
    intake_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeUndone(Event):
    """A file was taken back, but for those who moved on since."""

    name: ClassVar[str] = "members.intake_undone"
    intake_id: int
    removed: int
    restored: int
    stayed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperAdded(Event):
    """A scan came in; on somebody, or waiting to be typed."""

    name: ClassVar[str] = "members.paper_added"
    paper_id: int
    member_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFiled(Event):
    """A scan was typed, or put to the member it is about."""

    name: ClassVar[str] = "members.paper_filed"
    paper_id: int
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSpoilt(Event):
    """Nobody can read a scan."""

    name: ClassVar[str] = "members.paper_spoilt"
    paper_id: int
