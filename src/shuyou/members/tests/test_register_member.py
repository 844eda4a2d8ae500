"""Somebody joins the club, by the same rules as a list of thousands."""

import threading
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.db import connection

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotPermitted, SeveralRefused
from shuyou.kernel.models import EventRecord
from shuyou.kernel.numbers import is_sound
from shuyou.kernel.permissions import Role
from shuyou.members.errors import AlreadyMember, CardTaken, NumberTaken, PhoneNotDigits
from shuyou.members.models import Address, Card, Consent, Email, Member, Person, Phone
from shuyou.members.services import NewMember, Registered, register_member

AT = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
CLERK = Actor(STAFF, "1", "till", frozenset({Role.SHOP_CLERK}))
LIN = NewMember(
    name="　林 晚",
    phone="+86 138 0000 2046",
    email="LIN@example.com",
    gender="女",
    birth_date="1990.5.17",
    address="浙江杭州市西湖区纸鸢路12号",
    marketing_sms="是",
)

pytestmark = pytest.mark.django_db


def register(draft: NewMember = LIN, **options: object) -> Registered:
    """Register a member at the till."""
    return register_member(draft, actor=CLERK, at=AT, **options)  # type: ignore[arg-type]


@pytest.mark.feature("F011", "F014")
def test_a_new_member_gets_a_number_and_a_card() -> None:
    made = register()

    member = Member.objects.select_related("person", "tier").get()
    assert (made.member_id, made.number) == (member.pk, member.number)
    assert is_sound(made.number[1:])
    assert is_sound(made.card)
    assert len(made.card) == 12
    assert (member.person.name, member.person.initials, member.tier.code) == ("林晚", "lw", "green")
    assert (member.joined_on, member.joined_via) == (date(2026, 11, 23), "till")  # past midnight in the club's zone
    assert Card.objects.values_list("number", "status", "issued_on").get() == (made.card, "active", date(2026, 11, 23))
    assert Phone.objects.get().digits == "13800002046"
    assert Email.objects.get().address == "lin@example.com"
    assert Address.objects.get().district == "西湖区"
    consent = Consent.objects.get()
    assert (consent.channel, consent.is_granted, consent.given_via, consent.recorded_by) == (
        "sms",
        True,
        "till",
        "staff:1",
    )
    event = EventRecord.objects.get()
    assert (event.name, event.payload) == ("members.member_registered", {"member_id": made.member_id})


@pytest.mark.feature("F014")
def test_a_printed_card_is_taken() -> None:
    made = register(NewMember(name="林晚", phone="13800002046", card="8800 0001", card_kind="学生卡"))

    assert Card.objects.values_list("number", "kind").get() == ("88000001", "student")
    assert made.card == "88000001"


@pytest.mark.feature("F011")
def test_a_letter_in_the_phone_number_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(PhoneNotDigits) as refusal:
        register(NewMember(name="林晚", phone="138OOOO2046"))

    assert refusal.value.at_field == "phone"
    assert refusal.value.params["value"] == "138OOOO2046"
    assert (Person.objects.count(), Card.objects.count(), EventRecord.objects.count()) == (0, 0, 0)


@pytest.mark.feature("F011")
def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SeveralRefused) as refusal:
        register(NewMember(name=" ", phone="138OOOO2046", birth_date="1990-02-30", email="lin"))

    assert [problem.at_field for problem in refusal.value.problems] == ["name", "birth_date", "phone", "email"]
    assert refusal.value.at_field == "name"


@pytest.mark.parametrize(
    "twin", [NewMember(name="林晚", phone="138-0000-2046"), NewMember(name="林晚", email="lin@Example.com")]
)
def test_somebody_who_is_a_member_already_is_named(twin: NewMember) -> None:
    made = register()

    with pytest.raises(AlreadyMember) as refusal:
        register(twin)

    assert refusal.value.params["number"] == made.number
    assert refusal.value.params["member_id"] == made.member_id
    assert Person.objects.count() == 1


def test_a_namesake_may_be_confirmed() -> None:
    register()

    register(is_confirmed=True)

    assert Person.objects.filter(name="林晚").count() == 2


def test_a_household_shares_a_phone() -> None:
    register()

    register(NewMember(name="林小晚", phone="13800002046"))

    assert Phone.objects.filter(digits="13800002046").count() == 2


def test_cards_and_numbers_of_others_are_refused() -> None:
    made = register()

    with pytest.raises(CardTaken) as refusal:
        register(NewMember(name="周慕白", phone="13800002047", card=made.card))
    assert refusal.value.params["number"] == made.number
    with pytest.raises(NumberTaken):
        register(NewMember(name="周慕白", phone="13800002047", number=made.number))
    assert Person.objects.count() == 1


def test_a_repeated_request_returns_the_first_member() -> None:
    key = str(uuid4())
    first = register(request_key=key)

    again = register(request_key=key)

    assert (again.member_id, again.number, again.card, again.is_repeat) == (*_told(first), True)
    assert (Person.objects.count(), EventRecord.objects.count()) == (1, 1)


def test_only_who_may_edit_registers() -> None:
    with pytest.raises(NotPermitted):
        register_member(LIN, actor=Actor(STAFF, "2", "console", frozenset({Role.WAREHOUSE})), at=AT)

    assert Person.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_key", [True, False])
def test_a_double_click_makes_one_member(*, has_key: bool) -> None:
    key = str(uuid4()) if has_key else ""
    clicks = 6
    gate = threading.Barrier(clicks)
    made: list[int] = []
    known: list[str] = []

    def click() -> None:
        gate.wait()
        try:
            made.append(register(request_key=key).member_id)
        except AlreadyMember as refusal:
            known.append(str(refusal.params["number"]))
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(clicks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Person.objects.count() == 1
    assert len(made) + len(known) == clicks
    assert set(made) == {Person.objects.get().pk}


def _told(made: Registered) -> tuple[int, str, str]:
    return made.member_id, made.number, made.card
