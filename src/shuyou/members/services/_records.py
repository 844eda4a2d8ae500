"""
What is kept of a member, as one record in memory: read for many at once, changed by drafts, written for many at once.

A record only grows by a draft: what the draft does not say stays, contacts are added, consent is appended.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection

from shuyou.members.rules import ConsentDraft, MemberDraft, PhoneDraft, Place


@dataclass(frozen=True, slots=True)
class Before:
    """What may be changed of a known person, as it was."""

    name: str
    pinyin: str
    initials: str
    gender: str
    birth_date: date | None
    tier: str
    joined_on: date | None
    source_key: str | None


@dataclass(slots=True)
class Record:
    """A member's data, with what was added to them since they were read."""

    person_id: int
    number: str
    created_at: datetime | None
    """None: about to be created."""
    name: str = ""
    pinyin: str = ""
    initials: str = ""
    gender: str = ""
    birth_date: date | None = None
    tier: str = ""
    joined_on: date | None = None
    joined_via: str = ""
    source_key: str | None = None
    phones: dict[str, str] = field(default_factory=dict)
    emails: dict[str, None] = field(default_factory=dict)
    places: dict[Place, None] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    consents: dict[tuple[str, str], bool] = field(default_factory=dict)
    was: "Before | None" = None
    """What stood there of a known person when they were read."""
    is_changed: bool = False
    new_phones: list[PhoneDraft] = field(default_factory=list)
    new_emails: list[str] = field(default_factory=list)
    new_places: list[tuple[Place, str]] = field(default_factory=list)
    new_cards: list[tuple[str, str]] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    new_notes: list[str] = field(default_factory=list)
    new_consents: dict[tuple[str, str], ConsentDraft] = field(default_factory=dict)

    @property
    def now(self) -> Before:
        """What may be changed of a known person, as it is to be."""
        return Before(
            self.name, self.pinyin, self.initials, self.gender, self.birth_date,
            self.tier, self.joined_on, self.source_key,
        )  # fmt: skip

    def may_be(self, draft: MemberDraft) -> bool:
        """Tell whether a draft under the record's key may be about the same person: its name, or any clue, agrees."""
        return (
            draft.name == self.name
            or (draft.birth_date is not None and draft.birth_date == self.birth_date)
            or any(phone.digits in self.phones for phone in draft.phones)
            or any(address in self.emails for address in draft.emails)
            or (draft.pinyin == self.pinyin)
        )


@dataclass(frozen=True, slots=True)
class Keeping:
    """How what a draft adds is to be kept."""

    at: datetime
    today: date
    via: str
    recorded_by: str
    text_version: str


def merge(record: Record, draft: MemberDraft, today: date) -> bool:
    """Add what a draft says to a record; tell whether that changed anything."""
    changes = [
        _merge_person(record, draft),
        _merge_membership(record, draft, today),
        _merge_contacts(record, draft),
        _merge_place(record, draft),
        _merge_card(record, draft),
        _merge_note(record, draft),
        _merge_consents(record, draft),
    ]
    return any(changes)


def _merge_person(record: Record, draft: MemberDraft) -> bool:
    before = (record.name, record.pinyin, record.initials, record.gender, record.birth_date)
    if draft.name != record.name or draft.is_spelled:
        record.name, record.pinyin, record.initials = draft.name, draft.pinyin, draft.initials
    if draft.gender is not None:
        record.gender = draft.gender
    if draft.birth_date is not None:
        record.birth_date = draft.birth_date
    is_changed = before != (record.name, record.pinyin, record.initials, record.gender, record.birth_date)
    record.is_changed |= is_changed
    return is_changed


def _merge_membership(record: Record, draft: MemberDraft, today: date) -> bool:
    before = (record.tier, record.joined_on, record.source_key)
    record.tier = draft.tier or record.tier
    record.joined_via = record.joined_via or draft.joined_via
    record.source_key = record.source_key or draft.source_key or None
    dates = [day for day in (draft.joined_on, record.joined_on) if day]
    record.joined_on = min(dates, default=today)
    is_changed = before != (record.tier, record.joined_on, record.source_key)
    record.is_changed |= is_changed
    return is_changed


def _merge_contacts(record: Record, draft: MemberDraft) -> bool:
    phones = [phone for phone in draft.phones if phone.digits not in record.phones]
    emails = [address for address in draft.emails if address not in record.emails]
    for phone in phones:
        record.phones[phone.digits] = phone.label
        record.new_phones.append(phone)
    for address in emails:
        record.emails[address] = None
        record.new_emails.append(address)
    return bool(phones or emails)


def _merge_place(record: Record, draft: MemberDraft) -> bool:
    if not draft.place or draft.place in record.places:
        return False
    if draft.place.lacking and record.places:
        return False  # what is less than whole never takes the place of what is known
    record.places[draft.place] = None
    record.new_places.append((draft.place, draft.recipient))
    return True


def _merge_card(record: Record, draft: MemberDraft) -> bool:
    if not draft.card or draft.card in record.cards:
        return False
    record.cards[draft.card] = "active"
    record.new_cards.append((draft.card, draft.card_kind or "ordinary"))
    return True


def _merge_note(record: Record, draft: MemberDraft) -> bool:
    if not draft.note or draft.note in record.notes:
        return False
    record.notes.add(draft.note)
    record.new_notes.append(draft.note)
    return True


def _merge_consents(record: Record, draft: MemberDraft) -> bool:
    told = [word for word in draft.consents if record.consents.get((word.purpose, word.channel)) != word.is_granted]
    for word in told:
        record.consents[word.purpose, word.channel] = word.is_granted
        record.new_consents[word.purpose, word.channel] = word
    return bool(told)


def read_records(person_ids: Iterable[int], *, has_notes: bool = False) -> dict[int, Record]:
    """
    Lock members in the order of their keys and return their records, in six queries however many they are.

    Their notes are read, in a seventh, only for drafts that have notes.
    """
    ids = sorted(set(person_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS, [ids])
        records = {row[0]: Record(*row) for row in cursor.fetchall()}
        for record in records.values():
            record.was = record.now
        cursor.execute(_PHONES, [ids])
        for owner, digits, label in cursor.fetchall():
            records[owner].phones[digits] = label
        cursor.execute(_EMAILS, [ids])
        for owner, address in cursor.fetchall():
            records[owner].emails[address] = None
        cursor.execute(_PLACES, [ids])
        for owner, *parts in cursor.fetchall():
            records[owner].places[Place(*parts)] = None
        cursor.execute(_CARDS, [ids])
        for owner, number, status in cursor.fetchall():
            records[owner].cards[number] = status
        cursor.execute(_CONSENTS, [ids])
        for owner, purpose, channel, is_granted in cursor.fetchall():
            records[owner].consents[purpose, channel] = is_granted
        if has_notes:
            cursor.execute(_NOTES, [ids])
            for owner, text in cursor.fetchall():
                records[owner].notes.add(text)
    return records


_MEMBERS = """
    SELECT m.person_id, m.number, p.created_at, p.name, p.pinyin, p.initials, p.gender, p.birth_date, t.code,
           m.joined_on, m.joined_via, m.source_key
      FROM members_member m JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
     WHERE m.person_id = ANY (%s) ORDER BY m.person_id FOR NO KEY UPDATE OF m
"""
_PHONES = "SELECT person_id, digits, label FROM members_phone WHERE person_id = ANY (%s) ORDER BY is_primary DESC, id"
_EMAILS = "SELECT person_id, address FROM members_email WHERE person_id = ANY (%s) ORDER BY is_primary DESC, id"
_PLACES = """
    SELECT person_id, province, city, district, street, postcode FROM members_address
     WHERE person_id = ANY (%s) ORDER BY id
"""
_CARDS = "SELECT member_id, number, status FROM members_card WHERE member_id = ANY (%s) ORDER BY id"
_NOTES = "SELECT person_id, text FROM members_note WHERE person_id = ANY (%s)"
_CONSENTS = """
    SELECT DISTINCT ON (person_id, purpose, channel) person_id, purpose, channel, is_granted FROM members_consent
     WHERE person_id = ANY (%s) ORDER BY person_id, purpose, channel, at DESC, id DESC
"""
