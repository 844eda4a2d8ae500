"""Every table that belongs to a member comes along, doublets and flags are solved, and all goes back as it was."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import connection

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.models import (
    Address,
    Attribute,
    BulkChange,
    BulkChanged,
    Card,
    Consent,
    Contact,
    ContactRule,
    Email,
    Household,
    HouseholdPerson,
    Inquiry,
    Institution,
    InstitutionContact,
    LegalHold,
    Member,
    Note,
    Pair,
    Paper,
    Person,
    PersonalDataAccess,
    PersonTag,
    Phone,
    Preference,
    PrivacyRequest,
    QuestionPutOff,
    Relation,
    SignUpRequest,
    Tag,
    Task,
)
from shuyou.members.services import merge_members, prefer_contact, remove_contact, undo_merge
from shuyou.members.services._carry_members import OWNED
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory, TierFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
AGENT = Actor(STAFF, "1", "test", frozenset({Role.SERVICE_AGENT, Role.CALL_AGENT}))


def dump() -> dict[str, list[str]]:
    """Return every row of every table of members, but for the merges themselves."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names():
            if name.startswith("members_") and not name.startswith(("members_merge", "members_relisting")):
                cursor.execute(f"SELECT to_jsonb(t)::text FROM {name} t ORDER BY 1")
                found[name] = [row[0] for row in cursor.fetchall()]
    return found


def furnish(member: Member, third: Member, *, number: int) -> None:
    """Give a member a row in every table that has members' rows."""
    person = member.person
    PhoneFactory.create(person=person, digits=f"1380000{number:04d}")
    Phone.objects.create(person=person, digits="057187654321", label="home")
    Email.objects.create(person=person, address=f"r{number}@example.com", is_primary=True)
    AddressFactory.create(person=person)
    Address.objects.create(person=person, recipient="店", province="浙江", city="杭州", street=f"第 {number} 号")
    CardFactory.create(member=member)
    for granted in (True, False):
        Consent.objects.create(
            person=person, purpose="marketing", channel="sms", is_granted=granted, text_version="1", given_via="test",
            recorded_by="test", at=AT, guardian=None if granted else third.person,
        )  # fmt: skip
    Consent.objects.create(
        person=third.person, purpose="service", channel="any", is_granted=True, text_version="1", given_via="test",
        recorded_by="test", at=AT, guardian=person,
    )  # fmt: skip
    ContactRule.objects.create(person=person, quiet_from=time(21), do_not_contact_until=date(2027, 1, number % 28 + 1))
    PersonalDataAccess.objects.create(person=person, actor_kind="staff", actor_id="1", via="test", part="page", at=AT)
    PrivacyRequest.objects.create(
        person=person, kind="export", asked_via="phone", asked_at=AT, due_on=AT.date(), recorded_by="test"
    )
    Relation.objects.create(person=person, other=third.person, role="parent", recorded_at=AT)
    Relation.objects.create(person=third.person, other=person, role="friend", recorded_at=AT)
    institution = Institution.objects.create(number=f"I{number}", name="学校", kind="school", created_at=AT)
    InstitutionContact.objects.create(institution=institution, person=person)
    Paper.objects.create(
        person=person, kind="other", status="filed", file="x", file_name="x", media_type="x", size=1, digest="x",
        added_by="test", added_at=AT,
    )  # fmt: skip
    attribute = Attribute.objects.order_by("pk").first() or Attribute.objects.create(
        code="x", group="life", kind="text", name_zh="x", name_en="x", added_at=AT
    )
    Preference.objects.create(
        person=person, attribute=attribute, value="x", source="declared", via="x", recorded_by="x", at=AT
    )
    QuestionPutOff.objects.create(
        person=person, attribute=attribute, is_refused=False, until=AT, recorded_by="test", at=AT
    )
    LegalHold.objects.create(person=person, reason="x", placed_by="test", placed_at=AT)
    Contact.objects.create(person=person, channel="phone", direction="in", recognition="name", at=AT)
    Inquiry.objects.create(person=person, kind="question", channel="phone", text="?", at=AT)
    Note.objects.create(person=person, text="x", at=AT)
    PersonTag.objects.create(person=person, tag=Tag.objects.get_or_create(name="书虫")[0], added_by="test", at=AT)
    PersonTag.objects.create(person=person, tag=Tag.objects.create(name=f"标签 {number}"), added_by="test", at=AT)
    Task.objects.create(person=person, title="x", due_at=AT, created_by="test", created_at=AT)
    SignUpRequest.objects.create(
        request_key=f"x{number}",
        via="web",
        status="known",
        asked_at=AT,
        member=member,
        decided_at=AT,
        decided_by="test",
    )
    change = BulkChange.objects.create(kind="add_tag", query="", done_by="test", done_at=AT)
    BulkChanged.objects.create(change=change, person=person)
    low, high = sorted((person.pk, third.pk))
    evidence = [{"field": "name", "left": str(low), "right": str(high), "level": 1, "weight": 1}]
    Pair.objects.create(left_id=low, right_id=high, score="0.9", evidence=evidence, found_at=AT)


@pytest.fixture
def three() -> tuple[Member, Member, Member]:
    """Return a member to keep, one to absorb, with rows in every table, and somebody both know."""
    kept = MemberFactory.create(joined_on=date(2020, 3, 1), source_key=None)
    third = MemberFactory.create()
    silk = TierFactory.create(code="silk-of-test", rank=77)
    absorbed = MemberFactory.create(
        joined_on=date(2011, 1, 1), tier=silk, is_blocked=True, block_reason="x", source_key="old:7",
        helper=StaffFactory.create(),
    )  # fmt: skip
    Person.objects.filter(pk=absorbed.pk).update(birth_date=date(1990, 5, 17), gender="F", search_rank=4)
    furnish(absorbed, third, number=2)
    HouseholdPerson.objects.create(person=absorbed.person, household=Household.objects.create(name="x", created_at=AT))
    earlier = MemberFactory.create()
    merge_members(kept_id=absorbed.pk, absorbed_id=earlier.pk, actor=AGENT, at=AT)
    return kept, absorbed, third


def merged(kept: Member, absorbed: Member) -> int:
    return merge_members(kept_id=kept.pk, absorbed_id=absorbed.pk, actor=AGENT, at=AT).merge_id


def owned_by(member: Member) -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for owned in OWNED:
            cursor.execute(f"SELECT count(*) FROM {owned.table} WHERE {owned.owner} = %s", [member.pk])
            counts[owned.column] = cursor.fetchone()[0]
    return counts


@pytest.mark.feature("X02")
def test_every_table_comes_along_and_goes_back(three: tuple[Member, Member, Member]) -> None:
    kept, absorbed, _ = three
    before, had = dump(), owned_by(absorbed)
    assert min(had.values()) > 0, "the fixture leaves a table out"

    merge_id = merged(kept, absorbed)

    assert owned_by(kept) == {column: count + (column == MERGED_INTO) for column, count in had.items()}
    assert owned_by(absorbed) == dict.fromkeys(had, 0)
    kept.refresh_from_db()
    assert (kept.joined_on, kept.tier_id, kept.is_blocked) == (date(2011, 1, 1), absorbed.tier_id, True)
    assert (kept.source_key, kept.helper_id) == ("old:7", absorbed.helper_id)
    assert kept.person.__class__.objects.get(pk=kept.pk).birth_date == date(1990, 5, 17)

    undo_merge(merge_id=merge_id, actor=AGENT, at=AT)

    assert dump() == before


MERGED_INTO = "members_member.merged_into_id"


@pytest.mark.feature("X02")
def test_doublets_stay_behind_and_flags_stay_with_the_kept_one(three: tuple[Member, Member, Member]) -> None:
    kept, absorbed, third = three
    furnish(kept, third, number=3)
    HouseholdPerson.objects.create(person=kept.person, household=Household.objects.create(name="y", created_at=AT))
    Relation.objects.create(person=kept.person, other=absorbed.person, role="spouse", recorded_at=AT)
    Pair.objects.create(left=kept.person, right=absorbed.person, score="0.99", found_at=AT)
    before = dump()

    merge_id = merged(kept, absorbed)

    for model, flag in ((Phone, "is_primary"), (Email, "is_primary"), (Address, "is_default")):
        assert model.objects.filter(person=kept.person, **{flag: True}).count() == 1
    assert Card.objects.filter(member=kept, status="active").count() == 2
    assert Card.objects.filter(member=kept, is_main=True).count() == 1
    assert Phone.objects.filter(person=kept.person).count() == 3
    assert PersonTag.objects.filter(person=kept.person).count() == 3
    assert ContactRule.objects.get(pk=kept.pk).do_not_contact_until == date(2027, 1, 4)
    assert Pair.objects.get(left=kept.person, right=absorbed.person).verdict == "same"

    undo_merge(merge_id=merge_id, actor=AGENT, at=AT)

    assert dump() == before


def test_do_not_disturb_holds_for_both(three: tuple[Member, Member, Member]) -> None:
    kept, absorbed, _ = three
    ContactRule.objects.create(person=kept.person, do_not_contact_until=date(2026, 1, 1))

    merged(kept, absorbed)

    rule = ContactRule.objects.get(pk=kept.pk)
    assert (rule.do_not_contact_until, rule.quiet_from) == (date(2027, 1, 3), time(21))


def test_what_was_edited_since_stays_as_edited(three: tuple[Member, Member, Member]) -> None:
    kept, absorbed, _ = three
    own = PhoneFactory.create(person=kept.person, digits="13911112222")
    merge_id = merged(kept, absorbed)
    Person.objects.filter(pk=kept.pk).update(gender="M")
    phones = Phone.objects.filter(person=kept.person).exclude(pk=own.pk).order_by("pk")
    carried, home = phones
    prefer_contact(member_id=kept.pk, kind="phone", contact_id=carried.pk, actor=AGENT, at=AT)
    remove_contact(member_id=kept.pk, kind="phone", contact_id=home.pk, actor=AGENT, at=AT)

    undo_merge(merge_id=merge_id, actor=AGENT, at=AT)

    kept_person = Person.objects.get(pk=kept.pk)
    assert (kept_person.gender, kept_person.birth_date) == ("M", None)
    rows = Phone.objects.order_by("person_id", "pk").values_list("person_id", "digits", "is_primary")
    assert [row for row in rows if row[0] in (kept.pk, absorbed.pk)] == [
        (kept.pk, "13911112222", True),
        (absorbed.pk, "13800000002", True),
    ]


def test_a_pair_with_a_third_is_turned_with_its_evidence() -> None:
    kept, third, absorbed = (MemberFactory.create() for _ in range(3))
    evidence = [{"field": "name", "left": "third", "right": "absorbed", "level": 1, "weight": 1}]
    Pair.objects.create(left=third.person, right=absorbed.person, score="0.9", evidence=evidence, found_at=AT)
    before = dump()

    merge_id = merged(kept, absorbed)

    pair = Pair.objects.get()
    assert (pair.left_id, pair.right_id) == (kept.pk, third.pk)
    assert (pair.evidence[0]["left"], pair.evidence[0]["right"]) == ("absorbed", "third")
    undo_merge(merge_id=merge_id, actor=AGENT, at=AT)
    assert dump() == before
