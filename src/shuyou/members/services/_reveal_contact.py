"""Seeing personal data, and leaving a record of it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel import events
from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import use_case
from shuyou.members.events import ContactRevealed
from shuyou.members.models import Email, PersonalDataAccess, Phone


@use_case("members.see_contact")
def reveal_contact(*, kind: str, contact_id: int, reason: str, actor: Actor, at: datetime) -> str:
    """
    Return a phone number (kind `phone`) or an address (`email`) in full, and record who saw it and why.

    :raises NotFound: there is no such contact.
    """
    if kind == "email":
        row = Email.objects.filter(pk=contact_id).values_list("person_id", "address").first()
    else:
        row = Phone.objects.filter(pk=contact_id).values_list("person_id", "digits").first()
    if row is None:
        raise NotFound(what=_("contact"), key=contact_id)
    person_id, value = row
    access = record_access(person_id=person_id, part=kind, reason=reason, actor=actor, at=at)
    events.publish(ContactRevealed(member_id=person_id, access_id=access), actor=actor, at=at)
    return str(value)


def record_access(*, person_id: int, part: str, reason: str, actor: Actor, at: datetime) -> int:
    """Note that an actor saw part of a person's data, such as their page; return the note's id."""
    access = PersonalDataAccess.objects.create(
        person_id=person_id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        via=actor.via,
        part=part,
        reason=reason.strip()[:200],
        at=at,
    )
    return access.pk
