"""Themed clubs: who may join, what joining gives once, and what is only for their readers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.errors import ClubNotForReader, ClubRefused, RewardNotForReader
from shuyou.loyalty.models import Club, ClubMembership, PointsAccount, RewardUse
from shuyou.loyalty.queries.clubs import club_page, clubs_of_reader, members_of_club
from shuyou.loyalty.rules import Gives, Line, Purchase, Reader, Rule, Terms, earn, terms_data, terms_from
from shuyou.loyalty.services.clubs import ClubDraft, join_club, keep_club, leave_club
from shuyou.loyalty.services.rewards import keep_reward, take_reward
from shuyou.loyalty.tests.factories import draft
from shuyou.members.models import Member, PersonTag, Tag
from shuyou.members.tests.factories import MemberFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLERK = Actor(STAFF, "1", "test", frozenset({Role.SHOP_CLERK}))
MARKETER = Actor(STAFF, "2", "test", frozenset({Role.MARKETER}))
PARENTS = ClubDraft(
    code="parents", name_zh="小书虫父母会", name_en="Young parents", detail="", segment="", welcome=300, is_active=True
)


@pytest.fixture
def parent(db: None) -> Member:
    """A reader who is tagged as a parent; the club is for those."""
    member, tag = MemberFactory.create(), Tag.objects.create(name="父母")
    PersonTag.objects.create(person=member.person, tag=tag, added_by="test", at=AT)
    keep_club(replace(PARENTS, segment=f"members-tag:{tag.pk}"), actor=MARKETER, at=AT)
    return member


@pytest.mark.feature("F048")
def test_who_may_join_is_welcomed_once_and_the_times_are_kept(parent: Member) -> None:
    assert join_club("parents", member_id=parent.pk, actor=CLERK, at=AT) == 300
    assert join_club("parents", member_id=parent.pk, actor=CLERK, at=AT) == 0
    assert leave_club("parents", member_id=parent.pk, actor=CLERK, at=AT + timedelta(days=1))
    assert not leave_club("parents", member_id=parent.pk, actor=CLERK, at=AT + timedelta(days=1))
    assert join_club("parents", member_id=parent.pk, actor=CLERK, at=AT + timedelta(days=2)) == 0

    (seen,) = clubs_of_reader(member_id=parent.pk, at=AT, actor=CLERK)
    assert (seen.is_in, len(seen.times), PointsAccount.objects.get().balance) == (True, 2, 300)
    assert members_of_club("parents", after=0, limit=5, at=AT) == [parent.pk]
    assert club_page(code="parents", at=AT + timedelta(days=2), actor=MARKETER).row.members == 1


def test_others_stay_outside_and_nothing_moves(parent: Member) -> None:
    other, events = MemberFactory.create(), EventRecord.objects.count()

    with pytest.raises(ClubNotForReader):
        join_club("parents", member_id=other.pk, actor=CLERK, at=AT)
    Club.objects.update(is_active=False)
    with pytest.raises(ClubNotForReader):
        join_club("parents", member_id=parent.pk, actor=CLERK, at=AT)

    assert (ClubMembership.objects.count(), EventRecord.objects.count()) == (0, events)
    assert clubs_of_reader(member_id=other.pk, at=AT, actor=CLERK) == []


@pytest.mark.feature("F048")
def test_rewards_and_rules_of_a_club_are_for_its_readers(parent: Member) -> None:
    uid = keep_reward(draft(clubs=("parents",)), actor=MARKETER, at=AT)
    join_club("parents", member_id=parent.pk, actor=CLERK, at=AT)
    take_reward(uid, member_id=parent.pk, key=uuid4(), actor=CLERK, at=AT)
    leave_club("parents", member_id=parent.pk, actor=CLERK, at=AT)
    with pytest.raises(RewardNotForReader):
        take_reward(uid, member_id=parent.pk, key=uuid4(), actor=CLERK, at=AT)
    assert RewardUse.objects.count() == 1

    terms = terms_from(terms_data(Terms(gives=Gives.POINTS, value=Decimal(50), clubs=frozenset({"parents"}))))
    rule = Rule(rule_id=1, version_id=1, code="club", version=1, terms=terms)
    bought = Purchase(lines=(Line(1, 1, 1, Decimal(40)),), paid=Decimal(40), at=AT, on=date(2026, 11, 22))
    earned = [
        sum(award.points for award in earn([rule], points_per_yuan=Decimal(0), purchase=bought, reader=reader))
        for reader in (Reader(member_id=1, clubs=frozenset({"parents"})), Reader(member_id=2))
    ]
    assert earned == [50, 0]


@pytest.mark.parametrize(
    "changes", [{"code": "小书虫"}, {"name_zh": " "}, {"segment": "members-tag:0"}, {"welcome": -1}]
)
def test_what_is_no_club(db: None, changes: dict[str, str]) -> None:
    with pytest.raises(ClubRefused):
        keep_club(replace(PARENTS, **changes), actor=MARKETER, at=AT)  # type: ignore[arg-type]

    assert not Club.objects.exists()


def test_the_desk_keeps_clubs_and_takes_readers_in(client: Client, parent: Member) -> None:
    client.force_login(staff_with(Role.MARKETER, Role.SHOP_CLERK))
    typed = {"code": "tea", "name_zh": "茶书会", "welcome": "0", "is_active": "on"}
    page, own = reverse("loyalty:club", args=["tea"]), reverse("loyalty:member_clubs", args=[parent.number])

    assert client.post(reverse("loyalty:club_new"), typed).headers["Location"] == page
    assert client.post(page, {"reader": "没有这人"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert client.post(page, {"reader": parent.number}).status_code == HTTPStatus.SEE_OTHER
    assert client.post(own, {"club": "parents"}).status_code == HTTPStatus.SEE_OTHER
    assert parent.number in client.get(page).content.decode()
    assert "茶书会" in client.get(reverse("loyalty:clubs")).content.decode()
    client.post(own, {"club": "tea", "leave": "1"})
    assert list(ClubMembership.objects.filter(left_at=None).values_list("club__code", flat=True)) == ["parents"]
