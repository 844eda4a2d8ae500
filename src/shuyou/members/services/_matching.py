"""Who a draft is about: nobody known, or a member known by a key, or by a name with a phone or an e-mail address."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from shuyou.members.errors import KeyOfAnother, KeysDisagree, NumberDiffers
from shuyou.members.rules import MemberDraft
from shuyou.members.services._records import Record

type NamedContact = tuple[str, str]


@dataclass(slots=True)
class Index:
    """Which record each clue leads to."""

    sources: dict[str, Record] = field(default_factory=dict)
    numbers: dict[str, Record] = field(default_factory=dict)
    cards: dict[str, Record] = field(default_factory=dict)
    phones: dict[NamedContact, Record] = field(default_factory=dict)
    emails: dict[NamedContact, Record] = field(default_factory=dict)

    def add(self, record: Record, draft: MemberDraft) -> None:
        """Have everything that a draft says lead to its record."""
        if record.source_key:
            self.sources[record.source_key] = record
        self.numbers[record.number] = record
        if draft.card:
            self.cards[draft.card] = record
        for phone in draft.phones:
            self.phones.setdefault((phone.digits, draft.name), record)
        for address in draft.emails:
            self.emails.setdefault((address, draft.name), record)

    def find(self, draft: MemberDraft) -> Record | None:
        """
        Return the record that a draft is about. Keys outweigh names; a name needs a phone or an e-mail address.

        :raises KeyOfAnother: a key leads to somebody with whom nothing agrees, not even the name.
        :raises KeysDisagree: two keys lead to two members.
        :raises NumberDiffers: the member has another number.
        """
        named = [
            (self.sources.get(draft.source_key), draft.source_key),
            (self.numbers.get(draft.number), draft.number),
            (self.cards.get(draft.card), draft.card),
        ]
        found = [(record, key) for record, key in named if key and record is not None]
        if found and not found[0][0].may_be(draft):
            raise KeyOfAnother(value=found[0][1], number=found[0][0].number)
        if found:
            first, key = found[0]
            for other, other_key in found[1:]:
                if other is not first:
                    raise KeysDisagree(first=key, number=first.number, second=other_key, other=other.number)
        record = found[0][0] if found else self._by_contact(draft)
        is_other = bool(draft.number) and record is not self.numbers.get(draft.number)
        if record is not None and record.number != draft.number and is_other:
            raise NumberDiffers(value=draft.number, number=record.number)
        return record

    def _by_contact(self, draft: MemberDraft) -> Record | None:
        by_phone = (self.phones.get((phone.digits, draft.name)) for phone in draft.phones)
        by_email = (self.emails.get((address, draft.name)) for address in draft.emails)
        return next((record for record in (*by_phone, *by_email) if record is not None), None)


@dataclass(frozen=True, slots=True)
class Clues:
    """The members that drafts may be about, by id, for each kind of clue."""

    sources: Mapping[str, int]
    numbers: Mapping[str, int]
    cards: Mapping[str, int]
    phones: Mapping[NamedContact, int]
    emails: Mapping[NamedContact, int]

    @property
    def person_ids(self) -> set[int]:
        """Everybody who may be meant."""
        return {
            *self.sources.values(),
            *self.numbers.values(),
            *self.cards.values(),
            *self.phones.values(),
            *self.emails.values(),
        }

    def index(self, records: Mapping[int, Record]) -> Index:
        """Return the index of these records."""
        return Index(
            sources={key: records[owner] for key, owner in self.sources.items()},
            numbers={key: records[owner] for key, owner in self.numbers.items()},
            cards={key: records[owner] for key, owner in self.cards.items()},
            phones={key: records[owner] for key, owner in self.phones.items()},
            emails={key: records[owner] for key, owner in self.emails.items()},
        )


def clues_of(drafts: Sequence[MemberDraft]) -> Clues:
    """Look up everything that drafts say, in five queries however many they are."""
    names = {draft.name for draft in drafts}
    return Clues(
        sources=_keyed(_BY_SOURCE, (draft.source_key for draft in drafts)),
        numbers=_keyed(_BY_NUMBER, (draft.number for draft in drafts)),
        cards=_keyed(_BY_CARD, (draft.card for draft in drafts)),
        phones=_named(_BY_PHONE, (phone.digits for draft in drafts for phone in draft.phones), names),
        emails=_named(_BY_EMAIL, (address for draft in drafts for address in draft.emails), names),
    )


_BY_SOURCE = "SELECT source_key, coalesce(merged_into_id, person_id) FROM members_member WHERE source_key = ANY (%s)"
_BY_NUMBER = "SELECT number, coalesce(merged_into_id, person_id) FROM members_member WHERE number = ANY (%s)"
_BY_CARD = "SELECT number, member_id FROM members_card WHERE number = ANY (%s)"
_NAMED = """
    SELECT c.{contact}, p.name, coalesce(m.merged_into_id, p.id) FROM {table} c
      JOIN members_person p ON p.id = c.person_id JOIN members_member m ON m.person_id = p.id
     WHERE c.{contact} = ANY (%s) AND p.name = ANY (%s) ORDER BY p.id DESC
"""
"""The first of several people of one name on one phone is the one who is meant, so the last ones are read first."""
_BY_PHONE = _NAMED.format(table="members_phone", contact="digits")
_BY_EMAIL = _NAMED.format(table="members_email", contact="address")


def _keyed(sql: str, keys: Iterable[str]) -> dict[str, int]:
    wanted = list({key for key in keys if key})
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted])
        return {key: owner for key, owner in cursor.fetchall()}  # noqa: C416 - types the rows


def _named(sql: str, contacts: Iterable[str], names: set[str]) -> dict[NamedContact, int]:
    wanted = list(set(contacts))
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [wanted, list(names)])
        return {(contact, name): owner for contact, name, owner in cursor.fetchall()}
