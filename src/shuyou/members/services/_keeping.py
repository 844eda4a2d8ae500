"""Writing records: set-based, in the running transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from shuyou.kernel.bulk import copy_rows
from shuyou.kernel.uids import uuid7
from shuyou.members.services._records import Keeping, Record

PERSON = ("id", "uid", "name", "pinyin", "initials", "gender", "birth_date", "search_rank")
MEMBER = (
    "person_id",
    "number",
    "tier_id",
    "status",
    "is_blocked",
    "block_reason",
    "joined_on",
    "joined_via",
    "source_key",
)
PHONE = ("person_id", "digits", "label", "is_primary")
EMAIL = ("person_id", "address", "is_primary")
ADDRESS = (
    "person_id", "recipient", "phone", "province", "city", "district", "street", "postcode", "is_default",
)  # fmt: skip
CARD = ("member_id", "number", "kind", "status", "issued_on")
CONSENT = ("person_id", "purpose", "channel", "is_granted", "text_version", "given_via", "recorded_by", "at")
NOTE = ("person_id", "text", "is_pinned", "is_removed", "at")


type Owned = tuple[int, int]
"""The id of a row, and of the person it is about."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """Rows of known people that gave way to what was added: usual addresses before, main cards before."""

    addresses: tuple[Owned, ...] = ()
    cards: tuple[Owned, ...] = ()


def keep(records: Iterable[Record], keeping: Keeping, tiers: dict[str, int]) -> Displaced:
    """Write new records, and of known ones what was added or changed; return what gave way to it."""
    all_records = list(records)
    new = [record for record in all_records if record.created_at is None]
    known = [record for record in all_records if record.created_at is not None]
    if new:
        _insert_people(new, tiers)
    _update_people([record for record in known if record.is_changed], tiers)
    _keep_contacts(all_records)
    displaced = Displaced(
        _keep_places([record for record in all_records if record.new_places]),
        _keep_cards([record for record in all_records if record.new_cards], keeping),
    )
    _keep_consents(all_records, keeping)
    _keep_notes(all_records, keeping)
    return displaced


def _insert_people(records: Sequence[Record], tiers: dict[str, int]) -> None:
    copy_rows(
        "members_person",
        PERSON,
        ((r.person_id, uuid7(), r.name, r.pinyin, r.initials, r.gender, r.birth_date, 0) for r in records),
    )
    copy_rows(
        "members_member",
        MEMBER,
        (
            (r.person_id, r.number, tiers[r.tier], "active", False, "", r.joined_on, r.joined_via, r.source_key)
            for r in records
        ),
    )


def _update_people(records: Sequence[Record], tiers: dict[str, int]) -> None:
    if not records:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE members_person p SET name = v.name, pinyin = v.pinyin, initials = v.initials, gender = v.gender,"
            " birth_date = v.birth_date FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[],"
            " %s::date[]) AS v (id, name, pinyin, initials, gender, birth_date) WHERE p.id = v.id",
            _columns([(r.person_id, r.name, r.pinyin, r.initials, r.gender, r.birth_date) for r in records]),
        )
        cursor.execute(
            "UPDATE members_member m SET tier_id = v.tier_id, joined_on = v.joined_on, source_key = v.source_key"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[]) AS v (id, tier_id, joined_on, source_key)"
            " WHERE m.person_id = v.id",
            _columns([(r.person_id, tiers[r.tier], r.joined_on, r.source_key) for r in records]),
        )


def _keep_contacts(records: Sequence[Record]) -> None:
    copy_rows(
        "members_phone",
        PHONE,
        (
            (r.person_id, phone.digits, phone.label, place == 0 and len(r.phones) == len(r.new_phones))
            for r in records
            for place, phone in enumerate(r.new_phones)
        ),
    )
    copy_rows(
        "members_email",
        EMAIL,
        (
            (r.person_id, address, place == 0 and len(r.emails) == len(r.new_emails))
            for r in records
            for place, address in enumerate(r.new_emails)
        ),
    )


def _keep_places(records: Sequence[Record]) -> tuple[Owned, ...]:
    displaced: tuple[Owned, ...] = ()
    if moved := [r.person_id for r in records if r.created_at is not None]:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE members_address SET is_default = false WHERE is_default AND person_id = ANY (%s)"
                " RETURNING id, person_id",
                [moved],
            )
            displaced = tuple(cursor.fetchall())
    copy_rows(
        "members_address",
        ADDRESS,
        (
            (
                r.person_id, recipient, next(iter(r.phones), ""),
                place.province, place.city, place.district, place.street, place.postcode, left == 1,
            )
            for r in records
            for left, (place, recipient) in _countdown(r.new_places)
        ),
    )  # fmt: skip
    return displaced


def _keep_cards(records: Sequence[Record], keeping: Keeping) -> tuple[Owned, ...]:
    displaced: tuple[Owned, ...] = ()
    if carried := [r.person_id for r in records if r.created_at is not None]:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE members_card SET status = 'replaced'"
                " WHERE status = 'active' AND is_main AND member_id = ANY (%s) RETURNING id, member_id",
                [carried],
            )
            displaced = tuple(cursor.fetchall())
    copy_rows(
        "members_card",
        CARD,
        (
            (
                r.person_id, number, kind, "active" if left == 1 else "replaced",
                r.joined_on if r.created_at is None else keeping.today,
            )
            for r in records
            for left, (number, kind) in _countdown(r.new_cards)
        ),
    )  # fmt: skip
    return displaced


def _keep_consents(records: Sequence[Record], keeping: Keeping) -> None:
    copy_rows(
        "members_consent",
        CONSENT,
        (
            (
                r.person_id, word.purpose, word.channel, word.is_granted,
                keeping.text_version, keeping.via, keeping.recorded_by, keeping.at,
            )
            for r in records
            for word in r.new_consents.values()
        ),
    )  # fmt: skip


def _keep_notes(records: Sequence[Record], keeping: Keeping) -> None:
    rows = [(r.person_id, text, False, False, keeping.at) for r in records for text in r.new_notes]
    if rows:
        copy_rows("members_note", NOTE, rows)


def _countdown[T](things: Sequence[T]) -> Iterator[tuple[int, T]]:
    return zip(range(len(things), 0, -1), things, strict=True)


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
