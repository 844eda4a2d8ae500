"""Receiving copies by the page: a layer with its terms, a note taken once, refusals that keep what was typed."""

from decimal import Decimal
from http import HTTPStatus

import pytest
from django.test import Client

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import ItemFactory
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.supply.models import Layer, Shelf, Supplier

pytestmark = pytest.mark.django_db

NOTE = {
    "note": "DN-17", "supplier": "north", "terms": "consignment", "copies": "12", "list_price": "76.00",
    "percent": "62.5", "return_by": "2027-05-01",
}  # fmt: skip


@pytest.fixture
def item() -> Item:
    Supplier.objects.create(code="north", name="北方图书发行")
    return ItemFactory.create(list_price=Decimal("76.00"))


def signed_in(client: Client, *roles: Role) -> None:
    user = staff_with(*roles)
    User.objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)


def url_of(item: Item) -> str:
    return f"/console/titles/{item.uid}/receive/"


@pytest.mark.parametrize("role", [Role.BUYER, Role.WAREHOUSE])
def test_copies_become_a_layer_with_its_terms(client: Client, item: Item, role: Role) -> None:
    signed_in(client, role)

    answer = client.post(url_of(item), NOTE)

    layer = Layer.objects.get()
    assert answer.headers["Location"] == f"/console/titles/{item.uid}/"
    assert (layer.terms, layer.on_hand, layer.discount_rate, layer.unit_cost) == (
        "consignment", 12, Decimal("0.6250"), Decimal("47.50"),
    )  # fmt: skip
    page = client.get(answer.headers["Location"]).content.decode()
    for shown in ("12 copies received.", "Consignment", "北方图书发行", "2027-05-01", "¥47.50"):
        assert shown in page


def test_a_note_is_taken_once(client: Client, item: Item) -> None:
    signed_in(client, Role.WAREHOUSE)
    client.post(url_of(item), NOTE)

    answer = client.post(url_of(item), NOTE, follow=True)

    assert "was received before; nothing was added." in answer.content.decode()
    assert Shelf.objects.get(item=item).on_hand == 12


@pytest.mark.parametrize(
    ("field", "typed"),
    [("copies", "0"), ("copies", "twelve"), ("percent", "101"), ("list_price", "-1"), ("note", ""), ("return_by", "x")],
)
def test_what_cannot_be_is_said_at_its_field(client: Client, item: Item, field: str, typed: str) -> None:
    signed_in(client, Role.WAREHOUSE)

    answer = client.post(url_of(item), {**NOTE, field: typed})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.context["form"].errors.keys() == {field}
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert 'value="DN-17"' in answer.content.decode() or field == "note"
    assert not Layer.objects.exists()


@pytest.mark.parametrize("role", [Role.CALL_AGENT, Role.SHOP_CLERK, Role.MANAGER, Role.ANALYST])
def test_who_receives_nothing_is_refused(client: Client, item: Item, role: Role) -> None:
    signed_in(client, role)

    assert client.get(url_of(item)).status_code == HTTPStatus.FORBIDDEN
    assert client.post(url_of(item), NOTE).status_code == HTTPStatus.FORBIDDEN
    assert not Layer.objects.exists()


def test_costs_are_shown_to_who_buys(client: Client, item: Item) -> None:
    signed_in(client, Role.BUYER)
    client.post(url_of(item), NOTE)
    signed_in(client, Role.CALL_AGENT)

    page = client.get(f"/console/titles/{item.uid}/").content.decode()

    assert "¥47.50" not in page
    assert "Consignment" in page
