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
