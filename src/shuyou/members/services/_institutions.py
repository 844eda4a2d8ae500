"""Institutions and the people who speak for them: the address is typed once and shared by all who use it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from stdnum.cn import uscc

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import DomainError, NotFound, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.numbers import next_number
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.households import CreditCodeWrong, InstitutionTaken, SpeaksForIt
from shuyou.members.events.households import ContactPersonSet, InstitutionSaved
from shuyou.members.models import Address, Institution, InstitutionContact, Member, Person
from shuyou.members.rules import one_line, phone_number, place, short_text, spelled
from shuyou.members.rules.places import Place
from shuyou.members.rules.touches import one_of, written
from shuyou.members.services._find_person import person_meant
from shuyou.members.services._hold_member import hold_member

LONGEST_NAME, LONGEST_NOTE, LONGEST_POSITION = 120, 300, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionDraft:
    """An institution as typed; the address may be one text."""

    name: str
    kind: str
    credit_code: str = ""
    phone: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""
    note: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPerson:
    """Somebody who speaks for an institution: a clue, or the id of somebody just entered."""

    institution_id: int
    other: str = ""
    person_id: int | None = None
    position: str = ""
    department: str = ""
    uses_its_address: bool = True


@use_case("members.edit_institutions")
def save_institution(draft: InstitutionDraft, *, institution_id: int | None = None, actor: Actor, at: datetime) -> str:
    """
    Enter an institution, or correct one, and return its number; those who use its address move with it.

    :raises NotFound: there is no such institution.
    :raises InstitutionTaken: another one has this credit code.
    :raises DomainError: with everything that is wrong about the draft.
    """
    kept = Institution() if institution_id is None else _held(institution_id)
    values, found = _clean(draft)
    code = values["credit_code"]
    if code and (other := Institution.objects.filter(credit_code=code).exclude(pk=kept.pk).first()):
        raise InstitutionTaken(value=code, name=other.name, number=other.number)
    before = _place_of(kept)
    for name, value in values.items():
        setattr(kept, name, value)
    kept.pinyin, kept.initials = (part[:limit] for part, limit in zip(spelled(kept.name), (300, 80), strict=True))
    kept.province, kept.city, kept.district = found.province, found.city, found.district
    kept.street, kept.postcode = found.street, found.postcode
    if institution_id is None:
        kept.number, kept.created_at = next_number("I", "institution", width=5), at
    kept.is_active = draft.is_active
    kept.save()
    moved = _move_contacts(kept, before) if before and before != found else 0
    publish(InstitutionSaved(institution_id=kept.pk, moved=moved), actor=actor, at=at)
    return kept.number


@use_case("members.edit")
def set_contact_person(draft: ContactPerson, *, actor: Actor, at: datetime) -> int:
    """
    Have somebody speak for an institution, or change how; return the person's id.

    Whoever uses its address gets it as one of theirs, as the usual one if they have none.

    :raises NotFound: there is no such institution.
    :raises PersonUnknown: nobody answers to the clue.
    :raises SpeaksForIt: somebody found by a clue speaks for it already.
    """
    person = person_meant(draft.other) if draft.person_id is None else Person.objects.get(pk=draft.person_id)
    if Member.objects.filter(pk=person.pk).exists():
        hold_member(member_id=person.pk)
    institution = _held(draft.institution_id)
    known = InstitutionContact.objects.filter(institution=institution, person=person).first()
    if known is not None and known.until is None and draft.person_id is None:
        raise SpeaksForIt(name=person.name)
    contact = known or InstitutionContact(institution=institution, person=person, since=club_day(at))
    contact.position = short_text(draft.position, field="position", limit=LONGEST_POSITION)
    contact.department = short_text(draft.department, field="department", limit=LONGEST_POSITION)
    contact.uses_its_address, contact.until = draft.uses_its_address, None
    contact.save()
    if draft.uses_its_address:
        _share_address(institution, person)
    publish(ContactPersonSet(member_id=person.pk, institution_id=institution.pk, is_on=True), actor=actor, at=at)
    return person.pk


@use_case("members.edit")
def end_contact_person(*, institution_id: int, person_id: int, actor: Actor, at: datetime) -> None:
    """
    Have somebody speak for an institution no more; their addresses stay.

    :raises NotFound: they do not speak for it.
    """
    contacts = InstitutionContact.objects.filter(institution_id=institution_id, person_id=person_id, until=None)
    if not contacts.update(until=club_day(at)):
        raise NotFound(what=_("contact"), key=person_id)
    publish(ContactPersonSet(member_id=person_id, institution_id=institution_id, is_on=False), actor=actor, at=at)


def _clean(draft: InstitutionDraft) -> tuple[dict[str, str], Place]:
    problems: list[DomainError] = []
    values: dict[str, str] = {}
    found = Place()
    rules: dict[str, Callable[[], str]] = {
        "name": lambda: written(draft.name, field="name", limit=LONGEST_NAME),
        "kind": lambda: one_of(draft.kind, Institution.Kind.values, field="kind"),
        "credit_code": lambda: _credit_code(draft.credit_code),
        "phone": lambda: phone_number(draft.phone) if draft.phone.strip() else "",
        "note": lambda: one_line(draft.note, field="note", limit=LONGEST_NOTE),
    }
    for name, rule in rules.items():
        try:
            values[name] = rule()
        except DomainError as problem:
            problems.append(problem)
    try:
        found = place(
            province=draft.province, city=draft.city, district=draft.district, street=draft.street,
            postcode=draft.postcode,
        )  # fmt: skip
    except DomainError as problem:
        problems.append(problem)
    if problems:
        refuse(problems)
    return values, found


def _credit_code(typed: str) -> str:
    """
    Return a unified social credit code in capitals; empty stays empty.

    :raises CreditCodeWrong: its check digit does not fit, or it is none at all.
    """
    code = "".join(typed.upper().split())
    if code and not uscc.is_valid(code):
        raise CreditCodeWrong(value=typed)
    return code


def _place_of(kept: Institution) -> Place:
    return Place(kept.province, kept.city, kept.district, kept.street, kept.postcode)


def _of_contacts(kept: Institution, where: Place) -> dict[str, object]:
    people = InstitutionContact.objects.filter(institution=kept, uses_its_address=True, until=None)
    return {
        "person_id__in": people.values("person_id"), "province": where.province, "city": where.city,
        "district": where.district, "street": where.street, "postcode": where.postcode,
    }  # fmt: skip


def _move_contacts(kept: Institution, before: Place) -> int:
    """Let the addresses of those who use the institution's go with it, in one statement; return how many."""
    return Address.objects.filter(**_of_contacts(kept, before)).update(
        province=kept.province, city=kept.city, district=kept.district, street=kept.street, postcode=kept.postcode
    )


def _share_address(kept: Institution, person: Person) -> None:
    where = _place_of(kept)
    own = Address.objects.filter(person=person)
    if not where or own.filter(province=where.province, city=where.city, street=where.street).exists():
        return
    is_default = not own.filter(is_default=True).exists()
    Address.objects.create(
        person=person, recipient=person.name, phone=kept.phone, province=where.province, city=where.city,
        district=where.district, street=where.street, postcode=where.postcode, is_default=is_default,
    )  # fmt: skip


def _held(institution_id: int) -> Institution:
    kept = Institution.objects.filter(pk=institution_id).select_for_update(no_key=True, of=("self",)).first()
    if kept is None:
        raise NotFound(what=_("institution"), key=institution_id)
    return kept
