"""The page that corrects a member: two people at once, several contacts, consent as it was shown, the history."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from shuyou.kernel.models import EventRecord, User
from shuyou.kernel.permissions import Role
from shuyou.kernel.sealed import seal
from shuyou.kernel.tests.factories import StaffFactory, staff_with
from shuyou.members.models import Address, Card, Consent, Email, Member, Person, PersonalDataAccess, Phone
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PersonFactory, PhoneFactory

pytestmark = pytest.mark.django_db(transaction=True)

HTMX = {"HX-Request": "true"}


@pytest.fixture
def reader() -> Member:
    """A member with a phone number, a card and an address."""
    made = MemberFactory.create(person=PersonFactory.create(name="林晚舟", pinyin="linwanzhou"))
    PhoneFactory.create(person=made.person, digits="13800002046")
    CardFactory.create(member=made, number="70001")
    AddressFactory.create(person=made.person)
    return made


@pytest.fixture
def inside(client: Client) -> Client:
    """A browser in which an agent is signed in, in English."""
    client.force_login(StaffFactory.create(language="en"))
    return client


@pytest.fixture
def other() -> Client:
    """Another agent's browser."""
    client = Client()
    client.force_login(StaffFactory.create(language="en", full_name="周慕容"))
    return client


def url(member: Member, part: str = "") -> str:
    return f"/console/members/{member.number}/edit/{part}"


def form_of(client: Client, member: Member) -> dict[str, str]:
    """Return the form as the browser would send it back."""
    initial: dict[str, str] = client.get(url(member)).context["form"].initial
    return initial


def errors(answer: Any) -> Mapping[str, list[str]]:
    """Return what the page says at each field."""
    found: Mapping[str, list[str]] = answer.context["form"].errors
    return found


# --- two people at one member


@pytest.mark.feature("F002")
def test_who_comes_second_sees_both_versions_and_loses_nothing(inside: Client, other: Client, reader: Member) -> None:
    mine, theirs = form_of(inside, reader), form_of(other, reader)
    other.post(url(reader), {**theirs, "phone": "13900001111", "gender": "F"})

    answer = inside.post(url(reader), {**mine, "phone": "13800009999", "street": "文三路 8 号"})

    assert answer.status_code == 409
    assert errors(answer) == {
        "phone": [
            "Meanwhile this was changed to “139 **** 1111”. Save again to keep what you typed, or write the other."
        ]
    }
    page = answer.content.decode()
    assert "周慕容 changed this member meanwhile" in page
    form = answer.context["form"]
    assert (form["phone"].value(), form["street"].value(), form["gender"].value()) == (
        "13800009999",
        "文三路 8 号",
        "F",
    )
    assert (Phone.objects.get().digits, Address.objects.count()) == ("13900001111", 1)

    again = inside.post(url(reader), {name: form[name].value() for name in form.fields})

    assert again.status_code == 303
    assert Phone.objects.get().digits == "13800009999"
    assert Address.objects.get(is_default=True).street == "文三路 8 号"
    assert Person.objects.get().gender == "F"


def test_two_who_touch_different_fields_both_keep_theirs(inside: Client, other: Client, reader: Member) -> None:
    mine, theirs = form_of(inside, reader), form_of(other, reader)
    other.post(url(reader), {**theirs, "postcode": "310013", "name": "林晚晚"})

    answer = inside.post(url(reader), {**mine, "street": "文三路 8 号", "birth_date": "1990-05-17"})

    assert answer.status_code == 303
    address = Address.objects.get(is_default=True)
    assert (address.street, address.postcode) == ("文三路 8 号", "310013")
    assert (Person.objects.get().name, str(Person.objects.get().birth_date)) == ("林晚晚", "1990-05-17")


def test_a_form_sent_back_untouched_changes_nothing(inside: Client, other: Client, reader: Member) -> None:
    mine, theirs = form_of(inside, reader), form_of(other, reader)
    other.post(url(reader), {**theirs, "phone": "13900001111"})

    assert inside.post(url(reader), mine).status_code == 303

    assert Phone.objects.get().digits == "13900001111"
    assert EventRecord.objects.count() == 1


@pytest.mark.feature("F002")
def test_what_is_hidden_is_kept_as_it_is_until_somebody_shows_and_corrects_it(inside: Client, reader: Member) -> None:
    Person.objects.filter(pk=reader.pk).update(birth_date="1990-05-17")
    mine = form_of(inside, reader)
    page = inside.get(url(reader)).content.decode()
    assert [word for word in ("13800002046", "1380000", "纸鸢路 12", '"1990-05-17"') if word in page] == []
    assert (mine["phone"], mine["birth_date"], mine["street"]) == ("138 **** 2046", "1990-**-**", "纸鸢路 ****")

    half = inside.post(url(reader), {**mine, "street": "纸鸢路 13 号 ****", "name": "林晚晚"})
    shown = inside.post(url(reader), {**mine, "show": "phone", "name": "林晚晚"})
    form = shown.context["form"]
    saved = inside.post(url(reader), {**{name: form[name].value() for name in form.fields}, "phone": "13800002047"})

    assert (half.status_code, list(errors(half)), shown.status_code, saved.status_code) == (422, ["street"], 200, 303)
    assert (form["phone"].value(), form["street"].value()) == ("13800002046", "纸鸢路 ****")
    assert PersonalDataAccess.objects.filter(part="phone", person_id=reader.pk).count() == 1
    person, address = Person.objects.get(), Address.objects.get()
    assert (person.name, str(person.birth_date), address.street) == ("林晚晚", "1990-05-17", "纸鸢路 12 号 3 单元 501")
    assert Phone.objects.get().digits == "13800002047"
    assert inside.post(url(reader), {**mine, "show": "email"}).status_code == 404


def test_a_forged_base_is_not_believed(inside: Client, reader: Member) -> None:
    forged = seal('{"phone": "13800002046"}', purpose="something else")

    answer = inside.post(
        url(reader), {**form_of(inside, reader), "base": forged, "phone": "13900001111", "street": "文三路 8 号"}
    )

    assert (answer.status_code, Phone.objects.get().digits) == (303, "13900001111")


@pytest.mark.feature("F002")
def test_a_base_shows_and_saves_nothing_of_another_member_or_person(
    inside: Client, other: Client, reader: Member
) -> None:
    second: Member = MemberFactory.create(person__name="周慕白")
    PhoneFactory.create(person=second.person, digits="13700003333")
    mine = form_of(inside, reader)
    stolen = {**form_of(inside, second), "base": mine["base"]}
    logged = PersonalDataAccess.objects.count()

    answers = [
        inside.post(url(second), {**stolen, "show": "phone"}),
        inside.post(url(second), stolen | {"name": "林晚晚"}),
        other.post(url(reader), mine | {"show": "phone"}),
    ]

    assert [(one.status_code, one.headers["Location"]) for one in answers] == [
        (303, url(second)), (303, url(second)), (303, url(reader)),
    ]  # fmt: skip
    assert (PersonalDataAccess.objects.count(), EventRecord.objects.count()) == (logged, 0)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["周慕白", "林晚舟"]


def test_what_is_shown_is_what_is_kept_now(inside: Client, other: Client, reader: Member) -> None:
    mine = form_of(inside, reader)
    other.post(url(reader), {**form_of(other, reader), "phone": "13900001111"})

    shown = inside.post(url(reader), {**mine, "show": "phone"})

    assert shown.context["form"]["phone"].value() == "13900001111"


# --- contacts


@pytest.mark.feature("F002")
def test_contacts_are_added_preferred_and_removed_in_place(inside: Client, reader: Member) -> None:
    added = inside.post(url(reader, "contacts/"), {"contact": "0571-8790 1234"}, headers=HTMX)
    home = Phone.objects.get(label="home")
    usual = inside.post(url(reader, f"contacts/phone/{home.pk}/usual/"), headers=HTMX)
    removed = inside.post(url(reader, f"contacts/phone/{home.pk}/remove/"), headers=HTMX)

    assert [answer.status_code for answer in (added, usual, removed)] == [200, 200, 200]
    assert "Added." in added.content.decode()
    assert "<html" not in removed.content.decode()
    assert list(Phone.objects.values_list("digits", "is_primary")) == [("13800002046", True)]


@pytest.mark.feature("F011")
def test_a_letter_in_a_number_is_said_at_its_field(inside: Client, reader: Member) -> None:
    for headers in (HTMX, {}):
        answer = inside.post(url(reader, "contacts/"), {"contact": "0571-8790123O"}, headers=headers)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "The phone number “0571-8790123O” has a “O” in it." in page
        assert 'value="0571-8790123O"' in page
        assert 'aria-describedby="contact-err"' in page
    assert (Phone.objects.count(), Email.objects.count()) == (1, 0)


def test_a_contact_of_another_member_is_not_touched(inside: Client, reader: Member) -> None:
    strange = PhoneFactory.create(person=MemberFactory.create().person)

    assert inside.post(url(reader, f"contacts/phone/{strange.pk}/remove/")).status_code == 404

    assert Phone.objects.filter(pk=strange.pk).exists()


# --- consent


def test_what_somebody_else_recorded_meanwhile_is_not_taken_back(inside: Client, other: Client, reader: Member) -> None:
    shown = {"shown": [""]}
    other.post(url(reader, "consent/"), {**shown, "marketing_sms": "Y"})

    inside.post(url(reader, "consent/"), {**shown, "service": "Y"})

    assert list(Consent.objects.order_by("pk").values_list("purpose", "channel", "is_granted")) == [
        ("marketing", "sms", True),
        ("service", "any", True),
    ]


def test_the_member_page_says_what_was_allowed_and_what_was_not(inside: Client, reader: Member) -> None:
    page_url = f"/console/members/{reader.number}/"
    assert "Nobody has asked yet" in inside.get(page_url).content.decode()
    inside.post(url(reader, "consent/"), {"shown": [""], "marketing_sms": "Y"})
    inside.post(url(reader, "consent/"), {"shown": ["", "marketing_sms"], "service": "Y"})

    page = inside.get(page_url).content.decode()

    assert "Nobody has asked yet" not in page
    assert page.index("Offers and new titles · SMS") < page.index("no</span>")
    assert page.index("Order and service news · Any channel") < page.index("yes</span>")


# --- cards


@pytest.mark.feature("F014")
def test_a_lost_card_says_so_wherever_it_turns_up(inside: Client, reader: Member) -> None:
    inside.post(url(reader, "card/lost/"), {"card": "70001"})

    page = inside.get(f"/console/members/{reader.number}/").content.decode()
    found = inside.post("/console/one/", {"q": "70001"}, headers=HTMX).content.decode()

    assert "Card 7000 1 was reported lost and opens nothing." in page
    assert "This card was reported lost" in found
    assert reader.number in found

    inside.post(url(reader, "card/found/"), {"card": "70001"}, headers=HTMX)
    assert Card.objects.get(number="70001").status == "active"
    inside.post(url(reader, "card/lost/"), {"card": "70001"})
    inside.post(url(reader, "card/replace/"), {"card": "70001", "new_number": "70002"})

    assert Card.objects.get(number="70002").member_id == reader.pk
    assert reader.number in inside.post("/console/one/", {"q": "70002"}).headers["Location"]


# --- history


@pytest.mark.feature("F002")
def test_the_page_tells_every_change_with_before_and_after(inside: Client, reader: Member) -> None:
    assert "Nothing has been changed" in inside.get(url(reader)).content.decode()
    inside.post(url(reader), {**form_of(inside, reader), "phone": "13900001111"})

    page = inside.get(url(reader))

    (told,) = page.context["told"].rows
    assert (told.who, [(cell.label, cell.before, cell.after) for cell in told.cells]) == (
        "何思远", [("Phone", "138 **** 2046", "139 **** 1111")],
    )  # fmt: skip
    shown = page.content.decode()
    assert '<td class="quiet">138 **** 2046</td><td>139 **** 1111</td>' in shown


def test_a_long_history_costs_no_more_questions(
    inside: Client, reader: Member, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        inside.post(url(reader, "contacts/"), {"contact": f"1390000000{number}"})

    with django_assert_num_queries(15):  # two more than an empty one: the contacts it names
        inside.get(url(reader))


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.BUYER, Role.MARKETER, Role.ANALYST])
def test_who_edits_nobody_changes_no_contact(client: Client, reader: Member, role: Role) -> None:
    client.force_login(staff_with(role))
    phone = Phone.objects.get()

    answers = [
        client.post(url(reader, part), {"contact": "13900001111"})
        for part in ("contacts/", f"contacts/phone/{phone.pk}/remove/", f"contacts/phone/{phone.pk}/usual/")
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert list(Phone.objects.values_list("digits", flat=True)) == ["13800002046"]
    assert User.objects.count() == 1


@pytest.mark.feature("F002")
def test_stopping_orders_in_place_tells_it_below(client: Client, reader: Member) -> None:
    client.force_login(StaffFactory.create(language="en", roles=[Role.MANAGER.value]))

    stopped = client.post(url(reader, "block/"), {"reason": "two parcels came back"}, headers=HTMX).content.decode()
    refused = client.post(url(reader, "block/"), {"reason": ""}, headers=HTMX).content.decode()
    client.post(url(reader, "unblock/"))

    assert '<hx-partial hx-target="#history">' in stopped
    assert '<td class="quiet">let through</td><td>stopped</td>' in stopped
    assert "Nothing has been changed" not in stopped
    assert "hx-partial" not in refused
    unblocked, blocked = client.get(url(reader)).context["told"].rows
    assert [(cell.label, cell.before, cell.after) for cell in (*unblocked.cells, *blocked.cells)] == [
        ("Orders", "stopped", "let through"),
        ("Why orders are stopped", "two parcels came back", ""),
        ("Orders", "let through", "stopped"),
        ("Why orders are stopped", "", "two parcels came back"),
    ]


def test_older_history_is_fetched_as_rows(inside: Client, reader: Member) -> None:
    for number in range(31):
        inside.post(url(reader, "contacts/"), {"contact": f"139000000{number:02}"})
    page = inside.get(url(reader))
    before = page.context["told"].next_before.isoformat()

    older = inside.get(url(reader), {"before": before}, headers=HTMX).content.decode()

    assert f"?before={quote(before)}#history" in page.content.decode()
    assert "<td>139 **** 0000</td></tr>" in older
    assert older.count("<tr") == 1
