"""What changes members: the front door."""

from shuyou.members.rules import NewMember
from shuyou.members.rules.sign_ups import TICKS, Joining
from shuyou.members.services._ask_to_join import (
    AskedToJoin,
    Joined,
    ask_to_join,
    drop_sign_up,
    drop_sign_ups,
    enter_sign_up,
    join_sign_up,
    prove_sign_up,
    reveal_sign_up,
)
from shuyou.members.services._attributes import AttributeDraft, move_attribute, retire_attribute, save_attribute
from shuyou.members.services._block_member import block_member, unblock_member
from shuyou.members.services._card_media import add_medium, drop_medium
from shuyou.members.services._card_terms import KindDraft, PartnerDraft, save_card_kind, save_card_partner
from shuyou.members.services._cards import IssuedCard, replace_card, report_card_lost
from shuyou.members.services._carry_rows import bring_rows_back, carry_rows, claim_rows
from shuyou.members.services._change_many import (
    ManyDraft,
    ManyPreview,
    begin_many,
    begin_undo,
    change_some,
    preview_many,
    undo_some,
)
from shuyou.members.services._contacts import add_contact, prefer_contact, remove_contact
from shuyou.members.services._decide_pair import decide_pair, merge_pair, reopen_pair
from shuyou.members.services._derive_interests import Derived, derive_interests
from shuyou.members.services._edit_member import MemberChanges, NewAddress, edit_member
from shuyou.members.services._erase_person import erase_person, reasons_not_to_erase
from shuyou.members.services._export_list import (
    ExportDraft,
    TakenExport,
    ask_export,
    decide_export,
    take_export,
    take_named_file,
)
from shuyou.members.services._hold_member import (
    HeldMember,
    hold_kept_member,
    hold_kept_members,
    hold_many_members,
    hold_member,
)
from shuyou.members.services._households import HouseholdPlace, join_household, leave_household
from shuyou.members.services._import_members import import_members, preview_members
from shuyou.members.services._import_preferences import import_preferences, preview_preferences
from shuyou.members.services._institutions import (
    ContactPerson,
    InstitutionDraft,
    end_contact_person,
    save_institution,
    set_contact_person,
)
from shuyou.members.services._issue_card import NewCard, issue_card
from shuyou.members.services._keep_card import (
    RenewedCard,
    expire_cards,
    freeze_card,
    renew_card,
    take_back_loss,
    thaw_card,
)
from shuyou.members.services._keep_in_time import let_next_go, set_retention_rule
from shuyou.members.services._legal_holds import lift_legal_hold, people_held, place_legal_hold
from shuyou.members.services._log_contact import NewContact, log_contact
from shuyou.members.services._match_people import Matched, match_people
from shuyou.members.services._measure_members import Measured, measure_members, measure_next
from shuyou.members.services._merge_automatically import likeness, merge_automatically, set_merging_rule
from shuyou.members.services._merge_members import Merged, Undone, merge_members, undo_merge
from shuyou.members.services._name_helper import name_helper, why_key
from shuyou.members.services._note_activity import note_activity
from shuyou.members.services._note_export import note_access_export, note_export
from shuyou.members.services._note_field_use import note_field_use, write_field_use_down
from shuyou.members.services._note_inquiry import NewInquiry, note_inquiry
from shuyou.members.services._notes import add_note, edit_note, pin_note, remove_note, restore_note
from shuyou.members.services._papers import NewPaper, add_paper, file_paper, spoil_paper
from shuyou.members.services._photos import change_photo, prefer_ways, remove_photo
from shuyou.members.services._preferences import (
    NewPreference,
    put_question_off,
    record_preference,
    take_preference_back,
)
from shuyou.members.services._print_cards import PrintedCard, note_cards_export, print_cards
from shuyou.members.services._privacy_requests import (
    close_correction,
    record_privacy_request,
    refuse_privacy_request,
    release_person,
    restrict_person,
)
from shuyou.members.services._record_consent import (
    ConsentProof,
    ContactTimes,
    record_consent,
    set_contact_rule,
    withdraw_all,
)
from shuyou.members.services._register_member import Registered, register_member
from shuyou.members.services._relate import LifeDates, NewRelation, add_relation, remove_relation, set_life_dates
from shuyou.members.services._retire_field import retire_field
from shuyou.members.services._reveal_contact import record_access, reveal_contact
from shuyou.members.services._saved_views import open_view_first, remove_view, save_view
from shuyou.members.services._set_export_limit import ExportLimitDraft, set_export_limit
from shuyou.members.services._set_tiers import set_tier_price_lists, set_tiers
from shuyou.members.services._sign_up import SignUp, enter_reader, sign_up
from shuyou.members.services._tags import define_tag, put_tag, retire_tag, take_tag
from shuyou.members.services._take_in import (
    IntakeChoice,
    drop_intake,
    give_undoing_up,
    hand_in,
    start_intake,
    take_in,
)
from shuyou.members.services._tasks import NewTask, add_task, finish_task, plan_task, postpone_task, reassign_task
from shuyou.members.services._tell_personal_data import PersonalCopy, tell_personal_data
from shuyou.members.services._undo_intake import UndoneIntake, ask_to_undo_intake, undo_intake

__all__ = [
    "TICKS",
    "AskedToJoin",
    "AttributeDraft",
    "ConsentProof",
    "ContactPerson",
    "ContactTimes",
    "Derived",
    "ExportDraft",
    "ExportLimitDraft",
    "HeldMember",
    "HouseholdPlace",
    "InstitutionDraft",
    "IntakeChoice",
    "IssuedCard",
    "Joined",
    "Joining",
    "KindDraft",
    "LifeDates",
    "ManyDraft",
    "ManyPreview",
    "Matched",
    "Measured",
    "MemberChanges",
    "Merged",
    "NewAddress",
    "NewCard",
    "NewContact",
    "NewInquiry",
    "NewMember",
    "NewPaper",
    "NewPreference",
    "NewRelation",
    "NewTask",
    "PartnerDraft",
    "PersonalCopy",
    "PrintedCard",
    "Registered",
    "RenewedCard",
    "SignUp",
    "TakenExport",
    "Undone",
    "UndoneIntake",
    "add_contact",
    "add_medium",
    "add_note",
    "add_paper",
    "add_relation",
    "add_task",
    "ask_export",
    "ask_to_join",
    "ask_to_undo_intake",
    "begin_many",
    "begin_undo",
    "block_member",
    "bring_rows_back",
    "carry_rows",
    "change_photo",
    "change_some",
    "claim_rows",
    "close_correction",
    "decide_export",
    "decide_pair",
    "define_tag",
    "derive_interests",
    "drop_intake",
    "drop_medium",
    "drop_sign_up",
    "drop_sign_ups",
    "edit_member",
    "edit_note",
    "end_contact_person",
    "enter_reader",
    "enter_sign_up",
    "erase_person",
    "expire_cards",
    "file_paper",
    "finish_task",
    "freeze_card",
    "give_undoing_up",
    "hand_in",
    "hold_kept_member",
    "hold_kept_members",
    "hold_many_members",
    "hold_member",
    "import_members",
    "import_preferences",
    "issue_card",
    "join_household",
    "join_sign_up",
    "leave_household",
    "let_next_go",
    "lift_legal_hold",
    "likeness",
    "log_contact",
    "match_people",
    "measure_members",
    "measure_next",
    "merge_automatically",
    "merge_members",
    "merge_pair",
    "move_attribute",
    "name_helper",
    "note_access_export",
    "note_activity",
    "note_cards_export",
    "note_export",
    "note_field_use",
    "note_inquiry",
    "open_view_first",
    "people_held",
    "pin_note",
    "place_legal_hold",
    "plan_task",
    "postpone_task",
    "prefer_contact",
    "prefer_ways",
    "preview_many",
    "preview_members",
    "preview_preferences",
    "print_cards",
    "prove_sign_up",
    "put_question_off",
    "put_tag",
    "reasons_not_to_erase",
    "reassign_task",
    "record_access",
    "record_consent",
    "record_preference",
    "record_privacy_request",
    "refuse_privacy_request",
    "register_member",
    "release_person",
    "remove_contact",
    "remove_note",
    "remove_photo",
    "remove_relation",
    "remove_view",
    "renew_card",
    "reopen_pair",
    "replace_card",
    "report_card_lost",
    "restore_note",
    "restrict_person",
    "retire_attribute",
    "retire_field",
    "retire_tag",
    "reveal_contact",
    "reveal_sign_up",
    "save_attribute",
    "save_card_kind",
    "save_card_partner",
    "save_institution",
    "save_view",
    "set_contact_person",
    "set_contact_rule",
    "set_export_limit",
    "set_life_dates",
    "set_merging_rule",
    "set_retention_rule",
    "set_tier_price_lists",
    "set_tiers",
    "sign_up",
    "spoil_paper",
    "start_intake",
    "take_back_loss",
    "take_export",
    "take_in",
    "take_named_file",
    "take_preference_back",
    "take_tag",
    "tell_personal_data",
    "thaw_card",
    "unblock_member",
    "undo_intake",
    "undo_merge",
    "undo_some",
    "why_key",
    "withdraw_all",
    "write_field_use_down",
]
