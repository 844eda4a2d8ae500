"""What changes members: the front door."""

from shuyou.members.rules import NewMember
from shuyou.members.services._block_member import block_member, unblock_member
from shuyou.members.services._cards import IssuedCard, replace_card, report_card_lost
from shuyou.members.services._contacts import add_contact, prefer_contact, remove_contact
from shuyou.members.services._edit_member import MemberChanges, NewAddress, edit_member
from shuyou.members.services._hold_member import HeldMember, hold_member
from shuyou.members.services._import_members import import_members, preview_members
from shuyou.members.services._note_activity import note_activity
from shuyou.members.services._note_export import note_export
from shuyou.members.services._record_consent import record_consent
from shuyou.members.services._register_member import Registered, register_member
from shuyou.members.services._reveal_contact import record_access, reveal_contact

__all__ = [
    "HeldMember",
    "IssuedCard",
    "MemberChanges",
    "NewAddress",
    "NewMember",
    "Registered",
    "add_contact",
    "block_member",
    "edit_member",
    "hold_member",
    "import_members",
    "note_activity",
    "note_export",
    "prefer_contact",
    "preview_members",
    "record_access",
    "record_consent",
    "register_member",
    "remove_contact",
    "replace_card",
    "report_card_lost",
    "reveal_contact",
    "unblock_member",
]
