"""The pages of members: list, new, edit, with refusals at their fields and everything typed kept."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from shuyou.kernel.models import EventRecord, RowChange, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members.models import Address, Card, Consent, Member, PersonalDataAccess, Phone
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db

NEW = "/console/members/new/"
HTMX = {"HX-Request": "true"}
PERSON = {
    "name": "林晚舟", "phone": "138 0000 2046", "gender": "F", "birth_date": "1990-05-17", "email": "lin@example.com",
    "province": "浙江", "city": "杭州市", "district": "西湖区", "street": "纸鸢路 12 号", "postcode": "310000",
}  # fmt: skip


def signed_in(client: Client, *roles: Role) -> User:
    user = staff_with(*(roles or (Role.CALL_AGENT,)))
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return user


@pytest.fixture
def member() -> Member:
    """Return a member with a phone, a card and an address."""
    member = MemberFactory.create(person__name="周慕白")
    PhoneFactory.create(person=member.person, digits="13800002046")
    CardFactory.create(member=member)
    AddressFactory.create(person=member.person)
    return member


def edit_url(member: Member, part: str = "") -> str:
    return f"/console/members/{member.number}/edit/{part}"


def typed_into(answer: "Answer", **values: str) -> None:
    """Fail unless every value stands in the page's fields."""
    page = answer.content.decode()
    for value in values.values():
        assert f'value="{value}"' in page, value


# --- new


@pytest.mark.feature("F011")
def test_a_new_member_is_entered_with_what_they_allow(client: Client) -> None:
    user = signed_in(client)

    answer = client.post(NEW, {**PERSON, "service": "on", "marketing_email": "on"})

    member = Member.objects.get()
    assert answer.headers["Location"] == f"/console/members/{member.number}/"
    assert (member.person.name, member.person.pinyin, member.joined_via) == ("林晚舟", "linwanzhou", "console")
    assert Phone.objects.get(person=member.person).digits == "13800002046"
    assert Card.objects.get(member=member).status == Card.Status.ACTIVE
    granted = Consent.objects.filter(person=member.person).values_list("purpose", "channel", "is_granted")
    assert set(granted) == {("service", "any", True), ("marketing", "email", True)}
    assert Consent.objects.filter(recorded_by=f"staff:{user.pk}").count() == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"phone": "1380000204x"}, "The phone number “1380000204x” has a “x” in it."),
        ({"phone": "138000020"}, "The phone number “138000020” has 9 digits"),
        ({"email": "lin@"}, "“lin@” is no e-mail address."),
        ({"name": " "}, "There is no name."),
        ({"birth_date": "1990-02-30"}, "There is no day “1990-02-30”."),
        ({"postcode": "31000"}, "The postcode “31000” is not six digits."),
        ({"card": "12"}, "“12” is no card number."),
    ],
)
def test_a_refused_member_keeps_everything_typed(client: Client, wrong: dict[str, str], sentence: str) -> None:
    signed_in(client)

    answer = client.post(NEW, {**PERSON, **wrong, "service": "on"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert sentence in answer.content.decode()
    assert answer.context["form"].errors.keys() == wrong.keys()
    typed_into(answer, **{name: value for name, value in {**PERSON, **wrong}.items() if value.strip()})
    assert answer.context["form"]["service"].value() is True
    assert not Member.objects.exists()


def test_all_that_is_wrong_is_said_at_once(client: Client) -> None:
    signed_in(client)

    answer = client.post(NEW, {**PERSON, "phone": "x", "email": "y", "birth_date": "z"})

    assert answer.context["form"].errors.keys() == {"phone", "email", "birth_date"}


def test_a_known_reader_is_shown_before_a_second_one_is_made(client: Client) -> None:
    signed_in(client)
    client.post(NEW, PERSON)
    known = Member.objects.get()

    refused = client.post(NEW, PERSON)
    confirmed = client.post(NEW, {**PERSON, "is_confirmed": "on"})

    assert refused.status_code == HTTPStatus.CONFLICT
    assert f"/console/members/{known.number}/" in refused.content.decode()
    assert confirmed.status_code == HTTPStatus.SEE_OTHER
    assert Member.objects.count() == 2


def test_the_same_form_twice_makes_one_member(client: Client) -> None:
    signed_in(client)
    key = client.get(NEW).context["form"].initial["key"]

    first = client.post(NEW, {**PERSON, "key": str(key)})
    second = client.post(NEW, {**PERSON, "key": str(key)})

    assert first.headers["Location"] == second.headers["Location"]
    assert Member.objects.count() == 1


@pytest.mark.parametrize(
    ("clue", "field"), [("13800002046", "phone"), ("lin@example.com", "email"), ("林晚舟", "name"), ("", None)]
)
def test_what_nobody_answered_to_is_where_it_belongs(client: Client, clue: str, field: str | None) -> None:
    signed_in(client)
    client.post("/console/one/new-member/", {"q": clue})

    initial = client.get(NEW).context["form"].initial

    assert {name: initial.get(name) for name in ("phone", "email", "name") if initial.get(name)} == (
        {field: clue} if field else {}
    )


# --- edit


@pytest.mark.feature("F002")
@pytest.mark.django_db(transaction=True)
def test_an_edit_keeps_before_and_after(client: Client, member: Member) -> None:
    user = signed_in(client)
    form = client.get(edit_url(member)).context["form"].initial

    answer = client.post(edit_url(member), {**form, "name": "周慕容", "phone": "13800002099"})

    change = RowChange.objects.get(table_name="members_person", row_id=member.pk)
    assert answer.headers["Location"] == f"/console/members/{member.number}/"
    assert (change.before["name"], change.after["name"] if change.after else "") == ("周慕白", "周慕容")
    event = EventRecord.objects.get(name="members.member_edited")
    assert (event.payload["fields"], event.actor_id) == (["name", "pinyin", "phone"], str(user.pk))
    assert Phone.objects.get(person=member.person).digits == "13800002099"
    assert Address.objects.filter(person=member.person).count() == 1


def test_whoever_opens_the_form_leaves_a_record(client: Client, member: Member) -> None:
    user = signed_in(client)

    client.get(edit_url(member))

    access = PersonalDataAccess.objects.get(person=member.person)
    assert (access.part, access.actor_id) == ("edit", str(user.pk))


def test_a_refused_edit_keeps_what_was_typed(client: Client, member: Member) -> None:
    signed_in(client)
    form = client.get(edit_url(member)).context["form"].initial

    answer = client.post(edit_url(member), {**form, "phone": "1380000204x", "street": "文三路 8 号"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "has a “x” in it." in answer.content.decode()
    typed_into(answer, phone="1380000204x", street="文三路 8 号")
    assert Phone.objects.get(person=member.person).digits == "13800002046"
    assert not EventRecord.objects.filter(name="members.member_edited").exists()


def test_a_new_address_becomes_the_usual_one(client: Client, member: Member) -> None:
    signed_in(client)
    form = client.get(edit_url(member)).context["form"].initial

    client.post(edit_url(member), {**form, "street": "文三路 8 号"})

    usual = Address.objects.get(person=member.person, is_default=True)
    assert (usual.street, usual.phone) == ("文三路 8 号", "13800002046")
    assert Address.objects.filter(person=member.person).count() == 2


def test_a_word_taken_back_is_a_new_line(client: Client, member: Member) -> None:
    signed_in(client)
    client.post(edit_url(member, "consent/"), {"marketing_sms": "Y", "service": "Y"})

    client.post(edit_url(member, "consent/"), {"service": "Y"})

    words = Consent.objects.filter(person=member.person).order_by("pk")
    assert [(word.purpose, word.channel, word.is_granted) for word in words] == [
        ("service", "any", True), ("marketing", "sms", True), ("marketing", "sms", False),
    ]  # fmt: skip


def test_a_part_of_the_page_is_changed_alone(client: Client, member: Member) -> None:
    signed_in(client)

    page = client.post(edit_url(member, "consent/"), {"service": "Y"}, headers=HTMX).content.decode()

    assert 'id="consent"' in page
    assert "<html" not in page
    assert "id_name" not in page


@pytest.mark.feature("F014")
def test_a_lost_card_is_stopped_once_and_replaced(client: Client, member: Member) -> None:
    signed_in(client)
    old = Card.objects.get(member=member).number

    lost = client.post(edit_url(member, "card/lost/"), {"card": old}, headers=HTMX)
    again = client.post(edit_url(member, "card/lost/"), {"card": old}, headers=HTMX)
    replaced = client.post(edit_url(member, "card/replace/"), {"card": old}, headers=HTMX)

    fresh = Card.objects.get(member=member, status=Card.Status.ACTIVE)
    assert "is reported lost." in lost.content.decode()
    assert again.status_code == HTTPStatus.CONFLICT
    assert f"Card {old} is not in use: Lost." in again.content.decode()
    assert f"The new card is {fresh.number}." in replaced.content.decode()
    assert Card.objects.get(number=old).status == Card.Status.LOST


def test_a_new_card_with_a_wrong_digit_is_refused_and_kept(client: Client, member: Member) -> None:
    signed_in(client)
    old = Card.objects.get(member=member).number
    wrong = f"{old[:-1]}{(int(old[-1]) + 1) % 10}"

    answer = client.post(edit_url(member, "card/replace/"), {"card": old, "new_number": wrong}, headers=HTMX)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "has a wrong digit" in answer.content.decode()
    typed_into(answer, new_number=wrong)


def test_the_card_of_another_member_is_not_touched(client: Client, member: Member) -> None:
    signed_in(client)
    other = CardFactory.create(member=MemberFactory.create())

    answer = client.post(edit_url(member, "card/lost/"), {"card": other.number})

    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert Card.objects.get(pk=other.pk).status == Card.Status.ACTIVE


def test_orders_are_stopped_for_a_reason_by_who_may(client: Client, member: Member) -> None:
    signed_in(client, Role.MANAGER)

    refused = client.post(edit_url(member, "block/"), {"reason": ""}, headers=HTMX)
    stopped = client.post(edit_url(member, "block/"), {"reason": "三次拒收"}, headers=HTMX)

    member.refresh_from_db()
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Orders are stopped." in stopped.content.decode()
    assert (member.is_blocked, member.block_reason) == (True, "三次拒收")
    client.post(edit_url(member, "unblock/"))
    member.refresh_from_db()
    assert not member.is_blocked


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.BUYER, Role.MARKETER, Role.ANALYST])
def test_who_edits_no_members_is_refused(client: Client, member: Member, role: Role) -> None:
    signed_in(client, role)
    posts: Mapping[str, Mapping[str, str]] = {
        NEW: PERSON, edit_url(member): PERSON, edit_url(member, "consent/"): {"service": "Y"},
        edit_url(member, "card/lost/"): {"card": Card.objects.get(member=member).number},
        edit_url(member, "block/"): {"reason": "x"}, edit_url(member, "unblock/"): {},
    }  # fmt: skip

    assert {client.get(url).status_code for url in (NEW, edit_url(member))} == {HTTPStatus.FORBIDDEN}
    assert {client.post(url, values).status_code for url, values in posts.items()} == {HTTPStatus.FORBIDDEN}
    assert Card.objects.get(member=member).status == Card.Status.ACTIVE


def test_an_agent_does_not_stop_orders(client: Client, member: Member) -> None:
    signed_in(client, Role.CALL_AGENT)

    assert client.post(edit_url(member, "block/"), {"reason": "x"}).status_code == HTTPStatus.FORBIDDEN
    assert "Stop this member" not in client.get(edit_url(member)).content.decode()


def test_the_pages_ask_the_database_so_often(
    client: Client, member: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(StaffFactory.create())

    # two for who asks; member, phone, e-mail, address; the access; one for the head; contacts (2), history (2)
    with django_assert_num_queries(13):
        client.get(edit_url(member))
