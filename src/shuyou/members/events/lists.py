"""What lists tell: who keeps views, takes members away as a file, changes many at once."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewKept(Event):
    """A view of the list was kept, put first, or taken away."""

    name: ClassVar[str] = "members.view_kept"
    view_id: int
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportAsked(Event):
    """Somebody wants a list of members as a file; the export's row says which and why."""

    name: ClassVar[str] = "members.export_asked"
    export_id: int
    rows: int
    is_masked: bool
    needs_approval: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportDecided(Event):
    """A second person let a list leave the house, or did not."""

    name: ClassVar[str] = "members.export_decided"
    export_id: int
    is_approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTaken(Event):
    """A list of members left the house as a file."""

    name: ClassVar[str] = "members.export_taken"
    export_id: int
    rows: int
    is_masked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLimitSet(Event):
    """Somebody said how many readers a role takes away in files without a colleague's word."""

    name: ClassVar[str] = "members.export_limit_set"
    role: str
    rows: int
    open_rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersMeasured(Event):
    """What some members buy and hold was put right in lists."""

    name: ClassVar[str] = "members.members_measured"
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyChanging(Event):
    """A change of many members begins, or begins to be undone."""

    name: ClassVar[str] = "members.many_changing"
    change_id: int
    people: int
    is_undoing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyChanged(Event):
    """A part of many members was changed, or changed back."""

    name: ClassVar[str] = "members.many_changed"
    change_id: int
    people: int
    is_undoing: bool
