"""Holding a member: the first lock of every write that concerns one."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import NotFound
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import step
from shuyou.members.errors.privacy import PersonErased, PersonRestricted


@dataclass(frozen=True, slots=True)
class HeldMember:
    """What a writer needs to know of the member it holds."""

    member_id: int
    number: str
    name: str
    tier_code: str
    price_list: str
    status: str
    is_blocked: bool
    block_reason: str


@step
def hold_member(*, member_id: int, even_restricted: bool = False) -> HeldMember:
    """
    Lock a member until the transaction ends and return what writers need to know.

    The lock does not stop rows that only refer to the member (NO KEY UPDATE).

    :raises NotFound: there is no such member.
    :raises PersonErased: nothing personal is left of them.
    :raises PersonRestricted: they asked that their data be kept and not used.
    """
    with planned() as cursor:
        cursor.execute(
            "SELECT m.person_id, m.number, p.name, t.code, t.price_list, m.status, m.is_blocked, m.block_reason,"
            " p.is_restricted FROM members_member m JOIN members_person p ON p.id = m.person_id"
            " JOIN members_tier t ON t.id = m.tier_id WHERE m.person_id = %s FOR NO KEY UPDATE OF m",
            [member_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotFound(what=_("member"), key=member_id)
    *known, is_restricted = row
    held = HeldMember(*known)
    if held.status == "erased":  # the status is read anew after a wait for the lock, other tables are not
        raise PersonErased(number=held.number)
    if is_restricted and not even_restricted:
        raise PersonRestricted(name=held.name)
    return held
