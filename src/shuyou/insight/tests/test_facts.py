"""Facts about members: documented, the same at night and at once, none for who is gone."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import shuyou
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.insight import services
from shuyou.insight.management.commands.member_facts import page_of_facts
from shuyou.insight.models import MemberFacts, MemberValue
from shuyou.insight.queries.words import TIMES
from shuyou.insight.rules.facts import FACTS, facts_by_name
from shuyou.insight.rules.facts.purchases import HOURS
from shuyou.insight.services._facts import SHOWN, facts_of
from shuyou.insight.tests.factories import AT, NIGHT, an_order, fill, rows_of
from shuyou.kernel import delivery
from shuyou.kernel.actor import STAFF, Actor
from shuyou.kernel.errors import NotPermitted
from shuyou.kernel.events import publish
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.models import Consent, Household, HouseholdPerson
from shuyou.members.services import record_consent
from shuyou.members.tests.factories import MemberFactory, PersonFactory
from shuyou.orders.events import OrderPlaced
from shuyou.orders.models import Promotion, PromotionUse

ANALYST = Actor(STAFF, "1", "test", frozenset({Role.ANALYST}))


def test_every_fact_says_what_it_is() -> None:
    names = facts_by_name()

    assert len(names) == len(FACTS) >= 120
    assert [fact.name for fact in FACTS if not (fact.zh and fact.en and fact.formula and fact.unit)] == []


def test_the_page_of_facts_is_what_is_declared() -> None:
    page = Path(shuyou.__file__).parents[2] / "docs" / "member-facts.md"

    assert page.read_text("utf-8") == page_of_facts()


def test_pages_show_facts_that_there_are() -> None:
    assert set(SHOWN) - facts_by_name().keys() == set()
    parts = [*(code for code, _zh, _low, _high in HOURS), "night"]
    assert {f"{day}_{part}" for day in ("work", "free") for part in parts} == set(TIMES)
    assert max(map(len, TIMES)) <= (MemberFacts._meta.get_field("main_time").max_length or 0)


@pytest.mark.django_db(transaction=True)
def test_facts_of_a_reader_with_a_child() -> None:
    reader, child = MemberFactory.create(), PersonFactory.create(first_grade_year=2024)
    household = Household.objects.create(name="林家", created_at=AT)
    HouseholdPerson.objects.create(person=reader.person, household=household)
    HouseholdPerson.objects.create(person=child, household=household, role="child")
    an_order(reader, ItemFactory.create(), ItemFactory.create(audience="school"), days_ago=10)
    an_order(reader, ItemFactory.create(), days_ago=400, channel="web")
    cancelled = an_order(reader, ItemFactory.create())
    cancelled.state = "cancelled"
    cancelled.save()

    fill()

    (facts,) = rows_of("member_facts")
    said = (
        "orders_365 orders_all net_365 net_all list_all saved_all net_textbook_365 days_since_order span_days".split()
    )
    assert [facts[name] for name in said] == [1, 2, 7600, 11400, 12000, 600, 3800, 10, 390]
    assert (facts["children"], facts["youngest_grade"], facts["children_in_primary"]) == (1, 3, 1)
    assert (facts["margin_all"], facts["main_channel"], facts["orders_web_all"]) == (11400 - 7800, "phone", 1)
    shown = MemberFacts.objects.get()
    assert (shown.pk, shown.net_365, shown.main_channel, shown.youngest_grade) == (reader.pk, 7600, "phone", 3)


@pytest.mark.django_db(transaction=True)
def test_what_was_undone_is_no_fact_and_a_later_no_to_all_counts() -> None:
    reader, other = MemberFactory.create(), MemberFactory.create()
    orders = [an_order(reader, ItemFactory.create(), days_ago=days) for days in (3, 2)]
    promotion = Promotion.objects.create(code="SPRING", name_zh="春", name_en="Spring", made_at=AT)
    for order, released_at in zip(orders, (None, AT), strict=True):
        PromotionUse.objects.create(
            promotion=promotion, version=1, order=order, member=reader, saving=5, used_at=AT, released_at=released_at
        )
    for member, channel, is_granted, hours in (
        (reader, "sms", True, 9), (reader, "any", False, 8), (other, "any", False, 9), (other, "sms", True, 8),
    ):  # fmt: skip
        Consent.objects.create(
            person=member.person, purpose="marketing", channel=channel, is_granted=is_granted, text_version="1",
            given_via="phone", recorded_by="staff:1", at=AT - timedelta(hours=hours),
        )  # fmt: skip

    fill()
    facts = {row["member_id"]: row for row in facts_of([reader.pk, other.pk], at=AT).to_pylist()}

    assert (facts[reader.pk]["promotions_all"], facts[reader.pk]["promotion_savings_all"]) == (1, 500)
    assert [facts[one.pk]["may_marketing"] for one in (reader, other)] == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_one_member_at_once_is_the_same_as_all_at_night() -> None:
    readers = [MemberFactory.create() for _ in range(3)]
    for days, reader in enumerate(readers):
        an_order(reader, ItemFactory.create(), days_ago=days)
    fill()
    an_order(readers[0], ItemFactory.create(kind="toy", list_price=Decimal(40)))

    at_once = facts_of([reader.pk for reader in readers], at=AT)

    fill()
    assert sorted(at_once.to_pylist(), key=lambda row: row["member_id"]) == rows_of("member_facts")


@pytest.mark.django_db(transaction=True)
def test_an_order_reaches_the_facts_of_its_reader() -> None:
    reader, other = MemberFactory.create(), MemberFactory.create()
    fill()
    order = an_order(reader, ItemFactory.create())
    told = OrderPlaced(order_id=order.pk, number=order.number, member_id=reader.pk, channel="phone", total="38.00")
    publish(told, actor=NIGHT, at=AT)

    delivery.deliver("insight.note_members")

    assert list(MemberFacts.objects.filter(due_at__isnull=False).values_list("pk", flat=True)) == [reader.pk]
    assert services.refresh_due(at=AT + timedelta(seconds=5)) == 1
    facts = {row.pk: row for row in MemberFacts.objects.all()}
    assert (facts[reader.pk].orders_all, facts[reader.pk].due_at, facts[other.pk].orders_all) == (1, None, 0)


@pytest.mark.django_db
def test_nothing_is_due_where_the_lake_was_never_filled() -> None:
    assert services.note_members([MemberFactory.create().pk], at=AT) == 0
    assert MemberFacts.objects.count() == 0


@pytest.mark.feature("F072")
@pytest.mark.django_db(transaction=True)
def test_a_page_says_title_by_title_for_whom_and_out_of_which_need_it_was_bought(client: Client) -> None:
    reader, workbook = MemberFactory.create(), ItemFactory.create(audience="school", grade_from=3, grade_to=3)
    an_order(reader, workbook, ItemFactory.create(), days_ago=3)
    an_order(reader, ItemFactory.create(), days_ago=400)
    fill()
    user = staff_with(Role.ANALYST)
    user.language = "en"
    user.save()
    client.force_login(user)

    lines = services.judged_purchases(member_id=reader.pk, actor=ANALYST, at=AT)
    page = client.get(reverse("insight:purchases", args=[reader.number])).content.decode()

    told = {line.item_id: (line.user, line.sure, line.need, line.need_why, line.net) for line in lines}
    assert len(told) == 2
    assert told[workbook.pk] == ("child", 60, "need", "for_school", Decimal(38))
    assert "asked for by school or an examination" in page
    assert workbook.title in page
    with pytest.raises(NotPermitted):
        services.judged_purchases(member_id=reader.pk, actor=Actor(STAFF, "9", "test", frozenset()), at=AT)


@pytest.mark.django_db(transaction=True)
def test_whoever_says_no_to_being_profiled_is_shown_no_value_from_then_on(client: Client) -> None:
    reader, other = MemberFactory.create(), MemberFactory.create()
    for one in (reader, other):
        an_order(one, ItemFactory.create(), days_ago=3)
    fill()
    actor = Actor(STAFF, "1", "test", frozenset({Role.SHOP_CLERK}))
    record_consent(member_id=reader.pk, purpose="profiling", is_granted=False, actor=actor, at=AT)

    delivery.deliver("insight.leave_out_unwilling")

    assert list(MemberValue.objects.values_list("pk", flat=True)) == [other.pk]
    fill(services.FULL)
    assert list(MemberValue.objects.values_list("pk", flat=True)) == [other.pk]
    user = staff_with(Role.ANALYST)
    user.language = "en"
    user.save()
    client.force_login(user)
    page = client.get(reverse("insight:reader", args=[reader.number])).content.decode()
    assert "They said no to being profiled" in page


@pytest.mark.django_db(transaction=True)
def test_the_value_of_a_reader_moves_within_seconds_of_an_order_as_the_next_night_will_say() -> None:
    readers = [MemberFactory.create() for _ in range(8)]
    for at, reader in enumerate(readers):
        for order in range(at + 1):
            an_order(reader, ItemFactory.create(), days_ago=15 + 31 * order)
    fill()
    first, before = readers[0], MemberValue.objects.get(pk=readers[0].pk)
    for _order in range(9):
        an_order(first, ItemFactory.create(), ItemFactory.create(), ItemFactory.create(), days_ago=0)
    services.note_members([first.pk], at=AT)

    services.refresh_due(at=AT)

    now = MemberValue.objects.get(pk=first.pk)
    assert (now.orders, now.net, now.place, now.tier) == (before.orders + 9, before.net + 9 * 11_400, 1, 1)
    assert now.score > before.score
    assert now.lifetime > before.lifetime
    others = list(MemberValue.objects.exclude(pk=first.pk).order_by("pk").values_list("score", "orders"))
    fill(services.FULL)
    night = MemberValue.objects.get(pk=first.pk)
    assert (night.score, night.place, night.profit, night.users) == (now.score, 1, now.profit, now.users)
    assert list(MemberValue.objects.exclude(pk=first.pk).order_by("pk").values_list("score", "orders")) == others
