"""Stopping a member's orders, and letting them order again."""

from datetime import datetime

from shuyou.kernel.actor import Actor
from shuyou.kernel.events import publish
from shuyou.kernel.usecase import use_case
from shuyou.members.errors import ReasonMissing
from shuyou.members.events import MemberBlocked, MemberUnblocked
from shuyou.members.models import Member
from shuyou.members.rules import one_line
from shuyou.members.services._hold_member import hold_member

LONGEST_REASON = 200


@use_case("members.block")
def block_member(*, member_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """
    Stop a member's orders, for a reason that colleagues can read.

    :raises NotFound: there is no such member.
    :raises ReasonMissing: no reason is given.
    """
    told = one_line(reason, field="reason", limit=LONGEST_REASON)
    if not told:
        raise ReasonMissing(value=reason)
    hold_member(member_id=member_id, even_restricted=True)
    Member.objects.filter(pk=member_id).update(is_blocked=True, block_reason=told)
    publish(MemberBlocked(member_id=member_id), actor=actor, at=at)


@use_case("members.block")
def unblock_member(*, member_id: int, actor: Actor, at: datetime) -> None:
    """
    Let a member order again. Nothing is said when nothing stopped them.

    :raises NotFound: there is no such member.
    """
    if hold_member(member_id=member_id, even_restricted=True).is_blocked:
        Member.objects.filter(pk=member_id).update(is_blocked=False, block_reason="")
        publish(MemberUnblocked(member_id=member_id), actor=actor, at=at)
