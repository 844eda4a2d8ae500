"""What changes members: the front door."""

from shuyou.members.services._hold_member import HeldMember, hold_member
from shuyou.members.services._import_members import import_members, preview_members
from shuyou.members.services._note_activity import note_activity
from shuyou.members.services._reveal_contact import record_access, reveal_contact

__all__ = [
    "HeldMember",
    "hold_member",
    "import_members",
    "note_activity",
    "preview_members",
    "record_access",
    "reveal_contact",
]
