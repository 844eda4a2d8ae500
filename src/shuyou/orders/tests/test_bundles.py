"""Bundles of readers' own: from what they bought, offered once, priced by a promotion, taken, declined or lapsed."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shuyou.catalog.models import Item, Series
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.members.models import Member
from shuyou.members.services import record_consent
from shuyou.members.tests.factories import AddressFactory
from shuyou.orders import queries, services
from shuyou.orders.errors.bundles import BundleOver, NoBundle, ReaderUnwilling
from shuyou.orders.models import Order, OrderLine, OwnBundle, PromotionTally
from shuyou.orders.queries._return_worth import foreseen_of_copies
from shuyou.orders.rules import Kind, Rule
from shuyou.orders.services import Wanted
from shuyou.orders.tests.factories import AT, BOSS, CLERK, PICKER, a_draft, a_member, a_title
from shuyou.orders.tests.test_place_order_races import all_at_once
from shuyou.orders.tests.test_promotions import publish

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(days=3)


def a_series(*copies: int) -> list[Item]:
    """Return titles of one series with so many copies each."""
    series = Series.objects.create(name="江南丛书")
    items = [a_title(count) for count in copies]
    Item.objects.filter(pk__in=[item.pk for item in items]).update(series=series, status="available")
    return items


def buy(member: Member, *items: Item, **more: Any) -> str:
    draft = a_draft(member.pk, *(Wanted(item.pk, 1) for item in items), **more)
    return services.place_order(draft, actor=CLERK, at=more.pop("at", AT)).number


def agree(member: Member) -> None:
    record_consent(member_id=member.pk, purpose="profiling", is_granted=True, actor=BOSS, at=AT)


offer = partial(services.offer_bundle, actor=CLERK, at=AT)


@pytest.mark.feature("F053")
def test_a_reader_who_agreed_is_offered_what_goes_on_with_their_series_once() -> None:
    first, second, third, gone = a_series(5, 5, 5, 0)
    member, stranger = a_member(), a_member()
    for one in (member, stranger):
        buy(one, first)
    with pytest.raises(ReaderUnwilling):
        offer(member_id=member.pk)
    agree(member)

    offered = services.offer_bundles(member_ids=[member.pk, stranger.pk], actor=BOSS, at=AT)

    bundle = queries.open_bundle(member_id=member.pk, at=AT, actor=CLERK)
    assert bundle is not None
    assert (offered, {one.item_id for one in bundle.titles}) == (1, {second.pk, third.pk})
    assert {one.word for one in bundle.titles} == {"江南丛书"}
    assert gone.pk not in {one.item_id for one in bundle.titles}
    all_at_once([partial(services.offer_bundle, member_id=member.pk, actor=CLERK, at=AT) for _clerk in range(4)])
    assert OwnBundle.objects.count() == 1
    services.decline_bundle(bundle_id=bundle.bundle_id, actor=CLERK, at=AT)
    with pytest.raises(BundleOver):
        services.decline_bundle(bundle_id=bundle.bundle_id, actor=CLERK, at=AT)
    with pytest.raises(NoBundle):  # what was offered is not offered again
        offer(member_id=member.pk)


@pytest.mark.feature("F053")
def test_a_whole_bundle_costs_less_once_and_says_which_order_took_it() -> None:
    publish("own", Rule(kind=Kind.PERCENT, rate=Decimal("0.80"), titles=frozenset({"bundle:own"})), budget=Decimal(100))
    first, second, third = a_series(9, 9, 9)
    member = a_member()
    agree(member)
    buy(member, first)
    offer(member_id=member.pk)
    before = PromotionTally.objects.get().spent
    parts = buy(member, second)
    whole_price = OrderLine.objects.filter(order__number=parts).get().net_price
    services.cancel_order(parts, reason="x", actor=CLERK, at=AT)

    taken = buy(member, second, third)
    again = buy(member, second, third)
    deliver_all()

    assert before == 0
    prices = {
        number: set(OrderLine.objects.filter(order__number=number).values_list("net_price", flat=True))
        for number in (taken, again)
    }
    assert prices == {taken: {whole_price * Decimal("0.8")}, again: {whole_price}}
    bundle = OwnBundle.objects.get()
    assert (bundle.state, bundle.order and bundle.order.number) == ("taken", taken)
    assert PromotionTally.objects.get().spent == whole_price * Decimal("0.4")


@pytest.mark.feature("F053")
def test_a_returned_title_of_a_bundle_is_worth_what_the_kept_one_would_not_have_cost() -> None:
    publish("own", Rule(kind=Kind.PERCENT, rate=Decimal("0.80"), titles=frozenset({"bundle:own"})))
    first, second, third = a_series(9, 9, 9)
    member, other = a_member(), a_title(5)
    agree(member)
    buy(member, first)
    offer(member_id=member.pk)
    number = buy(member, second, third, other, payment="cod")
    services.pick_order(number, actor=PICKER, at=AT)
    services.ship_order(number, waybill="EA1", actor=PICKER, at=AT)
    services.deliver_order(number, actor=PICKER, at=AT)
    deliver_all()
    lines = {line.item_id: line for line in OrderLine.objects.filter(order__number=number)}
    worth = partial(foreseen_of_copies, number=number, reason="mind", actor=BOSS)

    assert worth(copies={lines[other.pk].position: 1}).less == 0
    broken = worth(copies={lines[second.pk].position: 1})
    assert broken.less == lines[third.pk].net_price / Decimal("0.8") - lines[third.pk].net_price


@pytest.mark.feature("F053")
def test_a_bundle_is_taken_over_by_one_key_and_listed_with_its_outcome(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: LATER)
    client.force_login(staff_with(Role.MANAGER))
    first, second, third = a_series(9, 9, 9)
    member = a_member()
    AddressFactory.create(person=member.person)
    agree(member)
    new, entry = reverse("orders:bundle_new"), reverse("orders:entry", args=[member.number])
    assert client.post(new, {"reader": member.number}).status_code == 409
    buy(member, first)
    assert client.post(new, {"reader": member.number})["Location"] == entry
    page = client.get(entry)
    assert second.title in page.content.decode()
    key = str(page.context["key"])
    for _twice in range(2):
        client.post(entry, {"key": key, "do": "bundle"})
    client.post(entry, {"key": key, "do": "confirm", "payment": "remittance"})
    deliver_all()
    number = Order.objects.latest("pk").number
    lines = OrderLine.objects.filter(order__number=number)
    assert set(lines.values_list("item_id", "quantity")) == {(second.pk, 1), (third.pk, 1)}
    assert number in client.get(reverse("orders:bundles"), {"state": "taken"}).content.decode()
    panel = reverse("console:member_panel", args=[member.number, "own-bundle"])
    assert second.title not in client.get(panel).content.decode()
    OwnBundle.objects.update(state="open", order=None, decided_at=None)
    assert second.title in client.get(panel).content.decode()
    services.offer_bundles(member_ids=[], actor=BOSS, at=LATER + timedelta(days=31))
    assert OwnBundle.objects.get().state == "lapsed"
