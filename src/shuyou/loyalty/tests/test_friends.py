"""Points that no purchase earns: for what readers do, and for friends whom they bring."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.ledgers import differences
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.loyalty.errors import (
    ActivityNotOn,
    AdjustmentTooLarge,
    AlreadyReferred,
    DayLimitReached,
    ReferralCodeUnknown,
)
from shuyou.loyalty.models import ActivityRecord, PointsAccount, PointsTally, Referral
from shuyou.loyalty.queries import points_why
from shuyou.loyalty.services import award_points
from shuyou.loyalty.services.activities import ActivityDraft, keep_activity, record_activity, record_many
from shuyou.loyalty.services.referrals import (
    FirstOrder,
    Named,
    TermsDraft,
    name_referrer,
    referral_code,
    reward_first_orders,
    set_referral_terms,
)
from shuyou.members.models import Household, HouseholdPerson, Member
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
STAFFER = Actor(STAFF, "1", "test", frozenset({Role.SHOP_CLERK, Role.MARKETER}))
JOB = Actor.job("test")


def balance(member: Member) -> int:
    account = PointsAccount.objects.filter(pk=member.pk).first()
    return account.balance if account else 0


def an_activity(**changes: Any) -> str:
    terms = {
        "code": "reading", "kind": "event", "name_zh": "读书会", "name_en": "", "points": 50, "per_day": 0,
        "per_member": 0, "budget": 0, "valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31),
        "is_active": True,
    }  # fmt: skip
    return keep_activity(ActivityDraft(**{**terms, **changes}), actor=STAFFER, at=AT)


def newcomer() -> Member:
    return MemberFactory.create(joined_on=date(2026, 11, 20))


def named(friend: Member, referrer: Member, *, at: datetime = AT, device: str = "") -> Named:
    code = referral_code(member_id=referrer.pk, actor=STAFFER, at=at)
    return name_referrer(friend_id=friend.pk, code=code, device=device, actor=STAFFER, at=at)


@pytest.mark.feature("F039")
def test_a_reader_gets_points_for_what_they_did_once_for_each_reference(db: None) -> None:
    code, reader = an_activity(), MemberFactory.create()

    given = [
        record_activity(code, member_id=reader.pk, reference=one, actor=STAFFER, at=AT)
        for one in ("11-22", "11-22", "11-23")
    ]

    assert (given, balance(reader), ActivityRecord.objects.count()) == ([50, 0, 50], 100, 2)
    assert differences() == []


@pytest.mark.feature("X05")
@pytest.mark.parametrize(
    ("language", "told"), [("zh-hans", ["好友首单", "读书会"]), ("en", ["first order", "Reading"])]
)
def test_why_is_told_in_the_language_of_who_reads_it(db: None, language: str, told: list[str]) -> None:
    code, reader = an_activity(name_en="Reading circle"), MemberFactory.create()
    record_activity(code, member_id=reader.pk, reference="1", actor=STAFFER, at=AT)
    with transaction.atomic():
        award_points(member_id=reader.pk, points=5, source="referral:order:by-9", why="x", at=AT)

    with translation.override(language):
        lots = points_why(member_id=reader.pk, actor=STAFFER).lots

    assert all(words in lot.reason for words, lot in zip(told, lots, strict=True))


@pytest.mark.parametrize(("bound", "total"), [({"per_day": 80}, 80), ({"per_member": 120}, 120), ({"budget": 60}, 60)])
def test_no_more_than_the_bounds_allow(db: None, bound: dict[str, int], total: int) -> None:
    code, reader = an_activity(**bound), MemberFactory.create()

    for one in "abcd":
        record_activity(code, member_id=reader.pk, reference=one, actor=STAFFER, at=AT)

    assert balance(reader) == total


@pytest.mark.parametrize(("bound", "total"), [({"per_day": 80}, 80), ({"per_member": 120}, 120), ({"budget": 60}, 60)])
def test_exploit_a_colon_in_the_reference_escapes_no_bound(db: None, bound: dict[str, int], total: int) -> None:
    code, reader = an_activity(**bound), MemberFactory.create()

    for one in ("a:1", "b：1", "c:1", f"{'d' * 38}:1"):
        record_activity(code, member_id=reader.pk, reference=one, actor=STAFFER, at=AT)

    assert balance(reader) == total
    assert list(PointsTally.objects.values_list("code", flat=True)) == ["activity:reading"] * ("budget" in bound)


def test_exploit_one_person_mints_no_more_points_than_they_may_give_by_hand(db: None) -> None:
    """200 at a time and 1,000 a day are the limits of the shop; a second person with higher ones does the rest."""
    small, large, reader = an_activity(points=200), an_activity(code="contest", points=201), MemberFactory.create()
    clerk = Actor(STAFF, "7", "test", frozenset({Role.SHOP_CLERK}))

    with pytest.raises(AdjustmentTooLarge):
        record_activity(large, member_id=reader.pk, reference="1", actor=clerk, at=AT)
    for one in "abcde":
        record_activity(small, member_id=reader.pk, reference=one, actor=clerk, at=AT)
    with pytest.raises(DayLimitReached):
        record_activity(small, member_id=reader.pk, reference="f", actor=clerk, at=AT)
    many = record_many(small, said=[reader.number], reference="g", actor=clerk, at=AT)

    assert (balance(reader), many.points, len(many.faults)) == (1000, 0, 1)
    manager = Actor(STAFF, "8", "test", frozenset({Role.MANAGER}))
    assert record_activity(large, member_id=reader.pk, reference="1", actor=manager, at=AT) == 201


def test_outside_its_days_it_gives_nothing(db: None) -> None:
    code, reader = an_activity(valid_to=date(2026, 11, 21)), MemberFactory.create()

    with pytest.raises(ActivityNotOn):
        record_activity(code, member_id=reader.pk, reference="", actor=STAFFER, at=AT)

    assert not ActivityRecord.objects.exists()


def test_a_list_counts_whom_it_means_and_tells_the_other_lines(db: None) -> None:
    code, first, second = an_activity(), MemberFactory.create(), MemberFactory.create()
    card = CardFactory.create(member=second)

    done = record_many(
        code, said=[first.number, "", "X9", card.number, first.number.lower()], reference="8 月", actor=STAFFER, at=AT
    )

    assert (done.readers, done.points, done.repeats) == (2, 100, 1)
    assert [fault.line for fault in done.faults] == [3]
    assert (balance(first), balance(second)) == (50, 50)


@pytest.mark.feature("F040")
def test_both_sides_get_points_on_joining_and_on_the_first_paid_order_alone(db: None) -> None:
    referrer, friend = MemberFactory.create(), newcomer()
    assert named(friend, referrer) == Named(referrer_points=50, friend_points=50, why="")

    def paid(amount: str, order: int) -> int:
        with transaction.atomic():
            orders = [FirstOrder(friend.pk, order, Decimal(amount), AT), FirstOrder(referrer.pk, 9, Decimal(99), AT)]
            return reward_first_orders(orders=orders, actor=JOB)

    assert [paid("29.99", 1), paid("30", 2), paid("80", 3)] == [0, 1, 0]
    assert (balance(referrer), balance(friend)) == (250, 150)
    assert Referral.objects.get().points == 400
    assert differences() == []
    with pytest.raises(AlreadyReferred):
        named(friend, MemberFactory.create())


def test_a_code_with_a_wrong_digit_is_nobodys(db: None) -> None:
    code = referral_code(member_id=MemberFactory.create().pk, actor=STAFFER, at=AT)
    wrong = f"{(int(code[0]) + 1) % 10}{code[1:]}"

    with pytest.raises(ReferralCodeUnknown):
        name_referrer(friend_id=newcomer().pk, code=wrong, actor=STAFFER, at=AT)


def test_nobody_earns_by_themselves_their_household_or_in_a_circle(db: None) -> None:
    def live_together(one: Member, other: Member) -> None:
        home = Household.objects.create(name="林家", created_at=AT)
        for person in (one, other):
            HouseholdPerson.objects.create(person_id=person.pk, household=home)

    def share_phone(one: Member, other: Member) -> None:
        for person in (one, other):
            PhoneFactory.create(person=person.person, digits="13800009999")

    def share_address(one: Member, other: Member) -> None:
        for person in (one, other):
            AddressFactory.create(person=person.person)

    found = {}
    for why, tie in (("household", live_together), ("contact", share_phone), ("address", share_address)):
        referrer, friend = newcomer(), newcomer()
        tie(referrer, friend)
        found[why] = named(friend, referrer)
    own = newcomer()
    found["self"] = named(own, own)
    found["late"] = named(MemberFactory.create(joined_on=date(2026, 1, 1)), MemberFactory.create())
    first, second, third = newcomer(), newcomer(), newcomer()
    assert (named(second, first).why, named(third, second).why) == ("", "")
    found["cycle"] = named(first, third)
    phoned = newcomer()
    assert named(newcomer(), phoned, device="kiosk-7").why == ""
    found["device"] = named(newcomer(), phoned, device="kiosk-7")

    assert {why: one.why for why, one in found.items()} == {why: why for why in found}
    assert {(one.referrer_points, one.friend_points) for one in found.values()} == {(0, 0)}


def test_so_many_friends_a_month_and_no_more(db: None) -> None:
    draft = TermsDraft(
        referrer_joining=10, friend_joining=0, referrer_buying=0, friend_buying=0, least_order=Decimal(0),
        friends_per_month=2, days_to_name=30,
    )  # fmt: skip
    set_referral_terms(draft, actor=STAFFER, at=AT - timedelta(days=1))
    referrer = MemberFactory.create()

    assert [named(newcomer(), referrer).why for _ in range(3)] == ["", "", "month"]
    assert named(newcomer(), referrer, at=AT + timedelta(days=9)).why == ""
    assert balance(referrer) == 30


def test_the_desk_notes_who_came_and_who_brought_whom(client: Client, db: None) -> None:
    client.force_login(staff_with(Role.MARKETER, Role.SHOP_CLERK))
    typed = {
        "code": "may", "kind": "survey", "name_zh": "五月问卷", "points": "20", "per_day": "0", "per_member": "0",
        "budget": "0", "valid_from": "2026-01-01", "valid_to": "2099-12-31", "is_active": "on",
    }  # fmt: skip
    assert client.post(reverse("loyalty:activity_new"), typed).status_code == HTTPStatus.SEE_OTHER
    reader, friend = MemberFactory.create(), MemberFactory.create(joined_on=datetime.now(UTC).date())
    page = reverse("loyalty:activity", args=["may"])
    noted = client.post(page, {"reference": "一", "said": f"{reader.number}\nM000"}, follow=True).content.decode()
    assert reader.person.name in noted
    assert balance(reader) == 20
    assert "五月问卷" in client.get(reverse("loyalty:activities"), {"holds": "on"}).content.decode()

    shown = client.post(reverse("loyalty:referral_code", args=[reader.number])).content.decode()
    code = Member.objects.get(pk=reader.pk).referral_code.code
    assert code[:4] in shown
    wrong = client.post(reverse("loyalty:refer"), {"reader": friend.number, "code": "1"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (
        client.post(reverse("loyalty:refer"), {"reader": friend.number, "code": code}).status_code
        == HTTPStatus.SEE_OTHER
    )
    assert friend.person.name in client.get(reverse("loyalty:referrals")).content.decode()
    assert client.get(reverse("loyalty:referral_terms")).status_code == HTTPStatus.OK
