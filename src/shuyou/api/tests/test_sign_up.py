"""Readers join by themselves through the API: the same rules, once however often it is sent, no word about others."""

from typing import Any

import pytest

from shuyou.api.tests.factories import USUAL, Caller, a_token
from shuyou.members.models import Address, Consent, Member, Person
from shuyou.members.tests.factories import MemberFactory, PhoneFactory, TierFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F011")]


@pytest.fixture
def kiosk() -> Caller:
    """A kiosk's token: it may enter people, and nothing else."""
    TierFactory.create()
    return Caller(a_token("members.sign_up"))


def typed(**others: object) -> dict[str, Any]:
    told = {"request_key": "k-1", "name": "苏　见山", "phone": "１３８ ０００0 7788", "joined_via": "kiosk"}
    return {**told, "address": "浙江省杭州市西湖区纸鸢路12号", "marketing_sms": True, **others}


def test_somebody_joins_by_the_same_rules_as_at_the_counter(kiosk: Caller) -> None:
    response = kiosk.post("/members", typed())

    member = Member.objects.select_related("person").get()
    assert response.status_code == 201
    assert response.json()["number"] == member.number
    assert (member.person.name, member.joined_via, member.tier.code) == ("苏见山", "kiosk", "green")
    assert Address.objects.values_list("province", "city", "district", "street").get() == (
        "浙江省", "杭州市", "西湖区", "纸鸢路12号",
    )  # fmt: skip
    assert Consent.objects.values_list("purpose", "channel", "is_granted", "given_via").get() == (
        "marketing", "sms", True, "kiosk",
    )  # fmt: skip


def test_sent_again_it_is_the_same_member(kiosk: Caller) -> None:
    first = kiosk.post("/members", typed())

    again = kiosk.post("/members", typed())

    assert (again.status_code, again.json()["number"]) == (200, first.json()["number"])
    assert Member.objects.count() == 1


def test_another_callers_key_leads_to_nobody(kiosk: Caller) -> None:
    kiosk.post("/members", typed())

    other = Caller(a_token("members.sign_up")).post("/members", typed(name="周慕白", phone="13900001111"))

    assert (other.status_code, Member.objects.count()) == (201, 2)


def test_nothing_is_said_about_who_is_known(kiosk: Caller) -> None:
    known = MemberFactory.create(person__name="苏见山")
    PhoneFactory.create(person=known.person, digits="13800007788")

    response = kiosk.post("/members", typed())

    assert (response.status_code, response.json()["code"]) == (409, "members.known_already")
    assert known.number not in response.content.decode()
    assert Person.objects.count() == 1


def test_what_is_wrong_is_said_at_once_and_nobody_is_entered(kiosk: Caller) -> None:
    response = kiosk.post("/members", typed(phone="12", birth_date="1988-02-30"))

    assert response.status_code == 422
    assert not Person.objects.exists()


@pytest.mark.parametrize("field", ["tier", "card", "number", "source_key", "is_confirmed"])
def test_what_is_not_theirs_to_choose_is_refused(kiosk: Caller, field: str) -> None:
    assert kiosk.post("/members", typed(**{field: "x"})).status_code == 422
    assert not Person.objects.exists()


def test_it_needs_its_own_scope() -> None:
    TierFactory.create()

    assert Caller(a_token(*USUAL)).post("/members", typed()).status_code == 403
    assert not Person.objects.exists()
