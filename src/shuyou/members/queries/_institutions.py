"""Institutions: the list, one with those who speak for it; and readers with a personal helper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.models import User
from shuyou.kernel.usecase import query
from shuyou.members.models import Institution, InstitutionContact, Member, Phone
from shuyou.members.queries._households import PersonRow, person_rows
from shuyou.members.queries._list import MemberRow, member_rows
from shuyou.members.queries._mask import mask_phone

PAGE = 50

_LAST_TOUCH = """
    SELECT p.id, t.at FROM unnest(%s::bigint[]) p (id) CROSS JOIN LATERAL (
        SELECT at FROM members_contact WHERE person_id = p.id ORDER BY at DESC, id DESC LIMIT 1) t
"""


@dataclass(frozen=True, slots=True)
class InstitutionRow:
    """An institution in a list."""

    institution_id: int
    number: str
    name: str
    kind: str
    kind_label: str
    city: str
    contacts: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionFilter:
    """Which institutions a list shows; empty fields do not filter."""

    name: str = ""
    """A part of the name, or the beginning of its initials."""
    kind: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """A page of institutions and the last one's number, behind which the next goes on; empty at the end."""

    rows: tuple[InstitutionRow, ...]
    next_after: str


@dataclass(frozen=True, slots=True)
class ContactPersonRow:
    """Somebody who speaks for an institution; the phone is masked."""

    person: PersonRow
    position: str
    department: str
    phone: str
    uses_its_address: bool
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class InstitutionDetail:
    """An institution with those who speak for it."""

    institution_id: int
    number: str
    name: str
    kind: str
    kind_label: str
    credit_code: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    postcode: str
    note: str
    is_active: bool
    contacts: tuple[ContactPersonRow, ...]


@dataclass(frozen=True, slots=True)
class HelpedRow:
    """A reader whom somebody looks after: when the next birthday is, and when they were last in touch."""

    row: MemberRow
    next_birthday: date | None
    last_touch: datetime | None


@dataclass(frozen=True, slots=True)
class HelpedPage:
    """A page of readers looked after, and the id behind which the next one goes on; 0 at the end."""

    rows: tuple[HelpedRow, ...]
    next_after: int


@query("members.view")
def list_institutions(
    *, wanted: InstitutionFilter, after: str = "", limit: int = PAGE, actor: Actor
) -> InstitutionPage:
    """Return institutions by name, from behind the one with a number, in two queries (index institution_by_name)."""
    rows = Institution.objects.annotate(count=Count("contacts", filter=Q(contacts__until=None)))
    if wanted.name:
        rows = rows.filter(Q(name__icontains=wanted.name) | Q(initials__startswith=wanted.name.lower()))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.city:
        rows = rows.filter(city__in=[wanted.city, f"{wanted.city}市"])
    if after and (last := Institution.objects.filter(number=after).values_list("name", "pk").first()):
        rows = rows.filter(Q(name__gt=last[0]) | Q(name=last[0], pk__gt=last[1]))
    found = [
        InstitutionRow(
            one.pk, one.number, one.name, one.kind, one.get_kind_display(), one.city, one.count, one.is_active
        )
        for one in rows.order_by("name", "pk")[: limit + 1]
    ]
    page = tuple(found[:limit])
    return InstitutionPage(page, page[-1].number if len(found) > limit else "")


@query("members.view")
def institution_detail(*, number: str, at: datetime, actor: Actor) -> InstitutionDetail:
    """
    Return an institution with those who speak for it, in four queries.

    :raises NotFound: no institution has this number.
    """
    one = Institution.objects.filter(number=number).first()
    if one is None:
        raise NotFound(what=_("institution"), key=number)
    contacts = list(InstitutionContact.objects.filter(institution=one).order_by("until", "pk"))
    ids = [contact.person_id for contact in contacts]
    people = person_rows(person_ids=ids, today=club_day(at))
    phones = dict(Phone.objects.filter(person_id__in=ids, is_primary=True).values_list("person_id", "digits"))
    return InstitutionDetail(
        one.pk, one.number, one.name, one.kind, one.get_kind_display(), one.credit_code, one.phone, one.province,
        one.city, one.district, one.street, one.postcode, one.note, one.is_active,
        tuple(
            ContactPersonRow(
                people[contact.person_id], contact.position, contact.department,
                mask_phone(phones[contact.person_id]) if contact.person_id in phones else "",
                contact.uses_its_address, contact.since, contact.until,
            )
            for contact in contacts if contact.person_id in people
        ),
    )  # fmt: skip


@query("members.view")
def readers_helped(*, helper_id: int, after: int = 0, limit: int = PAGE, at: datetime, actor: Actor) -> HelpedPage:
    """Return the readers whom somebody looks after, in the order of their ids, in four queries."""
    ids = list(
        Member.objects.filter(helper_id=helper_id, pk__gt=after)
        .exclude(status=Member.Status.MERGED)
        .order_by("pk")
        .values_list("pk", flat=True)[: limit + 1]
    )
    shown = ids[:limit]
    today = club_day(at)
    people = person_rows(person_ids=shown, today=today)
    touched, sees_days = _last_touches(shown), actor.may("members.see_contact")
    rows = tuple(
        HelpedRow(
            row,
            people[row.member_id].next_birthday if sees_days else None,
            touched.get(row.member_id),
        )
        for row in (member_rows(member_ids=shown) if shown else [])
        if row.member_id in people
    )
    return HelpedPage(rows, shown[-1] if len(ids) > limit else 0)


@query("members.view")
def helper_of(*, member_id: int, actor: Actor) -> tuple[int, str] | None:
    """Return the id and name of whoever looks after a reader, in one query."""
    found = Member.objects.filter(pk=member_id, helper__isnull=False).values_list("helper_id", "helper__full_name")
    return found.first()


@query("members.name_helpers")
def helpers_offered(*, actor: Actor) -> list[tuple[int, str]]:
    """Return everybody who works here, by name, in one query."""
    people = User.objects.filter(is_staff=True, is_active=True).order_by("full_name", "pk")
    return [(user.pk, user.full_name) for user in people]


def _last_touches(people: Sequence[int]) -> dict[int, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_LAST_TOUCH, [list(people)])
        return dict(cursor.fetchall())
