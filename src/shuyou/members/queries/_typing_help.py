"""What a form for a new member can be helped with: the address of those who answer the same phone at work."""

from dataclasses import dataclass

from shuyou.kernel.actor import Actor
from shuyou.kernel.usecase import query
from shuyou.members.models import Address, Institution
from shuyou.members.rules import Place


@dataclass(frozen=True, slots=True)
class SharedAddress:
    """An address that others have under the same phone, and whose it is."""

    whose: str
    place: Place
    person_id: int | None
    """Somebody of whom it was learnt; None: an institution's own."""


@query("members.see_contact")
def address_shared(*, phone: str, actor: Actor) -> SharedAddress | None:
    """
    Return the address of the institution with a landline, or else of a member who answers it, in two queries.

    A mobile number leads nowhere: it is one person's own.
    """
    if not phone.startswith("0") or phone.startswith("00"):
        return None
    institution = Institution.objects.filter(phone=phone, is_active=True).exclude(street="").order_by("pk").first()
    if institution is not None:
        parts = (getattr(institution, part) for part in ("province", "city", "district", "street", "postcode"))
        return SharedAddress(institution.name, Place(*parts), None)
    row = (
        Address.objects.filter(person__phones__digits=phone, is_default=True, person__is_restricted=False)
        .exclude(person__member__status__in=["merged", "erased"])
        .order_by("pk")
        .values_list("person_id", "person__name", "province", "city", "district", "street", "postcode")
        .first()
    )
    return SharedAddress(row[1], Place(*row[2:]), row[0]) if row else None
