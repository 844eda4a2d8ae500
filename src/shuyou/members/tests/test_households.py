"""Relatives, households, institutions and personal helpers: written down once, seen from every side."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.utils.translation import override

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import DomainError, NotFound
from shuyou.kernel.models import EventRecord
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members import queries
from shuyou.members.errors import ColleagueUnknown
from shuyou.members.errors.households import (
    AncestorAsDescendant,
    CreditCodeWrong,
    HouseholdMissing,
    InstitutionTaken,
    LivesElsewhere,
    NotKeyCustomer,
    OddAges,
    OwnRelative,
    PersonNotClear,
    PersonUnknown,
    RelationKnown,
    SpeaksForIt,
)
from shuyou.members.models import (
    Address,
    Household,
    HouseholdPerson,
    Institution,
    InstitutionContact,
    Member,
    Person,
    Relation,
)
from shuyou.members.services import (
    ContactPerson,
    HouseholdPlace,
    InstitutionDraft,
    LifeDates,
    NewRelation,
    add_relation,
    end_contact_person,
    join_household,
    leave_household,
    name_helper,
    remove_relation,
    save_institution,
    set_contact_person,
    set_life_dates,
)
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory, TierFactory

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CLERK = Actor(STAFF, "1", "console", frozenset({Role.SERVICE_AGENT}))
BOSS = Actor(STAFF, "2", "console", frozenset({Role.MANAGER}))
SCHOOL = InstitutionDraft(
    name="杭州市学军小学",
    kind="school",
    province="浙江",
    city="杭州市",
    district="西湖区",
    street="求智巷 8 号",
    postcode="310012",
)

pytestmark = pytest.mark.django_db


def reader(name: str, born: date | None = None) -> Member:
    member: Member = MemberFactory.create(person__name=name, person__birth_date=born)
    return member


def family_of(member_id: int) -> queries.Family:
    with override("en"):
        return queries.family(member_id=member_id, at=AT, actor=CLERK)


def relate(member: Member, role: str, other: Member, *, is_confirmed: bool = False) -> int:
    return add_relation(
        NewRelation(member_id=member.pk, role=role, other=other.number, is_confirmed=is_confirmed), actor=CLERK, at=AT
    )


@pytest.mark.feature("F003")
def test_a_relation_is_written_once_and_seen_from_both_sides() -> None:
    mother, child = reader("林晚舟", date(1985, 3, 1)), reader("林小满", date(2016, 5, 20))

    relate(child, "parent", mother)

    assert Relation.objects.values_list("person_id", "role", "other_id").get() == (mother.pk, "parent", child.pk)
    (seen,) = family_of(child.pk).relatives
    assert (seen.person.name, seen.role, seen.role_label) == ("林晚舟", "parent", "Parent")
    (seen,) = family_of(mother.pk).relatives
    assert (seen.person.name, seen.role, seen.person.number) == ("林小满", "child", child.number)
    assert EventRecord.objects.get().payload["role"] == "parent"
    with pytest.raises(RelationKnown):
        relate(mother, "child", child)


@pytest.mark.feature("F003")
def test_a_child_who_is_no_member_is_entered_with_birthday_and_grade() -> None:
    mother = reader("林晚舟")
    dates = LifeDates(birth_date="2016-05-20", lunar_birthday="四月十四", grade="4")

    other = add_relation(
        NewRelation(member_id=mother.pk, role="child", new_name="林小满", new_gender="女", new_dates=dates),
        actor=CLERK, at=AT,
    )  # fmt: skip

    person = Person.objects.get(pk=other)
    assert (person.name, person.gender, person.first_grade_year, person.lunar_birthday) == ("林小满", "F", 2023, "0414")
    (child,) = family_of(mother.pk).relatives
    assert (child.person.number, child.person.age, child.person.grade) == ("", 10, "Primary school, grade 4")
    assert child.person.next_birthday == date(2027, 5, 19)
    assert queries.readers_of(person_ids=[mother.pk])[mother.pk] == (queries.ReaderRow(other, "parent"),)


@pytest.mark.feature("F003")
def test_relations_that_cannot_be_leave_nothing_behind() -> None:
    grandma, mother, child = reader("甲"), reader("乙"), reader("丙")
    relate(mother, "parent", grandma)
    relate(child, "parent", mother)

    with pytest.raises(AncestorAsDescendant):
        relate(grandma, "parent", child)
    with pytest.raises(OwnRelative):
        relate(child, "parent", child)
    with pytest.raises(PersonUnknown):
        add_relation(NewRelation(member_id=child.pk, role="friend", other="M000"), actor=CLERK, at=AT)
    with pytest.raises(NotFound):
        add_relation(NewRelation(member_id=0, role="friend", other=child.number), actor=CLERK, at=AT)

    assert (Relation.objects.count(), EventRecord.objects.count()) == (2, 2)


@pytest.mark.feature("F003")
def test_an_odd_age_is_asked_about_before_it_is_kept() -> None:
    young, old = reader("甲", date(2015, 1, 1)), reader("乙", date(1985, 1, 1))

    with pytest.raises(OddAges):
        relate(old, "parent", young)
    relate(old, "parent", young, is_confirmed=True)

    assert Relation.objects.count() == 1


def test_a_name_of_several_people_is_not_guessed() -> None:
    first, second, me = reader("王芳"), reader("王芳"), reader("乙")

    with pytest.raises(PersonNotClear) as refusal:
        add_relation(NewRelation(member_id=me.pk, role="friend", other="王芳"), actor=CLERK, at=AT)

    assert first.number in refusal.value.params["people"]
    assert second.number in refusal.value.params["people"]
    PhoneFactory.create(person=second.person, digits="13900001111")
    assert (
        add_relation(NewRelation(member_id=me.pk, role="friend", other="139 0000 1111"), actor=CLERK, at=AT)
        == second.pk
    )


def test_a_removed_relation_is_seen_from_neither_side() -> None:
    one, two, other = reader("甲"), reader("乙"), reader("丙")
    relate(one, "spouse", two)
    relation = Relation.objects.get()

    with pytest.raises(NotFound):
        remove_relation(member_id=other.pk, relation_id=relation.pk, actor=CLERK, at=AT)
    remove_relation(member_id=two.pk, relation_id=relation.pk, actor=CLERK, at=AT)

    assert family_of(one.pk).relatives == family_of(two.pk).relatives == ()


@pytest.mark.feature("F003")
def test_two_with_one_phone_share_a_household_and_stay_two() -> None:
    mother, father, child = reader("林晚舟"), reader("周慕白"), reader("周小满")
    for member in (mother, father):
        PhoneFactory.create(person=member.person, digits="13800002046")

    join_household(HouseholdPlace(member_id=mother.pk, other=father.number, is_reader=False), actor=CLERK, at=AT)
    join_household(
        HouseholdPlace(member_id=mother.pk, other=child.number, name="小满的家", role="child", is_buyer=False),
        actor=CLERK, at=AT,
    )  # fmt: skip

    assert Member.objects.count() == 3
    found = queries.household_of(person_ids=[father.pk, child.pk], at=AT)
    assert found[father.pk] is found[child.pk]
    row = found[child.pk]
    assert row.name == "小满的家"
    assert {(place.person.name, place.is_buyer, place.is_reader) for place in row.places} == {
        ("林晚舟", True, True), ("周慕白", True, False), ("周小满", False, True),
    }  # fmt: skip
    readers = queries.readers_of(person_ids=[father.pk])[father.pk]
    assert {row.person_id for row in readers} == {mother.pk, child.pk}


@pytest.mark.feature("F003")
def test_a_person_belongs_to_one_household_and_moves_when_told_so() -> None:
    one, two, three = reader("甲"), reader("乙"), reader("丙")
    join_household(HouseholdPlace(member_id=one.pk, other=two.number), actor=CLERK, at=AT)
    join_household(HouseholdPlace(member_id=three.pk), actor=CLERK, at=AT)

    with pytest.raises(LivesElsewhere):
        join_household(HouseholdPlace(member_id=one.pk, other=three.number), actor=CLERK, at=AT)
    join_household(HouseholdPlace(member_id=one.pk, other=three.number, may_move=True), actor=CLERK, at=AT)
    assert (Household.objects.count(), HouseholdPerson.objects.count()) == (1, 3)

    for member in (one, two):
        leave_household(member_id=member.pk, person_id=member.pk, actor=CLERK, at=AT)
    with pytest.raises(HouseholdMissing):
        leave_household(member_id=one.pk, person_id=three.pk, actor=CLERK, at=AT)
    leave_household(member_id=three.pk, person_id=three.pk, actor=CLERK, at=AT)
    assert Household.objects.count() == 0


@pytest.mark.feature("F003")
def test_readers_and_households_of_many_take_as_few_queries_as_of_one(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    members = [reader(f"甲{place}") for place in range(6)]
    for one, other in zip(members[::2], members[1::2], strict=True):
        join_household(HouseholdPlace(member_id=one.pk, other=other.number), actor=CLERK, at=AT)
    ids = [member.pk for member in members]

    with django_assert_num_queries(1):
        assert len(queries.readers_of(person_ids=ids)) == 6
    with django_assert_num_queries(2):
        assert len(queries.household_of(person_ids=ids, at=AT)) == 6
    with django_assert_num_queries(6):
        queries.family(member_id=ids[0], at=AT, actor=CLERK)


def test_a_birthday_by_the_moon_and_a_grade_are_kept() -> None:
    member = reader("甲", date(1990, 1, 1))

    changed = set_life_dates(
        person_id=member.pk, dates=LifeDates(birth_date="1990-01-01", lunar_birthday="八月十五", grade="7"),
        actor=CLERK, at=AT,
    )  # fmt: skip
    again = set_life_dates(
        person_id=member.pk, dates=LifeDates(birth_date="1990-01-01", lunar_birthday="0815", grade="7"),
        actor=CLERK, at=AT,
    )  # fmt: skip

    assert (changed, again) == (("lunar_birthday", "first_grade_year"), ())
    assert family_of(member.pk).me.next_birthday == date(2027, 9, 15)
    with pytest.raises(NotFound):
        set_life_dates(person_id=0, dates=LifeDates(), actor=CLERK, at=AT)


@pytest.mark.feature("F190")
def test_one_address_is_typed_once_for_five_colleagues() -> None:
    number = save_institution(SCHOOL, actor=CLERK, at=AT)
    school = Institution.objects.get(number=number)
    colleagues = [reader(f"老师{place}") for place in "甲乙丙丁戊"]
    AddressFactory.create(person=colleagues[0].person)

    for member in colleagues:
        draft = ContactPerson(institution_id=school.pk, other=member.number, position="图书采购")
        set_contact_person(draft, actor=CLERK, at=AT)

    shared = Address.objects.filter(street="求智巷 8 号").order_by("pk")
    assert list(shared.values_list("person_id", "recipient", "province", "is_default")) == [
        (member.pk, member.person.name, "浙江省", place > 0) for place, member in enumerate(colleagues)
    ]
    with pytest.raises(SpeaksForIt):
        set_contact_person(ContactPerson(institution_id=school.pk, other=colleagues[0].number), actor=CLERK, at=AT)


@pytest.mark.feature("F190")
def test_when_an_institution_moves_its_contacts_move_with_it() -> None:
    number = save_institution(SCHOOL, actor=CLERK, at=AT)
    school = Institution.objects.get(number=number)
    first, gone = reader("甲"), reader("乙")
    for member in (first, gone):
        set_contact_person(ContactPerson(institution_id=school.pk, other=member.number), actor=CLERK, at=AT)
    end_contact_person(institution_id=school.pk, person_id=gone.pk, actor=CLERK, at=AT)

    moved = InstitutionDraft(name=SCHOOL.name, kind="school", street="浙江省杭州市滨江区江南大道 100 号")
    save_institution(moved, institution_id=school.pk, actor=CLERK, at=AT)

    assert Address.objects.values_list("district", "street").get(person_id=first.pk) == ("滨江区", "江南大道 100 号")
    assert Address.objects.values_list("street", flat=True).get(person_id=gone.pk) == "求智巷 8 号"
    assert EventRecord.objects.filter(name="members.institution_saved").latest("pk").payload["moved"] == 1
    with pytest.raises(NotFound):
        end_contact_person(institution_id=school.pk, person_id=gone.pk, actor=CLERK, at=AT)
    (row,) = family_of(gone.pk).institutions
    assert row.until == date(2026, 11, 22)


def test_a_credit_code_is_checked_and_belongs_to_one() -> None:
    right = InstitutionDraft(name="甲公司", kind="company", credit_code="91110000600037341l")

    save_institution(right, actor=CLERK, at=AT)
    with pytest.raises(InstitutionTaken):
        save_institution(InstitutionDraft(name="乙", kind="company", credit_code=right.credit_code), actor=CLERK, at=AT)
    with pytest.raises(CreditCodeWrong):
        save_institution(
            InstitutionDraft(name="乙", kind="company", credit_code="91110000600037342L"), actor=CLERK, at=AT
        )
    with pytest.raises(DomainError):
        save_institution(InstitutionDraft(name=" ", kind="castle", phone="x"), actor=CLERK, at=AT)

    assert Institution.objects.count() == 1


@pytest.mark.feature("F041")
def test_a_key_customer_gets_a_named_helper_and_each_naming_is_told() -> None:
    helper = StaffFactory.create(full_name="许知微")
    plain, carrier = reader("甲"), reader("乙")
    CardFactory.create(member=carrier, kind="vip")

    with pytest.raises(NotKeyCustomer):
        name_helper(member_id=plain.pk, helper_id=helper.pk, actor=CLERK, at=AT)
    with pytest.raises(ColleagueUnknown):
        name_helper(member_id=carrier.pk, helper_id=0, actor=CLERK, at=AT)
    name_helper(member_id=carrier.pk, helper_id=helper.pk, actor=CLERK, at=AT)
    name_helper(member_id=carrier.pk, helper_id=helper.pk, actor=CLERK, at=AT)
    name_helper(member_id=plain.pk, helper_id=helper.pk, actor=BOSS, at=AT)

    page = queries.readers_helped(helper_id=helper.pk, at=AT, actor=CLERK)
    assert [one.row.member_id for one in page.rows] == [plain.pk, carrier.pk]
    assert queries.helper_of(member_id=carrier.pk, actor=CLERK) == (helper.pk, "许知微")
    told = EventRecord.objects.filter(name="members.helper_named").order_by("pk")
    assert [event.payload["before_id"] for event in told] == [None, None]
    name_helper(member_id=carrier.pk, helper_id=None, actor=CLERK, at=AT)
    assert queries.helper_of(member_id=carrier.pk, actor=CLERK) is None
    assert told.latest("pk").payload == {"member_id": carrier.pk, "helper_id": None, "before_id": helper.pk}


@pytest.mark.feature("F041")
def test_who_has_a_baby_or_a_high_tier_is_a_key_customer() -> None:
    helper = StaffFactory.create()
    mother = reader("甲", date(1995, 1, 1))
    dates = LifeDates(birth_date="2026-06-01")
    add_relation(NewRelation(member_id=mother.pk, role="child", new_name="宝宝", new_dates=dates), actor=CLERK, at=AT)
    high: Member = MemberFactory.create(tier=TierFactory.create(code="vips", rank=9, price_list="vip"))

    for member in (mother, high):
        name_helper(member_id=member.pk, helper_id=helper.pk, actor=CLERK, at=AT)

    with pytest.raises(NotKeyCustomer):
        name_helper(member_id=mother.pk, helper_id=helper.pk, actor=CLERK, at=datetime(2027, 6, 2, 2, 0, tzinfo=UTC))


def test_institutions_are_listed_by_name_and_page_by_page() -> None:
    for place in range(5):
        save_institution(InstitutionDraft(name=f"第{place}中学", kind="school"), actor=CLERK, at=AT)
    save_institution(InstitutionDraft(name="市图书馆", kind="library"), actor=CLERK, at=AT)
    wanted = queries.InstitutionFilter(kind="school")

    first = queries.list_institutions(wanted=wanted, limit=3, actor=CLERK)
    rest = queries.list_institutions(wanted=wanted, after=first.next_after, limit=3, actor=CLERK)

    assert [row.name for row in (*first.rows, *rest.rows)] == [f"第{place}中学" for place in range(5)]
    assert rest.next_after == ""
    named = queries.list_institutions(wanted=queries.InstitutionFilter(name="图书"), actor=CLERK)
    assert [row.name for row in named.rows] == ["市图书馆"]


@pytest.mark.django_db(transaction=True)
def test_a_circle_told_at_two_desks_at_once_is_not_closed() -> None:
    one, two = reader("甲"), reader("乙")
    gate = threading.Barrier(2)
    outcomes: list[str] = []

    def tell(child: Member, parent: Member) -> None:
        gate.wait()
        try:
            relate(child, "parent", parent)
            outcomes.append("kept")
        except DomainError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=tell, args=pair) for pair in ((one, two), (two, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["kept", "refused"]
    assert Relation.objects.count() == 1
    assert InstitutionContact.objects.count() == 0
