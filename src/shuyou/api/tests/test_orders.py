"""Orders through the API: placed once, refused without a trace, shown and paid."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest

from shuyou.api.tests.factories import USUAL, Caller, a_token, an_order
from shuyou.api.views.orders import OrderIn, PaymentIn
from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel.models import EventRecord
from shuyou.members.models import Member, PersonalDataAccess
from shuyou.orders.models import Channel, Order
from shuyou.orders.tests.factories import a_member, a_title
from shuyou.payments.models import Receipt
from shuyou.payments.queries import tenders_by_hand
from shuyou.supply.models import Layer, Movement, Shelf

pytestmark = pytest.mark.django_db

ISBN = "9787530216835"


def nothing_moved() -> bool:
    """Tell that no order, reservation, receipt or event of an order exists."""
    return (
        Order.objects.count() == 0
        and Receipt.objects.count() == 0
        and not Shelf.objects.filter(reserved__gt=0).exists()
        and not Layer.objects.filter(reserved__gt=0).exists()
        and not Movement.objects.filter(kind="RESERVE").exists()
        and not EventRecord.objects.filter(name__startswith="orders.").exists()
    )


@pytest.fixture
def website(db: None) -> Caller:
    """A program that may do the usual."""
    return Caller(a_token(*USUAL))


@pytest.fixture
def member(db: None) -> Member:
    """A member who buys at 95 % of list."""
    return a_member()


@pytest.fixture
def item(db: None) -> Item:
    """A title at ¥40.00 with five copies and an ISBN."""
    title = a_title(copies=5)
    IdentifierFactory.create(item=title, value=ISBN)
    return title


def test_an_order_is_placed_once_however_often_it_is_sent(website: Caller, member: Member, item: Item) -> None:
    body = an_order(member.number, {"item": str(item.uid), "quantity": 2})

    first, second = website.post("/orders", body), website.post("/orders", body)

    order = Order.objects.get()
    assert (first.status_code, second.status_code) == (HTTPStatus.CREATED, HTTPStatus.OK)
    assert first.json() == {"number": order.number, "total": "76.00", "is_repeat": False}
    assert second.json() == {**first.json(), "is_repeat": True}
    assert first.headers["Location"] == f"/api/v1/orders/{order.number}"
    assert (order.channel, order.placed_by.split(":")[0]) == ("web", "token")
    assert Shelf.objects.get().reserved == 2


def test_a_repeat_is_known_even_if_the_title_cannot_be_ordered_any_more(
    website: Caller, member: Member, item: Item
) -> None:
    body = an_order(member.number, {"isbn": ISBN})
    first = website.post("/orders", body)
    IdentifierFactory.create(item=a_title(copies=1), value=ISBN)

    second = website.post("/orders", body)

    assert (second.status_code, second.json()["number"]) == (HTTPStatus.OK, first.json()["number"])


def test_a_request_key_belongs_to_one_member(website: Caller, member: Member, item: Item) -> None:
    body = an_order(member.number, {"item": str(item.uid)})
    website.post("/orders", body)

    response = website.post("/orders", {**body, "member": a_member().number})

    assert (response.status_code, response.json()["code"]) == (HTTPStatus.CONFLICT, "orders.request_key_taken")
    assert Order.objects.count() == 1


def test_an_isbn_of_several_titles_is_answered_with_the_choice(website: Caller, member: Member, item: Item) -> None:
    other = a_title(copies=5)
    IdentifierFactory.create(item=other, value=ISBN)

    response = website.post("/orders", an_order(member.number, {"isbn": ISBN}))

    problem = response.json()
    assert (response.status_code, problem["code"]) == (HTTPStatus.CONFLICT, "api.several_titles")
    choices = {choice["item"]: choice for choice in problem["params"]["choices"]}
    assert choices.keys() == {str(item.uid), str(other.uid)}
    assert choices[str(other.uid)]["title"] == other.title
    assert nothing_moved()
    chosen = website.post("/orders", an_order(member.number, {"item": str(other.uid)}))
    assert chosen.status_code == HTTPStatus.CREATED


@pytest.mark.parametrize(
    ("lines", "more", "status", "code"),
    [
        ([], {}, HTTPStatus.UNPROCESSABLE_ENTITY, "orders.empty_order"),
        ([{"isbn": ISBN, "quantity": 6}], {}, HTTPStatus.CONFLICT, "supply.out_of_stock"),
        ([{"isbn": "9787020002207"}], {}, HTTPStatus.NOT_FOUND, "orders.unknown_title"),
        ([{"item": str(uuid4())}], {}, HTTPStatus.NOT_FOUND, "kernel.not_found"),
        ([{}], {}, HTTPStatus.UNPROCESSABLE_ENTITY, "api.item_or_isbn"),
        ([{"isbn": ISBN, "item": str(uuid4())}], {}, HTTPStatus.UNPROCESSABLE_ENTITY, "api.item_or_isbn"),
        ([{"isbn": ISBN}], {"points": 1}, HTTPStatus.CONFLICT, "loyalty.not_enough_points"),
        ([{"isbn": ISBN}], {"member": "M9999999"}, HTTPStatus.NOT_FOUND, "kernel.not_found"),
        ([{"isbn": ISBN}], {"payment": "shells"}, HTTPStatus.UNPROCESSABLE_ENTITY, "api.field_not_readable"),
        ([{"isbn": ISBN}], {"destination": {"recipient": "林", "address": " "}}, HTTPStatus.UNPROCESSABLE_ENTITY,
         "orders.address_missing"),
    ],
)  # fmt: skip
def test_a_refused_order_leaves_nothing(
    website: Caller, member: Member, item: Item, lines: list[Any], more: dict[str, Any], status: int, code: str
) -> None:
    response = website.post("/orders", an_order(**{"member": member.number, **more}) | {"lines": lines})

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert "item_id" not in response.content.decode()
    assert nothing_moved()


def test_a_stopped_member_is_refused_with_the_remedy(website: Caller, member: Member, item: Item) -> None:
    Member.objects.filter(pk=member.pk).update(is_blocked=True, block_reason="returned parcels")

    response = website.post("/orders", an_order(member.number, {"isbn": ISBN}))

    assert (response.status_code, response.json()["code"]) == (HTTPStatus.CONFLICT, "orders.member_blocked")
    assert response.json()["remedy"] == "A manager can lift this."
    assert nothing_moved()


def test_an_order_is_shown_with_uids_and_money_as_text(website: Caller, member: Member, item: Item) -> None:
    number = website.post("/orders", an_order(member.number, {"isbn": ISBN, "quantity": 2})).json()["number"]

    order = website.get(f"/orders/{number}").json()

    (line,) = order["lines"]
    assert (line["item"], line["isbn"], line["quantity"]) == (str(item.uid), ISBN, 2)
    assert (line["list_price"], line["discount_rate"], line["net_price"]) == ("40.00", "0.9500", "38.00")
    assert (order["list_total"], order["net_total"], order["total"], order["due"]) == (
        "80.00",
        "76.00",
        "76.00",
        "76.00",
    )
    assert (order["member"], order["state"]) == (member.number, "placed")
    assert order["placed_at"].endswith("Z")
    assert (order["phone"], order["address"]) == ("", "")
    assert not PersonalDataAccess.objects.exists()


def test_whoever_sees_where_a_parcel_goes_is_written_down(website: Caller, member: Member, item: Item) -> None:
    number = website.post("/orders", an_order(member.number, {"isbn": ISBN})).json()["number"]

    order = Caller(a_token("orders.view", "members.see_contact")).get(f"/orders/{number}").json()

    assert (order["phone"], order["address"]) == ("13800002046", "浙江省杭州市西湖区纸鸢路 12 号")
    access = PersonalDataAccess.objects.get()
    assert (access.person_id, access.part, access.actor_kind, access.via) == (member.pk, "order", "token", "api")


def test_the_same_slip_pays_once(website: Caller, member: Member, item: Item) -> None:
    number = website.post("/orders", an_order(member.number, {"isbn": ISBN})).json()["number"]
    slip = {"tender": "remittance", "reference": "HK-20261122", "amount": "38.00"}

    first, second = (website.post(f"/orders/{number}/payments", slip) for _ in range(2))

    assert (first.status_code, second.status_code) == (HTTPStatus.CREATED, HTTPStatus.OK)
    assert first.json() == {"order": number, "amount": "38.00", "due": "0.00", "is_paid": True, "is_repeat": False}
    assert second.json() == {**first.json(), "is_repeat": True}
    assert Receipt.objects.get().amount == Decimal("38.00")
    assert website.get(f"/orders/{number}").json()["state"] == "paid"


@pytest.mark.parametrize(
    ("slip", "status", "code"),
    [
        ({"amount": "38.01"}, HTTPStatus.CONFLICT, "orders.payment_too_large"),
        ({"amount": "0"}, HTTPStatus.UNPROCESSABLE_ENTITY, "payments.amount_not_positive"),
        ({"amount": "-1.00"}, HTTPStatus.UNPROCESSABLE_ENTITY, "api.field_not_readable"),
        ({"amount": 38.0}, HTTPStatus.UNPROCESSABLE_ENTITY, "api.field_not_readable"),
        ({"amount": "1.001"}, HTTPStatus.UNPROCESSABLE_ENTITY, "api.field_not_readable"),
        ({"reference": "?!"}, HTTPStatus.UNPROCESSABLE_ENTITY, "payments.reference_missing"),
    ],
)
def test_refused_money_leaves_nothing(
    website: Caller, member: Member, item: Item, slip: dict[str, Any], status: int, code: str
) -> None:
    number = website.post("/orders", an_order(member.number, {"isbn": ISBN})).json()["number"]
    usual = {"tender": "remittance", "reference": "HK1", "amount": "38.00"}

    response = website.post(f"/orders/{number}/payments", {**usual, **slip})

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert Receipt.objects.count() == 0
    assert Order.objects.get().paid_total == 0
    assert not EventRecord.objects.filter(name="orders.order_paid").exists()


def test_a_slip_of_another_order_is_told(website: Caller, member: Member, item: Item) -> None:
    one, other = (website.post("/orders", an_order(member.number, {"isbn": ISBN})).json()["number"] for _ in range(2))
    slip = {"tender": "remittance", "reference": "HK1", "amount": "38.00"}
    website.post(f"/orders/{one}/payments", slip)

    response = website.post(f"/orders/{other}/payments", slip)

    problem = response.json()
    assert (response.status_code, problem["code"]) == (HTTPStatus.CONFLICT, "payments.receipt_already_recorded")
    assert problem["params"] == {"reference": "HK1", "source": one}


def test_the_description_knows_the_channels_payments_and_tenders_of_the_house() -> None:
    order, payment = OrderIn.model_json_schema(), PaymentIn.model_json_schema()

    assert set(order["properties"]["channel"]["enum"]) == set(Channel.values)
    assert set(order["properties"]["payment"]["enum"]) == set(Order.Payment.values) - {
        "till"
    }  # tills have their own door
    # A stored-value card is no slip: a program pays with none.
    assert set(payment["properties"]["tender"]["enum"]) == set(dict(tenders_by_hand())) - {"value"}
