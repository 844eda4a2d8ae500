"""Two people at one member: the second does not overwrite unseen what the first has written."""

from collections.abc import Mapping
from typing import Final

from shuyou.kernel.errors import refuse
from shuyou.members.errors import ChangedMeanwhile, EmptiedMeanwhile
from shuyou.members.models import Address, Email, Person, Phone

PLACE_PHONE: Final = "place_phone"
"""The phone of the usual address, beside the member's own."""

PLACE: Final = ("recipient", "province", "city", "district", "street", "postcode")


def refuse_overwriting(person: Person, *, wanted: Mapping[str, str], seen: Mapping[str, str]) -> None:
    """
    Pass if every wanted field is as it was seen, or as it is to be.

    :raises ChangedMeanwhile: for each field that is neither.
    """
    now = _kept(person)
    problems = [
        ChangedMeanwhile(field=name, now=now[name]) if now[name] else EmptiedMeanwhile(field=name)
        for name, value in wanted.items()
        if now[name] not in (seen.get(name, ""), value)
    ]
    if problems:
        refuse(problems)


def _kept(person: Person) -> Mapping[str, str]:
    """Return what is kept of a person now, the usual of each kind, by the names of the fields that change it."""
    phone = Phone.objects.filter(person=person, is_primary=True).values_list("digits", flat=True).first()
    email = Email.objects.filter(person=person, is_primary=True).values_list("address", flat=True).first()
    place = Address.objects.filter(person=person, is_default=True).values_list(*PLACE, "phone").first()
    return {
        "name": person.name,
        "pinyin": person.pinyin,
        "gender": person.gender,
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "phone": phone or "",
        "email": email or "",
        **dict(zip((*PLACE, PLACE_PHONE), place or ("",) * (len(PLACE) + 1), strict=True)),
    }
