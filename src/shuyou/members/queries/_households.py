"""Who belongs together: relatives from either side, households, who reads what somebody buys."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.members.models import HouseholdPerson, Institution, InstitutionContact, Member, Person, Relation
from shuyou.members.queries._mask import age_band
from shuyou.members.rules.birthdays import next_birthday
from shuyou.members.rules.kinds import age_on
from shuyou.members.rules.relations import INVERSE
from shuyou.members.rules.school import grade_on

STAGES = {
    "kindergarten": _("Kindergarten, year %(year)s"),
    "primary": _("Primary school, grade %(number)s"),
    "junior": _("Junior high, grade %(number)s"),
    "senior": _("Senior high, year %(year)s"),
}

# What is written down of one, read from their side: the other, and what the other is to them.
_RELATIVES = """
    SELECT r.id, r.other_id, r.role, true, r.note FROM members_relation r WHERE r.person_id = %(person)s
    UNION ALL SELECT r.id, r.person_id, r.role, false, r.note FROM members_relation r WHERE r.other_id = %(person)s
"""
# Who reads what somebody buys: those of the household who read, and children, grandchildren and wards.
_READERS = """
    SELECT b.person_id, o.person_id, 'household' FROM members_householdperson b
      JOIN members_householdperson o ON o.household_id = b.household_id
     WHERE b.person_id = ANY (%(people)s) AND o.is_reader
    UNION SELECT r.person_id, r.other_id, r.role FROM members_relation r
     WHERE r.person_id = ANY (%(people)s) AND r.role IN ('parent', 'grandparent', 'guardian')
"""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as family and institutions show them."""

    person_id: int
    name: str
    number: str
    """The member number; empty for those who are no members."""
    gender: str
    birth_date: date | None
    lunar_birthday: str
    age: int | None
    next_birthday: date | None
    grade: str

    @property
    def age_band(self) -> str:
        """The five years that the age lies in: beside a birthday, the age itself would tell the birth date."""
        return age_band(age=self.age)


@dataclass(frozen=True, slots=True)
class RelativeRow:
    """Somebody and what they are to the one who is asked about."""

    relation_id: int
    person: PersonRow
    role: str
    role_label: str
    note: str


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A person's place in a household."""

    person: PersonRow
    role: str
    role_label: str
    is_buyer: bool
    is_reader: bool


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """People who live together."""

    household_id: int
    name: str
    places: tuple[PlaceRow, ...]


@dataclass(frozen=True, slots=True)
class SpeaksForRow:
    """An institution that somebody speaks for."""

    number: str
    name: str
    kind_label: str
    position: str
    department: str
    until: date | None


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """Somebody who reads what a buyer buys: `role` is what the buyer is to them, or `household`."""

    person_id: int
    role: str


@dataclass(frozen=True, slots=True)
class Family:
    """All who belong to a member: relatives, household, institutions; and their own days."""

    me: PersonRow
    first_grade_year: int | None
    relatives: tuple[RelativeRow, ...]
    household: HouseholdRow | None
    institutions: tuple[SpeaksForRow, ...]


@query("members.view")
def family(*, member_id: int, at: datetime, actor: Actor) -> Family:
    """
    Return all who belong to a member, in at most six queries; birthdays only to who may see contacts.

    :raises NotFound: the member was erased.
    """
    today = club_day(at)
    with connection.cursor() as cursor:
        cursor.execute(_RELATIVES, {"person": member_id})
        found = cursor.fetchall()
    household = household_of(person_ids=[member_id], at=at).get(member_id)
    people = person_rows(person_ids=[member_id, *(row[1] for row in found)], today=today)
    if member_id not in people:
        raise NotFound(what=_("member"), key=member_id)
    relatives = []
    for relation_id, other_id, role, is_mine, note in found:
        said = INVERSE[role] if is_mine else role
        label = str(Relation.Role(said).label)
        if other_id in people:
            relatives.append(RelativeRow(relation_id, people[other_id], said, label, note))
    order = list(INVERSE)
    relatives.sort(key=lambda row: (order.index(row.role), row.person.birth_date or today, row.relation_id))
    first_grade = Person.objects.values_list("first_grade_year", flat=True).get(pk=member_id)
    all_of = Family(people[member_id], first_grade, tuple(relatives), household, tuple(_institutions(member_id)))
    return all_of if actor.may("members.see_contact") else _without_days(all_of)


def _without_days(all_of: Family) -> Family:
    """Return a family as those see it who may not see contacts: the birth dates are hidden, so are birthdays."""

    def hidden[R: (RelativeRow, PlaceRow)](rows: tuple[R, ...]) -> tuple[R, ...]:
        return tuple(replace(row, person=_without_day(row.person)) for row in rows)

    home = all_of.household
    return replace(
        all_of,
        me=_without_day(all_of.me),
        relatives=hidden(all_of.relatives),
        household=replace(home, places=hidden(home.places)) if home else None,
    )


def _without_day(person: PersonRow) -> PersonRow:
    return replace(person, birth_date=None, lunar_birthday="", next_birthday=None)


def household_of(*, person_ids: Sequence[int], at: datetime) -> Mapping[int, HouseholdRow]:
    """Return the household of each person who belongs to one, with all its people, in two queries however many."""
    mine = HouseholdPerson.objects.filter(person_id__in=person_ids).values("household_id")
    places = list(
        HouseholdPerson.objects.filter(household_id__in=mine).select_related("household").order_by("household_id", "pk")
    )
    people = person_rows(person_ids=[place.person_id for place in places], today=club_day(at)) if places else {}
    by_household: defaultdict[int, list[HouseholdPerson]] = defaultdict(list)
    for place in places:
        by_household[place.household_id].append(place)
    asked = set(person_ids)
    answer = {}
    for household_id, living in by_household.items():
        rows = tuple(
            PlaceRow(people[one.person_id], one.role, one.get_role_display(), one.is_buyer, one.is_reader)
            for one in living
            if one.person_id in people
        )
        row = HouseholdRow(household_id, living[0].household.name, rows)
        answer.update({one.person_id: row for one in living if one.person_id in asked})
    return answer


def readers_of(*, person_ids: Sequence[int]) -> Mapping[int, tuple[ReaderRow, ...]]:
    """
    Return who reads what each person buys, in one query however many: the buyer too if they read themselves.

    Buyers of whose readers nothing is known are missing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({_READERS}) r ORDER BY 1, 2, 3",  # noqa: S608 - a constant
            {"people": list(person_ids)},
        )
        found: defaultdict[int, dict[int, str]] = defaultdict(dict)
        for buyer, reader, role in cursor.fetchall():
            present = found[buyer].get(reader)
            found[buyer][reader] = role if present in (None, "household") else present
    return {buyer: tuple(ReaderRow(*row) for row in readers.items()) for buyer, readers in found.items()}


def person_rows(*, person_ids: Sequence[int], today: date) -> Mapping[int, PersonRow]:
    """Return people by id, in one query; those who were erased are missing."""
    people = Person.objects.select_related("member").filter(pk__in=person_ids, erased_at=None).order_by("pk")
    return {person.pk: _person_row(person, today) for person in people}


def grade_words(*, first_grade_year: int | None, today: date) -> str:
    """Return the school grade of a day in words; empty before and after school."""
    grade = grade_on(first_grade_year, today) if first_grade_year else None
    return str(STAGES[grade.stage]) % {"year": grade.year, "number": grade.number} if grade else ""


def grades_offered() -> list[tuple[str, str]]:
    """Return every grade with its words, the youngest first."""
    today = date(2000, 9, 1)
    return [
        (str(number), grade_words(first_grade_year=today.year - number + 1, today=today)) for number in range(-2, 13)
    ]


def _person_row(person: Person, today: date) -> PersonRow:
    member: Member | None = getattr(person, "member", None)
    born = person.birth_date
    return PersonRow(
        person.pk,
        person.name,
        member.number if member else "",
        person.gender,
        born,
        person.lunar_birthday,
        age_on(born, today) if born else None,
        next_birthday(born, person.lunar_birthday, today),
        grade_words(first_grade_year=person.first_grade_year, today=today),
    )


def _institutions(person_id: int) -> list[SpeaksForRow]:
    contacts = InstitutionContact.objects.filter(person_id=person_id).select_related("institution")
    return [
        SpeaksForRow(
            contact.institution.number,
            contact.institution.name,
            str(Institution.Kind(contact.institution.kind).label),
            contact.position,
            contact.department,
            contact.until,
        )
        for contact in contacts.order_by("until", "pk")
    ]


def lunar_words(lunar: str) -> str:
    """Return a birthday by the moon in words; empty if it is not kept by the moon."""
    if not lunar:
        return ""
    month, day = int(lunar[-4:-2]), int(lunar[-2:])
    words = (
        gettext("lunar leap month %(month)s, day %(day)s") if lunar[0] == "L" else gettext("lunar %(month)s-%(day)s")
    )
    return words % {"month": month, "day": day}
