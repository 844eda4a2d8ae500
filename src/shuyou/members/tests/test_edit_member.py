"""Correcting a member: what changes, what stays, and what the history keeps."""

from datetime import UTC, date, datetime

import pytest

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotFound, NotPermitted, SeveralRefused
from shuyou.kernel.models import EventRecord, RowChange
from shuyou.kernel.permissions import Role
from shuyou.members.errors import ReasonMissing, WordUnknown
from shuyou.members.models import Address, Consent, Email, Member, Person, Phone
from shuyou.members.services import (
    MemberChanges,
    NewAddress,
    block_member,
    edit_member,
    record_consent,
    unblock_member,
)
from shuyou.members.tests.factories import AddressFactory, MemberFactory, PhoneFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AGENT = Actor(STAFF, "1", "console", frozenset({Role.SERVICE_AGENT}))

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F002", "F011")]


def member() -> Member:
    """Make a member with a phone number and an address."""
    made = MemberFactory.create(person__name="林晚舟", person__pinyin="linwanzhou", person__initials="lwz")
    PhoneFactory.create(person=made.person, digits="13800002046")
    AddressFactory.create(person=made.person)
    return made


def edit(who: Member, **changes: object) -> tuple[str, ...]:
    """Edit a member as a service agent."""
    return edit_member(member_id=who.pk, changes=MemberChanges(**changes), actor=AGENT, at=AT)  # type: ignore[arg-type]


def test_what_is_changed_is_kept_in_both_versions() -> None:
    who = member()

    assert edit(who, name="单晚舟", birth_date="1990年5月17日", gender="女") == (
        "name",
        "pinyin",
        "gender",
        "birth_date",
    )

    person = Person.objects.get()
    assert (person.name, person.pinyin, person.initials) == ("单晚舟", "shanwanzhou", "swz")
    assert (person.gender, person.birth_date) == ("F", date(1990, 5, 17))
    kept = RowChange.objects.get(table_name="members_person")
    assert (kept.row_id, kept.before["name"]) == (who.pk, "林晚舟")
    event = EventRecord.objects.get()
    assert event.payload == {"member_id": who.pk, "fields": ["name", "pinyin", "gender", "birth_date"]}
    assert event.xid == kept.xid


def test_a_corrected_phone_number_keeps_the_wrong_one_in_the_history() -> None:
    who = member()

    assert edit(who, phone="138 0000 2047") == ("phone",)

    assert Phone.objects.values_list("digits", "is_primary").get() == ("13800002047", True)
    assert RowChange.objects.get(table_name="members_phone").before == {"digits": "13800002046"}


def test_another_of_ones_numbers_can_become_the_first() -> None:
    who = member()
    PhoneFactory.create(person=who.person, digits="057188000000", is_primary=False, label="home")

    assert edit(who, phone="0571-8800 0000") == ("phone",)

    assert dict(Phone.objects.values_list("digits", "is_primary")) == {"13800002046": False, "057188000000": True}


def test_what_is_not_mentioned_stays_and_what_is_emptied_goes() -> None:
    who = member()
    edit(who, email="lin@example.com", birth_date="1990-05-17")

    assert edit(who, birth_date="", email="", phone="") == ("birth_date", "phone", "email")

    assert Person.objects.get().birth_date is None
    assert (Phone.objects.count(), Email.objects.count(), Address.objects.count()) == (0, 0, 1)
    assert Person.objects.get().name == "林晚舟"


def test_a_new_address_becomes_the_default() -> None:
    who = member()
    moved = NewAddress(province="上海", street="读月路3号", district="徐汇区", phone="138 0000 2046")

    assert edit(who, address=moved) == ("address",)
    assert edit(who, address=moved) == ()

    assert list(Address.objects.order_by("id").values_list("city", "is_default")) == [
        ("杭州市", False),
        ("上海市", True),
    ]
    assert Address.objects.get(is_default=True).recipient == "林晚舟"


def test_nothing_is_told_when_nothing_changed() -> None:
    who = member()

    assert edit(who, name=" 林晚舟", phone="+86 13800002046") == ()
    assert EventRecord.objects.count() == 0


def test_a_refused_edit_changes_nothing_at_all() -> None:
    who = member()

    with pytest.raises(SeveralRefused) as refusal:
        edit(who, name="周慕白", phone="138OOOO2046", birth_date="2027-01-01", address=NewAddress(street="读月路3号"))

    assert [problem.at_field for problem in refusal.value.problems] == ["birth_date", "phone", "street"]
    assert Person.objects.get().name == "林晚舟"
    assert (EventRecord.objects.count(), RowChange.objects.count()) == (0, 0)


def test_only_who_may_edit_edits() -> None:
    who = member()
    marketer = Actor(STAFF, "2", "console", frozenset({Role.MARKETER}))

    with pytest.raises(NotPermitted):
        edit_member(member_id=who.pk, changes=MemberChanges(name="x"), actor=marketer, at=AT)
    with pytest.raises(NotFound):
        edit_member(member_id=0, changes=MemberChanges(name="林晚"), actor=AGENT, at=AT)


# --- consent


def test_consent_is_a_ledger_and_the_last_word_counts() -> None:
    who = member()
    for is_granted in (True, False):
        record_consent(member_id=who.pk, purpose="marketing", channel="sms", is_granted=is_granted, actor=AGENT, at=AT)

    words = list(Consent.objects.order_by("id").values_list("is_granted", "given_via", "recorded_by"))
    assert words == [(True, "console", "staff:1"), (False, "console", "staff:1")]
    assert [event.payload["is_granted"] for event in EventRecord.objects.order_by("id")] == [True, False]


@pytest.mark.parametrize(("field", "value"), [("purpose", "spam"), ("channel", "pigeon")])
def test_consent_to_what_nobody_asks_is_refused(field: str, value: str) -> None:
    who = member()
    words = {"purpose": "marketing", "channel": "sms"} | {field: value}

    with pytest.raises(WordUnknown) as refusal:
        record_consent(
            member_id=who.pk, purpose=words["purpose"], channel=words["channel"], is_granted=True, actor=AGENT, at=AT
        )

    assert refusal.value.at_field == field
    assert Consent.objects.count() == 0


# --- blocking


def test_a_blocked_member_shows_why_until_unblocked() -> None:
    who = member()

    block_member(member_id=who.pk, reason=" 三次拒收 ", actor=AGENT, at=AT)
    who.refresh_from_db()
    assert (who.is_blocked, who.block_reason) == (True, "三次拒收")

    unblock_member(member_id=who.pk, actor=AGENT, at=AT)
    unblock_member(member_id=who.pk, actor=AGENT, at=AT)
    who.refresh_from_db()
    assert (who.is_blocked, who.block_reason) == (False, "")
    assert [event.name for event in EventRecord.objects.order_by("id")] == [
        "members.member_blocked", "members.member_unblocked",
    ]  # fmt: skip


def test_blocking_needs_a_reason_and_the_right() -> None:
    who = member()

    with pytest.raises(ReasonMissing):
        block_member(member_id=who.pk, reason=" ", actor=AGENT, at=AT)
    with pytest.raises(NotPermitted):
        block_member(member_id=who.pk, reason="x", actor=Actor(STAFF, "2", "till", frozenset({Role.SHOP_CLERK})), at=AT)

    who.refresh_from_db()
    assert not who.is_blocked
