"""Writing down that somebody got in touch, or was got in touch with."""

from dataclasses import dataclass
from datetime import datetime

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import NobodyToRecognise
from shuyou.members.events import ContactLogged
from shuyou.members.models import Contact
from shuyou.members.rules import one_line
from shuyou.members.rules.touches import LONGEST_CONTACT, longer_text, minutes, one_of
from shuyou.members.services._hold_member import hold_member

LONGEST_TOPIC = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """A contact as typed; without a member it is a caller nobody knew."""

    member_id: int | None
    channel: str
    direction: str = Contact.Direction.IN
    recognition: str = Contact.Recognition.NONE
    topic: str = ""
    text: str = ""
    minutes: str = ""


@use_case("members.log_contact")
def log_contact(draft: NewContact, *, actor: Actor, at: datetime) -> int:
    """
    Keep a contact with a reader, and how they were recognised, and return its id.

    :raises NotFound: there is no such member.
    :raises NobodyToRecognise: somebody was recognised, but no member is named.
    :raises DomainError: for a word or a number that cannot be kept.
    """
    recognition = one_of(draft.recognition, Contact.Recognition.values, field="recognition")
    if draft.member_id is None and recognition != Contact.Recognition.NONE:
        raise NobodyToRecognise(value=recognition)
    contact = Contact(
        person_id=draft.member_id,
        channel=one_of(draft.channel, Contact.Channel.values, field="channel"),
        direction=one_of(draft.direction, Contact.Direction.values, field="direction"),
        recognition=recognition,
        topic=one_line(draft.topic, field="topic", limit=LONGEST_TOPIC),
        text=longer_text(draft.text, field="text", limit=LONGEST_CONTACT),
        minutes=minutes(draft.minutes),
        staff_id=int(actor.id) if actor.kind == STAFF else None,
        at=at,
    )
    if draft.member_id is not None:
        hold_member(member_id=draft.member_id)
    contact.save(force_insert=True)
    publish(
        ContactLogged(
            contact_id=contact.pk,
            member_id=draft.member_id,
            channel=contact.channel,
            direction=contact.direction,
            recognition=recognition,
        ),
        actor=actor,
        at=at,
    )
    return contact.pk
