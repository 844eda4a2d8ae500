"""Households: who lives together, who of them buys and who reads. Sharing a phone or an address merges nobody."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import step, use_case
from shuyou.members.errors.households import HouseholdMissing, LivesElsewhere, TwoHouseholds
from shuyou.members.events.households import HouseholdJoined, HouseholdLeft
from shuyou.members.models import Household, HouseholdPerson, Member, Person
from shuyou.members.rules import short_text
from shuyou.members.rules.consent import ADULT, age_on
from shuyou.members.rules.touches import one_of
from shuyou.members.services._find_person import person_meant
from shuyou.members.services._hold_member import hold_member

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPlace:
    """A person's place in the household of a member; the first one makes the household."""

    member_id: int
    other: str = ""
    """A clue to whoever joins; empty: the member."""
    other_id: int | None = None
    name: str = ""
    role: str = "adult"
    is_buyer: bool = True
    is_reader: bool = True
    may_move: bool = False
    """Whoever belongs to another household leaves it."""


@dataclass(frozen=True, slots=True)
class Housed:
    """The household that two people have in common, and who of them came into it for that."""

    household_id: int
    joined: tuple[int, ...]


@use_case("members.edit")
def join_household(place: HouseholdPlace, *, actor: Actor, at: datetime) -> int:
    """
    Give somebody a place in a member's household, or another one, and return the household's id.

    :raises NotFound: there is no such member.
    :raises PersonUnknown: nobody answers to the clue.
    :raises LivesElsewhere: the person belongs to another household, and nobody said that they move.
    """
    role = one_of(place.role, HouseholdPerson.Role.values, field="role")
    person = _person(place)
    for member_id in sorted({place.member_id, *_members([person.pk])}):
        hold_member(member_id=member_id)
    household = _household_of(place, person, at)
    present = HouseholdPerson.objects.select_related("household").filter(person=person).first()
    if present is not None and present.household_id != household.pk:
        if not place.may_move:
            raise LivesElsewhere(name=person.name, household=present.household.name)
        present.delete()
        _close_if_empty(present.household)
    HouseholdPerson.objects.update_or_create(
        person=person,
        defaults={"household": household, "role": role, "is_buyer": place.is_buyer, "is_reader": place.is_reader},
    )
    publish(HouseholdJoined(member_id=person.pk, household_id=household.pk), actor=actor, at=at)
    return household.pk


@use_case("members.edit")
def leave_household(*, member_id: int, person_id: int, actor: Actor, at: datetime) -> None:
    """
    Take somebody out of a member's household; a household nobody belongs to is no more.

    :raises HouseholdMissing: they do not belong to the same one.
    """
    for held in sorted({member_id, *_members([person_id])}):
        hold_member(member_id=held)
    mine = HouseholdPerson.objects.filter(person_id=member_id).values_list("household_id", flat=True).first()
    places = HouseholdPerson.objects.select_related("household").filter(person_id=person_id)
    place = places.filter(household_id=mine).first() if mine is not None else None
    if place is None:
        raise HouseholdMissing
    place.delete()
    _close_if_empty(place.household)
    publish(HouseholdLeft(member_id=person_id, household_id=place.household_id), actor=actor, at=at)


@step
def house_together(*, people: tuple[int, int], at: datetime) -> Housed:
    """
    Give two people one household: that of whoever has one, or a new one named after who is of age and known longer.

    :raises TwoHouseholds: each belongs to another one; nobody said who moves.
    """
    places = HouseholdPerson.objects.select_related("household", "person").filter(person_id__in=people)
    found = list(places.order_by("person_id"))
    if len(found) == 2:
        one, other = found
        if one.household_id != other.household_id:
            raise TwoHouseholds(
                one=one.person.name, first=one.household.name, other=other.person.name, second=other.household.name
            )
        return Housed(one.household_id, ())
    both = sorted(Person.objects.filter(pk__in=people), key=lambda person: (_is_child(person, at), person.pk))
    head = next((person for person in both if found and person.pk == found[0].person_id), both[0])
    (guest,) = (person for person in both if person is not head)
    household = _household_of(HouseholdPlace(member_id=head.pk), guest, at)
    role = HouseholdPerson.Role.CHILD if _is_child(guest, at) else HouseholdPerson.Role.ADULT
    HouseholdPerson.objects.create(person=guest, household=household, role=role)
    return Housed(household.pk, (guest.pk,) if found else (head.pk, guest.pk))


@step
def part_household(*, housed: Housed) -> None:
    """
    Take those who came into a household out of it again, if they are still there; an empty one is no more.

    Whoever a household was made for stays in it while others who came since are there.
    """
    places = HouseholdPerson.objects.filter(household_id=housed.household_id)
    has_others = places.exclude(person_id__in=housed.joined).exists()
    places.filter(person_id__in=housed.joined[-1:] if has_others else housed.joined).delete()
    for household in Household.objects.filter(pk=housed.household_id):
        _close_if_empty(household)


def _is_child(person: Person, at: datetime) -> bool:
    return person.birth_date is not None and age_on(person.birth_date, club_day(at)) < ADULT


def _person(place: HouseholdPlace) -> Person:
    if place.other_id is not None:
        return Person.objects.get(pk=place.other_id)
    return person_meant(place.other) if place.other.strip() else Person.objects.get(pk=place.member_id)


def _household_of(place: HouseholdPlace, person: Person, at: datetime) -> Household:
    """Return the member's household; if there is none, that of the person who joins, or a new one with the member."""
    mine = HouseholdPerson.objects.select_related("household").filter(person_id=place.member_id).first()
    if mine is not None:
        return _renamed(mine.household, place.name)
    name = short_text(place.name, field="name", limit=LONGEST_NAME)
    head = Person.objects.get(pk=place.member_id)
    household = Household.objects.create(
        name=name or gettext("%(name)s's household") % {"name": head.name}, created_at=at
    )
    if person.pk != place.member_id:
        HouseholdPerson.objects.create(person=head, household=household)
    return household


def _renamed(household: Household, typed: str) -> Household:
    name = short_text(typed, field="name", limit=LONGEST_NAME)
    if name and name != household.name:
        household.name = name
        household.save(update_fields=["name"])
    return household


def _close_if_empty(household: Household) -> None:
    if not HouseholdPerson.objects.filter(household=household).exists():
        household.delete()


def _members(people: list[int]) -> list[int]:
    return list(Member.objects.filter(pk__in=people).values_list("pk", flat=True))
