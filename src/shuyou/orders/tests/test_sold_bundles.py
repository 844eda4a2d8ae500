"""Bundles sold at their own price: their parts leave the shelves, and each part that comes back brings its share."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from shuyou.catalog.models import BundlePart, Item
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.orders import queries, services
from shuyou.orders.errors import NotForSale, TooYoungFor
from shuyou.orders.models import Order, SoldBundle
from shuyou.orders.queries import BasketAsked
from shuyou.orders.queries._return_worth import return_worth
from shuyou.orders.rules import BundlePart as Part
from shuyou.orders.rules import PricedLine, Step, in_parts, summed
from shuyou.orders.services import OrderChange, Wanted
from shuyou.orders.services._place_many import known_orders, place_many
from shuyou.orders.services.till import SaleLine, sell_at_till
from shuyou.orders.tests.factories import AT, CLERK, HOME, a_draft, a_member, a_title
from shuyou.orders.tests.till_scene import a_sale, at_the_till, cash, in_store
from shuyou.supply import queries as supply
from shuyou.supply.errors import OutOfStock
from shuyou.supply.models import Shelf
from shuyou.supply.tests.factories import stock_up

pytestmark = pytest.mark.django_db(transaction=True)

type Lines = list[tuple[int, int, Decimal]]


def a_bundle(parts: dict[Item, int], *, price: str = "60.00") -> Item:
    """Return a bundle of so many copies each."""
    bundle = ItemFactory.create(title="小小科学家套装", list_price=Decimal(price))
    BundlePart.objects.bulk_create(BundlePart(bundle=bundle, part=part, quantity=n) for part, n in parts.items())
    return bundle


def lines_of(order: Order) -> Lines:
    return [(line.item_id, line.quantity, line.net_amount) for line in order.lines.order_by("position")]


def free(item: Item, place: str = "main") -> int:
    return supply.free_copies(item_ids=[item.pk], warehouse=place)[item.pk]


def ordered(*wanted: Wanted) -> Order:
    draft = a_draft(a_member().pk, *wanted, payment="cod")
    return Order.objects.get(pk=services.place_order(draft, actor=CLERK, at=AT).order_id)


@pytest.mark.feature("F134")
def test_an_ordered_bundle_costs_its_own_price_and_its_parts_are_set_aside() -> None:
    one, two = a_title(9), a_title(9)
    bundle = a_bundle({one: 1, two: 2})
    assert free(bundle) == 4

    order = ordered(Wanted(bundle.pk, 2), Wanted(one.pk, 1))

    assert order.net_total == Decimal("152.00")  # twice 57.00 for members, and one for 38.00
    assert lines_of(order) == [
        (one.pk, 2, Decimal("38.00")), (two.pk, 4, Decimal("76.00")), (one.pk, 1, Decimal("38.00")),
    ]  # fmt: skip
    assert [free(item) for item in (one, two, bundle)] == [6, 5, 2]
    detail = queries.order_detail(number=order.number, actor=CLERK)
    assert [(row.item_id, row.quantity, row.net_price) for row in detail.wanted] == [
        (one.pk, 1, Decimal("38.00")), (bundle.pk, 2, Decimal("57.00")),
    ]  # fmt: skip


@pytest.mark.feature("F120")
def test_a_changed_order_keeps_the_price_of_its_bundle() -> None:
    one, two = a_title(9), a_title(9)
    bundle = a_bundle({one: 1, two: 2})
    order = ordered(Wanted(bundle.pk, 1))
    change = OrderChange(number=order.number, version=1, copies={bundle.pk: 1, one.pk: 1}, destination=HOME)

    assert services.change_order(change, actor=CLERK, at=AT) == Decimal("95.00")
    fewer = replace(change, version=2, copies={one.pk: 1})
    assert services.change_order(fewer, actor=CLERK, at=AT) == Decimal("38.00")

    assert not SoldBundle.objects.exists()
    assert [free(item) for item in (one, two)] == [8, 9]


def test_what_lies_packed_is_sold_as_it_is_and_too_few_parts_refuse_all() -> None:
    one, two = a_title(1), a_title(1)
    bundle = a_bundle({one: 1, two: 1})
    stock_up(bundle.pk, 1, at=AT)
    packed = ordered(Wanted(bundle.pk, 1))
    assert [line[0] for line in lines_of(packed)] == [bundle.pk]

    with pytest.raises(OutOfStock):
        ordered(Wanted(bundle.pk, 2))

    assert Order.objects.count() == 1
    assert sum(Shelf.objects.values_list("reserved", flat=True)) == 1


def test_a_part_that_must_not_be_sold_or_not_to_this_reader_refuses_the_bundle() -> None:
    one, two = a_title(5), a_title(5)
    bundle = a_bundle({one: 1, two: 1})
    Item.objects.filter(pk=one.pk).update(least_age=18)
    with pytest.raises(TooYoungFor):
        ordered(Wanted(bundle.pk, 1))
    Item.objects.filter(pk=one.pk).update(least_age=None, status="withdrawn")
    with pytest.raises(NotForSale):
        ordered(Wanted(bundle.pk, 1))

    assert not Order.objects.exists()
    assert [free(item) for item in (one, two)] == [5, 5]


def test_one_part_that_comes_back_brings_its_share() -> None:
    one, two = a_title(5), a_title(5)
    order = ordered(Wanted(a_bundle({one: 1, two: 2}).pk, 1))
    first, second = order.lines.order_by("position")

    worths = [return_worth(order=order, coming=coming, is_our_fault=False).worth
              for coming in ({first.pk: 1}, {second.pk: 1}, {first.pk: 1, second.pk: 2})]  # fmt: skip

    assert worths == [Decimal("19.00"), Decimal("19.00"), Decimal("57.00")]


@pytest.mark.feature("F144")
def test_a_till_sells_a_bundle_at_its_price_and_takes_the_parts_off_the_books() -> None:
    clerk = at_the_till()
    one, two = in_store(3), in_store(3)
    bundle = a_bundle({one: 1, two: 2})
    sale = a_sale(SaleLine(item_id=bundle.pk, quantity=1), tenders=(cash("60.00"),))

    sold = sell_at_till(sale, actor=clerk, at=AT)
    again = sell_at_till(sale, actor=clerk, at=AT)

    assert (sold.total, sold.notes, again.is_repeat) == (Decimal("60.00"), 0, True)
    assert lines_of(Order.objects.get()) == [(one.pk, 1, Decimal("20.00")), (two.pk, 2, Decimal("40.00"))]
    assert [free(item, "river") for item in (one, two, bundle)] == [2, 1, 0]


def test_a_basket_shows_the_price_that_is_charged_and_files_know_their_orders_again() -> None:
    one, two = a_title(5), a_title(5)
    bundle, member = a_bundle({one: 1, two: 2}), a_member()
    asked = BasketAsked(member_id=member.pk, price_list="member", channel="web", copies={bundle.pk: 1})
    shown = queries.reader_basket(asked=asked, actor=CLERK, at=AT)
    draft = replace(a_draft(member.pk, Wanted(bundle.pk, 1), payment="cod"), request_key=uuid4())

    (placed,) = services_place(draft)

    assert shown.net_total == Decimal("57.00")
    assert shown.is_ready
    known = known_orders([draft.request_key])[draft.request_key]
    assert (known.placed.number, known.copies) == (placed, f'{{"{bundle.pk}": 1}}')


def services_place(draft: services.OrderDraft) -> list[str]:
    """Return the numbers of orders placed as a file does."""
    with transaction.atomic():
        made = place_many([draft], actor=CLERK, at=AT)
    return [one.number for one in made if isinstance(one, services.Placed)]


def test_the_desk_sees_how_many_bundles_its_parts_are_enough_for(client: Client) -> None:
    one, two = a_title(5), a_title(5)
    bundle, member = a_bundle({one: 1, two: 2}), a_member()
    client.force_login(StaffFactory.create(roles=[Role.CALL_AGENT.value], language="en"))
    IdentifierFactory.create(item=bundle, value="9787530216800")
    page = reverse("orders:entry", args=[member.number])
    key = str(client.get(page).context["key"])

    client.post(page, {"do": "add", "clue": "9787530216800", "key": key})
    (line,) = client.get(page).context["view"].lines

    assert (line.free, line.is_short, line.priced.net) == (2, False, Decimal("57.00"))


@given(
    price=st.integers(0, 30_000), copies=st.integers(1, 9), saved=st.integers(0, 500),
    parts=st.lists(st.tuples(st.integers(0, 9_999), st.integers(1, 4)), min_size=1, max_size=6),
)  # fmt: skip
def test_no_cent_is_lost_between_a_bundle_and_its_parts(
    price: int, copies: int, saved: int, parts: list[tuple[int, int]]
) -> None:
    net, step = Decimal(price) / 100, Step("X", 1, "满减", "Off", "off", Decimal(saved) / 100)
    line = PricedLine(1, "套装", copies, max(net, Decimal(50)), Decimal("0.5"), net, "list:member", (step,))
    made = [Part(at + 2, f"件{at}", number, Decimal(cents) / 100) for at, (cents, number) in enumerate(parts)]

    basket = in_parts(summed([line]), {1: made})

    assert basket.net_total == line.net_amount
    assert sum(one.saving for part in basket.lines for one in part.steps) == step.saving
    assert basket.copies() == {part.item_id: part.copies * copies for part in made}
    assert all(0 <= part.net <= part.list_price for part in basket.lines)
