"""Seeing personal data, and leaving a record of it."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.privacy import RevealReasonMissing
from shuyou.members.events import ContactRevealed
from shuyou.members.models import Address, Email, Person, Phone
from shuyou.members.rules import one_line

LONGEST_REASON = 200


@use_case("members.see_contact")
def reveal_contact(*, kind: str, contact_id: int, reason: str, actor: Actor, at: datetime) -> str:
    """
    Return what is masked otherwise, and record who saw it and why.

    Kinds are `phone` and `email` with the contact's id, `address` with the address's, `birth` with the person's.

    :raises NotFound: there is no such thing.
    :raises RevealReasonMissing: no reason is given.
    """
    told = one_line(reason, field="reason", limit=LONGEST_REASON)
    if not told:
        raise RevealReasonMissing(value=reason)
    found = _masked(kind, contact_id)
    if found is None:
        raise NotFound(what=_("contact"), key=contact_id)
    person_id, value = found
    access = record_access(person_id=person_id, part=kind, reason=reason, actor=actor, at=at)
    events.publish(ContactRevealed(member_id=person_id, access_id=access), actor=actor, at=at)
    return value


def _masked(kind: str, key: int) -> tuple[int, str] | None:
    match kind:
        case "phone":
            return Phone.objects.filter(pk=key).values_list("person_id", "digits").first()
        case "email":
            return Email.objects.filter(pk=key).values_list("person_id", "address").first()
        case "birth":
            person = Person.objects.filter(pk=key, birth_date__isnull=False).first()
            return (person.pk, person.birth_date.isoformat()) if person and person.birth_date else None
        case "address":
            row = Address.objects.filter(pk=key).first()
            return (row.person_id, _written(row)) if row else None
    return None


def _written(address: Address) -> str:
    place = (address.province, address.city, address.district, address.street, address.postcode)
    return " ".join(part for part in (*place, address.recipient, address.phone) if part)


_NOTE: Final = """
    INSERT INTO members_personaldataaccess (person_id, actor_kind, actor_id, via, part, reason, at)
    VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def record_access(*, person_id: int, part: str, reason: str, actor: Actor, at: datetime) -> int:
    """Note that an actor saw part of a person's data, such as their page; return the note's id."""
    with planned() as cursor:
        cursor.execute(_NOTE, [person_id, actor.kind, actor.id, actor.via, part, reason.strip()[:LONGEST_REASON], at])
        access_id: int = cursor.fetchone()[0]
    return access_id
