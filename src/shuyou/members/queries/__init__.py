"""What is asked of members: the front door."""

from shuyou.members.queries._head import (
    AddressRow,
    CardRow,
    ConsentRow,
    ContactRow,
    MemberHead,
    TierRow,
    member_addresses,
    member_head,
    member_id_of,
    tiers,
)
from shuyou.members.queries._kept import KeptAddress, KeptContact, KeptMember, kept_contacts, kept_member
from shuyou.members.queries._list import MemberFilter, MemberPage, MemberRow, list_members, member_rows
from shuyou.members.queries._one_touch import Found, find_members, mask_email, mask_phone
from shuyou.members.queries._seen import SeenRow, recently_seen
from shuyou.members.queries._told import ChangedCell, Told, ToldPage, member_changes
from shuyou.members.rules import phone_number

__all__ = [
    "AddressRow",
    "CardRow",
    "ChangedCell",
    "ConsentRow",
    "ContactRow",
    "Found",
    "KeptAddress",
    "KeptContact",
    "KeptMember",
    "MemberFilter",
    "MemberHead",
    "MemberPage",
    "MemberRow",
    "SeenRow",
    "TierRow",
    "Told",
    "ToldPage",
    "find_members",
    "kept_contacts",
    "kept_member",
    "list_members",
    "mask_email",
    "mask_phone",
    "member_addresses",
    "member_changes",
    "member_head",
    "member_id_of",
    "member_rows",
    "phone_number",
    "recently_seen",
    "tiers",
]
