"""What members tells: ids and codes, never a name or a number somebody could be called by."""

from dataclasses import dataclass
from typing import ClassVar

from shuyou.kernel.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRegistered(Event):
    """Somebody joined the club."""

    name: ClassVar[str] = "members.member_registered"
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEdited(Event):
    """A member's own data were corrected; the row history holds before and after."""

    name: ClassVar[str] = "members.member_edited"
    member_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAdded(Event):
    """A member can be reached one way more: a `phone` or an `email`."""

    name: ClassVar[str] = "members.contact_added"
    member_id: int
    kind: str
    contact_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRemoved(Event):
    """A way to reach a member is no more; the row history holds what it was."""

    name: ClassVar[str] = "members.contact_removed"
    member_id: int
    kind: str
    contact_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRecorded(Event):
    """A member gave or took back a word."""

    name: ClassVar[str] = "members.consent_recorded"
    member_id: int
    purpose: str
    channel: str
    is_granted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReportedLost(Event):
    """A card opens nothing any more."""

    name: ClassVar[str] = "members.card_reported_lost"
    member_id: int
    card_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReplaced(Event):
    """A member carries a new card; the account stays."""

    name: ClassVar[str] = "members.card_replaced"
    member_id: int
    card_id: int
    new_card_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberBlocked(Event):
    """Staff stopped a member's orders."""

    name: ClassVar[str] = "members.member_blocked"
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberUnblocked(Event):
    """A member may order again."""

    name: ClassVar[str] = "members.member_unblocked"
    member_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersImported(Event):
    """One chunk of a file became members."""

    name: ClassVar[str] = "members.members_imported"
    run_id: int
    created: tuple[int, ...]
    merged: int
    unchanged: int
    reported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRevealed(Event):
    """Somebody was shown a contact that is masked otherwise; the access row says who and why."""

    name: ClassVar[str] = "members.contact_revealed"
    member_id: int
    access_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersExported(Event):
    """Somebody took a list of members out of the house; `wanted` is the filter, such as tier=silk."""

    name: ClassVar[str] = "members.members_exported"
    wanted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLogged(Event):
    """Somebody got in touch, or was got in touch with; nobody's member if they were not known."""

    name: ClassVar[str] = "members.contact_logged"
    contact_id: int
    member_id: int | None
    channel: str
    direction: str
    recognition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InquiryNoted(Event):
    """A reader asked, searched for or looked at something."""

    name: ClassVar[str] = "members.inquiry_noted"
    inquiry_id: int
    member_id: int
    kind: str
    channel: str
    item_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Event):
    """A colleague wrote down something worth knowing about a reader."""

    name: ClassVar[str] = "members.note_added"
    member_id: int
    note_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChanged(Event):
    """A note reads, stands or is shown another way; `change` is edited, pinned, unpinned, removed or restored."""

    name: ClassVar[str] = "members.note_changed"
    member_id: int
    note_id: int
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAdded(Event):
    """Something is to be done for a reader."""

    name: ClassVar[str] = "members.task_added"
    member_id: int
    task_id: int
    assignee_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMoved(Event):
    """A task is due another day, or somebody else's."""

    name: ClassVar[str] = "members.task_moved"
    member_id: int
    task_id: int
    assignee_id: int | None
    due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(Event):
    """What was to be done is done."""

    name: ClassVar[str] = "members.task_done"
    member_id: int
    task_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TagDefined(Event):
    """A word that may be put on readers was made, renamed, coloured, retired or brought back."""

    name: ClassVar[str] = "members.tag_defined"
    tag_id: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPut(Event):
    """A tag was put on a reader, or taken off."""

    name: ClassVar[str] = "members.tag_put"
    member_id: int
    tag_id: int
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoChanged(Event):
    """A reader has another photo, or none any more."""

    name: ClassVar[str] = "members.photo_changed"
    member_id: int
    has_photo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysPreferred(Event):
    """A reader would rather be reached another way or at another time."""

    name: ClassVar[str] = "members.ways_preferred"
    member_id: int
    channel: str
