"""One reader who is there twice: making one of two members, and two of one again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shuyou.kernel.actor import Actor
from shuyou.kernel.carrying import Carrier
from shuyou.kernel.errors import NotFound
from shuyou.kernel.events import publish
from shuyou.kernel.registry import registry
from shuyou.kernel.usecase import use_case
from shuyou.members.errors.merging import LaterMergeStands, MemberMerged, MergeUndone, SameMember
from shuyou.members.errors.privacy import PersonErased
from shuyou.members.events import merging as told
from shuyou.members.models import Member, Merge
from shuyou.members.rules import one_line
from shuyou.members.services._carry_rows import bring_rows_back, carry_rows, claim_rows
from shuyou.members.services._measure_members import measure_members

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Merged:
    """A merge that was done."""

    merge_id: int
    uid: UUID


@dataclass(frozen=True, slots=True)
class Undone:
    """A merge that was undone, and figures by package of what could not be given back."""

    merge_id: int
    missing: Mapping[str, Mapping[str, int]]


@use_case("members.merge")
def merge_members(*, kept_id: int, absorbed_id: int, reason: str = "", actor: Actor, at: datetime) -> Merged:
    """
    Give everything of one member to the other; from then on each clue to the absorbed one leads to the kept one.

    :raises NotFound: there is no such member.
    :raises SameMember: both are one already, by their ids.
    :raises MemberMerged: one of them was merged before.
    :raises PersonErased: nothing is known of one of them any more.
    :raises TextTooLong: the reason does not fit.
    """
    why = one_line(reason, field="reason", limit=LONGEST_REASON)
    kept, absorbed = _held(kept_id, absorbed_id)
    for member in (absorbed, kept):
        if member.merged_into is not None:
            raise MemberMerged(number=member.number, into=member.merged_into.number)
        if member.status == Member.Status.ERASED:
            raise PersonErased(number=member.number)
    merge = Merge.objects.create(kept=kept, absorbed=absorbed, reason=why, merged_by=actor.signature, merged_at=at)
    for carrier in _carriers():
        carry_rows(carrier.owned, merge_id=merge.pk, kept_id=kept_id, absorbed_id=absorbed_id)
        if carrier.carry:
            carrier.carry(merge_id=merge.pk, kept_id=kept_id, absorbed_id=absorbed_id, at=at)
    _retire(merge, kept, absorbed)
    _list_again(kept_id, absorbed_id, at)
    event = told.MembersMerged(member_id=kept_id, absorbed_id=absorbed_id, merge_id=merge.pk)
    publish(event, actor=actor, at=at)
    return Merged(merge.pk, merge.uid)


@use_case("members.merge")
def undo_merge(*, merge_id: int, actor: Actor, at: datetime) -> Undone:
    """
    Make two members of one again: what was carried goes back as it was, what was made since stays with the kept one.

    :raises NotFound: there is no such merge.
    :raises MergeUndone: it was undone before.
    :raises LaterMergeStands: the kept one was merged once more since, either way.
    """
    found = Merge.objects.filter(pk=merge_id).values_list("kept_id", "absorbed_id").first()
    if found is None:
        raise NotFound(what=_("merge"), key=merge_id)
    kept_id, absorbed_id = found
    _held(kept_id, absorbed_id)
    merge = Merge.objects.get(pk=merge_id)
    _refuse_out_of_order(merge)
    missing: dict[str, Mapping[str, int]] = {}
    for carrier in reversed(_carriers()):
        if carrier.bring_back:
            figures = carrier.bring_back(merge_id=merge_id, kept_id=kept_id, absorbed_id=absorbed_id, at=at)
            missing |= {carrier.key: figures} if figures else {}
        bring_rows_back(carrier.owned, merge_id=merge_id, kept_id=kept_id, absorbed_id=absorbed_id)
    _revive(merge)
    _list_again(kept_id, absorbed_id, at)
    merge.undone_by, merge.undone_at, merge.outcome = actor.signature, at, missing
    merge.save(update_fields=["undone_by", "undone_at", "outcome"])
    event = told.MergeUndone(member_id=kept_id, absorbed_id=absorbed_id, merge_id=merge_id)
    publish(event, actor=actor, at=at)
    return Undone(merge_id, missing)


def _list_again(kept_id: int, absorbed_id: int, at: datetime) -> None:
    """List both by what is theirs now; who is one of two again has no place in lists before that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT members_relist(%s)", [[kept_id, absorbed_id]])
    measure_members(member_ids=[kept_id, absorbed_id], at=at)


def _carriers() -> Sequence[Carrier]:
    return sorted(registry.carriers, key=lambda carrier: carrier.order)


def _held(kept_id: int, absorbed_id: int) -> tuple[Member, Member]:
    """Lock two members in order of ids and return them as they are then, the kept one first."""
    rows = Member.objects.filter(pk__in=[kept_id, absorbed_id]).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    found = {member.pk: member for member in rows.select_related("merged_into")}
    for member_id in (kept_id, absorbed_id):
        if member_id not in found:
            raise NotFound(what=_("member"), key=member_id)
    if kept_id == absorbed_id:
        raise SameMember(number=found[kept_id].number)
    return found[kept_id], found[absorbed_id]


def _retire(merge: Merge, kept: Member, absorbed: Member) -> None:
    """Mark the absorbed member, and keep how their membership stood; files know a reader by one key."""
    key = absorbed.source_key if kept.source_key is None else None
    claim_rows(
        merge_id=merge.pk,
        table="members_member",
        keys=[absorbed.pk],
        before={"status": absorbed.status, "source_key": key},
        after={"status": Member.Status.MERGED},
    )
    retired = Member.objects.filter(pk=absorbed.pk)
    retired.update(status=Member.Status.MERGED, merged_into_id=merge.kept_id)
    if key is not None:
        retired.update(source_key=None)
        Member.objects.filter(pk=kept.pk).update(source_key=key)


def _revive(merge: Merge) -> None:
    """Make a member of the absorbed one again, as they were."""
    journal = merge.rows.filter(table_name="members_member", row_key=str(merge.absorbed_id))
    (before,) = journal.values_list("before", flat=True)
    revived = Member.objects.filter(pk=merge.absorbed_id)
    revived.update(status=before["status"], merged_into=None)
    key = before["source_key"]
    if key is not None and Member.objects.filter(pk=merge.kept_id, source_key=key).update(source_key=None):
        revived.update(source_key=key)


def _refuse_out_of_order(merge: Merge) -> None:
    """
    Pass if no later merge has built on this one.

    :raises MergeUndone: it was undone before.
    :raises LaterMergeStands: one has.
    """
    if merge.undone_at is not None:
        raise MergeUndone()
    of_kept = Q(kept_id=merge.kept_id) | Q(absorbed_id=merge.kept_id)
    later = Merge.objects.filter(of_kept, undone_at=None, pk__gt=merge.pk).select_related("kept", "absorbed")
    if last := later.order_by("-pk").first():
        raise LaterMergeStands(kept=last.kept.number, absorbed=last.absorbed.number)
