"""The screen in a store: what was typed leads to a shelf, a blurb, and who else has the book."""

from datetime import UTC, datetime
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from shuyou.catalog.models import Category, Item
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory, TitleSearchFactory
from shuyou.supply.models import Shelf, Warehouse
from shuyou.supply.tests.factories import stock_up

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def garden() -> Item:
    """A book of which four copies stand in the main place."""
    art = Category.objects.create(scheme="clc", code="J", name_zh="艺术", name_en="Art")
    item = ItemFactory.create(title="江南造园记", blurb="写江南园林的来历。", category=art)
    IdentifierFactory.create(item=item)
    TitleSearchFactory.create(item=item, rank=9, is_hot=True)
    stock_up(item.pk, 4, at=AT)
    Shelf.objects.filter(item_id=item.pk).update(position="A-03-12")
    return item


@pytest.fixture
def other() -> Warehouse:
    """A second store."""
    return Warehouse.objects.create(code="south", name_zh="南门店", name_en="South Gate", kind="store")


@pytest.mark.feature("F131")
@pytest.mark.parametrize("typed", ["造园", "jnzyj", "jiangnanzaoyuanji", "9787530216835"])
def test_words_lead_to_the_place_on_the_shelf_and_the_blurb(client: Client, garden: Item, typed: str) -> None:
    page = client.get("/kiosk/main/", {"q": typed}, headers=ENGLISH).content.decode()

    assert "A-03-12" in page
    assert "写江南园林的来历。" in page
    assert "4 copies here" in page


@pytest.mark.feature("F131")
def test_a_shelf_leads_there_without_words(client: Client, garden: Item) -> None:
    start = client.get("/kiosk/main/", headers=ENGLISH).content.decode()
    shelf = client.get("/kiosk/main/", {"shelf": str(garden.category_id)}, headers=ENGLISH).content.decode()

    assert f"?shelf={garden.category_id}" in start
    assert "A-03-12" in shelf


def test_another_store_is_told_who_has_it(client: Client, garden: Item, other: Warehouse) -> None:
    place = Warehouse.objects.get(code="main").name_en
    found = client.get("/kiosk/south/", {"q": "造园"}, headers=ENGLISH).content.decode()
    page = client.get(f"/kiosk/south/{garden.uid}/", headers=ENGLISH).content.decode()

    assert place in found
    assert "A-03-12" not in found
    assert "Not in this store" in page
    assert place in page
    only_here = client.get("/kiosk/south/", {"q": "造园", "here": "1"})
    assert only_here.context["findings"] == []


def test_the_page_of_a_book_says_where_it_stands(client: Client, garden: Item) -> None:
    page = client.get(f"/kiosk/main/{garden.uid}/", headers={"Accept-Language": "zh-CN"}).content.decode()

    assert "A-03-12" in page
    assert "写江南园林的来历。" in page
    assert 'data-start="/kiosk/main/"' in page


def test_the_script_gets_the_answers_alone(client: Client, garden: Item) -> None:
    part = client.get("/kiosk/main/", {"q": "造园"}, headers={"HX-Request": "true"}).content.decode()

    assert "A-03-12" in part
    assert "<html" not in part


def test_in_vain_it_sends_to_somebody(client: Client, garden: Item) -> None:
    page = client.get("/kiosk/main/", {"q": "无此书名"}, headers=ENGLISH).content.decode()

    assert "We found nothing by “无此书名”." in page
    assert "somebody in the store knows it" in page


def test_a_screen_stands_in_a_store_that_there_is(client: Client, other: Warehouse) -> None:
    assert "/kiosk/south/" in client.get("/kiosk/").content.decode()
    assert client.get("/kiosk/nowhere/").status_code == HTTPStatus.NOT_FOUND
    Warehouse.objects.filter(pk=other.pk).update(is_active=False)
    assert client.get("/kiosk/south/").status_code == HTTPStatus.NOT_FOUND
    assert "/kiosk/south/" not in client.get("/kiosk/").content.decode()


def test_withdrawn_books_are_not_shown(client: Client, garden: Item) -> None:
    Item.objects.filter(pk=garden.pk).update(status="withdrawn")

    assert client.get("/kiosk/main/", {"q": "造园"}).context["findings"] == []


def test_a_search_asks_the_database_so_often(
    client: Client, garden: Item, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # the stores; known words, titles; where copies are; prices; whether promotions run
    with django_assert_num_queries(6):
        client.get("/kiosk/main/", {"q": "造园"}, headers={"HX-Request": "true"})
