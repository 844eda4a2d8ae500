"""Tables of members: who a reader is, how to reach them, what they carry, like, allow and are to each other."""

from shuyou.members.models.cards import Card, CardKind, CardMedium, CardPartner
from shuyou.members.models.consent import (
    Consent,
    ConsentText,
    ContactRule,
    LegalHold,
    PersonalDataAccess,
    PrivacyRequest,
    RetentionRule,
)
from shuyou.members.models.contacts import Address, Email, Phone
from shuyou.members.models.households import Household, HouseholdPerson, Institution, InstitutionContact, Relation
from shuyou.members.models.identity import MatchRun, Merge, MergedRow, MergingRule, Pair
from shuyou.members.models.intake import Intake, IntakePerson, SavedMapping
from shuyou.members.models.lists import (
    BulkChange,
    BulkChanged,
    ExportLimit,
    ListExport,
    Listing,
    NamedFile,
    SavedView,
)
from shuyou.members.models.papers import Paper
from shuyou.members.models.people import Member, Person, Tier
from shuyou.members.models.preferences import Attribute, FieldUse, Preference, QuestionPutOff, RetiredField
from shuyou.members.models.sign_ups import SignUpRequest
from shuyou.members.models.touches import Contact, Inquiry, Note, PersonTag, Tag, Task

__all__ = [
    "Address",
    "Attribute",
    "BulkChange",
    "BulkChanged",
    "Card",
    "CardKind",
    "CardMedium",
    "CardPartner",
    "Consent",
    "ConsentText",
    "Contact",
    "ContactRule",
    "Email",
    "ExportLimit",
    "FieldUse",
    "Household",
    "HouseholdPerson",
    "Inquiry",
    "Institution",
    "InstitutionContact",
    "Intake",
    "IntakePerson",
    "LegalHold",
    "ListExport",
    "Listing",
    "MatchRun",
    "Member",
    "Merge",
    "MergedRow",
    "MergingRule",
    "NamedFile",
    "Note",
    "Pair",
    "Paper",
    "Person",
    "PersonTag",
    "PersonalDataAccess",
    "Phone",
    "Preference",
    "PrivacyRequest",
    "QuestionPutOff",
    "Relation",
    "RetentionRule",
    "RetiredField",
    "SavedMapping",
    "SavedView",
    "SignUpRequest",
    "Tag",
    "Task",
    "Tier",
]
