"""What is kept of a member, unmasked, for the form that corrects it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.members.models import Address, Email, Member, Phone


@dataclass(frozen=True, slots=True)
class KeptAddress:
    """The usual address, as it is written."""

    recipient: str = ""
    phone: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class KeptMember:
    """A member's own data, as they are kept; whoever reads them leaves a record of it."""

    member_id: int
    number: str
    name: str
    pinyin: str
    gender: str
    birth_date: str
    phone: str
    email: str
    address: KeptAddress


@dataclass(frozen=True, slots=True)
class KeptContact:
    """A way to reach a member, as it is kept."""

    contact_id: int
    kind: str
    label: str
    value: str
    is_primary: bool


@query("members.see_contact")
def kept_member(*, number: str, actor: Actor) -> KeptMember:
    """
    Return a member's own data with the primary phone, e-mail and address in full, in four queries.

    :raises NotFound: no member has this number.
    """
    members = Member.objects.select_related("person")
    member = members.filter(number=number).first()
    if member is None:
        raise NotFound(what=_("member"), key=number)
    if member.merged_into_id:
        member = members.get(pk=member.merged_into_id)
    person = member.person
    phone = Phone.objects.filter(person=person, is_primary=True).values_list("digits", flat=True).first()
    email = Email.objects.filter(person=person, is_primary=True).values_list("address", flat=True).first()
    address = (
        Address.objects.filter(person=person, is_default=True)
        .values_list("recipient", "phone", "province", "city", "district", "street", "postcode")
        .first()
    )
    return KeptMember(
        member_id=person.pk,
        number=member.number,
        name=person.name,
        pinyin=person.pinyin,
        gender=person.gender,
        birth_date=person.birth_date.isoformat() if person.birth_date else "",
        phone=phone or "",
        email=email or "",
        address=KeptAddress(*address) if address else KeptAddress(),
    )


@query("members.see_contact")
def kept_contacts(*, member_id: int, actor: Actor) -> list[KeptContact]:
    """Return a member's phone numbers and then e-mail addresses in full, the usual ones first, in two queries."""
    phones = Phone.objects.filter(person_id=member_id).order_by("-is_primary", "pk")
    emails = Email.objects.filter(person_id=member_id).order_by("-is_primary", "pk")
    return [
        *(KeptContact(p.pk, "phone", str(Phone.Label(p.label).label), p.digits, p.is_primary) for p in phones),
        *(KeptContact(e.pk, "email", "", e.address, e.is_primary) for e in emails),
    ]
