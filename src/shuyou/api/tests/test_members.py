"""Members and titles through the API: found, shown with care for personal data."""

import json
from http import HTTPStatus

import pytest

from shuyou.api.tests.factories import USUAL, Caller, a_token
from shuyou.catalog.tests.factories import IdentifierFactory, TitleSearchFactory
from shuyou.kernel.models import EventRecord
from shuyou.members.models import Member, PersonalDataAccess
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory
from shuyou.orders.tests.factories import a_member, a_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def member() -> Member:
    """A member with a phone, a card and an address."""
    one = MemberFactory.create()
    PhoneFactory.create(person=one.person, digits="13800002046")
    CardFactory.create(member=one)
    AddressFactory.create(person=one.person)
    return one


def test_contacts_are_masked_without_the_scope_and_the_look_is_written_down(member: Member) -> None:
    response = Caller(a_token(*USUAL)).get(f"/members/{member.number}")

    shown = response.json()
    assert (shown["number"], shown["is_masked"]) == (member.number, True)
    assert shown["contacts"] == [{"kind": "phone", "label": "Mobile", "value": "138 **** 2046", "is_primary": True}]
    assert shown["addresses"][0]["street"] == "纸鸢路 ****"
    assert "13800002046" not in response.content.decode()
    access = PersonalDataAccess.objects.get()
    assert (access.person_id, access.part, access.via) == (member.pk, "page", "api")


def test_with_the_scope_contacts_are_whole_and_each_is_written_down(member: Member) -> None:
    shown = Caller(a_token("members.view", "members.see_contact")).get(f"/members/{member.number}").json()

    assert shown["is_masked"] is False
    assert shown["contacts"][0]["value"] == "13800002046"
    assert shown["addresses"][0]["street"] == "纸鸢路 12 号 3 单元 501"
    assert sorted(PersonalDataAccess.objects.values_list("part", flat=True)) == ["page", "phone"]
    assert EventRecord.objects.filter(name="members.contact_revealed", actor_kind="token").count() == 1


@pytest.mark.parametrize("clue", ["13800002046", "2046", "林晚舟"])
def test_a_member_is_found_by_what_is_known_and_no_clue_is_in_an_address(member: Member, clue: str) -> None:
    member.person.name = "林晚舟"
    member.person.save(update_fields=["name"])

    response = Caller(a_token(*USUAL)).post("/members/find", {"clue": clue})

    (found,) = response.json()
    assert (found["number"], found["phone"]) == (member.number, "138 **** 2046")
    assert "13800002046" not in response.content.decode()


def test_no_id_of_ours_leaves_the_house(member: Member) -> None:
    caller = Caller(a_token(*USUAL))

    for response in (caller.get(f"/members/{member.number}"), caller.post("/members/find", {"clue": "2046"})):
        assert response.status_code == HTTPStatus.OK
        assert "_id" not in json.dumps(response.json())


def test_a_title_is_shown_with_every_price_and_its_free_copies() -> None:
    a_member()  # brings the price list
    item = a_title(copies=5)
    IdentifierFactory.create(item=item)
    TitleSearchFactory.create(item=item)
    caller = Caller(a_token(*USUAL))

    (by_words,) = caller.get("/items", q="造园").json()
    (by_isbn,) = caller.get("/items", q="978-7-5302-1683-5").json()
    whole = caller.get(f"/items/{item.uid}").json()

    assert by_words == by_isbn
    assert (by_words["uid"], by_words["list_price"], by_words["free"]) == (str(item.uid), "40.00", 5)
    assert {"code": "member", "name": "Member", "rate": "0.9500", "price": "38.00"} in whole["prices"]
    assert (whole["free"], whole["numbers"]) == (5, ["9787530216835"])
    assert "item_id" not in whole
