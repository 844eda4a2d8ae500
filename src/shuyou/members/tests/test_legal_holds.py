"""Holding data for a lawsuit: while a hold stands, nothing goes by erasure nor when its time is over."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotPermitted
from shuyou.kernel.models import RowChange
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members import queries, services
from shuyou.members.errors import ReasonMissing
from shuyou.members.errors.privacy import HoldLifted, UnderLegalHold
from shuyou.members.models import Inquiry, LegalHold, Member, Note, Person, PrivacyRequest, RetentionRule
from shuyou.members.tests.factories import MemberFactory, PersonFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
OLD = AT - timedelta(days=3650)
MANAGER = Actor(STAFF, "1", "test", frozenset({Role.MANAGER}))
OTHER = Actor(STAFF, "2", "test", frozenset({Role.MANAGER}))
AGENT = Actor(STAFF, "3", "test", frozenset({Role.SERVICE_AGENT}))


@pytest.fixture
def member() -> Member:
    return MemberFactory.create(person=PersonFactory.create(name="周慕白"))


def place(member: Member, until: str = "", at: datetime = AT) -> int:
    return services.place_legal_hold(member_id=member.pk, reason="发票纠纷", until=until, actor=MANAGER, at=at)


def erase(member: Member, at: datetime = AT) -> None:
    if not PrivacyRequest.objects.filter(person_id=member.pk).exists():
        services.record_privacy_request(member_id=member.pk, kind="erase", asked_via="phone", actor=MANAGER, at=AT)
    uid = PrivacyRequest.objects.values_list("uid", flat=True).get(person_id=member.pk)
    services.erase_person(uid=uid, typed=member.number, actor=OTHER, at=at)


def name_of(member: Member) -> str:
    return Person.objects.values_list("name", flat=True).get(pk=member.pk)


# --- erasing


def test_who_is_under_a_hold_is_not_erased_until_it_is_lifted(member: Member) -> None:
    hold = place(member)

    with pytest.raises(UnderLegalHold) as refusal:
        erase(member)
    assert (refusal.value.params, name_of(member)) == ({"reason": "发票纠纷"}, "周慕白")
    reasons = services.reasons_not_to_erase(member_id=member.pk, at=AT)
    assert [reason.code for reason in reasons] == [UnderLegalHold.code]

    services.lift_legal_hold(hold_id=hold, why="和解", actor=OTHER, at=AT)
    erase(member)
    assert name_of(member) != "周慕白"
    assert LegalHold.objects.values_list("reason", "lifted_why").get() == ("", "")


def test_a_hold_ends_with_its_last_day(member: Member) -> None:
    place(member, until="2026-11-23")

    with pytest.raises(UnderLegalHold):
        erase(member, AT + timedelta(days=1))
    erase(member, AT + timedelta(days=2))
    assert name_of(member) != "周慕白"


@pytest.mark.parametrize("side", ["kept", "absorbed"])
def test_a_hold_keeps_both_of_who_was_merged(member: Member, side: str) -> None:
    other = MemberFactory.create()
    place(member if side == "kept" else other)
    services.merge_members(kept_id=member.pk, absorbed_id=other.pk, actor=MANAGER, at=AT)

    with pytest.raises(UnderLegalHold):
        erase(member)
    assert services.people_held(at=AT) == sorted([member.pk, other.pk])


# --- times of keeping


def run(part: str, at: datetime = AT) -> int:
    RetentionRule.objects.update_or_create(part=part, defaults={"months": 12, "ground": "x", "is_active": True})
    return services.let_next_go(part=part, actor=MANAGER, at=at)


def test_what_is_over_stays_for_who_is_under_a_hold_and_goes_for_others(member: Member) -> None:
    other = MemberFactory.create()
    for one in (member, other):
        Inquiry.objects.create(person_id=one.pk, kind="search", channel="phone", text="夜航船", at=OLD)
    hold = place(member)

    assert run("inquiry") == 1
    assert list(Inquiry.objects.values_list("person_id", flat=True)) == [member.pk]
    parts = {part.part: part.overdue for part in queries.kept_parts(at=AT, spared=[member.pk], actor=MANAGER)}
    assert parts["inquiry"] == 0

    services.lift_legal_hold(hold_id=hold, why="和解", actor=OTHER, at=AT)
    assert run("inquiry") == 1
    assert Inquiry.objects.count() == 0


def test_the_history_of_who_is_under_a_hold_stays(member: Member) -> None:
    other = MemberFactory.create()
    for one in (member, other):
        note = Note.objects.create(person_id=one.pk, text="一", at=OLD, author_id=StaffFactory.create().pk)
        Note.objects.filter(pk=note.pk).update(text="二")
        Person.objects.filter(pk=one.pk).update(name="周慕柏")
    place(member)
    mine = set(Note.objects.filter(person_id=member.pk).values_list("pk", flat=True))

    assert run("history", AT + timedelta(days=800)) > 0

    left = set(RowChange.objects.values_list("table_name", "row_id"))
    assert left >= {("members_person", member.pk), *(("members_note", key) for key in mine)}
    assert ("members_person", other.pk) not in left


# --- placing and lifting


def test_a_hold_says_why_and_is_lifted_once(member: Member) -> None:
    with pytest.raises(ReasonMissing):
        services.place_legal_hold(member_id=member.pk, reason=" ", actor=MANAGER, at=AT)
    with pytest.raises(NotPermitted):
        services.place_legal_hold(member_id=member.pk, reason="x", actor=AGENT, at=AT)
    for until in ("yesterday", "2026-11-21", "2026-02-30"):
        with pytest.raises(DomainError) as refusal:
            place(member, until)
        assert refusal.value.at_field == "until"
    assert LegalHold.objects.count() == 0
    hold = place(member)
    with pytest.raises(ReasonMissing):
        services.lift_legal_hold(hold_id=hold, why="", actor=MANAGER, at=AT)
    services.lift_legal_hold(hold_id=hold, why="和解", actor=OTHER, at=AT)
    with pytest.raises(HoldLifted):
        services.lift_legal_hold(hold_id=hold, why="和解", actor=OTHER, at=AT)


def test_the_pages_place_show_and_lift_a_hold(client: Client, member: Member) -> None:
    client.force_login(StaffFactory.create(roles=[Role.MANAGER.value], language="en"))
    page = f"/console/members/{member.number}/privacy/"

    refused = client.post(f"{page}hold/", {"reason": "发票纠纷", "until": "2020-01-01"})
    assert refused.status_code == 422
    assert 'value="发票纠纷"' in refused.content.decode()
    assert client.post(f"{page}hold/", {"reason": "发票纠纷", "until": ""}).status_code == 303

    assert "Under a legal hold" in client.get(f"/console/members/{member.number}/").content.decode()
    listed = client.get("/console/privacy/holds/").content.decode()
    assert "发票纠纷" in listed
    assert "The data of 1 reader are under a legal hold" in client.get("/console/privacy/kept/").content.decode()
    hold = LegalHold.objects.get().pk
    assert client.post(f"{page}holds/{hold}/lift/", {"why": "和解"}).status_code == 303
    assert "Under a legal hold" not in client.get(f"/console/members/{member.number}/").content.decode()
    assert "和解" in client.get(page).content.decode()


def test_the_pages_are_for_managers(client: Client, member: Member) -> None:
    client.force_login(StaffFactory.create(roles=[Role.SERVICE_AGENT.value], language="en"))

    assert client.get("/console/privacy/holds/").status_code == 403
    assert client.post(f"/console/members/{member.number}/privacy/hold/", {"reason": "x"}).status_code == 403
    assert "Legal hold" not in client.get(f"/console/members/{member.number}/privacy/").content.decode()
