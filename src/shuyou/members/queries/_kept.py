"""What is kept of a member, unmasked, for the form that corrects it."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.errors import NotFound
from shuyou.kernel.usecase import query
from shuyou.members.errors.privacy import PersonErased
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


@query("members.see_contact")
def kept_member(*, number: str, actor: Actor) -> KeptMember:
    """
    Return a member's own data with the primary phone, e-mail and address in full, in four queries.

    :raises NotFound: no member has this number.
    :raises PersonErased: nothing is kept of them any more.
    """
    members = Member.objects.select_related("person")
    member = members.filter(number=number).first()
    if member is None:
        raise NotFound(what=_("member"), key=number)
    if member.merged_into_id:
        member = members.get(pk=member.merged_into_id)
    if member.status == Member.Status.ERASED:
        raise PersonErased(number=member.number)
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
