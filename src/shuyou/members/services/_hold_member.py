"""Holding a member: the first lock of every write that concerns one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from shuyou.kernel.errors import NotFound
from shuyou.kernel.statements import planned
from shuyou.kernel.usecase import step
from shuyou.members.errors.merging import MemberMerged
from shuyou.members.errors.privacy import PersonErased, PersonRestricted

# Whoever waited for a merge finds nobody, since the status is looked at again after the wait, and asks once more.
# The absorbed member is never locked on the way: two members are only ever locked by merging, in order of ids.
_HOLD = """
    SELECT m.person_id, m.number, p.name, t.code, t.price_list, m.status, m.is_blocked, m.block_reason,
           p.is_restricted
      FROM members_member m JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
     WHERE m.person_id = (SELECT coalesce(a.merged_into_id, a.person_id) FROM members_member a WHERE a.person_id = %s)
       AND m.status <> 'merged' FOR NO KEY UPDATE OF m
"""
_HOLD_ALL = """
    SELECT m.person_id FROM members_member m WHERE m.status <> 'merged' AND m.person_id = ANY (ARRAY(
        SELECT coalesce(a.merged_into_id, a.person_id) FROM members_member a WHERE a.person_id = ANY (%s)))
     ORDER BY m.person_id FOR NO KEY UPDATE
"""
_HOLD_MANY = """
    SELECT m.person_id, m.number, p.name, t.code, t.price_list, m.status, m.is_blocked, m.block_reason,
           p.is_restricted
      FROM members_member m JOIN members_person p ON p.id = m.person_id JOIN members_tier t ON t.id = m.tier_id
     WHERE m.person_id = ANY (%s) AND m.status <> 'merged' ORDER BY m.person_id FOR NO KEY UPDATE OF m
"""
_KEPT = "SELECT person_id, coalesce(merged_into_id, person_id) FROM members_member WHERE person_id = ANY (%s)"

ATTEMPTS = 4
"""How often somebody is asked for who is merged, or is two again, in the very moment of asking."""


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
    is_restricted: bool


@step
def hold_member(*, member_id: int, even_restricted: bool = False) -> HeldMember:
    """
    Lock a member until the transaction ends and return what writers need to know.

    The lock does not stop rows that only refer to the member (NO KEY UPDATE).

    :raises NotFound: there is no such member.
    :raises MemberMerged: the member turned out to be another one.
    :raises PersonErased: nothing is known of them any more.
    :raises PersonRestricted: the reader asked that their data only be kept, and this is more.
    """
    held = hold_kept_member(member_id=member_id, even_restricted=even_restricted)
    if held.member_id != member_id:
        from shuyou.members.models import Member

        number = Member.objects.filter(pk=member_id).values_list("number", flat=True).get()
        raise MemberMerged(number=number, into=held.number)
    return held


@step
def hold_kept_member(*, member_id: int, even_restricted: bool = False) -> HeldMember:
    """
    Lock a member, or whom they were merged into, and return what writers need to know.

    :raises NotFound: there is no such member.
    :raises PersonErased: nothing is known of them any more.
    :raises PersonRestricted: the reader asked that their data only be kept, and this is more.
    """
    for _attempt in range(ATTEMPTS):
        with planned() as cursor:
            cursor.execute(_HOLD, [member_id])
            row = cursor.fetchone()
            if row is not None and row[0] != member_id:  # a merge that is undone meanwhile leads nowhere else
                cursor.execute(_KEPT, [[member_id]])
                row = row if cursor.fetchone()[1] == row[0] else None
        if row is not None:
            held = HeldMember(*row)
            if held.status == "erased":
                raise PersonErased(number=held.number)
            if held.is_restricted and not even_restricted:
                raise PersonRestricted(name=held.name)
            return held
    raise NotFound(what=_("member"), key=member_id)


@step
def hold_kept_members(*, member_ids: Iterable[int]) -> Mapping[int, int]:
    """Lock members, or whom they were merged into, in order of ids, and return whom each id leads to."""
    asked = sorted(set(member_ids))
    with planned() as cursor:
        cursor.execute(_HOLD_ALL, [asked])
        held = {row[0] for row in cursor.fetchall()}
        cursor.execute(_KEPT, [asked])
        return {member_id: kept for member_id, kept in cursor.fetchall() if kept in held}


@step
def hold_many_members(*, member_ids: Iterable[int]) -> Mapping[int, HeldMember]:
    """Lock members in order of ids and return what writers need to know of each; those who were merged are missing."""
    with planned() as cursor:
        cursor.execute(_HOLD_MANY, [sorted(set(member_ids))])
        return {row[0]: HeldMember(*row) for row in cursor.fetchall()}
