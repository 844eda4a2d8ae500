"""Whom somebody means who typed a number, a card, a phone or a name."""

from django.db.models import Q, QuerySet

from shuyou.members.errors.households import PersonNotClear, PersonUnknown
from shuyou.members.models import Member, Person, Phone
from shuyou.members.rules import short_text

MOST_NAMED = 4


def person_meant(typed: str, *, field: str = "other") -> Person:
    """
    Return the person a member number, card or whole phone number belongs to, or the only one with a name.

    :raises PersonUnknown: it is nobody's.
    :raises PersonNotClear: it is that of several people.
    """
    text = short_text(typed, field=field, limit=80)
    bare = text.replace(" ", "").replace("-", "").upper()
    if not bare:
        raise PersonUnknown(field=field, value=typed)
    found: list[Person] = []
    if bare.isdigit():
        owners = Phone.objects.filter(digits=bare).values("person_id")
        found = list(_known(Person.objects.filter(member__cards__number=bare))) or list(
            _known(Person.objects.filter(pk__in=owners))
        )
    elif bare.isascii() and bare[:1].isalpha() and bare[1:].isdigit():
        found = [member.merged_into.person if member.merged_into else member.person for member in _members(bare)]
    found = found or list(_known(Person.objects.filter(name=text)))
    if not found:
        raise PersonUnknown(field=field, value=typed)
    if len(found) > 1:
        numbers = Member.objects.filter(pk__in=[person.pk for person in found]).values_list("number", flat=True)
        raise PersonNotClear(field=field, value=typed, people=", ".join(sorted(numbers)) or len(found))
    return found[0]


def _members(number: str) -> list[Member]:
    rows = Member.objects.select_related("person", "merged_into__person").filter(number=number)
    return list(rows)


def _known(people: QuerySet[Person]) -> QuerySet[Person]:
    merged = Q(member__status=Member.Status.MERGED)
    return people.filter(erased_at=None).exclude(merged).order_by("pk").distinct()[:MOST_NAMED]
