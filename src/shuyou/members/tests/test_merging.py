"""Two members who are one: everything comes along, every clue leads on, and two they can be again."""

from datetime import UTC, datetime

import pytest

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.members.errors.merging import LaterMergeStands, MemberMerged, MergeUndone, SameMember
from shuyou.members.models import Member, Phone
from shuyou.members.services import merge_members, undo_merge
from shuyou.members.tests.factories import MemberFactory, PhoneFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AGENT = Actor(STAFF, "1", "test", frozenset({Role.SERVICE_AGENT}))


def merged(kept: Member, absorbed: Member) -> int:
    return merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, reason="same", actor=AGENT, at=AT).merge_id


def test_contacts_come_along_and_go_back() -> None:
    kept, absorbed = MemberFactory.create(), MemberFactory.create()
    PhoneFactory.create(person=kept.person, digits="13800000001")
    PhoneFactory.create(person=absorbed.person, digits="13800000002")

    merge_id = merged(kept, absorbed)

    rows = Phone.objects.filter(person_id=kept.pk).order_by("digits").values_list("digits", "is_primary")
    assert list(rows) == [("13800000001", True), ("13800000002", False)]
    absorbed.refresh_from_db()
    assert (absorbed.status, absorbed.merged_into_id) == ("merged", kept.pk)

    undo_merge(merge_id=merge_id, actor=AGENT, at=AT)

    rows = Phone.objects.filter(person_id=absorbed.pk).values_list("digits", "is_primary")
    assert list(rows) == [("13800000002", True)]
    absorbed.refresh_from_db()
    assert (absorbed.status, absorbed.merged_into_id) == ("active", None)


def test_merges_are_undone_in_opposite_order() -> None:
    first, second, third = (MemberFactory.create() for _ in range(3))
    inner, outer = merged(second, third), merged(first, second)

    with pytest.raises(LaterMergeStands):
        undo_merge(merge_id=inner, actor=AGENT, at=AT)
    third.refresh_from_db()
    assert third.merged_into_id == first.pk

    undo_merge(merge_id=outer, actor=AGENT, at=AT)
    third.refresh_from_db()
    assert third.merged_into_id == second.pk
    undo_merge(merge_id=inner, actor=AGENT, at=AT)
    with pytest.raises(MergeUndone):
        undo_merge(merge_id=inner, actor=AGENT, at=AT)
    assert not Member.objects.filter(status="merged").exists()


def test_nobody_is_merged_twice_or_with_themselves() -> None:
    kept, absorbed, third = (MemberFactory.create() for _ in range(3))
    merged(kept, absorbed)

    with pytest.raises(MemberMerged) as refusal:
        merged(third, absorbed)
    assert refusal.value.params == {"number": absorbed.number, "into": kept.number}
    with pytest.raises(MemberMerged):
        merged(absorbed, third)
    with pytest.raises(SameMember):
        merged(third, third)
