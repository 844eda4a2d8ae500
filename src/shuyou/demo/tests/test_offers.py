"""The sample club sells some titles for less, to VIP readers, for a fortnight."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from shuyou.catalog import queries
from shuyou.catalog.tests.factories import ItemFactory, TitleSearchFactory
from shuyou.demo.services._offers import TITLES, lay_out_offers
from shuyou.demo.services._promotions import COUPONS, lay_out_promotions
from shuyou.demo.services._words import WORDS, teach_words
from shuyou.kernel.actor import Actor
from shuyou.kernel.paging import Place
from shuyou.orders import queries as orders

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_best_sellers_cost_vip_readers_less_for_a_fortnight() -> None:
    items = ItemFactory.create_batch(TITLES + 1)
    for rank, item in enumerate(items):
        TitleSearchFactory.create(item=item, rank=100 - rank)

    lay_out_offers(at=AT, actor=Actor.job("test"))

    ids = [item.pk for item in items]
    rates = [price.rate for price in queries.prices(item_ids=ids, price_list="vip", at=AT).values()]
    assert rates == [Decimal("0.75"), Decimal("0.78"), Decimal("0.80")] * 4 + [Decimal("0.88")]
    later = queries.prices(item_ids=ids, price_list="vip", at=AT + timedelta(days=12)).values()
    assert {price.rate for price in later} == {Decimal("0.88")}
    assert {price.rate for price in queries.prices(item_ids=ids, price_list="member", at=AT).values()} == {
        Decimal("0.95")
    }


@pytest.mark.django_db
def test_promotions_run_by_coupon_and_on_the_web_and_one_waits() -> None:
    job = Actor.job("test")

    lay_out_promotions(at=AT, actor=job)

    rows = orders.list_promotions(wanted=orders.PromotionFilter(), place=Place(), actor=job).rows
    assert [(row.code, row.state) for row in rows] == [
        ("lakeside", "live"), ("thanks", "draft"), ("letter", "live"), ("web-season", "live"),
    ]  # fmt: skip
    batches = orders.promotion_detail(code="letter", actor=job).batches
    assert len(batches) == 2
    assert (COUPONS, 0) in [(batch.coupons, batch.used) for batch in batches]


@pytest.mark.django_db
def test_the_search_knows_words_for_the_same_once() -> None:
    TitleSearchFactory.create(item=ItemFactory.create(title="计算机组成原理"))

    for _ in range(2):
        teach_words(at=AT, actor=Actor.job("test"))

    assert len(queries.synonyms(actor=Actor.job("test"))) == len(WORDS)
    assert [row.title for row in queries.search_titles(text="电脑组成")] == ["计算机组成原理"]
