"""What happened to a member's own data: who changed what, when, from what to what."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shuyou.kernel import history
from shuyou.kernel.actor import Actor
from shuyou.kernel.history import Cell, Change
from shuyou.kernel.usecase import query
from shuyou.members.models import Card, Consent, Email, Member, Person, Phone, Tier
from shuyou.members.queries._mask import masked
from shuyou.members.queries._merging import same_people
from shuyou.members.rules.told import OF_MEMBER_SQL

LABELS: Mapping[str, Promise] = {
    "members.member_registered": _("Entered as a member"),
    "members.member_edited": _("Edited"),
    "members.contact_added": _("Contact added"),
    "members.contact_removed": _("Contact removed"),
    "members.consent_recorded": _("Consent recorded"),
    "members.card_issued": _("Card issued"),
    "members.card_renewed": _("Card renewed"),
    "members.card_reported_lost": _("Card reported lost"),
    "members.card_found": _("Card found again"),
    "members.card_frozen": _("Card frozen"),
    "members.card_thawed": _("Card thawed"),
    "members.card_replaced": _("Card replaced"),
    "members.member_blocked": _("Orders stopped"),
    "members.member_unblocked": _("Orders let through again"),
    "members.members_imported": _("Changed by a file"),
    "members.members_merged": _("Merged"),
    "members.merge_undone": _("Merge undone"),
}
COLUMNS: Mapping[tuple[str, str], Promise] = {
    ("members_person", "name"): _("Name"),
    ("members_person", "pinyin"): _("Pinyin"),
    ("members_person", "gender"): _("Gender"),
    ("members_person", "birth_date"): _("Birth date"),
    ("members_member", "tier_id"): _("Tier"),
    ("members_member", "status"): _("Status"),
    ("members_member", "is_blocked"): _("Orders"),
    ("members_member", "block_reason"): _("Why orders are stopped"),
    ("members_member", "joined_on"): _("Joined"),
    ("members_phone", "digits"): _("Phone"),
    ("members_email", "address"): _("E-mail"),
    ("members_address", "recipient"): _("Recipient"),
    ("members_address", "phone"): _("Phone of the address"),
    ("members_address", "province"): _("Province"),
    ("members_address", "city"): _("City"),
    ("members_address", "district"): _("District"),
    ("members_address", "street"): _("Street, house, flat"),
    ("members_address", "postcode"): _("Postcode"),
    ("members_card", "status"): _("Card"),
}
"""What is told of a change, by table and column, in the order in which it is told."""
_MASKED: Mapping[tuple[str, str], str] = {
    ("members_person", "birth_date"): "birth_date",
    ("members_phone", "digits"): "phone",
    ("members_email", "address"): "email",
    ("members_address", "phone"): "phone",
    ("members_address", "street"): "street",
}

# Each moment of a change, with what was told in it. The partial index `members_told` names these events too.
_EVENTS = f"""
    WITH told AS (
        SELECT e.*, '' AS merged FROM kernel_event e
         WHERE name IN ({OF_MEMBER_SQL})
           AND (payload->>'member_id')::bigint = ANY (%(people)s)
         UNION ALL
        SELECT e.*, a.number || ' → ' || k.number FROM kernel_event e
          JOIN members_member k ON k.person_id = (payload->>'member_id')::bigint
          JOIN members_member a ON a.person_id = (payload->>'absorbed_id')::bigint
         WHERE name IN ('members.members_merged', 'members.merge_undone')
           AND ((payload->>'member_id')::bigint = ANY (%(people)s) OR (payload->>'absorbed_id')::bigint = %(id)s)),
    moments AS (
        SELECT recorded_at FROM (
            SELECT recorded_at FROM told
             UNION SELECT c.recorded_at FROM unnest(%(tables)s::text[], %(row_ids)s::bigint[]) r (table_name, row_id)
                     JOIN kernel_rowchange c ON c.table_name = r.table_name AND c.row_id = r.row_id) every
         WHERE recorded_at < coalesce(%(before)s::timestamptz, 'infinity') ORDER BY recorded_at DESC LIMIT %(limit)s)
    SELECT m.recorded_at, coalesce(e.name, ''), e.payload->>'kind', e.payload->>'contact_id', e.payload->>'purpose',
           e.payload->>'channel', e.payload->>'is_granted', e.merged, e.at, coalesce(u.full_name, '')
      FROM moments m LEFT JOIN told e USING (recorded_at)
      LEFT JOIN kernel_user u ON e.actor_kind = 'staff' AND u.id::text = e.actor_id
     ORDER BY m.recorded_at DESC, e.id DESC
"""  # noqa: S608 - all parts are ours
_ROWS = """
    SELECT t.name, p.id FROM unnest(%(people)s::bigint[]) p (id),
           unnest(ARRAY['members_person', 'members_member']) t (name)
    UNION ALL SELECT 'members_phone', id FROM members_phone WHERE person_id = %(id)s
    UNION ALL SELECT 'members_email', id FROM members_email WHERE person_id = %(id)s
    UNION ALL SELECT 'members_address', id FROM members_address WHERE person_id = %(id)s
    UNION ALL SELECT 'members_card', id FROM members_card WHERE member_id = %(id)s
    UNION ALL SELECT table_name, row_id FROM kernel_rowchange
               WHERE operation = 'D' AND table_name IN ('members_phone', 'members_email')
                 AND (before->>'person_id')::bigint = ANY (%(people)s)
"""


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """One value that changed; empty where there was or is none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened to a member's data, who did it, and what it changed."""

    at: datetime
    label: str
    who: str
    cells: tuple[ChangedCell, ...]


@dataclass(frozen=True, slots=True)
class ToldPage:
    """A stretch of a member's history and the moment before which it goes on; None when this is its beginning."""

    rows: tuple[Told, ...]
    next_before: datetime | None


type Key = tuple[datetime, str]
type Row = tuple[datetime, str, str | None, str | None, str, str, str, str, datetime, str]


@query("members.see_contact")
def member_changes(*, member_id: int, before: datetime | None = None, limit: int = 30, actor: Actor) -> ToldPage:
    """
    Return what happened to a member's data before a moment, the latest first, in at most seven queries.

    Numbers, e-mail and street addresses and birth dates are masked before and after.

    What had happened to whoever was merged into the member belongs to it.
    """
    people = same_people(member_id=member_id)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"id": member_id, "people": people})
        rows = [(str(table), int(row_id)) for table, row_id in cursor.fetchall()]
        tables, row_ids = [table for table, _ in rows], [row_id for _, row_id in rows]
        cursor.execute(
            _EVENTS,
            {
                "id": member_id,
                "people": people,
                "tables": tables,
                "row_ids": row_ids,
                "before": before,
                "limit": limit + 1,
            },
        )
        events = cursor.fetchall()
    moments = sorted({recorded_at for recorded_at, *_ in events}, reverse=True)
    shown = moments[:limit]
    # Newer changes too: they know what a contact was that is no more.
    changes = history.rows_history(rows, limit=None, since=shown[-1]) if shown else []
    told = _told(events, changes, _Words(member_id, changes))
    page = sorted((key for key in told if key[0] in shown), key=lambda key: key[0], reverse=True)
    return ToldPage(tuple(told[key] for key in page), shown[-1] if len(moments) > limit else None)


def _told(events: Sequence[Row], changes: Sequence[Change], words: "_Words") -> Mapping[Key, Told]:
    told: dict[Key, Told] = {}
    for (recorded_at, name), group in groupby(changes, key=lambda change: (change.recorded_at, change.event)):
        each = list(group)
        told[recorded_at, name] = Told(each[0].at, _label(name), each[0].actor_name, tuple(words.cells(each)))
    for recorded_at, name, kind, contact_id, purpose, channel, is_granted, merged, at, who in events:
        if name:
            known = told.get((recorded_at, name))
            extra = [*words.of_event(name, kind, contact_id, (purpose, channel, is_granted), known)]
            extra += [ChangedCell(str(_("Member")), "", merged)] if merged else []
            told[recorded_at, name] = Told(at, _label(name), who, (*(known.cells if known else ()), *extra))
    return told


def _label(name: str) -> str:
    return str(LABELS.get(name, _("Changed")))


class _Words:
    """What cells mean, in the reader's language."""

    def __init__(self, member_id: int, changes: Sequence[Change]) -> None:
        self._member_id, self._changes = member_id, changes

    @cached_property
    def _tiers(self) -> Mapping[int, str]:
        name = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
        return dict(Tier.objects.order_by("rank").values_list("pk", name))

    @cached_property
    def _contacts(self) -> Mapping[tuple[str, int], str]:
        """Every contact as it was first written: from its oldest change, or as it still is."""
        phones = Phone.objects.filter(person_id=self._member_id).order_by("pk").values_list("pk", "digits")
        emails = Email.objects.filter(person_id=self._member_id).order_by("pk").values_list("pk", "address")
        found = {("phone", pk): text for pk, text in phones} | {("email", pk): text for pk, text in emails}
        for change in self._changes:  # the oldest comes last
            for kind, table, column in (("phone", "members_phone", "digits"), ("email", "members_email", "address")):
                if change.table == table and column in change.before:
                    found[kind, change.row_id] = str(change.before[column])
        return found

    def cells(self, changes: Sequence[Change]) -> Iterator[ChangedCell]:
        """Return what changes changed, but for what nobody reads."""
        for (table, column), label in COLUMNS.items():
            for change in changes:
                if change.table == table and column in change.before:
                    before = self._said(table, column, change.before[column])
                    after = self._said(table, column, change.after.get(column))
                    if before or after:
                        yield ChangedCell(str(label), before, after)
        for change in changes:
            if change.before.get("is_primary") is False and change.operation == "U":
                yield from self._preferred(change)

    def of_event(
        self, name: str, kind: str | None, contact_id: str | None, word: tuple[str, str, str], known: Told | None
    ) -> Iterator[ChangedCell]:
        """Return what an event tells that no row does."""
        if name == "members.contact_added" and contact_id and kind:
            label = _("E-mail") if kind == "email" else _("Phone")
            yield ChangedCell(str(label), "", masked(field=kind, value=self._contacts.get((kind, int(contact_id)), "")))
        if name == "members.consent_recorded":
            purpose, channel, is_granted = word
            given = f"{Consent.Purpose(purpose).label} · {Consent.Channel(channel).label}"
            yield ChangedCell(given, "", str(_("yes") if is_granted == "true" else _("no")))

    def _preferred(self, change: Change) -> Iterator[ChangedCell]:
        kind = "email" if change.table == "members_email" else "phone"
        yield ChangedCell(
            str(_("Usual contact")), "", masked(field=kind, value=self._contacts.get((kind, change.row_id), ""))
        )

    def _said(self, table: str, column: str, value: Cell) -> str:
        if value in (None, ""):
            return ""
        match table, column:
            case "members_member", "tier_id":
                return self._tiers.get(int(str(value)), "")
            case "members_member", "status":
                return str(Member.Status(str(value)).label)
            case "members_member", "is_blocked":
                return str(_("stopped") if value else _("let through"))
            case "members_card", "status":
                return str(Card.Status(str(value)).label)
            case "members_person", "gender":
                return str(Person.Gender(str(value)).label)
        return masked(field=_MASKED.get((table, column), ""), value=str(value))
