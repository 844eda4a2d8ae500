"""The pages of relatives, households, institutions and personal helpers: what is refused keeps what was typed."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.test import Client

from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members.models import (
    Address,
    Card,
    Household,
    HouseholdPerson,
    Institution,
    InstitutionContact,
    Member,
    Person,
    Relation,
)
from shuyou.members.tests.factories import CardFactory, MemberFactory, TierFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 11, 12, tzinfo=UTC)


@pytest.fixture
def inside(client: Client) -> Client:
    """A browser in which a call-center agent is signed in, in English."""
    client.force_login(StaffFactory.create(language="en"))
    return client


def place_of(member: Member, what: str = "") -> str:
    return f"/console/members/{member.number}/relations/{what}"


@pytest.mark.feature("F003")
def test_a_child_is_written_down_on_the_page_and_seen_on_the_members(inside: Client) -> None:
    member: Member = MemberFactory.create()
    typed = {"role": "child", "new_name": "林小满", "grade": "4", "note": "爱恐龙", "birth_date": ""}

    saved = inside.post(place_of(member, "relate/"), typed)
    page = inside.get(place_of(member)).content.decode()
    whole = inside.get(f"/console/members/{member.number}/panels/family/").content.decode()

    assert (saved.status_code, saved.headers["Location"]) == (303, place_of(member))
    for text in (page, whole):
        assert "林小满" in text
        assert "Primary school, grade 4" in text
    inside.post(place_of(member, "unrelate/"), {"relation": str(Relation.objects.get().pk)})
    assert Relation.objects.count() == 0


def test_a_birth_date_stays_hidden_and_is_kept_when_other_days_change(inside: Client) -> None:
    member: Member = MemberFactory.create()
    Person.objects.filter(pk=member.pk).update(birth_date=date(1991, 6, 18))

    page = inside.get(place_of(member))
    inside.post(place_of(member, "dates/"), {**page.context["dates_form"].initial, "lunar_birthday": "0815"})

    assert "1991-06-18" not in page.content.decode()
    person = Person.objects.get(pk=member.pk)
    assert (person.birth_date, person.lunar_birthday) == (date(1991, 6, 18), "0815")


def test_birthdays_are_for_those_who_may_see_contacts(client: Client, inside: Client) -> None:
    member: Member = MemberFactory.create(person__birth_date=date(1991, 6, 18), person__lunar_birthday="0815")
    child: Member = MemberFactory.create(person__birth_date=date(2016, 5, 20))
    Relation.objects.create(person=member.person, role="parent", other=child.person, recorded_at=AT)
    home = Household.objects.create(name="林家", created_at=AT)
    for one in (member, child):
        HouseholdPerson.objects.create(person=one.person, household=home)
    pages = (place_of(member), f"/console/members/{member.number}/panels/family/", place_of(child))
    days = ("lunar 8-15", "next birthday", "05-20", "May 20", "20 May")
    shown = "".join(inside.get(page).content.decode() for page in pages)
    assert ("lunar 8-15" in shown, shown.count("next birthday") > 2) == (True, True)

    user = staff_with(Role.ANALYST)
    user.language = "en"
    user.save(update_fields=["language"])
    client.force_login(user)
    answers = [client.get(page) for page in pages]

    hidden = "".join(answer.content.decode() for answer in answers)
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [day for day in days if day in hidden] == []
    assert "Birthdays are shown to who may see contacts." in hidden
    family = answers[0].context["family"]
    people = [family.me, family.relatives[0].person, *(place.person for place in family.household.places)]
    assert {(one.birth_date, one.lunar_birthday, one.next_birthday) for one in people} == {(None, "", None)}


def test_what_is_refused_stays_typed_at_its_field(inside: Client) -> None:
    member: Member = MemberFactory.create()

    nobody = inside.post(place_of(member, "relate/"), {"role": "child", "other": "13999999999", "note": "长假"})
    moon = inside.post(place_of(member, "dates/"), {"lunar_birthday": "13-40", "grade": "", "birth_date": ""})

    assert (nobody.status_code, set(nobody.context["relate_form"].errors)) == (422, {"other"})
    assert "长假" in nobody.content.decode()
    assert (moon.status_code, set(moon.context["dates_form"].errors)) == (422, {"lunar_birthday"})
    assert Person.objects.count() == 1
    assert inside.post(place_of(member, "marry/")).status_code == 404
    assert inside.post(place_of(member, "unrelate/"), {"relation": "x"}).status_code == 404


@pytest.mark.feature("F003")
def test_a_household_is_made_on_the_page(inside: Client) -> None:
    member, other = MemberFactory.create(), MemberFactory.create()

    typed = {"other": other.number, "name": "纸鸢路的家", "role": "child", "is_reader": "on"}
    inside.post(place_of(member, "place/"), typed)

    assert Household.objects.get().name == "纸鸢路的家"
    rows = HouseholdPerson.objects.order_by("pk").values_list("person_id", "is_buyer", "is_reader")
    assert list(rows) == [(member.pk, True, True), (other.pk, False, True)]
    assert "纸鸢路的家" in inside.get(f"/console/members/{other.number}/panels/family/").content.decode()
    inside.post(place_of(member, "leave/"), {"person": str(other.pk)})
    assert HouseholdPerson.objects.count() == 1


@pytest.mark.feature("F190")
def test_a_new_colleague_gets_the_address_of_the_institution_without_typing_it(inside: Client) -> None:
    TierFactory.create()
    school = {
        "name": "学军小学",
        "kind": "school",
        "street": "浙江省杭州市西湖区求智巷 8 号",
        "postcode": "310012",
        "is_active": "on",
    }
    entered = inside.post("/console/institutions/new/", school)
    page = entered.headers["Location"]

    for name, phone in (("王老师", "13800001001"), ("李老师", "13800001002")):
        typed = {"name": name, "phone": phone, "position": "采购", "uses_its_address": "on", "key": str(uuid4())}
        assert inside.post(page, typed).status_code == 303
        assert inside.post(page, typed).status_code == 303

    assert InstitutionContact.objects.count() == Member.objects.count() == Card.objects.count() == 2
    assert list(Address.objects.order_by("pk").values_list("recipient", "district", "street", "postcode")) == [
        ("王老师", "西湖区", "求智巷 8 号", "310012"),
        ("李老师", "西湖区", "求智巷 8 号", "310012"),
    ]
    shown = inside.get(page).content.decode()
    assert "王老师" in shown
    assert "13800001001" not in shown
    assert Institution.objects.get().number in page


def test_a_colleague_that_cannot_be_stays_typed(inside: Client) -> None:
    TierFactory.create()
    page = inside.post("/console/institutions/new/", {"name": "馆", "kind": "library"}).headers["Location"]

    answer = inside.post(page, {"name": "王老师", "phone": "12", "position": "采购"})
    wrong = inside.post("/console/institutions/new/", {"name": "", "kind": "library", "credit_code": "1"})

    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"phone"})
    assert "采购" in answer.content.decode()
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"name", "credit_code"})
    assert inside.get("/console/institutions/?kind=school").context["page"].rows == ()
    assert len(inside.get("/console/institutions/?name=馆").context["page"].rows) == 1


@pytest.mark.feature("F041")
def test_a_helper_is_named_on_the_page_and_finds_the_reader_in_a_list(client: Client) -> None:
    agent = StaffFactory.create(language="en")
    client.force_login(agent)
    member: Member = MemberFactory.create()

    refused = client.post(place_of(member, "helper/"), {"helper": str(agent.pk)})
    CardFactory.create(member=member, kind="vip")
    client.post(place_of(member, "helper/"), {"helper": str(agent.pk)})

    assert refused.status_code == 409
    assert "is no key customer" in refused.content.decode()
    (one,) = client.get("/console/my-readers/").context["page"].rows
    assert one.row.number == member.number
    assert agent.full_name in client.get(f"/console/members/{member.number}/panels/family/").content.decode()


def test_who_may_not_see_members_sees_none_of_this(client: Client) -> None:
    member: Member = MemberFactory.create()
    client.force_login(staff_with(Role.BUYER))

    for page in (place_of(member), "/console/institutions/", "/console/institutions/new/", "/console/my-readers/"):
        assert client.get(page).status_code == 403, page
    assert client.post(place_of(member, "relate/"), {"role": "friend"}).status_code == 403
