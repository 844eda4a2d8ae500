"""The story of who was merged: both pasts in one, the merge as a line of it, and two stories again after undoing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from shuyou.kernel.actor import Actor
from shuyou.kernel.registry import registry
from shuyou.members import queries, services
from shuyou.members.models import Member
from shuyou.members.rules import NewMember
from shuyou.members.services import MemberChanges, merge_members, undo_merge
from shuyou.members.tests.test_merging import AGENT, AT

pytestmark = pytest.mark.django_db(transaction=True)

LATER = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def pasts() -> tuple[Member, Member]:
    """Two members with a past: both registered, one renamed, the other blocked."""
    drafts = (NewMember(name="周慕白", phone="13800002046"), NewMember(name="周慕柏", phone="13900002046"))
    numbers = [services.register_member(draft, actor=AGENT, at=AT).number for draft in drafts]
    kept, absorbed = (Member.objects.get(number=number) for number in numbers)
    name = MemberChanges(name="周慕百")
    services.edit_member(member_id=kept.pk, changes=name, seen=MemberChanges(name="周慕白"), actor=AGENT, at=AT)
    services.block_member(member_id=absorbed.pk, reason="三次拒收", actor=AGENT, at=AT + timedelta(hours=1))
    services.unblock_member(member_id=absorbed.pk, actor=AGENT, at=AT + timedelta(hours=2))
    return kept, absorbed


def titles(member_id: int) -> list[str]:
    (source,) = (one for one in registry.stories if "data" in one.kinds)
    with translation.override("en"):
        return [line.tell().title for line in source.load(member_id, ["data"], LATER, 50)]


def labels(member_id: int) -> list[tuple[str, Sequence[str]]]:
    with translation.override("en"):
        rows = queries.member_changes(member_id=member_id, actor=AGENT).rows
    return [(row.label, [cell.after for cell in row.cells]) for row in rows]


@pytest.mark.feature("X01")
def test_the_kept_one_has_both_pasts_and_the_merge_between(pasts: tuple[Member, Member]) -> None:
    kept, absorbed = pasts

    merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, reason="one card", actor=AGENT, at=AT + timedelta(days=1))

    assert titles(kept.pk) == [
        f"Merged: member {absorbed.number} is this one",
        "Orders let through again", "Orders stopped", "Edited", "Entered as a member", "Entered as a member",
    ]  # fmt: skip
    told = labels(kept.pk)
    assert [label for label, _ in told] == [
        "Merged", "Orders let through again", "Orders stopped", "Edited", "Entered as a member", "Entered as a member",
    ]  # fmt: skip
    assert f"{absorbed.number} → {kept.number}" in told[0][1]
    assert "三次拒收" in told[2][1]


@pytest.mark.feature("X01")
def test_two_again_have_two_stories_that_tell_of_it(pasts: tuple[Member, Member]) -> None:
    kept, absorbed = pasts
    merge_id = merge_members(
        kept_id=kept.pk, absorbed_id=absorbed.pk, actor=Actor.job("night"), at=AT + timedelta(days=1)
    ).merge_id

    undo_merge(merge_id=merge_id, actor=AGENT, at=AT + timedelta(days=2))

    assert titles(kept.pk) == [
        f"Merge undone: member {absorbed.number} is somebody else",
        f"Merged: member {absorbed.number} is this one",
        "Edited", "Entered as a member",
    ]  # fmt: skip
    assert titles(absorbed.pk) == [
        f"Merge into member {kept.number} undone",
        f"Merged into member {kept.number}",
        "Orders let through again", "Orders stopped", "Entered as a member",
    ]  # fmt: skip
    assert [label for label, _ in labels(absorbed.pk)][:2] == ["Merge undone", "Merged"]


def test_a_merge_at_night_says_so(pasts: tuple[Member, Member]) -> None:
    kept, absorbed = pasts
    merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=Actor.job("night"), at=AT + timedelta(days=1))

    line = queries.member_story(member_id=kept.pk, parts=["data"], before=LATER, limit=1, actor=AGENT)[0]

    assert (line.facts["is_automatic"], line.facts["is_kept"]) == (True, True)
