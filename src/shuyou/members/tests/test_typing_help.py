"""A new member with little typing: places follow from postcodes, phones and whole addresses."""

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members.adapters.phone_places import place_of_phone
from shuyou.members.models import PersonalDataAccess
from shuyou.members.rules.cities import PROVINCE_OF
from shuyou.members.rules.places import PROVINCES
from shuyou.members.rules.postcodes import CITY_OF, PROVINCE_BY, place_of_postcode
from shuyou.members.tests.factories import AddressFactory, PersonFactory, PhoneFactory

HELP = "/console/members/new/help/"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("310000", ("浙江省", "杭州市")),
        ("１００８７１", ("北京市", "北京市")),
        ("225300", ("江苏省", "泰州市")),
        ("810000", ("青海省", "西宁市")),
        ("999999", ("", "")),
        ("31000", ("", "")),
        ("三一〇", ("", "")),
    ],
)
def test_a_postcode_leads_to_its_city(code: str, found: tuple[str, str]) -> None:
    assert place_of_postcode(code) == found


def test_every_city_of_the_table_lies_in_its_province() -> None:
    assert {
        prefix: city
        for prefix, city in CITY_OF.items()
        if PROVINCE_OF.get(f"{city}市") != PROVINCES[PROVINCE_BY[prefix[:2]]]
    } == {}


@pytest.mark.parametrize(
    ("digits", "found"),
    [
        ("057187901234", ("浙江省", "杭州市")),
        ("02166668888", ("上海市", "上海市")),
        ("13800002046", ("北京市", "北京市")),
        ("18912345678", ("江苏省", "常州市")),
        ("0014155552671", ("", "")),
        ("4008001234", ("", "")),
    ],
)
def test_a_phone_leads_to_where_it_was_given_out(digits: str, found: tuple[str, str]) -> None:
    assert place_of_phone(digits) == found


@given(st.text(max_size=12))
def test_any_text_leads_somewhere_known_or_nowhere(text: str) -> None:
    for province, city in (place_of_postcode(text), place_of_phone(text)):
        assert not province or province in PROVINCES.values()
        assert province or not city


@pytest.fixture
def inside(client: Client) -> Client:
    """A browser in which a call-center agent is signed in, in English."""
    client.force_login(StaffFactory.create(language="en"))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "filled"),
    [
        ({"postcode": "310000"}, {"province": "浙江省", "city": "杭州市"}),
        ({"home_phone": "0571-8790 1234"}, {"province": "浙江省", "city": "杭州市"}),
        ({"postcode": "310000", "phone": "13800002046"}, {"province": "浙江省", "city": "杭州市"}),
        (
            {"street": "浙江省杭州市西湖区纸鸢路12号", "postcode": "310000"},
            {
                "province": "浙江省",
                "city": "杭州市",
                "district": "西湖区",
                "street": "纸鸢路12号",
                "postcode": "310000",
            },
        ),
        ({"street": "纸鸢路12号"}, {}),
        ({"phone": "12"}, {}),
    ],
)
def test_the_form_is_filled_from_what_is_known(inside: Client, typed: dict[str, str], filled: dict[str, str]) -> None:
    assert inside.post(HELP, typed).json() == {"fill": filled, "shared": None}


@pytest.mark.django_db
@pytest.mark.feature("F190")
def test_a_colleague_at_the_same_phone_lends_the_address(inside: Client, client: Client) -> None:
    person = PersonFactory.create(name="周慕白")
    PhoneFactory.create(person=person, digits="057187901234")
    AddressFactory.create(person=person)

    shared = inside.post(HELP, {"home_phone": "0571 87901234"}).json()["shared"]

    assert shared["text"] == "周慕白 has this phone too: 浙江省杭州市西湖区纸鸢路 12 号 3 单元 501"
    assert shared["fill"]["street"] == "纸鸢路 12 号 3 单元 501"
    assert PersonalDataAccess.objects.values_list("person_id", "part").get() == (person.pk, "address")
    client.force_login(staff_with(Role.ANALYST))
    assert client.post(HELP, {"home_phone": "057187901234"}).status_code == 403


@pytest.mark.django_db
def test_a_mobile_lends_no_address(inside: Client) -> None:
    person = PersonFactory.create()
    PhoneFactory.create(person=person, digits="13800002046")
    AddressFactory.create(person=person)

    assert inside.post(HELP, {"phone": "13800002046"}).json()["shared"] is None
