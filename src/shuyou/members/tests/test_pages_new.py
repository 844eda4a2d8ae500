"""The page for a new member: what the rules refuse stands at its field, and nothing typed is lost."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members.models import Address, Card, Consent, Member, Person, Phone
from shuyou.members.tests.factories import MemberFactory, PersonFactory, PhoneFactory, TierFactory

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "/console/members/new/"
TYPED = {
    "name": "苏见山",
    "gender": "M",
    "birth_date": "1988-02-29",
    "phone": "138 0000 7788",
    "home_phone": "0571-8790 1234",
    "email": "Jianshan@Example.com",
    "province": "浙江",
    "city": "杭州市",
    "district": "西湖区",
    "street": "纸鸢路 12 号",
    "postcode": "310000",
    "card": "",
}


@pytest.fixture
def inside(client: Client) -> Client:
    """A browser in which a call-center agent is signed in, in English."""
    TierFactory.create()
    TierFactory.create(code="silk", name_zh="锦书", name_en="Silk", rank=2, style=2)
    client.force_login(StaffFactory.create(language="en"))
    return client


def typed(**others: str) -> dict[str, str]:
    return {**TYPED, "tier": "green", "key": str(uuid4()), **others}


def errors(answer: Any) -> Mapping[str, list[str]]:
    """Return what the page says at each field."""
    found: Mapping[str, list[str]] = answer.context["form"].errors
    return found


@pytest.mark.feature("F011")
def test_what_is_typed_becomes_a_member_as_the_rules_write_it(inside: Client) -> None:
    answer = inside.post(NEW, typed(tier="silk", service="on", marketing_sms="on"))

    member = Member.objects.select_related("person", "tier").get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/console/members/{member.number}/")
    person = member.person
    assert (person.name, person.pinyin, person.gender, str(person.birth_date)) == (
        "苏见山", "sujianshan", "M", "1988-02-29",
    )  # fmt: skip
    assert list(Phone.objects.order_by("pk").values_list("digits", "label", "is_primary")) == [
        ("13800007788", "mobile", True),
        ("057187901234", "home", False),
    ]
    assert Address.objects.values_list("province", "city", "district", "street", "postcode").get() == (
        "浙江省", "杭州市", "西湖区", "纸鸢路 12 号", "310000",
    )  # fmt: skip
    assert (member.tier.code, Card.objects.get().status) == ("silk", "active")
    assert list(Consent.objects.order_by("pk").values_list("purpose", "channel", "is_granted", "given_via")) == [
        ("service", "any", True, "console"),
        ("marketing", "sms", True, "console"),
    ]


def test_no_consent_is_ticked_beforehand(inside: Client) -> None:
    page = inside.get(NEW).content.decode()

    assert page.count('type="checkbox"') == 6
    assert "checked" not in page


@pytest.mark.feature("F011")
@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "There is no name."),
        ("name", "12345", "“12345” is no name."),
        ("phone", "1380000O001", "The phone number “1380000O001” has a “O” in it."),
        ("phone", "138000", "has 6 digits; a mobile number has 11."),
        ("phone", "138000077889", "has 12 digits; a mobile number has 11."),
        ("home_phone", "87901234", "is neither a mobile number (11 digits from 1) nor a landline"),
        ("email", "jianshan.example.com", "“jianshan.example.com” is no e-mail address."),
        ("birth_date", "1988-02-30", "There is no day “1988-02-30”."),
        ("birth_date", "soon", "“soon” is no date."),
        ("birth_date", "2190-01-01", "“2190-01-01” is not between"),
        ("postcode", "31000", "The postcode “31000” is not six digits."),
        ("street", "", "lacks: street."),
        ("card", "66880000001X", "“66880000001X” is no card number."),
        ("card", "668800000012", "The card number “668800000012” has a wrong digit."),
    ],
)
def test_a_refusal_stands_at_its_field_and_everything_typed_stays(
    inside: Client, field: str, value: str, said: str
) -> None:
    sent = typed(tier="silk", marketing_email="on", **{field: value})

    answer = inside.post(NEW, sent)

    assert answer.status_code == 422
    assert list(errors(answer)) == [field]
    assert said in errors(answer)[field][0]
    bound = answer.context["form"]
    assert {name: bound[name].value() for name in sent if name != "marketing_email"} == {
        name: text for name, text in sent.items() if name != "marketing_email"
    }
    page = answer.content.decode()
    assert f'aria-describedby="id_{field}' in page
    assert page.count('aria-invalid="true"') == 1
    assert 'name="marketing_email" id="id_marketing_email" checked' in page
    assert (Person.objects.count(), Consent.objects.count(), EventRecord.objects.count()) == (0, 0, 0)


def test_everything_wrong_is_said_at_once(inside: Client) -> None:
    answer = inside.post(NEW, typed(name="", phone="x", email="y", postcode="z"))

    assert list(errors(answer)) == ["name", "phone", "email", "postcode"]


def test_a_name_alone_is_not_enough_to_know_somebody_by(inside: Client) -> None:
    answer = inside.post(NEW, {"name": "苏见山", "tier": "green", "key": str(uuid4())})

    assert answer.status_code == 422
    assert "Of “苏见山” nothing is given but the name." in errors(answer)["phone"][0]


def test_a_double_click_makes_one_member(inside: Client) -> None:
    sent = typed()

    first, second = inside.post(NEW, sent), inside.post(NEW, sent)

    assert first.headers["Location"] == second.headers["Location"]
    assert Member.objects.count() == 1


@pytest.mark.feature("F011")
def test_somebody_known_is_shown_and_may_be_confirmed_to_be_another(inside: Client) -> None:
    known = MemberFactory.create(person=PersonFactory.create(name="苏见山"))
    PhoneFactory.create(person=known.person, digits="13800007788")
    sent = typed()

    answer = inside.post(NEW, sent)

    assert answer.status_code == 409
    assert answer.context["known"].number == known.number
    page = answer.content.decode()
    assert f'href="{reverse("console:member", args=[known.number])}"' in page
    assert "138 **** 7788" in page
    assert Member.objects.count() == 1

    confirmed = inside.post(NEW, {**sent, "is_confirmed": "on"})

    assert confirmed.status_code == 303
    assert Member.objects.count() == 2


def test_a_card_of_somebody_else_is_refused_with_whose_it_is(inside: Client) -> None:
    other = MemberFactory.create()
    Card.objects.create(member=other, number="70001", issued_on=other.joined_on)

    answer = inside.post(NEW, typed(card="70001"))

    assert answer.status_code == 409
    assert errors(answer)["card"] == [
        f"Card 70001 belongs to member {other.number}. Read the number from the card again."
    ]


@pytest.mark.parametrize(
    ("clue", "field"),
    [
        ("13800007788", "phone"),
        ("138 0000 7788", "phone"),
        ("0571-87901234", "home_phone"),
        ("+852 2345 6789", "phone"),
        ("su@example.com", "email"),
        ("6688 0000 0018", "card"),
        ("苏见山", "name"),
    ],
)
def test_a_clue_nobody_answered_to_is_in_its_field_once(inside: Client, clue: str, field: str) -> None:
    inside.post("/console/one/new-member/", {"q": clue})

    first, again = (inside.get(NEW).context["form"] for _ in range(2))

    filled = {name for name in TYPED if first[name].value()}
    assert (filled, first[field].value()) == ({field}, clue)
    assert not again[field].value()


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.ANALYST, Role.BUYER, Role.MARKETER])
def test_who_may_not_enter_members_is_told_so(client: Client, role: Role) -> None:
    client.force_login(staff_with(role))

    assert client.get(NEW).status_code == 403
    assert client.post(NEW, typed()).status_code == 403
    assert not Member.objects.exists()
