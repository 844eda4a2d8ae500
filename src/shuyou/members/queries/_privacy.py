"""What readers asked about their data, who saw whose, and what is older than it may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import FilteredRelation, Q
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import add_months, club_day, day_start
from shuyou.kernel.errors import NotFound
from shuyou.kernel.history import signers
from shuyou.kernel.models import User
from shuyou.kernel.personal import overdue
from shuyou.kernel.registry import registry
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import query
from shuyou.members.models import Address, Email, Person, Phone, PrivacyRequest, RetentionRule
from shuyou.members.rules.consent import WAYS

PAGE: Final = 50
PARTS: Final[Mapping[str, Promise]] = {
    "page": _("Member page"),
    "edit": _("Form to edit"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "address": _("Address"),
    "birth": _("Birth date"),
    "order": _("Order entry"),
    "paper": _("Paper"),
    "copy": _("Copy of everything"),
    "preferences": _("Preferences"),
}
"""What can be seen of a person, in words; others are shown by their code."""


@dataclass(frozen=True, slots=True)
class PrivacyRow:
    """A request of a reader about their data."""

    uid: UUID
    person_id: int
    number: str
    name: str
    kind: str
    kind_label: str
    status: str
    status_label: str
    asked_via: str
    note: str
    asked_at: datetime
    due_on: date
    recorded_by: str
    recorded_by_key: str
    done_at: datetime | None
    done_by: str
    outcome: str

    def is_late(self, today: date) -> bool:
        """Tell whether the request should have been answered before a day."""
        return self.status == PrivacyRequest.Status.OPEN and self.due_on < today


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """A stretch of requests and where the next one starts; None when this is the last."""

    rows: tuple[PrivacyRow, ...]
    next_after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFilter:
    """Which accesses a list shows; empty fields do not filter."""

    person_id: int = 0
    staff_id: str = ""
    part: str = ""
    day_from: date | None = None
    day_to: date | None = None


@dataclass(frozen=True, slots=True)
class AccessRow:
    """Who saw whose data, which part, why."""

    at: datetime
    number: str
    name: str
    who: str
    via: str
    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class AccessPage:
    """A stretch of accesses and where the next one starts; empty when this is the last."""

    rows: tuple[AccessRow, ...]
    next_after: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a person's data may be used."""

    is_restricted: bool
    erased_at: datetime | None
    is_held: bool = False
    """A legal hold stands: nothing about the person goes."""
    waiting: tuple["WaitingRow", ...] = ()
    """What the reader asked and nobody answered yet; empty for those who do not answer."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A request that waits."""

    uid: UUID
    kind_label: str
    due_on: date


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A kind of data, how long it is kept, on what ground, and how much is older."""

    part: str
    label: str
    months: int
    ground: str
    is_active: bool
    before: date
    overdue: int


@query("members.answer_privacy")
def privacy_requests(
    *, status: str = "open", person_id: int = 0, after: str = "", actor: Actor, limit: int = PAGE
) -> PrivacyPage:
    """
    Return requests, in three queries: open ones by due day (index `privacy_requests_due`), closed ones likewise.

    `after` is where an earlier page ended.
    """
    found = PrivacyRequest.objects.select_related("person", "person__member")
    if status:
        found = found.filter(status=status)
    if person_id:
        found = found.filter(person_id=person_id)
    day, _sep, key = after.partition("_")
    if day and key.isdigit():
        due = date.fromisoformat(day)
        found = found.filter(Q(due_on__gt=due) | Q(due_on=due, pk__gt=int(key)))
    rows = list(found.order_by("due_on", "pk")[: limit + 1])
    page = rows[:limit]
    goes_on = f"{page[-1].due_on.isoformat()}_{page[-1].pk}" if len(rows) > limit else ""
    return PrivacyPage(_privacy_rows(page), goes_on)


@query("members.answer_privacy")
def privacy_request(*, uid: UUID, actor: Actor) -> PrivacyRow:
    """
    Return one request.

    :raises NotFound: there is none.
    """
    row = PrivacyRequest.objects.select_related("person", "person__member").filter(uid=uid).first()
    if row is None:
        raise NotFound(what=_("request"), key=uid)
    return _privacy_rows([row])[0]


@query("members.answer_privacy")
def privacy_requests_waiting(*, actor: Actor) -> int:
    """Return how many requests wait for an answer."""
    return PrivacyRequest.objects.filter(status=PrivacyRequest.Status.OPEN).count()


# The newest first by (at, id): `access_to_person` for one reader, `accesses_of_actor` for one colleague, else by time.
_ACCESSES = """
    SELECT a.id, a.at, coalesce(m.number, ''), p.name, a.actor_kind, a.actor_id, coalesce(u.full_name, ''), a.via,
           a.part, a.reason
      FROM members_personaldataaccess a JOIN members_person p ON p.id = a.person_id
      LEFT JOIN members_member m ON m.person_id = a.person_id
      LEFT JOIN kernel_user u ON a.actor_kind = 'staff' AND u.id::text = a.actor_id
     WHERE {where} ORDER BY a.at DESC, a.id DESC LIMIT %(limit)s
"""


@query("members.see_accesses")
def accesses(*, wanted: AccessFilter, after: str = "", actor: Actor, limit: int = PAGE) -> AccessPage:
    """Return who saw whose data, the latest first, from where an earlier page ended, in one query."""
    conditions, values = _conditions(wanted, after)
    with connection.cursor() as cursor:
        cursor.execute(_ACCESSES.format(where=" AND ".join(conditions) or "true"), {**values, "limit": limit + 1})
        found = cursor.fetchall()
    page = found[:limit]
    rows = tuple(
        AccessRow(at, number, name, full_name or f"{kind} {who}", via, str(PARTS.get(part, part)), reason)
        for _id, at, number, name, kind, who, full_name, via, part, reason in page
    )
    goes_on = f"{page[-1][1].isoformat()}_{page[-1][0]}" if len(found) > limit else ""
    return AccessPage(rows, goes_on)


_STANDING: Final = """
    SELECT p.is_restricted, p.erased_at,
           EXISTS (SELECT 1 FROM members_legalhold h WHERE h.person_id = p.id AND h.lifted_at IS NULL
                      AND (h.until IS NULL OR h.until >= %(today)s)),
           r.uid, r.kind, r.due_on
      FROM members_person p LEFT JOIN members_privacyrequest r ON r.person_id = p.id AND r.status = 'open'
     WHERE p.id = %(person)s ORDER BY r.due_on, r.id
"""


@query("members.view")
def person_standing(*, member_id: int, at: datetime, actor: Actor) -> Standing:
    """Return whether a member's data may be used or are held, and what they asked that waits, in one query."""
    with planned() as cursor:
        cursor.execute(_STANDING, {"person": member_id, "today": club_day(at)})
        rows = cursor.fetchall()
    may_answer = actor.may("members.answer_privacy")
    asked = [row[3:] for row in rows if row[3] and may_answer]
    waiting = tuple(WaitingRow(uid, str(PrivacyRequest.Kind(kind).label), due) for uid, kind, due in asked)
    is_restricted, erased_at, is_held = rows[0][:3]
    return Standing(is_restricted, erased_at, is_held, waiting)


@dataclass(frozen=True, slots=True)
class ErasureRow:
    """An erasure that was carried out: when, and at which request; nothing if no request led to it."""

    at: datetime
    request: int | None
    uid: UUID | None


@query("members.view")
def erasure_of(*, member_id: int, actor: Actor) -> ErasureRow | None:
    """Return how a person was erased, in one query; None if they were not."""
    done = Q(privacy_requests__kind=PrivacyRequest.Kind.ERASE, privacy_requests__status=PrivacyRequest.Status.DONE)
    found = Person.objects.filter(pk=member_id, erased_at__isnull=False).annotate(
        answered=FilteredRelation("privacy_requests", condition=done)
    )
    row = found.order_by("-answered__pk").values_list("erased_at", "answered__pk", "answered__uid").first()
    at, request, uid = row or (None, None, None)
    return ErasureRow(at, request, uid) if at else None


@query("members.see_contact")
def is_of_member(*, member_id: int, kind: str, key: int, actor: Actor) -> bool:
    """Tell whether a masked value is this member's, in one query."""
    match kind:
        case "phone":
            return Phone.objects.filter(pk=key, person_id=member_id).exists()
        case "email":
            return Email.objects.filter(pk=key, person_id=member_id).exists()
        case "address":
            return Address.objects.filter(pk=key, person_id=member_id).exists()
    return key == member_id


@query("members.see_accesses")
def who_may_see(*, actor: Actor) -> list[tuple[str, str]]:
    """Return every colleague by id and name, for the filter, in one query."""
    names = User.objects.filter(is_staff=True).order_by("full_name", "pk").values_list("pk", "full_name")
    return [(str(pk), name) for pk, name in names]


def _conditions(wanted: AccessFilter, after: str) -> tuple[list[str], dict[str, int | str | datetime]]:
    conditions: list[str] = []
    values: dict[str, int | str | datetime] = {}
    for condition, name, value in (
        ("a.person_id = %(person)s", "person", wanted.person_id or None),
        ("a.actor_kind = 'staff' AND a.actor_id = %(staff)s", "staff", wanted.staff_id or None),
        ("a.part = %(part)s", "part", wanted.part or None),
        ("a.at >= %(from)s", "from", day_start(wanted.day_from) if wanted.day_from else None),
        ("a.at < %(to)s + interval '1 day'", "to", day_start(wanted.day_to) if wanted.day_to else None),
    ):
        if value is not None:
            conditions.append(condition)
            values[name] = value
    moment, _sep, key = after.rpartition("_")
    if moment and key.isdigit():
        try:
            values |= {"at": datetime.fromisoformat(moment), "id": int(key)}
        except ValueError:
            return conditions, values
        conditions.append("(a.at, a.id) < (%(at)s, %(id)s)")
    return conditions, values


@query("members.set_retention")
def kept_parts(*, at: datetime, spared: Sequence[int] = (), actor: Actor) -> list[KeptPart]:
    """
    Return each kind of data with its rule and how much is older than it may be: what a run would let go now.

    Rows about persons who are spared do not count.
    """
    rules = {rule.part: rule for rule in RetentionRule.objects.order_by("part")}
    found = []
    for offered in sorted(registry.retention, key=lambda part: part.order):
        rule = rules.get(offered.key) or RetentionRule(part=offered.key, months=60, ground="")
        before = add_months(club_day(at), -rule.months)
        found.append(
            KeptPart(
                offered.key, str(offered.label), rule.months, rule.ground, rule.is_active, before,
                overdue(offered, day_start(before), spared),
            )
        )  # fmt: skip
    return found


def months_kept(*, part: str) -> int:
    """Return for how many months data of a kind is kept; 0: nobody set a time."""
    return RetentionRule.objects.filter(part=part, is_active=True).values_list("months", flat=True).first() or 0


def _privacy_rows(rows: Sequence[PrivacyRequest]) -> tuple[PrivacyRow, ...]:
    names = signers(key for row in rows for key in (row.recorded_by, row.done_by))
    return tuple(
        PrivacyRow(
            row.uid, row.person_id, row.person.member.number,
            gettext("Erased reader") if row.person.erased_at else row.person.name, row.kind,
            str(PrivacyRequest.Kind(row.kind).label), row.status, str(PrivacyRequest.Status(row.status).label),
            str(dict(WAYS).get(row.asked_via, row.asked_via)), row.note, row.asked_at, row.due_on,
            names[row.recorded_by], row.recorded_by, row.done_at, names[row.done_by], row.outcome,
        )
        for row in rows
    )  # fmt: skip
