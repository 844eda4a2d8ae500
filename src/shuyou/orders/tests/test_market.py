"""What others ask: noted one by one or as a table, compared by basket, day by day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuyou.catalog.tests.factories import IdentifierFactory, PriceListFactory
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.orders import queries, services, tasks
from shuyou.orders.models import BasketDay, RivalPrice
from shuyou.orders.rules import compare
from shuyou.orders.services import BasketDraft, RivalDraft
from shuyou.orders.tests.factories import AT, BOSS, a_title

SNOW, GARDEN = "9787530216835", "9787550252585"
TODAY = date(2026, 11, 22)
prices = st.dictionaries(
    st.integers(1, 9), st.integers(100, 50_000).map(lambda fen: Decimal(fen) / 100), min_size=1, max_size=5
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ours=prices, others=prices, weight=st.integers(1, 9))
def test_a_basket_as_dear_as_the_cheapest_stands_at_a_hundred(
    ours: dict[int, Decimal], others: dict[int, Decimal], weight: int
) -> None:
    weights = dict.fromkeys(range(1, 10), weight)
    same, other = compare(weights, ours, ours), compare(weights, ours, others)

    assert same
    assert same.index == Decimal(100)
    assert (same.dearer, same.titles) == (0, len(ours))
    assert (other is None) == (not ours.keys() & others.keys())
    if other:
        assert other.dearer == sum(ours[one] > others[one] for one in ours.keys() & others.keys())


@pytest.mark.django_db(transaction=True)
@pytest.mark.feature("F197")
def test_a_basket_is_compared_by_the_latest_price_of_each_and_remembered_by_day(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = PriceListFactory.create().code  # readers pay 95 % of ¥40.00
    items = [a_title(0), a_title(0)]
    for item, isbn in zip(items, (SNOW, GARDEN), strict=True):
        IdentifierFactory.create(item=item, value=isbn)
    basket = BasketDraft(code="top", name="大家记得的价", price_list=code, titles=(SNOW, GARDEN, "9780000000002"))
    services.keep_basket(basket, actor=BOSS, at=AT)
    noted = services.note_rival_prices(
        [
            RivalDraft(isbn=SNOW, rival="甲店", price="30.00", seen_on="2026-11-01"),
            RivalDraft(isbn=SNOW, rival="甲店", price="¥36.00"),
            RivalDraft(isbn=SNOW, rival="乙店", price="20.00", seen_on="2026-01-01"),
            RivalDraft(isbn=GARDEN, rival="乙店", price="NaN"),
            RivalDraft(isbn="9780000000002", rival="乙店", price="9"),
        ],
        actor=BOSS,
        at=AT,
    )
    assert (noted.prices, [fault.line for fault in noted.faults]) == (3, [4, 5])
    monkeypatch.setattr("shuyou.kernel.clock.now", lambda: AT)

    assert tasks.measure_baskets(0) == tasks.measure_baskets(0) == 1  # twice a day is one day
    day = BasketDay.objects.get()
    assert (day.ours, day.theirs, day.compared, day.dearer) == (Decimal("38.00"), Decimal("36.00"), 1, 1)
    client.force_login(staff_with(Role.MANAGER))
    table = "ISBN,商家,价格\n" + f"{GARDEN},丙店,50\n{SNOW},丙店,39\nnone,丙店,1\n"
    file = SimpleUploadedFile("prices.csv", table.encode("gb18030"))
    answer = client.post(reverse("orders:rival_prices"), {"file": file}, follow=True)
    assert RivalPrice.objects.filter(rival="丙店").count() == 2
    assert "105.6" not in answer.content.decode()
    stands = queries.price_baskets(actor=BOSS)[0].stands
    assert stands
    assert (stands.index, stands.titles, stands.dearer) == (Decimal("88.4"), 2, 1)
    page = client.get(reverse("orders:basket", args=["top"])).content.decode()
    assert page.index(items[0].title) < page.index(items[1].title) or items[0].title == items[1].title
    for name in ("orders:market", "orders:basket_new", "orders:rival_prices"):
        assert client.get(reverse(name)).status_code == 200
    titles = queries.compared_titles(code="top", since=TODAY - timedelta(days=90), until=TODAY, actor=BOSS)
    assert [one.gap for one in titles] == [Decimal("2.00"), Decimal("-12.00")]


@pytest.mark.django_db
def test_a_long_list_of_prices_asks_for_its_titles_together(django_assert_max_num_queries: Any) -> None:
    for number in range(9780000000100, 9780000000110):
        IdentifierFactory.create(item=a_title(0), value=str(number))
    drafts = [RivalDraft(isbn=f"{number}", rival="甲店", price="9") for number in range(9780000000100, 9780000000140)]

    with django_assert_max_num_queries(12):
        noted = services.note_rival_prices(drafts, actor=BOSS, at=AT)

    assert (noted.prices, noted.left_out) == (10, 30)
