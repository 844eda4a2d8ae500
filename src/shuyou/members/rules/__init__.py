"""What members knows without a database: how names, numbers and addresses are written, read and checked."""

from shuyou.members.rules.cards import card_number
from shuyou.members.rules.contacts import email_address, phone_label, phone_number
from shuyou.members.rules.drafts import (
    CONSENT_FIELDS,
    ClubTerms,
    ConsentDraft,
    MemberDraft,
    NewMember,
    PhoneDraft,
    clean_member,
    tier_code,
)
from shuyou.members.rules.names import person_name, spelled, typed_pinyin
from shuyou.members.rules.places import Place, place, province_name
from shuyou.members.rules.words import card_kind, day, gender, one_line, short_text, yes_no

__all__ = [
    "CONSENT_FIELDS",
    "ClubTerms",
    "ConsentDraft",
    "MemberDraft",
    "NewMember",
    "PhoneDraft",
    "Place",
    "card_kind",
    "card_number",
    "clean_member",
    "day",
    "email_address",
    "gender",
    "one_line",
    "person_name",
    "phone_label",
    "phone_number",
    "place",
    "province_name",
    "short_text",
    "spelled",
    "tier_code",
    "typed_pinyin",
    "yes_no",
]  # fmt: skip
