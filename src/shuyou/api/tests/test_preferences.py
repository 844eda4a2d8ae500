"""Likings through the API: asked in the fields in use, kept by the same rules, refused where nothing is asked."""

import pytest

from shuyou.api.tests.factories import MANAGER, Caller, a_token
from shuyou.kernel.clock import now
from shuyou.members import services
from shuyou.members.models import Attribute, Member, Person, PersonalDataAccess, Preference
from shuyou.members.tests.factories import MemberFactory, TierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Caller:
    return Caller(a_token("members.view", "members.record_preferences"))


@pytest.mark.feature("F019")
def test_what_a_member_says_is_kept_once_and_shown(shop: Caller) -> None:
    member: Member = MemberFactory.create()
    path = f"/members/{member.number}/preferences"

    first = shop.post(path, {"field": "subjects", "value": ["I", "History and geography"]})
    again = shop.post(path, {"field": "subjects", "value": ["K", "I"], "source": "declared"})
    wrong = shop.post(path, {"field": "seat", "value": ["the moon"]})

    assert (first.status_code, again.json()["id"]) == (201, first.json()["id"])
    assert (wrong.status_code, wrong.json()["code"], wrong.json()["field"]) == (422, "members.option_unknown", "value")
    assert Preference.objects.get().value == ["I", "K"]
    (shown,) = shop.get(path).json()
    assert (shown["field"], shown["text"], shown["source"]) == (
        "subjects", "Literature, History and geography", "declared",
    )  # fmt: skip
    assert PersonalDataAccess.objects.get().part == "preferences"


@pytest.mark.feature("F189")
def test_a_retired_field_is_asked_no_more_and_what_comes_in_it_is_not_kept(shop: Caller) -> None:
    member: Member = MemberFactory.create()
    seat = Attribute.objects.get(code="seat")
    assert "seat" in [field["code"] for field in shop.get("/fields").json()]
    services.retire_attribute(attribute_id=seat.pk, is_retired=True, actor=MANAGER, at=now())
    services.retire_field(field="gender", is_retired=True, actor=MANAGER, at=now())

    assert "seat" not in [field["code"] for field in shop.get("/fields").json()]
    refused = shop.post(f"/members/{member.number}/preferences", {"field": "seat", "value": ["front"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "members.attribute_retired")
    TierFactory.create()
    kiosk = Caller(a_token("members.sign_up"))
    joined = kiosk.post("/members", {"request_key": "k", "name": "苏见山", "phone": "13800007788", "gender": "M"})
    assert (joined.status_code, Person.objects.get(name="苏见山").gender) == (201, "")


def test_a_token_without_the_scope_writes_nothing() -> None:
    member: Member = MemberFactory.create()

    answer = Caller(a_token("members.view")).post(
        f"/members/{member.number}/preferences", {"field": "seat", "value": ["front"]}
    )

    assert (answer.status_code, Preference.objects.count()) == (403, 0)
