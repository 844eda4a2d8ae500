"""What changes members: the front door."""

from shuyou.members.rules import NewMember
from shuyou.members.services._block_member import block_member, unblock_member
from shuyou.members.services._cards import IssuedCard, replace_card, report_card_lost
from shuyou.members.services._contacts import add_contact, prefer_contact, remove_contact
from shuyou.members.services._edit_member import MemberChanges, NewAddress, edit_member
from shuyou.members.services._hold_member import HeldMember, hold_member
from shuyou.members.services._import_members import import_members, preview_members
from shuyou.members.services._log_contact import NewContact, log_contact
from shuyou.members.services._note_activity import note_activity
from shuyou.members.services._note_export import note_export
from shuyou.members.services._note_inquiry import NewInquiry, note_inquiry
from shuyou.members.services._notes import add_note, edit_note, pin_note, remove_note, restore_note
from shuyou.members.services._photos import change_photo, prefer_ways, remove_photo
from shuyou.members.services._record_consent import record_consent
from shuyou.members.services._register_member import Registered, register_member
from shuyou.members.services._reveal_contact import record_access, reveal_contact
from shuyou.members.services._tags import define_tag, put_tag, retire_tag, take_tag
from shuyou.members.services._tasks import NewTask, add_task, finish_task, postpone_task, reassign_task

__all__ = [
    "HeldMember",
    "IssuedCard",
    "MemberChanges",
    "NewAddress",
    "NewContact",
    "NewInquiry",
    "NewMember",
    "NewTask",
    "Registered",
    "add_contact",
    "add_note",
    "add_task",
    "block_member",
    "change_photo",
    "define_tag",
    "edit_member",
    "edit_note",
    "finish_task",
    "hold_member",
    "import_members",
    "log_contact",
    "note_activity",
    "note_export",
    "note_inquiry",
    "pin_note",
    "postpone_task",
    "prefer_contact",
    "prefer_ways",
    "preview_members",
    "put_tag",
    "reassign_task",
    "record_access",
    "record_consent",
    "register_member",
    "remove_contact",
    "remove_note",
    "remove_photo",
    "replace_card",
    "report_card_lost",
    "restore_note",
    "retire_tag",
    "reveal_contact",
    "take_tag",
    "unblock_member",
]
