"""From what was bought to what is known of a reader, and from a wish to what the reader then does."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.test import Client

from shuyou.catalog.models import Category, Contribution, Contributor, Item, Series
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel import clock
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members import queries, services
from shuyou.members.models import Attribute, Consent, Household, HouseholdPerson, Member, Person, Preference, Relation
from shuyou.members.services import NewContact, NewPreference
from shuyou.members.tests.factories import MemberFactory, PersonFactory
from shuyou.orders.models import Order, OrderLine

pytestmark = pytest.mark.django_db
AT = clock.now()
JOB = Actor.job("members.derive_interests")
CLERK = Actor(STAFF, "7", "counter", frozenset({Role.MANAGER}))
NAMES = {"I": ("文学", "Literature"), "K": ("历史、地理", "History"), "Q": ("生物科学", "Life sciences")}


def title(letter: str, *, author: str = "", series: str = "", binding: str = "", audience: str = "") -> Item:
    zh, en = NAMES[letter]
    category, _ = Category.objects.get_or_create(scheme="clc", code=letter, defaults={"name_zh": zh, "name_en": en})
    group = Series.objects.get_or_create(name=series)[0] if series else None
    made = ItemFactory.create(category=category, series=group, binding=binding, audience=audience)
    if author:
        who, _ = Contributor.objects.get_or_create(name=author)
        Contribution.objects.create(item=made, contributor=who)
    return made


def buy(
    member: Member, titles: Iterable[Item], *, days_ago: int = 1, channel: str = "phone", state: str = "delivered"
) -> Order:
    bought = list(titles)
    price = Decimal(40)
    total = price * max(1, len(bought))
    order = Order.objects.create(
        number=uuid4().hex[:20], request_key=uuid4(), member=member, channel=channel, payment="cod", state=state,
        list_total=total, net_total=total, total=total, placed_by="test", placed_at=AT - timedelta(days=days_ago),
    )  # fmt: skip
    OrderLine.objects.bulk_create(
        OrderLine(
            order=order, member=member, item=item, position=place, title=item.title, quantity=1, list_price=price,
            discount_rate=1, net_price=price, list_amount=price, net_amount=price, price_reason="",
        )
        for place, item in enumerate(bought, 1)
    )  # fmt: skip
    return order


def allow(person: Person, *, yes: bool = True, guardian: Person | None = None, at: datetime = AT) -> None:
    Consent.objects.create(
        person=person, purpose="profiling", channel="any", is_granted=yes, text_version="1", given_via="counter",
        recorded_by="test", at=at, guardian=guardian,
    )  # fmt: skip


def derive(*, since: datetime | None = None, at: datetime = AT) -> int:
    words, after = 0, 0
    while (batch := services.derive_interests(since=since, after=after, actor=JOB, at=at)).last_id:
        words, after = words + batch.words, batch.last_id
    return words


def derived(person_id: int) -> dict[str, object]:
    rows = Preference.objects.filter(person_id=person_id, source="derived").order_by("at", "pk")
    return {row.attribute.code: row.value for row in rows.select_related("attribute")}


@pytest.fixture
def reader() -> Member:
    member: Member = MemberFactory.create()
    allow(member.person)
    return member


@pytest.mark.feature("F019")
def test_likings_are_worked_out_from_purchases_and_say_from_which(reader: Member) -> None:
    history = [title("K", author="陈从周", series="江南丛书", binding="精装") for _ in range(6)]
    buy(reader, [*history, *(title("I", author="汪曾祺", binding="平装") for _ in range(2)), title("Q")])
    buy(reader, [title("Q")], state="cancelled")
    buy(reader, [title("Q")], days_ago=1200)

    assert derive() == 4

    assert derived(reader.pk) == {
        "subjects": ["K", "I"], "authors": ["陈从周", "汪曾祺"], "series": ["江南丛书"],
        "formats": ["hardback", "paperback"],
    }  # fmt: skip
    (me,) = queries.preferences_of(member_id=reader.pk, at=AT, actor=CLERK)
    subjects = next(one.counts for one in me.known if one.attribute.code == "subjects")
    assert (subjects.source, subjects.percent) == ("derived", 75)
    assert "9" in subjects.why
    assert "6" in subjects.why
    assert (derive(), derive(since=AT - timedelta(days=2))) == (0, 0)


@pytest.mark.feature("F019")
def test_what_was_worked_out_never_takes_the_place_of_what_was_said(reader: Member) -> None:
    draft = NewPreference(person_id=reader.pk, attribute="subjects", value=["J"])
    services.record_preference(draft, actor=CLERK, at=AT - timedelta(days=30))
    buy(reader, [title("K") for _ in range(4)])
    derive()

    (me,) = queries.preferences_of(member_id=reader.pk, at=AT, actor=CLERK)
    (known,) = [one for one in me.known if one.attribute.code == "subjects"]
    assert (known.counts.source, [other.source for other in known.others]) == ("declared", ["derived"])
    assert Preference.objects.get(source="declared").value == ["J"]


def test_nobodys_likings_are_worked_out_who_did_not_allow_it() -> None:
    silent: Member = MemberFactory.create()
    buy(silent, [title("K") for _ in range(4)])
    assert derive() == 0

    allow(silent.person)
    assert derive(since=AT - timedelta(days=2)) == 1
    allow(silent.person, yes=False, at=AT + timedelta(hours=1))
    assert derive(since=AT, at=AT + timedelta(hours=2)) == 1
    assert derived(silent.pk) == {"subjects": None}


@pytest.mark.feature("F003")
def test_what_a_mother_buys_for_her_child_says_what_the_child_likes(reader: Member) -> None:
    child = PersonFactory.create(name="林小满", birth_date=date(AT.year - 8, 3, 1))
    Relation.objects.create(person=reader.person, other=child, role="parent", recorded_at=AT)
    buy(reader, [title("Q", audience="children") for _ in range(3)] + [title("K") for _ in range(2)])

    derive()
    assert (derived(reader.pk), derived(child.pk)) == ({"subjects": ["K"]}, {})
    allow(child, guardian=reader.person)
    derive()
    assert derived(child.pk) == {"subjects": ["Q"]}
    second = PersonFactory.create(name="林小暑", birth_date=date(AT.year - 5, 3, 1))
    Relation.objects.create(person=reader.person, other=second, role="parent", recorded_at=AT)
    derive(at=AT + timedelta(hours=1))
    assert derived(child.pk) == {"subjects": None}


def test_a_buyer_who_does_not_read_buys_for_the_one_who_does(reader: Member) -> None:
    home = Household.objects.create(name="林家", created_at=AT)
    elder: Member = MemberFactory.create()
    allow(elder.person)
    for person, is_buyer, is_reader in ((reader.person, True, False), (elder.person, False, True)):
        HouseholdPerson.objects.create(person=person, household=home, is_buyer=is_buyer, is_reader=is_reader)
    buy(reader, [title("K") for _ in range(3)])

    derive(since=AT - timedelta(days=2))

    assert (derived(reader.pk), derived(elder.pk)) == ({}, {"subjects": ["K"]})


def test_a_retired_field_is_not_worked_out_either(reader: Member) -> None:
    buy(reader, [title("K", author="陈从周") for _ in range(3)])
    field = Attribute.objects.get(code="subjects")
    services.retire_attribute(attribute_id=field.pk, is_retired=True, actor=CLERK, at=AT)

    derive()

    assert derived(reader.pk) == {"authors": ["陈从周"]}


def wish(member: Member, attribute: str, value: str, *, days_ago: int) -> None:
    draft = NewPreference(person_id=member.pk, attribute=attribute, value=[value])
    services.record_preference(draft, actor=CLERK, at=AT - timedelta(days=days_ago))


@pytest.mark.feature("F198")
def test_deeds_before_and_after_a_wish_are_those_of_the_same_readers() -> None:
    moved: Member = MemberFactory.create()
    for days_ago, channel in ((120, "phone"), (110, "phone"), (105, "web"), (90, "web"), (80, "web"), (70, "phone")):
        buy(moved, [], days_ago=days_ago, channel=channel)
    wish(moved, "order_channel", "web", days_ago=100)
    called: Member = MemberFactory.create()
    for days_ago, channel in ((50, "phone"), (10, "web"), (9, "web")):
        buy(called, [], days_ago=days_ago, channel=channel)
    buy(called, [], days_ago=8, channel="phone", state="cancelled")
    wish(called, "order_channel", "web", days_ago=40)
    call = NewContact(member_id=called.pk, channel="phone", direction="out", recognition="name", topic="新书")
    services.log_contact(call, actor=JOB, at=AT - timedelta(days=20))
    only_after: Member = MemberFactory.create()
    buy(only_after, [], days_ago=5, channel="web")
    wish(only_after, "order_channel", "web", days_ago=30)
    taken_back: Member = MemberFactory.create()
    for days_ago in (50, 10):
        buy(taken_back, [], days_ago=days_ago, channel="web")
    wish(taken_back, "order_channel", "web", days_ago=40)
    services.take_preference_back(
        person_id=taken_back.pk, attribute="order_channel", source="declared", actor=CLERK, at=AT
    )

    found = {one.key: one for one in queries.behaviour_moved(since=AT - timedelta(days=365), actor=CLERK)}

    whole, touched, untouched = found["order_channel"].rows
    assert (whole.readers, whole.wished_before, whole.before, whole.wished_after, whole.after) == (2, 1, 4, 4, 5)
    assert (whole.percent_before, whole.percent_after, whole.moved, whole.is_too_few) == (25.0, 80.0, 55.0, True)
    assert (touched.readers, touched.wished_after, touched.after) == (1, 2, 2)
    assert (untouched.readers, untouched.wished_after, untouched.after) == (1, 2, 3)
    assert found["payment_way"].rows == ()


@pytest.mark.feature("F198")
def test_the_page_of_moved_behaviour_says_its_numbers(client: Client) -> None:
    reader: Member = MemberFactory.create()
    buy(reader, [title("I"), title("I")], days_ago=50)
    buy(reader, [title("K"), title("I")], days_ago=10)
    wish(reader, "subjects", "K", days_ago=30)
    client.force_login(staff_with(Role.ANALYST))

    page = client.get("/console/settings/fields/moved/").content.decode()

    assert "0/2" in page
    assert "1/2" in page
    client.force_login(staff_with(Role.SHOP_CLERK))
    assert client.get("/console/settings/fields/moved/").status_code == HTTPStatus.FORBIDDEN


def test_what_somebody_took_back_is_not_worked_out_again(reader: Member) -> None:
    buy(reader, [title("K") for _ in range(3)])
    derive()
    services.take_preference_back(person_id=reader.pk, attribute="subjects", source="derived", actor=CLERK, at=AT)
    buy(reader, [title("I") for _ in range(9)])

    assert derive(at=AT + timedelta(days=1)) == 0
    assert derived(reader.pk) == {"subjects": None}
