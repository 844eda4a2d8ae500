"""The journal of an intake: whom it made, and what it added and changed of people who were known; set-based."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import connection

from shuyou.kernel.bulk import copy_rows
from shuyou.members.services._keeping import Displaced, Owned
from shuyou.members.services._records import Before, Record

type Entries = dict[int, list[dict[str, object]]]
type Said = tuple[int, int, bool | None, bool]

JOURNAL: Final = ("intake_id", "person_id", "was_made", "changes")
PERSON_FIELDS: Final = ("name", "pinyin", "initials", "gender", "birth_date")

_KNOWN: Final = """
    INSERT INTO members_intakeperson AS j (intake_id, person_id, was_made, changes)
    SELECT %s, person_id, false, changes::jsonb FROM unnest(%s::bigint[], %s::text[]) v (person_id, changes)
        ON CONFLICT (intake_id, person_id) DO UPDATE SET changes = j.changes || excluded.changes
"""
_PHONES: Final = """
    SELECT p.id, p.person_id FROM members_phone p
      JOIN unnest(%s::bigint[], %s::text[]) v (person_id, digits) USING (person_id, digits)
"""
_EMAILS: Final = """
    SELECT e.id, e.person_id FROM members_email e
      JOIN unnest(%s::bigint[], %s::text[]) v (person_id, address) USING (person_id, address)
"""
_ADDRESSES: Final = """
    SELECT max(a.id), a.person_id FROM members_address a
      JOIN unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
           v (person_id, province, city, district, street, postcode)
     USING (person_id, province, city, district, street, postcode)
     GROUP BY a.person_id, a.province, a.city, a.district, a.street, a.postcode
"""
_CARDS: Final = """
    SELECT c.id, c.member_id FROM members_card c
      JOIN unnest(%s::bigint[], %s::text[]) v (member_id, number) USING (member_id, number)
"""
_NOTES: Final = """
    SELECT max(n.id), n.person_id FROM members_note n
      JOIN unnest(%s::bigint[], %s::text[]) v (person_id, text) USING (person_id, text)
     GROUP BY n.person_id, n.text
"""
_CONSENTS: Final = """
    SELECT DISTINCT ON (c.person_id, c.purpose, c.channel) c.id, c.person_id,
           (SELECT b.is_granted FROM members_consent b
             WHERE b.person_id = c.person_id AND b.purpose = c.purpose AND b.channel = c.channel AND b.id < c.id
             ORDER BY b.at DESC, b.id DESC LIMIT 1), c.is_granted
      FROM members_consent c
      JOIN unnest(%s::bigint[], %s::text[], %s::text[]) v (person_id, purpose, channel)
     USING (person_id, purpose, channel) WHERE c.at = %s
     ORDER BY c.person_id, c.purpose, c.channel, c.id DESC
"""


def write_journal(
    intake_id: int, records: Sequence[Record], displaced: Displaced, tiers: Mapping[str, int], at: datetime
) -> None:
    """Write down what a chunk of an intake did; who was made by an earlier chunk stays somebody who was made."""
    made = [record for record in records if record.created_at is None]
    copy_rows(
        "members_intakeperson",
        JOURNAL,
        ((intake_id, record.person_id, True, json.dumps([{"rows": _rows(record)}])) for record in made),
    )
    known = [record for record in records if record.created_at is not None]
    if known:
        _write_known(intake_id, known, displaced, tiers, at)


def _rows(record: Record) -> int:
    """Return how many rows hang on a new person."""
    contacts = len(record.new_phones) + len(record.new_emails) + len(record.new_places)
    return contacts + len(record.new_cards) + len(record.new_consents) + len(record.new_notes)


def _write_known(
    intake_id: int, known: Sequence[Record], displaced: Displaced, tiers: Mapping[str, int], at: datetime
) -> None:
    ours = _made_by(intake_id, known)
    entries: Entries = defaultdict(list)
    for record in known:
        if record.person_id in ours:
            if rows := _rows(record):
                entries[record.person_id].append({"rows": rows})
        elif record.is_changed and record.was:
            entries[record.person_id] += _changed(record, record.was, tiers)
    others = [record for record in known if record.person_id not in ours]
    _note_added(entries, others, at)
    _note_displaced(entries, "members_address", displaced.addresses, ours, {"is_default": True}, {"is_default": False})
    _note_displaced(entries, "members_card", displaced.cards, ours, {"status": "active"}, {"status": "replaced"})
    if entries:
        with connection.cursor() as cursor:
            cursor.execute(_KNOWN, [intake_id, list(entries), [json.dumps(changes) for changes in entries.values()]])


def _made_by(intake_id: int, known: Sequence[Record]) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id FROM members_intakeperson WHERE intake_id = %s AND person_id = ANY (%s) AND was_made",
            [intake_id, [record.person_id for record in known]],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def _changed(record: Record, was: Before, tiers: Mapping[str, int]) -> list[dict[str, object]]:
    """Return what a known person's own two rows said before, and what they say now."""
    now = record.now
    person = [name for name in PERSON_FIELDS if getattr(was, name) != getattr(now, name)]
    member = [name for name in ("joined_on", "source_key") if getattr(was, name) != getattr(now, name)]
    before, after = ({name: _plain(getattr(state, name)) for name in member} for state in (was, now))
    if was.tier != now.tier:
        before["tier_id"], after["tier_id"] = tiers[was.tier], tiers[now.tier]
    found: list[dict[str, object]] = []
    if person:
        said, says = ({name: _plain(getattr(state, name)) for name in person} for state in (was, now))
        found.append({"table": "members_person", "before": said, "after": says})
    if before:
        found.append({"table": "members_member", "before": before, "after": after})
    return [entry | {"id": record.person_id} for entry in found]


def _note_added(entries: Entries, records: Sequence[Record], at: datetime) -> None:
    """Note the rows that were added to known people, by their ids."""
    phones = [(r.person_id, phone.digits) for r in records for phone in r.new_phones]
    emails = [(r.person_id, address) for r in records for address in r.new_emails]
    cards = [(r.person_id, number) for r in records for number, _ in r.new_cards]
    places = [
        (r.person_id, place.province, place.city, place.district, place.street, place.postcode)
        for r in records
        for place, _ in r.new_places
    ]
    for table, sql, rows in (
        ("members_phone", _PHONES, phones),
        ("members_email", _EMAILS, emails),
        ("members_address", _ADDRESSES, places),
        ("members_card", _CARDS, cards),
        ("members_note", _NOTES, [(r.person_id, text) for r in records for text in r.new_notes]),
    ):
        for row_id, person_id in _found(sql, rows):
            entries[person_id].append({"table": table, "id": row_id, "before": None})
    words = [(r.person_id, *key) for r in records for key in r.new_consents]
    for row_id, person_id, before, after in _said(words, at):
        said = None if before is None else {"is_granted": before}
        entries[person_id].append(
            {"table": "members_consent", "id": row_id, "before": said, "after": {"is_granted": after}}
        )


def _note_displaced(
    entries: Entries,
    table: str,
    rows: Iterable[Owned],
    ours: frozenset[int],
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> None:
    for row_id, person_id in rows:
        if person_id not in ours:
            entries[person_id].append({"table": table, "id": row_id, "before": before, "after": after})


def _found(sql: str, rows: Sequence[Sequence[object]]) -> list[Owned]:
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(column) for column in zip(*rows, strict=True)])
        found: list[Owned] = cursor.fetchall()
    return found


def _said(words: Sequence[Sequence[object]], at: datetime) -> list[Said]:
    """Return the words that were just added, each with the one before it."""
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CONSENTS, [*(list(column) for column in zip(*words, strict=True)), at])
        found: list[Said] = cursor.fetchall()
    return found


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
