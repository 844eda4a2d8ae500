"""Points given and taken by hand: for a reason, within limits, once."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotFound, NotPermitted
from shuyou.kernel.ledgers import differences
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.errors import (
    AdjustmentNotPossible,
    AdjustmentTooLarge,
    AdjustmentWithoutReason,
    NotEnoughPoints,
)
from shuyou.loyalty.models import PointsAccount, PointsAdjustment, PointsEntry
from shuyou.loyalty.queries import points_entries
from shuyou.loyalty.rules import signed_points
from shuyou.loyalty.services import Adjustment, adjust_points
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AGENT = Actor(STAFF, "1", "test", frozenset({Role.CALL_AGENT}))
MANAGER = Actor(STAFF, "2", "test", frozenset({Role.MANAGER, Role.SHOP_CLERK}))


@pytest.fixture
def member(db: None) -> Member:
    return MemberFactory.create()


def adjustment(member_id: int, points: str, reason: str = "包裹迟到致歉") -> Adjustment:
    return Adjustment(member_id=member_id, points=points, reason=reason, request_key=uuid4())


def nothing_moved() -> bool:
    counts = (PointsEntry.objects.count(), PointsAdjustment.objects.count(), EventRecord.objects.count())
    return counts == (0, 0, 0)


def test_points_given_and_taken_stand_in_the_ledger_with_their_reason(member: Member) -> None:
    adjust_points(adjustment(member.pk, "300"), actor=AGENT, at=AT)
    adjust_points(adjustment(member.pk, "−120", "误记更正"), actor=AGENT, at=AT)

    rows = points_entries(member_id=member.pk, before=datetime(2027, 1, 1, tzinfo=UTC), limit=9, actor=AGENT)
    assert [(row.points, row.reason) for row in rows] == [(-120, "误记更正"), (300, "包裹迟到致歉")]
    assert PointsAccount.objects.get().balance == 180
    assert differences() == []
    assert EventRecord.objects.filter(name="loyalty.points_adjusted").count() == 2


def test_what_is_taken_from_several_lots_at_once_is_one_line(member: Member) -> None:
    for minute, points in enumerate(("300", "200", "-400")):
        adjust_points(adjustment(member.pk, points), actor=AGENT, at=AT + timedelta(minutes=minute))

    later = datetime(2027, 1, 1, tzinfo=UTC)
    rows = points_entries(member_id=member.pk, before=later, limit=9, actor=AGENT)
    newest = points_entries(member_id=member.pk, before=later, limit=1, actor=AGENT)

    assert PointsEntry.objects.filter(points__lt=0).count() == 2
    assert [row.points for row in rows] == [-400, 200, 300]
    assert newest == rows[:1]


def test_a_repeat_moves_nothing(member: Member) -> None:
    draft = adjustment(member.pk, "300")

    assert [adjust_points(draft, actor=AGENT, at=AT) for _ in range(2)] == [300, 300]

    assert PointsAccount.objects.get().balance == 300
    assert EventRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("points", "reason", "refusal"),
    [
        ("0", "x", AdjustmentNotPossible),
        ("1.5", "x", AdjustmentNotPossible),
        ("many", "x", AdjustmentNotPossible),
        ("200", "  ", AdjustmentWithoutReason),
        ("501", "x", AdjustmentTooLarge),
        ("-501", "x", AdjustmentTooLarge),
        ("-1", "x", NotEnoughPoints),
    ],
)
def test_a_refusal_moves_nothing(member: Member, points: str, reason: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        adjust_points(adjustment(member.pk, points, reason), actor=AGENT, at=AT)

    assert nothing_moved()


def test_the_highest_of_several_roles_counts(member: Member) -> None:
    assert adjust_points(adjustment(member.pk, "20000"), actor=MANAGER, at=AT) == 20000

    with pytest.raises(AdjustmentTooLarge) as refusal:
        adjust_points(adjustment(member.pk, "20001"), actor=MANAGER, at=AT)
    assert refusal.value.params == {"limit": 20000, "asked": 20001}


@pytest.mark.django_db
def test_who_may_not_or_for_whom_is_nobody() -> None:
    with pytest.raises(NotFound):
        adjust_points(adjustment(7, "10"), actor=AGENT, at=AT)
    with pytest.raises(NotPermitted):
        adjust_points(adjustment(7, "10"), actor=Actor(STAFF, "3", "test", frozenset({Role.ANALYST})), at=AT)
    assert nothing_moved()


def test_the_form_keeps_what_was_refused(client: Client, member: Member) -> None:
    client.force_login(staff_with(Role.CALL_AGENT))
    where = f"/console/members/{member.number}/points/adjust/"
    assert "500" in client.get(where).content.decode()

    answer = client.post(where, {"points": "900", "reason": "迟到", "key": str(uuid4())})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    page = answer.content.decode()
    assert 'value="900"' in page
    assert 'value="迟到"' in page
    assert nothing_moved()
    good = client.post(where, {"points": "90", "reason": "迟到", "key": str(uuid4())})
    assert good.status_code == HTTPStatus.SEE_OTHER
    assert "迟到" in client.get(good.headers["Location"]).content.decode()


@given(number=st.integers(1, 99_999_999), minus=st.sampled_from(["", "-", "−", "－"]), is_grouped=st.booleans())
def test_numbers_are_read_however_they_are_typed(number: int, minus: str, *, is_grouped: bool) -> None:
    typed = f"{minus}{number:,}" if is_grouped else f"{minus}{number}"

    assert signed_points(typed) == (-number if minus else number)


@given(st.text(max_size=12))
def test_no_text_is_too_odd_to_be_read(typed: str) -> None:
    found = signed_points(typed)

    assert found is None or 0 < abs(found) < 10**8
