"""The list of members: every filter, every order, both directions, views; and the listing that follows each change."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from itertools import chain
from threading import Barrier, Thread
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from shuyou.kernel.actor import Actor
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members import queries
from shuyou.members.models import (
    Attribute,
    Card,
    Consent,
    Email,
    Household,
    HouseholdPerson,
    Institution,
    InstitutionContact,
    Listing,
    Member,
    Person,
    PersonTag,
    Preference,
    SavedView,
    Tag,
    Tier,
)
from shuyou.members.queries import MemberFilter, Order, Place, Sort
from shuyou.members.queries import _filtered as filtered
from shuyou.members.rules.listing import MOST_CHOSEN, TRADE, packed, unpacked
from shuyou.members.tests.factories import AddressFactory, CardFactory, MemberFactory, PhoneFactory

pytestmark = pytest.mark.django_db
LIST = "/console/members/"
AT = datetime(2026, 11, 11, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
JOB = Actor.job("test")


def signed_in(client: Client, *roles: Role) -> User:
    user = staff_with(*(roles or (Role.CALL_AGENT,)))
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return user


def found(order: Order | None = None, **wanted: object) -> list[str]:
    """Return the names of who pass a filter."""
    page = queries.list_members(
        wanted=MemberFilter(**wanted),  # type: ignore[arg-type]
        order=order or Order(by=Sort.NUMBER, is_descending=False), place=Place(), on=AT.date(), actor=JOB,
    )  # fmt: skip
    return [row.name for row in page.rows]


def allow(person: Person, channel: str, *, is_granted: bool, at: datetime = AT) -> None:
    Consent.objects.create(
        person=person, purpose="marketing", channel=channel, is_granted=is_granted, text_version="1", given_via="form",
        recorded_by="test", at=at,
    )  # fmt: skip


@pytest.fixture
def two() -> tuple[Member, Member]:
    """Return Lin, of whom all is known, and Chen, of whom next to nothing is."""
    lin = MemberFactory.create(
        person__name="林晚舟", person__pinyin="linwanzhou", person__gender="F", person__birth_date=date(1990, 5, 17),
        number="M999", joined_on="2020-03-01", joined_via="store", is_blocked=True,
    )  # fmt: skip
    chen = MemberFactory.create(
        person__name="陈知秋", person__pinyin="chenzhiqiu", number="M1000", tier=Tier.objects.get(code="silk"),
        status="lapsed", joined_on="2024-01-01", joined_via="web",
    )  # fmt: skip
    PhoneFactory.create(person=lin.person, digits="13800002046")
    Email.objects.create(person=lin.person, address="lin@example.com", is_primary=True)
    CardFactory.create(member=lin, kind="student")
    AddressFactory.create(person=lin.person)
    HouseholdPerson.objects.create(person=lin.person, household=Household.objects.create(name="林家", created_at=AT))
    school = Institution.objects.create(number="N1", name="纸鸢小学", kind="school", created_at=AT)
    InstitutionContact.objects.create(institution=school, person=lin.person)
    allow(lin.person, "sms", is_granted=True)
    Listing.objects.filter(pk=lin.pk).update(
        orders=3, spent="880.50", year_spent=100, bought_on="2026-09-30", points=120
    )
    return lin, chen


LIN, CHEN = ["林晚舟"], ["陈知秋"]
TRADED = {Sort.YEAR_SPENT: "year_spent", Sort.ORDERS: "orders", Sort.SPENT: "spent", Sort.POINTS: "points"}


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"name": "林"}, LIN),
        ({"name": "林晚"}, LIN),
        ({"name": "chenzhi"}, CHEN),
        ({"name": "王"}, []),
        ({"phone": "yes"}, LIN),
        ({"phone": "no"}, CHEN),
        ({"email": "yes"}, LIN),
        ({"email": "no"}, CHEN),
        ({"tier": ("silk",)}, CHEN),
        ({"tier": ("silk", "green")}, LIN + CHEN),
        ({"status": ("lapsed",)}, CHEN),
        ({"card_kind": "student"}, LIN),
        ({"card_kind": "student", "card_status": "lost"}, []),
        ({"card_status": "active"}, LIN),
        ({"joined_from": date(2024, 1, 1)}, CHEN),
        ({"joined_to": date(2023, 12, 31)}, LIN),
        ({"joined_via": "web"}, CHEN),
        ({"gender": "F"}, LIN),
        ({"gender": "unknown"}, CHEN),
        ({"birth_month": 5}, LIN),
        ({"birth_month": 6}, []),
        ({"age_from": 36, "age_to": 36}, LIN),
        ({"age_from": 37}, []),
        ({"age_to": 35}, []),
        ({"province": "浙江省"}, LIN),
        ({"city": "杭州"}, LIN),
        ({"city": "杭州市"}, LIN),
        ({"district": "西湖区"}, LIN),
        ({"household": "yes"}, LIN),
        ({"household": "no"}, CHEN),
        ({"institution": "any"}, LIN),
        ({"institution": "none"}, CHEN),
        ({"institution": "N1"}, LIN),
        ({"institution": "N2"}, []),
        ({"consent": "marketing:sms", "consent_given": "yes"}, LIN),
        ({"consent": "marketing:sms", "consent_given": "no"}, []),
        ({"consent": "marketing:sms", "consent_given": "unasked"}, CHEN),
        ({"blocked": "yes"}, LIN),
        ({"blocked": "no"}, CHEN),
        ({"helper": "any"}, []),
        ({"helper": "none"}, LIN + CHEN),
        ({"restricted": "yes"}, []),
        ({"year_from": Decimal(100)}, LIN),
        ({"year_to": Decimal("99.99")}, CHEN),
        ({"spent_from": Decimal("880.5"), "spent_to": Decimal("880.5")}, LIN),
        ({"orders_from": 3}, LIN),
        ({"orders_to": 0}, CHEN),
        ({"bought_from": date(2026, 1, 1)}, LIN),
        ({"bought_to": date(2026, 10, 1)}, LIN),
        ({"bought_to": date(2025, 1, 1)}, []),
        ({"points_from": 120, "points_to": 120}, LIN),
        ({"tier": ("silk", "green"), "points_from": 1, "bought_from": date(2026, 9, 1)}, LIN),
    ],
)
def test_every_filter_lets_pass_whom_it_names(
    two: tuple[Member, Member], wanted: dict[str, object], expected: list[str]
) -> None:
    assert found(**wanted) == expected  # type: ignore[arg-type]


def test_tags_and_helpers_filter(two: tuple[Member, Member]) -> None:
    lin, chen = two
    regular, teacher = Tag.objects.create(name="常客"), Tag.objects.create(name="老师")
    for person, tag in ((lin.person, regular), (lin.person, teacher), (chen.person, regular)):
        PersonTag.objects.create(person=person, tag=tag, added_by="test", at=AT)
    helper = staff_with(Role.MANAGER)
    Member.objects.filter(pk=chen.pk).update(helper=helper)

    assert found(tag=(regular.pk,)) == LIN + CHEN
    assert found(tag=(regular.pk, teacher.pk)) == LIN
    assert found(helper=str(helper.pk)) == found(helper="any") == CHEN


def test_the_word_on_a_channel_counts_before_the_word_on_all(two: tuple[Member, Member]) -> None:
    _lin, chen = two
    allow(chen.person, "any", is_granted=True)
    assert found(consent="marketing:sms", consent_given="yes") == LIN + CHEN

    allow(chen.person, "sms", is_granted=False)
    assert found(consent="marketing:sms", consent_given="yes") == LIN
    assert found(consent="marketing:sms", consent_given="no") == CHEN


@example(ids=set(range(2**40, 2**40 - MOST_CHOSEN, -1)))
@given(ids=st.sets(st.integers(1, 2**40), min_size=1, max_size=20))
def test_who_is_chosen_fits_into_an_address(ids: set[int]) -> None:
    assert unpacked(packed(ids)) == tuple(sorted(ids))


@pytest.mark.parametrize(
    "text",
    ["", ".", "1..2", "-1", "１", "z" * 12, "1.ä", ".".join(["z" * 11] * 300), ".".join("1" * (MOST_CHOSEN + 1))],
)
def test_no_other_text_chooses_anybody(text: str) -> None:
    assert unpacked(text) is None


def test_what_readers_like_filters_and_stands_in_columns(client: Client, two: tuple[Member, Member]) -> None:
    lin, _chen = two
    for code, value in (("authors", ["余华", "莫言"]), ("subjects", ["I"])):
        Preference.objects.create(
            person=lin.person, attribute=Attribute.objects.get(code=code), value=value, source="derived", at=AT
        )
    signed_in(client)

    assert found(favourite="莫言") == found(likes="subjects:I") == LIN
    assert found(favourite="鲁迅") == []
    assert names(client, favourite="余华") == LIN
    page = client.get(LIST, {"cols": "likes-authors.likes-subjects"}).content.decode()
    assert "余华, 莫言" in page
    assert "Literature" in page


def test_what_members_buy_is_shown_to_who_may_see_it(client: Client, two: tuple[Member, Member]) -> None:
    asked = {"cols": "spent.orders.bought.points.year", "year_from": "50", "sort": "spent"}
    signed_in(client)
    assert names(client, **asked) == LIN
    page = client.get(LIST, asked).content.decode()
    assert [text for text in ("¥880.50", "2026-09-30", ">120<", "Twelve months from: 50") if text not in page] == []

    signed_in(client, Role.WAREHOUSE)
    assert client.get(LIST, asked).status_code == HTTPStatus.FORBIDDEN
    assert client.get(LIST, {"sort": "points"}).status_code == HTTPStatus.FORBIDDEN
    page = client.get(LIST, {"cols": "spent.number"}).content.decode()
    assert "Twelve months" not in page
    assert "880.50" not in page


@pytest.mark.parametrize(
    ("asked", "field", "closed_to", "open_to"),
    [
        ({"favourite": "余华"}, "favourite", Role.WAREHOUSE, Role.ANALYST),
        ({"likes": "subjects:I"}, "likes", Role.WAREHOUSE, Role.ANALYST),
        ({"birth_month": "5"}, "birth_month", Role.MARKETER, Role.CALL_AGENT),
    ],
)
def test_what_is_hidden_of_members_does_not_filter_them(
    client: Client, two: tuple[Member, Member], asked: dict[str, str], field: str, closed_to: Role, open_to: Role
) -> None:
    user = signed_in(client, closed_to)
    SavedView.objects.create(owner=user, name="of old", query=urlencode(asked), is_default=True, created_at=AT)
    answers = [client.get(LIST, asked)]
    if closed_to is Role.MARKETER:  # the others neither take files nor change many
        change = {"kind": "add_task", "title": "x", "due_on": "2026-12-01"}
        answers += [client.post(f"{LIST}{page}/?{urlencode(asked)}", change) for page in ("export", "many")]
    assert {answer.status_code for answer in answers} == {HTTPStatus.FORBIDDEN}
    assert f'name="{field}"' not in client.get(LIST).content.decode()

    signed_in(client, open_to)
    assert client.get(LIST, asked).status_code == HTTPStatus.OK
    assert f'name="{field}"' in client.get(LIST).content.decode()


def test_ages_tell_no_birthday_to_whoever_may_not_see_it(two: tuple[Member, Member]) -> None:
    def is_found(age: int, role: Role) -> bool:
        user = staff_with(role)
        actor = Actor("staff", str(user.pk), "test", frozenset({role}))
        wanted, order = MemberFilter(age_from=age, age_to=age), Order(by=Sort.NUMBER, is_descending=False)
        page = queries.list_members(wanted=wanted, order=order, place=Place(), on=date(2026, 5, 16), actor=actor)
        return [row.name for row in page.rows] == LIN

    assert [is_found(age, Role.CALL_AGENT) for age in (35, 36)] == [True, False]
    assert [is_found(age, Role.MARKETER) for age in (35, 36)] == [False, True]


@pytest.mark.feature("F019")
def test_rows_ticked_are_changed_or_taken_and_nobody_else(client: Client, two: tuple[Member, Member]) -> None:
    lin, _chen = two
    signed_in(client, Role.MANAGER)
    page = client.get(LIST).content.decode()
    assert f'form="chosen" name="m" value="{lin.pk}"' in page

    for do, people in (("change", "For the 1 chosen"), ("file", "1 member passes the filter.")):
        answer = client.post(f"{LIST}chosen/", {"m": [lin.pk, "x", ""], "do": do, "query": "sort=name&way=up"})
        assert set(parse_qs(urlsplit(answer.headers["Location"]).query)) == {"chosen", "sort", "way"}
        shown = client.get(answer.headers["Location"]).content.decode()
        assert people in shown
        assert "Chosen by hand: 1" in shown

    for ticked in ([], ["9" * 5_000], list(range(1, MOST_CHOSEN + 2))):
        answer = client.post(f"{LIST}chosen/", {"m": ticked, "query": "city=杭州"})
        assert urlsplit(answer.headers["Location"]).path == LIST
    assert client.get(LIST, {"chosen": "!"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    signed_in(client, Role.WAREHOUSE)
    assert 'name="m"' not in client.get(LIST).content.decode()


# --- the listing follows


def test_the_listing_follows_every_change(two: tuple[Member, Member]) -> None:
    lin, chen = two
    Card.objects.filter(member=lin).update(status="lost")
    assert found(card_status="lost") == LIN

    lin.person.phones.all().delete()
    assert found(phone="no") == LIN + CHEN

    Person.objects.filter(pk=lin.pk).update(name="林小舟", pinyin="linxiaozhou")
    assert found(name="linx") == ["林小舟"]

    Person.objects.filter(pk=lin.pk).update(is_restricted=True)
    assert found() == CHEN
    assert found(restricted="yes") == ["林小舟"]

    Member.objects.filter(pk=lin.pk).update(status="merged", merged_into=chen)
    assert found(restricted="yes") == []
    assert not Listing.objects.filter(pk=lin.pk).exists()


def test_who_is_erased_is_in_no_list(two: tuple[Member, Member]) -> None:
    lin, _chen = two

    Person.objects.filter(pk=lin.pk).update(erased_at=AT)

    assert found() == CHEN
    assert not Listing.objects.filter(by_name__contains="林").exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_change_one_member_at_once_are_both_listed() -> None:
    """Without the lock in `members_relist`, the later commit files what it saw before the other one."""
    member = MemberFactory.create()
    together = Barrier(2)

    def put(change: Callable[[], object]) -> None:
        with transaction.atomic():
            change()
            together.wait(timeout=10)
        connection.close()

    for _ in range(5):
        Email.objects.all().delete()
        member.person.phones.all().delete()
        threads = [
            Thread(target=put, args=[lambda: PhoneFactory.create(person=member.person)]),
            Thread(target=put, args=[lambda: Email.objects.create(person=member.person, address="a@example.com")]),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(found(phone="yes", email="yes")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_change_is_listed_when_it_is_committed() -> None:
    member = MemberFactory.create()

    with transaction.atomic():
        PhoneFactory.create(person=member.person)
        assert found(phone="yes") == []

    assert len(found(phone="yes")) == 1


# --- orders and pages


def walk(order: Order, limit: int, **wanted: object) -> tuple[list[int], list[int]]:
    """Return the ids of all pages there, and of all pages back from the end."""
    asked = MemberFilter(**wanted)  # type: ignore[arg-type]

    def page(place: Place) -> queries.MemberPage:
        return queries.list_members(wanted=asked, order=order, place=place, on=AT.date(), actor=JOB, limit=limit)

    there, place = [], Place()
    while True:
        shown = page(place)
        there.append([row.member_id for row in shown.rows])
        if not shown.next_after:
            break
        place = Place(after=shown.next_after)
    back = [there[-1]]
    while shown.previous_before:
        shown = page(Place(before=shown.previous_before))
        back.insert(0, [row.member_id for row in shown.rows])
    return list(chain(*there)), list(chain(*back))


@pytest.mark.parametrize("is_few", [True, False])
@pytest.mark.parametrize("is_descending", [True, False])
@pytest.mark.parametrize("by", list(Sort))
def test_pages_hold_everybody_once_there_and_back(
    monkeypatch: pytest.MonkeyPatch, by: Sort, *, is_descending: bool, is_few: bool
) -> None:
    monkeypatch.setattr(filtered, "FEW", 10**9 if is_few else 0)
    monkeypatch.setattr(filtered, "WINDOW", 7)
    for serial in range(11):
        MemberFactory.create(
            number=f"M{95 + serial}", joined_on=date(2020, 1, 1 + serial % 4), person__search_rank=serial % 3,
            person__pinyin=f"{'abc'[serial % 3]}", person__name=f"{'王李'[serial % 2]}{serial}",
            joined_via="web" if serial % 2 else "store",
        )  # fmt: skip
    bought = {
        one: {"orders": one % 4, "spent": one % 3, "year_spent": one % 2, "points": one % 5,
              "bought_on": date(2026, 1, 1 + one % 4)}
        for one in Member.objects.values_list("pk", flat=True)
    }  # fmt: skip
    for one, figures in bought.items():
        Listing.objects.filter(pk=one).update(**figures)
    keys: dict[Sort, Callable[[Member], object]] = {
        Sort.NAME: lambda one: (one.person.pinyin, one.person.name),
        Sort.NUMBER: lambda one: int(one.number[1:]),
        Sort.JOINED: lambda one: one.joined_on,
        Sort.ACTIVITY: lambda one: one.person.search_rank,
    } | {by: lambda one, by=by: bought[one.pk][TRADED.get(by, "bought_on")] for by in TRADE}
    everybody = sorted(
        Member.objects.select_related("person"), key=lambda one: (keys[by](one), one.pk), reverse=is_descending
    )

    for wanted in ({}, {"joined_via": "web"}, {"name": "李"}):
        there, back = walk(Order(by=by, is_descending=is_descending), 4, **wanted)
        assert there == back == [one.pk for one in everybody if not wanted or one.joined_via == "web"]


def test_few_are_counted_and_many_are_estimated(two: tuple[Member, Member], monkeypatch: pytest.MonkeyPatch) -> None:
    ask = {"wanted": MemberFilter(), "order": Order(), "place": Place(), "on": AT.date(), "actor": JOB}

    page = queries.list_members(**ask)  # type: ignore[arg-type]
    assert (page.total, page.is_estimate) == (2, False)

    monkeypatch.setattr(filtered, "FEW", 0)
    assert queries.list_members(**ask).is_estimate  # type: ignore[arg-type]


@given(name=st.text(min_size=1, max_size=8), number=st.text(max_size=8))
def test_nothing_that_is_typed_breaks_the_list(name: str, number: str) -> None:
    name, number = name.replace("\0", ""), number.replace("\0", "")

    assert isinstance(found(name=name, city=number, joined_via=number, institution=number), list)


# --- the page


def names(client: Client, **asked: str) -> list[str]:
    return [row.name for row in client.get(LIST, asked).context["page"].rows]


def test_the_page_filters_sorts_and_masks(client: Client, two: tuple[Member, Member]) -> None:
    signed_in(client)

    assert names(client) == CHEN + LIN
    assert names(client, tier="silk") == CHEN
    assert names(client, city="杭州市") == LIN
    assert names(client, sort="name", way="down") == LIN + CHEN
    page = client.get(LIST, {"cols": "email.tags.household"}).content.decode()
    assert "l***@example.com" in page
    assert "林家" in page
    assert "13800002046" not in page
    assert "lin@example.com" not in page


def test_a_name_never_stands_in_an_address(client: Client, two: tuple[Member, Member]) -> None:
    signed_in(client)

    answer = client.post(f"{LIST}narrow/", {"name": "林晚", "tier": ["", "green"], "city": ""})

    address = answer.headers["Location"]
    assert set(parse_qs(urlsplit(address).query)) == {"who", "tier"}
    assert "林" not in address
    assert [row.name for row in client.get(address).context["page"].rows] == LIN
    chips = client.get(address).context["chips"]
    assert [chip.label for chip in chips] == ["Name or pinyin begins with: 林晚", "Tier: Reader"]
    assert set(parse_qs(chips[1].query)) == {"who"}


def test_what_cannot_be_read_is_said_at_its_field(client: Client, two: tuple[Member, Member]) -> None:
    signed_in(client)

    for asked in ({"who": "x"}, {"joined_from": "soon"}, {"age_from": "9", "age_to": "3"}, {"institution": "N77"}):
        answer = client.get(LIST, asked)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, asked
        folded = "age_from" in asked or "institution" in asked
        assert ('<details class="list-d" open>' in answer.content.decode()) == folded, asked
    assert '<details class="list-d" open>' not in client.get(LIST, {"age_from": "9"}).content.decode()


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "１", "7777"])
def test_no_place_to_go_on_from_breaks_the_list(client: Client, two: tuple[Member, Member], after: str) -> None:
    signed_in(client)

    assert client.get(LIST, {"after": after}).status_code == HTTPStatus.OK
    assert client.get(LIST, {"before": after}).status_code == HTTPStatus.OK


def test_a_list_without_members_says_how_to_begin(client: Client) -> None:
    signed_in(client)

    assert "No members yet." in client.get(LIST).content.decode()
    assert "No member passes this filter." in client.get(LIST, {"city": "拉萨市"}).content.decode()


def test_the_list_is_closed_to_who_searches_no_members(client: Client) -> None:
    signed_in(client, Role.BUYER)

    assert client.get(LIST).status_code == HTTPStatus.FORBIDDEN
    assert client.post(f"{LIST}narrow/").status_code == HTTPStatus.FORBIDDEN


def test_the_list_asks_the_database_so_often(
    client: Client, two: tuple[Member, Member], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(staff_with(Role.CALL_AGENT))

    # session, and user the first time; views, what can be chosen, the estimate, the ids, the rows; who waits to join
    with django_assert_num_queries(8):
        client.get(LIST)
    # the same without the user, and once more for all columns that want more
    with django_assert_num_queries(8):
        client.get(LIST, {"cols": "email.tags.household.institution.gender"})


# --- views


def test_views_are_kept_shared_and_open_first(client: Client, two: tuple[Member, Member]) -> None:
    signed_in(client)
    client.post(f"{LIST}views/", {"name": "Silk", "query": "tier=silk", "is_default": "on", "is_shared": "on"})

    answer = client.get(LIST, follow=True)
    assert [row.name for row in answer.context["page"].rows] == CHEN
    assert [view.name for view in answer.context["views"]] == ["Silk"]
    assert names(client, all="1") == CHEN + LIN

    view = SavedView.objects.get()
    signed_in(client)
    assert names(client) == CHEN + LIN
    assert [shown.is_own for shown in client.get(LIST).context["views"]] == [False]
    assert client.post(f"{LIST}views/{view.pk}/", {"do": "remove"}).status_code == HTTPStatus.NOT_FOUND
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_a_view_without_a_name_is_refused_and_nothing_typed_is_lost(client: Client) -> None:
    signed_in(client)

    answer = client.post(f"{LIST}views/", {"name": " ", "query": "tier=silk", "is_shared": "on"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The view has no name." in answer.content.decode()
    assert answer.context["view_form"]["is_shared"].value() is True
    assert not SavedView.objects.exists()
