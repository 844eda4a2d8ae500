"""Titles for staff: found, shown with every price side by side, and with what supply knows of them."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from shuyou.catalog.models import Contribution, Contributor, Identifier, Item, PriceEntry, PriceList
from shuyou.catalog.tests.factories import IdentifierFactory, ItemFactory, TitleSearchFactory
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.registry import Panel, registry
from shuyou.kernel.tests.factories import staff_with

pytestmark = pytest.mark.django_db

LIST = "/console/titles/"
AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@pytest.fixture
def item() -> Item:
    """Return a title with an author and an ISBN that can be searched for."""
    item = ItemFactory.create(title="江南造园记", list_price=Decimal("76.00"))
    IdentifierFactory.create(item=item)
    author = Contributor.objects.create(name="顾眉")
    Contribution.objects.create(item=item, contributor=author)
    TitleSearchFactory.create(item=item)
    return item


def signed_in(client: Client, *roles: Role) -> None:
    user = staff_with(*roles)
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)


def url_of(item: Item) -> str:
    return f"{LIST}{item.uid}/"


@pytest.mark.parametrize("typed", ["造园", "9787530216835", "978-7-5302-1683-5", ""])
def test_a_title_is_found_by_words_or_number(client: Client, item: Item, typed: str) -> None:
    signed_in(client, Role.BUYER)

    answer = client.get(LIST, {"q": typed})

    (row,) = answer.context["rows"]
    assert re.sub(r"<mark>|</mark>", "", row).count("江南造园记</a>") == 1
    for label, shown in (("Member", "¥72.20"), ("VIP", "¥66.88"), ("Free now", "0")):
        assert f'data-label="{label}">{shown}</td>' in row


def test_a_search_in_vain_is_said_and_kept(client: Client) -> None:
    signed_in(client, Role.BUYER)

    page = client.get(LIST, {"q": "无此书<b>"}).content.decode()

    assert "Nothing goes by “无此书&lt;b&gt;”." in page
    assert 'value="无此书&lt;b&gt;"' in page


def test_the_page_shows_each_price_and_every_number(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER)
    PriceEntry.objects.create(item=item, price_list=PriceList.objects.get(code="vip"), rate=Decimal("0.8000"))
    IdentifierFactory.create(item=item, kind=Identifier.Kind.OWN, value="A-17")

    page = client.get(url_of(item)).content.decode()

    for shown in ("¥76.00", "¥72.20", "¥60.80", "20% off", "9787530216835", "A-17", "顾眉", "Never stocked."):
        assert shown in page


def test_codes_are_shown_in_words(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER)
    Item.objects.update(language="chi", binding="精装", source="onix:Global Bookinfo")

    page = client.get(url_of(item)).content.decode()

    for shown in ("Chinese", "hardback", "ONIX message of Global Bookinfo"):
        assert f"<dd>{shown}</dd>" in page


def test_a_broken_card_leaves_the_page_standing(client: Client, item: Item) -> None:
    def burst(*_: object) -> None:
        raise ValueError

    signed_in(client, Role.BUYER)
    broken = Panel(slot="title.main", key="x", order=1, permission="catalog.view", template="x.html", load=burst)
    registry.panels.append(broken)
    try:
        answer = client.get(url_of(item))
    finally:
        registry.panels.remove(broken)

    assert answer.status_code == HTTPStatus.OK
    assert "This part could not be loaded." in answer.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_looks_titles_up(client: Client, item: Item, role: Role) -> None:
    signed_in(client, role)

    assert client.get(LIST, {"q": "造园"}).status_code == HTTPStatus.OK
    assert client.get(url_of(item)).status_code == HTTPStatus.OK


def test_a_title_that_is_not_there_is_said(client: Client) -> None:
    signed_in(client, Role.BUYER)

    assert client.get(f"{LIST}01890000-0000-7000-8000-000000000000/").status_code == HTTPStatus.NOT_FOUND


def test_the_pages_ask_the_database_so_often(
    client: Client, item: Item, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signed_in(client, Role.BUYER)

    # session, and user the first time; own classes and shelves to choose; estimate, titles, rows; prices; stock; views
    with django_assert_num_queries(10):
        client.get(LIST, {"q": "造园"})
    # one for who asks; id, item, row, contributors, numbers, topics, price lists, beside, own classes; stock, layers,
    # movements; what a copy costs: its row, whether promotions run, a query for each of three channels
    with django_assert_num_queries(18):
        client.get(url_of(item))
