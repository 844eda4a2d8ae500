"""Titles for a reader: by what they bought if they agreed, each with its reason; otherwise what everybody buys."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client

from shuyou.catalog.models import Item, Series
from shuyou.kernel import clock
from shuyou.members.models import Member
from shuyou.members.services import record_consent
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.queries import bought_beside, sells_now
from shuyou.orders.services import OrderDraft, Wanted, place_order
from shuyou.orders.tests.factories import BOSS, CLERK, HOME, a_title
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in

pytestmark = [pytest.mark.django_db, pytest.mark.feature("F018")]


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nobody has tried anything yet."""
    cache.clear()


def buy(member: Member, *items: Item) -> None:
    """Have a reader order titles."""
    draft = OrderDraft(
        member_id=member.pk, wanted=tuple(Wanted(item.pk, 1) for item in items), request_key=uuid4(), channel="web",
        payment="remittance", destination=HOME,
    )  # fmt: skip
    place_order(draft, actor=CLERK, at=clock.now() - timedelta(days=1))


@pytest.fixture
def volumes() -> list[Item]:
    """Three volumes of a series."""
    series = Series.objects.create(name="园林丛书")
    volumes = [a_title(9) for _volume in range(3)]
    Item.objects.filter(pk__in=[item.pk for item in volumes]).update(series=series)
    return volumes


def test_what_goes_on_with_a_series_is_picked_and_says_so(client: Client, volumes: list[Item]) -> None:
    member = MemberFactory.create()
    come_in(client, an_account(member))
    buy(member, volumes[0])
    record_consent(member_id=member.pk, purpose="profiling", is_granted=True, actor=BOSS, at=clock.now())

    picks = client.get("/me/picks/", headers=ENGLISH).context["picks"]

    assert {row.item_id for row, _why in picks} == {volumes[1].pk, volumes[2].pk}
    assert all("goes on with the series “园林丛书”" in why for _row, why in picks)
    assert "园林丛书" in client.get("/me/", headers=ENGLISH).content.decode()


def test_nothing_personal_without_agreement_or_when_it_is_switched_off(client: Client, volumes: list[Item]) -> None:
    member = MemberFactory.create()
    come_in(client, an_account(member))
    buy(member, volumes[0])

    before = client.get("/me/picks/", headers=ENGLISH)
    record_consent(member_id=member.pk, purpose="profiling", is_granted=True, actor=BOSS, at=clock.now())
    client.post("/me/picks/", {"do": "off"})
    switched = client.get("/me/picks/", headers=ENGLISH)

    for answer in (before, switched):
        assert {row.item_id for row, _why in answer.context["picks"]} == {volumes[0].pk}
        assert "many readers bought it this month" in answer.content.decode()


def test_what_buyers_of_a_title_also_bought_stands_beside_it(client: Client) -> None:
    book, beside, once = a_title(9), a_title(9), a_title(9)
    for number in range(3):
        buy(MemberFactory.create(), book, beside, *([once] if number == 0 else []))

    assert bought_beside(item_id=book.pk) == [(beside.pk, 3)]
    assert sells_now(at=clock.now())[:2] == sorted([book.pk, beside.pk], reverse=True)
    assert beside.title in client.get(f"/book/{book.uid}/beside/").content.decode()
