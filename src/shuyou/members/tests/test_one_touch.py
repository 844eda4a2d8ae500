"""The one-touch box finds a member by whatever the caller happens to know."""

from datetime import date
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import Clue
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.members.errors import NumberNotPossible
from shuyou.members.models import Card, Email, Member, Person
from shuyou.members.queries import find_members
from shuyou.members.rules.words import member_number
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PersonFactory, PhoneFactory

pytestmark = pytest.mark.django_db

AGENT = Actor(STAFF, "1", "test", frozenset({Role.CALL_AGENT}))


@pytest.fixture
def lin() -> Member:
    """Return 林晚舟 among others who differ a little in each thing one may know."""
    person = PersonFactory.create(name="林晚舟", pinyin="linwanzhou", initials="lwz", search_rank=5)
    member = MemberFactory.create(person=person, number="M1000018")
    PhoneFactory.create(person=person, digits="13800002046")
    CardFactory.create(member=member, number="668801234567")
    Email.objects.create(person=person, address="linwan@example.com", is_primary=True)
    AddressFactory.create(person=person)
    other = PersonFactory.create(name="周慕白", pinyin="zhoumubai", initials="zmb")
    MemberFactory.create(person=other, number="M1000026")
    PhoneFactory.create(person=other, digits="13800002047")
    CardFactory.create(member=other.member, number="668801234575")
    return member


@pytest.mark.feature("F001", "F014")
@pytest.mark.parametrize(
    "typed",
    [
        "13800002046",
        "138 0000 2046",
        "138-0000-2046",
        "+13800002046",
        "１３８００００２０４６",
        "2046",
        "002046",
        "668801234567",
        "6688 0123 4567",
        "M1000018",
        "m1000018",
        "linwan@example.com",
        "LinWan@Exam",
        "林晚舟",
        "林晚",
        "晚舟",
        "林",
        "林 晚舟",
        "linwanzhou",
        "lin wan",
        "lin'wan",
        "LINW",
        "lwz",
        "lw",
    ],
)
def test_any_clue_finds_the_member(lin: Member, typed: str) -> None:
    found = find_members(clue=Clue.of(typed), actor=AGENT)

    assert [hit.row.number for hit in found] == [lin.number]


@pytest.mark.parametrize(
    "typed", ["", " ", "7", "20", "204", "2048", "13800002048", "晚林", "xyz", "@", "%", "_", "'; --"]
)
def test_a_clue_that_fits_nobody_finds_nobody(lin: Member, typed: str) -> None:
    assert find_members(clue=Clue.of(typed), actor=AGENT) == []


def test_the_beginning_of_a_number_finds_all_who_share_it(lin: Member) -> None:
    found = find_members(clue=Clue.of("1380000204"), actor=AGENT)

    assert {hit.row.phone for hit in found} == {"138 **** 2046", "138 **** 2047"}


def test_a_hit_shows_no_full_number(lin: Member) -> None:
    (hit,) = find_members(clue=Clue.of("2046"), actor=AGENT)

    assert (hit.row.phone, hit.row.card, hit.row.city) == ("138 **** 2046", "6688 0123 4567", "杭州市")


def test_the_most_active_comes_first(lin: Member) -> None:
    busy = PersonFactory.create(name="林晚晴", pinyin="linwanqing", initials="lwq", search_rank=50)
    MemberFactory.create(person=busy, joined_on=date(2024, 1, 1))

    found = find_members(clue=Clue.of("林晚"), actor=AGENT)

    assert [hit.row.name for hit in found] == ["林晚晴", "林晚舟"]


def test_of_many_who_sound_alike_the_most_active_come_first_whole_names_before_longer_ones(lin: Member) -> None:
    for rank in range(1, 13):
        MemberFactory.create(person=PersonFactory.create(pinyin="linwanzhou", initials="lwz", search_rank=100 + rank))
    longer = PersonFactory.create(pinyin="linwanzhouyi", initials="lwzy", search_rank=900)
    MemberFactory.create(person=longer)

    alike = find_members(clue=Clue.of("linwanzhou"), actor=AGENT)
    begun = find_members(clue=Clue.of("linwanzho"), actor=AGENT)

    assert [hit.row.member_id for hit in alike] == _by_rank(8, pinyin="linwanzhou")
    assert begun[0].row.member_id == longer.pk


def _by_rank(most: int, **wanted: str) -> list[int]:
    return list(Person.objects.filter(**wanted).order_by("-search_rank").values_list("pk", flat=True)[:most])


def test_a_whole_name_comes_before_a_longer_one(lin: Member) -> None:
    busy = PersonFactory.create(name="林晚舟舟", pinyin="linwanzhouzhou", initials="lwzz", search_rank=50)
    MemberFactory.create(person=busy)

    found = find_members(clue=Clue.of("林晚舟"), actor=AGENT)

    assert [hit.row.name for hit in found] == ["林晚舟", "林晚舟舟"]


@pytest.mark.feature("F014")
def test_a_card_that_was_lost_says_so(lin: Member) -> None:
    Card.objects.filter(number="668801234567").update(status=Card.Status.LOST)

    (hit,) = find_members(clue=Clue.of("668801234567"), actor=AGENT)

    assert (hit.row.number, hit.matched) == (lin.number, "card:lost")


def test_one_query_whatever_is_typed(lin: Member) -> None:
    for typed in ("2046", "668801234567", "林晚", "lw"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            find_members(clue=Clue.of(typed), actor=AGENT)
        assert len(queries) == 1


def test_roles_without_the_permission_are_refused(lin: Member) -> None:
    with pytest.raises(NotPermitted):
        find_members(clue=Clue.of("2046"), actor=Actor(STAFF, "1", "test", frozenset({Role.BUYER})))


@pytest.mark.parametrize("number", ["20461", "7", "VIP-1", "ABCD1", "M12A", "会员12", "138000013800001"])
def test_numbers_of_an_older_system_find_and_open_their_member(client: Client, number: str) -> None:
    PhoneFactory.create(person=MemberFactory.create(number=number).person, digits="13800001111")
    client.force_login(StaffFactory.create(roles=[Role.CALL_AGENT.value]))

    hits = find_members(clue=Clue.of(number.lower()), actor=AGENT)
    pages = [client.get(f"/console/members/{number}/"), client.get("/console/members/?all=1"),
             client.post("/console/one/", {"q": "13800001111"}, headers={"HX-Request": "true"})]  # fmt: skip

    assert [(found.row.number, found.matched) for found in hits] == [(number, "number")]
    assert [page.status_code for page in pages] == [HTTPStatus.OK] * 3


@pytest.mark.parametrize("number", ["new", "会员", "12/3", "1\\2"])
def test_a_number_that_no_address_could_hold_is_refused(number: str) -> None:
    with pytest.raises(NumberNotPossible):
        member_number(number)
