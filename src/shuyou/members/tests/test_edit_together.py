"""Two people at one member, several contacts, and what the history tells of both."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotFound, NotPermitted, problems_of
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.errors import ChangedMeanwhile, ContactKnown, EmptiedMeanwhile, PhoneNotDigits
from shuyou.members.models import Address, Email, Member, Person, Phone
from shuyou.members.queries import ChangedCell, member_changes
from shuyou.members.services import (
    MemberChanges,
    NewAddress,
    add_contact,
    block_member,
    edit_member,
    prefer_contact,
    record_consent,
    remove_contact,
    replace_card,
)
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PersonFactory, PhoneFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
PLACE = NewAddress(
    street="纸鸢路 12 号 3 单元 501", province="浙江省", city="杭州市", district="西湖区", postcode="310000",
    recipient="林晚舟", phone="13800002046",
)  # fmt: skip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def agent() -> Actor:
    """A service agent, who may edit and stop orders."""
    return Actor(STAFF, str(staff_with(Role.SERVICE_AGENT).pk), "console", frozenset({Role.SERVICE_AGENT}))


@pytest.fixture
def reader() -> Member:
    """A member with a phone number, a card and an address."""
    made = MemberFactory.create(person=PersonFactory.create(name="林晚舟", pinyin="linwanzhou"))
    PhoneFactory.create(person=made.person, digits="13800002046")
    CardFactory.create(member=made, number="70001")
    AddressFactory.create(person=made.person)
    return made


def minutes(count: int) -> datetime:
    return AT + timedelta(minutes=count)


# --- what somebody else changed is not overwritten unseen


@pytest.mark.feature("F002")
def test_a_field_changed_meanwhile_is_refused_with_what_it_is_now(reader: Member, agent: Actor) -> None:
    edit_member(member_id=reader.pk, changes=MemberChanges(phone="13900001111", gender="F"), actor=agent, at=AT)
    mine, seen = MemberChanges(phone="13800009999", name="林晚舟舟"), MemberChanges(phone="13800002046", name="林晚舟")

    with pytest.raises(ChangedMeanwhile) as refusal:
        edit_member(member_id=reader.pk, changes=mine, seen=seen, actor=agent, at=AT)

    assert refusal.value.params == {"field": "phone", "now": "13900001111"}
    assert (Phone.objects.get().digits, Person.objects.get().name) == ("13900001111", "林晚舟")
    assert EventRecord.objects.count() == 1


def test_fields_that_only_one_of_two_touched_are_both_kept(reader: Member, agent: Actor) -> None:
    edit_member(member_id=reader.pk, changes=MemberChanges(gender="F"), actor=agent, at=AT)

    edit_member(
        member_id=reader.pk, changes=MemberChanges(name="林晚晚"), seen=MemberChanges(name="林晚舟"), actor=agent, at=AT
    )

    assert Person.objects.values_list("name", "gender").get() == ("林晚晚", "F")


def test_two_who_write_the_same_agree(reader: Member, agent: Actor) -> None:
    edit_member(member_id=reader.pk, changes=MemberChanges(birth_date="1990-05-17"), actor=agent, at=AT)

    same, seen = MemberChanges(birth_date="1990年5月17日"), MemberChanges(birth_date="")

    assert edit_member(member_id=reader.pk, changes=same, seen=seen, actor=agent, at=AT) == ()


def test_a_value_taken_away_meanwhile_is_refused_too(reader: Member, agent: Actor) -> None:
    edit_member(member_id=reader.pk, changes=MemberChanges(phone=""), actor=agent, at=AT)

    with pytest.raises(EmptiedMeanwhile):
        edit_member(
            member_id=reader.pk, changes=MemberChanges(phone="13800009999"), seen=MemberChanges(phone="13800002046"),
            actor=agent, at=AT,
        )  # fmt: skip

    assert not Phone.objects.exists()


def test_parts_of_an_address_are_compared_one_by_one(reader: Member, agent: Actor) -> None:
    moved = NewAddress(street="墨香街 1 号", province="江苏省", city="苏州市", postcode="310000", recipient="林晚舟")
    edit_member(member_id=reader.pk, changes=MemberChanges(address=moved), actor=agent, at=AT)
    mine = NewAddress(street="纸鸢路 9 号", province="浙江省", city="杭州市", district="西湖区", recipient="林晚舟")

    with pytest.raises(DomainError) as refusal:
        edit_member(
            member_id=reader.pk, changes=MemberChanges(address=mine), seen=MemberChanges(address=PLACE),
            actor=agent, at=AT,
        )  # fmt: skip

    assert {problem.at_field for problem in problems_of(refusal.value)} == {
        "street", "province", "city", "district",
    }  # fmt: skip
    assert Address.objects.get(is_default=True).city == "苏州市"


# --- contacts


@pytest.mark.feature("F002")
def test_a_home_phone_and_an_address_join_those_there_are(reader: Member, agent: Actor) -> None:
    add_contact(member_id=reader.pk, value="0571-8790 1234", actor=agent, at=AT)
    add_contact(member_id=reader.pk, value="Wan@Example.com", actor=agent, at=AT)

    assert list(Phone.objects.order_by("pk").values_list("digits", "label", "is_primary")) == [
        ("13800002046", "mobile", True),
        ("057187901234", "home", False),
    ]
    assert list(Email.objects.values_list("address", "is_primary")) == [("wan@example.com", True)]
    assert list(EventRecord.objects.order_by("pk").values_list("name", "payload__kind")) == [
        ("members.contact_added", "phone"),
        ("members.contact_added", "email"),
    ]


@pytest.mark.parametrize(("value", "refused"), [("1380000204O", PhoneNotDigits), ("138 0000 2046", ContactKnown)])
def test_what_cannot_be_added_changes_nothing(
    reader: Member, agent: Actor, value: str, refused: type[DomainError]
) -> None:
    with pytest.raises(refused) as refusal:
        add_contact(member_id=reader.pk, value=value, actor=agent, at=AT)

    assert (refusal.value.at_field, refusal.value.params["value"]) == ("contact", value)
    assert (Phone.objects.count(), EventRecord.objects.count()) == (1, 0)


def test_the_usual_contact_is_chosen_and_inherited(reader: Member, agent: Actor) -> None:
    first = Phone.objects.get()
    second = add_contact(member_id=reader.pk, value="13900001111", actor=agent, at=AT)

    prefer_contact(member_id=reader.pk, kind="phone", contact_id=second, actor=agent, at=AT)
    prefer_contact(member_id=reader.pk, kind="phone", contact_id=second, actor=agent, at=AT)
    assert Phone.objects.get(is_primary=True).pk == second

    remove_contact(member_id=reader.pk, kind="phone", contact_id=second, actor=agent, at=AT)
    assert list(Phone.objects.values_list("pk", "is_primary")) == [(first.pk, True)]
    assert EventRecord.objects.count() == 3


@pytest.mark.parametrize("kind", ["phone", "email", "pigeon"])
def test_a_contact_of_somebody_else_is_not_found(reader: Member, agent: Actor, kind: str) -> None:
    other = PhoneFactory.create(person=MemberFactory.create().person)

    for change in (remove_contact, prefer_contact):
        with pytest.raises(NotFound):
            change(member_id=reader.pk, kind=kind, contact_id=other.pk, actor=agent, at=AT)

    assert Phone.objects.filter(pk=other.pk, is_primary=True).exists()


# --- the history of all this


@pytest.mark.feature("F002")
def test_every_version_is_told_with_who_and_when(reader: Member, agent: Actor) -> None:
    edit_member(
        member_id=reader.pk, changes=MemberChanges(name="单晚舟", phone="13900001111"), actor=agent, at=minutes(1)
    )
    home = add_contact(member_id=reader.pk, value="057187901234", actor=agent, at=minutes(2))
    prefer_contact(member_id=reader.pk, kind="phone", contact_id=home, actor=agent, at=minutes(3))
    remove_contact(member_id=reader.pk, kind="phone", contact_id=home, actor=agent, at=minutes(4))
    replace_card(number="70001", new_number="70002", actor=agent, at=minutes(5))
    record_consent(member_id=reader.pk, purpose="marketing", channel="sms", is_granted=True, actor=agent, at=minutes(6))
    block_member(member_id=reader.pk, reason="三次拒收", actor=agent, at=minutes(7))

    with translation.override("en"):
        told = member_changes(member_id=reader.pk, actor=agent)

    assert {one.who for one in told.rows} == {"何思远"}
    assert [(one.at, [(cell.before, cell.after) for cell in one.cells]) for one in told.rows] == [
        (minutes(7), [("let through", "stopped"), ("", "三次拒收")]),
        (minutes(6), [("", "yes")]),
        (minutes(5), [("Active", "Replaced")]),
        (minutes(4), [("0571 **** 1234", ""), ("", "138 **** 2046")]),
        (minutes(3), [("", "0571 **** 1234")]),
        (minutes(2), [("", "0571 **** 1234")]),
        (minutes(1), [("林晚舟", "单晚舟"), ("linwanzhou", "shanwanzhou"), ("138 **** 2046", "139 **** 1111")]),
    ]


def test_a_long_history_is_told_page_by_page(reader: Member, agent: Actor) -> None:
    home = add_contact(member_id=reader.pk, value="057187901234", actor=agent, at=AT)
    for minute in range(4):
        edit_member(member_id=reader.pk, changes=MemberChanges(name=f"林晚{'一二三四'[minute]}"), actor=agent, at=AT)
    remove_contact(member_id=reader.pk, kind="phone", contact_id=home, actor=agent, at=AT)

    pages: list[list[str]] = []
    before: datetime | None = None
    while not pages or before:
        page = member_changes(member_id=reader.pk, before=before, limit=2, actor=agent)
        pages.append([one.cells[0].after for one in page.rows])
        before = page.next_before

    assert pages == [["", "林晚四"], ["林晚三", "林晚二"], ["林晚一", "0571 **** 1234"]]


def test_the_history_is_for_those_who_may_see_contacts(reader: Member) -> None:
    analyst = Actor(STAFF, "9", "console", frozenset({Role.ANALYST}))

    with pytest.raises(NotPermitted):
        member_changes(member_id=reader.pk, actor=analyst)


def test_nothing_of_somebody_else_is_told(reader: Member, agent: Actor) -> None:
    other = MemberFactory.create(person=PersonFactory.create(name="周慕白"))
    edit_member(member_id=other.pk, changes=MemberChanges(name="周慕白白"), actor=agent, at=AT)

    assert member_changes(member_id=reader.pk, actor=agent).rows == ()
    with translation.override("en"):
        told = member_changes(member_id=other.pk, actor=agent)
    assert told.rows[0].cells[0] == ChangedCell("Name", "周慕白", "周慕白白")
