"""More than one way to reach a member: adding, removing, and choosing the usual one."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import ContactKnown
from shuyou.members.events import ContactAdded, ContactRemoved, MemberEdited
from shuyou.members.models import Email, Phone
from shuyou.members.rules import email_address, phone_label, phone_number
from shuyou.members.services._hold_member import hold_member

type Contact = Phone | Email


@use_case("members.edit")
def add_contact(*, member_id: int, value: str, actor: Actor, at: datetime) -> int:
    """
    Add a phone number, or what has an @ as an e-mail address, and return its id. The first of a kind is the usual one.

    :raises NotFound: there is no such member.
    :raises MemberValueRefused: it is neither.
    :raises ContactKnown: the member has it already.
    """
    hold_member(member_id=member_id, even_restricted=True)
    made = _email(member_id, value) if "@" in value else _phone(member_id, value)
    kind = "email" if isinstance(made, Email) else "phone"
    publish(ContactAdded(member_id=member_id, kind=kind, contact_id=made.pk), actor=actor, at=at)
    return made.pk


@use_case("members.edit")
def remove_contact(*, member_id: int, kind: str, contact_id: int, actor: Actor, at: datetime) -> None:
    """
    Take a contact away; if it was the usual one, the oldest of those left takes its place.

    :raises NotFound: the member has no such contact.
    """
    contact = _held_contact(member_id, kind, contact_id)
    model, was_primary = type(contact), contact.is_primary
    contact.delete()
    heir = model.objects.filter(person_id=member_id).order_by("pk").first() if was_primary else None
    if heir is not None:
        model.objects.filter(pk=heir.pk).update(is_primary=True)
    publish(ContactRemoved(member_id=member_id, kind=kind, contact_id=contact_id), actor=actor, at=at)


@use_case("members.edit")
def prefer_contact(*, member_id: int, kind: str, contact_id: int, actor: Actor, at: datetime) -> None:
    """
    Make a contact the usual one of its kind. Nothing is said when it is already.

    :raises NotFound: the member has no such contact.
    """
    contact = _held_contact(member_id, kind, contact_id)
    if contact.is_primary:
        return
    model = type(contact)
    model.objects.filter(person_id=member_id, is_primary=True).update(is_primary=False)
    model.objects.filter(pk=contact_id).update(is_primary=True)
    publish(MemberEdited(member_id=member_id, fields=(kind,)), actor=actor, at=at)


def _held_contact(member_id: int, kind: str, contact_id: int) -> Contact:
    """Return a contact as it is once its member is held."""
    hold_member(member_id=member_id, even_restricted=True)
    found: Contact | None = None
    if kind == "phone":
        found = Phone.objects.filter(pk=contact_id, person_id=member_id).first()
    elif kind == "email":
        found = Email.objects.filter(pk=contact_id, person_id=member_id).first()
    if found is None:
        raise NotFound(what=_("contact"), key=contact_id)
    return found


def _phone(member_id: int, value: str) -> Phone:
    digits = phone_number(value, field="contact")
    known = Phone.objects.filter(person_id=member_id).values_list("digits", flat=True)
    if digits in known:
        raise ContactKnown(value=value)
    return Phone.objects.create(
        person_id=member_id, digits=digits, label=phone_label(digits), is_primary=not known
    )  # fmt: skip


def _email(member_id: int, value: str) -> Email:
    address = email_address(value, field="contact")
    known = Email.objects.filter(person_id=member_id).values_list("address", flat=True)
    if address in known:
        raise ContactKnown(value=value)
    return Email.objects.create(person_id=member_id, address=address, is_primary=not known)
