"""Relations between people: written down once, seen from either side; what cannot be is refused."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound, refuse
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.households import OddAges
from shuyou.members.events.households import LifeDatesChanged, RelationAdded, RelationRemoved
from shuyou.members.models import Member, Person, Relation
from shuyou.members.rules import day, gender, one_line, person_name, spelled
from shuyou.members.rules.birthdays import lunar_birthday
from shuyou.members.rules.relations import INVERSE, Tie, is_odd_age, reasons_against
from shuyou.members.rules.school import LAST_GRADE, first_grade_year
from shuyou.members.rules.touches import one_of
from shuyou.members.rules.words import OLDEST
from shuyou.members.services._find_person import person_meant
from shuyou.members.services._hold_member import hold_member

LONGEST_NOTE = 200
GRADES = tuple(str(number) for number in range(-2, LAST_GRADE + 1))

# Everybody who comes from the same ancestors or has the same descendants, with all relations among them.
_AROUND = """
    WITH RECURSIVE family (id) AS (
        SELECT unnest(%(people)s::bigint[])
        UNION SELECT CASE WHEN r.person_id = f.id THEN r.other_id ELSE r.person_id END
          FROM family f JOIN members_relation r ON r.person_id = f.id OR r.other_id = f.id
         WHERE r.role IN ('parent', 'grandparent'))
    SELECT r.person_id, r.role, r.other_id FROM members_relation r
     WHERE r.person_id IN (SELECT id FROM family) OR r.other_id IN (SELECT id FROM family)
"""
_QUEUE = "SELECT pg_advisory_xact_lock(hashtextextended('members.relations', 0))"


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeDates:
    """Birthday and school as typed; empty: nothing is known. A birthday kept by the moon has its day there."""

    birth_date: str = ""
    lunar_birthday: str = ""
    grade: str = ""
    """Counted through, 1 to 12; -2 to 0 in kindergarten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRelation:
    """Somebody is the `role` of a member: somebody known, by any clue, or somebody new by name."""

    member_id: int
    role: str
    other: str = ""
    new_name: str = ""
    new_gender: str = ""
    new_dates: LifeDates = LifeDates()
    note: str = ""
    is_confirmed: bool = False
    """The ages are odd and right all the same."""


@use_case("members.edit")
def add_relation(draft: NewRelation, *, actor: Actor, at: datetime) -> int:
    """
    Write down what somebody is to a member, and return the other's id; a new person is entered with it.

    :raises NotFound: there is no such member.
    :raises PersonUnknown: nobody is named.
    :raises PersonNotClear: several people answer to the clue.
    :raises DomainError: the relation cannot be.
    :raises OddAges: the parent would be too young, and nobody said that this is right.
    """
    role = one_of(draft.role, tuple(INVERSE), field="role")
    note = one_line(draft.note, field="note", limit=LONGEST_NOTE)
    known = None if draft.new_name.strip() else person_meant(draft.other)
    _hold(draft.member_id, known)
    other = known or _new_person(draft, at)
    tie = Tie(other.pk, role, draft.member_id)
    if reasons := list(reasons_against(tie, _around(tie))):
        refuse(reasons)
    born = dict(Person.objects.filter(pk__in=[other.pk, draft.member_id]).values_list("pk", "birth_date"))
    if is_odd_age(tie, born) and not draft.is_confirmed:
        raise OddAges
    kept = tie.kept()
    relation = Relation.objects.create(
        person_id=kept.person, other_id=kept.other, role=kept.role, note=note, recorded_at=at
    )
    event = RelationAdded(
        member_id=draft.member_id, relation_id=relation.pk, other_id=other.pk, role=role, is_new=known is None
    )
    publish(event, actor=actor, at=at)
    return other.pk


@use_case("members.edit")
def remove_relation(*, member_id: int, relation_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a relation of a member away; the history still knows it.

    :raises NotFound: there is no such relation of this member.
    """
    hold_member(member_id=member_id)
    relation = Relation.objects.filter(pk=relation_id).first()
    if relation is None or member_id not in (relation.person_id, relation.other_id):
        raise NotFound(what=_("relation"), key=relation_id)
    relation.delete()
    publish(RelationRemoved(member_id=member_id, relation_id=relation_id), actor=actor, at=at)


@use_case("members.edit")
def set_life_dates(*, person_id: int, dates: LifeDates, actor: Actor, at: datetime) -> tuple[str, ...]:
    """
    Keep a person's birthday, by the sun or the moon, and school grade; return the names of the fields that changed.

    :raises NotFound: there is no such person.
    :raises DomainError: with what is wrong about them.
    """
    if Member.objects.filter(pk=person_id).exists():
        hold_member(member_id=person_id)
    person = Person.objects.select_for_update(no_key=True, of=("self",)).filter(pk=person_id, erased_at=None).first()
    if person is None:
        raise NotFound(what=_("person"), key=person_id)
    before = (person.birth_date, person.lunar_birthday, person.first_grade_year)
    _put_dates(person, dates, at)
    after = (person.birth_date, person.lunar_birthday, person.first_grade_year)
    names = ("birth_date", "lunar_birthday", "first_grade_year")
    changed = tuple(name for name, was, now in zip(names, before, after, strict=True) if was != now)
    if changed:
        person.save(update_fields=names)
        publish(LifeDatesChanged(member_id=person_id, fields=changed), actor=actor, at=at)
    return changed


def _new_person(draft: NewRelation, at: datetime) -> Person:
    name = person_name(draft.new_name)
    pinyin, initials = spelled(name)
    said = gender(draft.new_gender, field="new_gender") if draft.new_gender else ""
    person = Person(name=name, pinyin=pinyin, initials=initials, gender=said, created_at=at)
    _put_dates(person, draft.new_dates, at)
    person.save()
    return person


def _put_dates(person: Person, dates: LifeDates, at: datetime) -> None:
    today = club_day(at)
    born = dates.birth_date.strip()
    person.birth_date = day(born, field="birth_date", first=OLDEST, last=today) if born else None
    person.lunar_birthday = lunar_birthday(dates.lunar_birthday)
    grade = dates.grade.strip()
    person.first_grade_year = first_grade_year(int(one_of(grade, GRADES, field="grade")), today) if grade else None


def _hold(member_id: int, other: Person | None) -> None:
    """Hold the member, and the other if they are one, in order; and let one relation after the other be judged."""
    others = Member.objects.filter(pk=other.pk).values_list("pk", flat=True) if other else ()
    for held in sorted({member_id, *others}):
        hold_member(member_id=held)
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE)


def _around(tie: Tie) -> frozenset[Tie]:
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"people": [tie.person, tie.other]})
        return frozenset(Tie(*row) for row in cursor.fetchall())
