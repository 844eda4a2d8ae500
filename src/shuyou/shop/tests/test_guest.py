"""Ordering without being a member: paid, followed and given up by whoever placed it, and theirs once they join."""

from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from shuyou.kernel import clock
from shuyou.kernel.actor import Actor
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.permissions import Role
from shuyou.members.models import Member
from shuyou.members.tests.factories import TierFactory
from shuyou.messaging.models import Message
from shuyou.orders.models import Order, OrderWish
from shuyou.orders.services import DeliveryDraft, keep_delivery_rule
from shuyou.payments.models import Invoice, Refund
from shuyou.shop.tests.factories import ENGLISH
from shuyou.shop.tests.test_basket import a_title, put
from shuyou.shop.tests.test_sign_in import CODE, PHONE, join

pytestmark = pytest.mark.django_db(transaction=True)
HOME = {"to": "other", "recipient": "林晚舟", "phone": PHONE, "address": "浙江省杭州市西湖区纸鸢路 12 号"}
FIRM = "91110000600037341L"


@pytest.fixture(autouse=True)
def a_quiet_street(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has tried anything yet; every code is the same one."""
    cache.clear()
    TierFactory.create()
    monkeypatch.setattr("shuyou.messaging.services._codes.secrets.randbelow", lambda most: int(CODE))


def order(client: Client, **typed: str) -> Any:
    """Order what lies in the basket, as the page shows it."""
    page = client.get("/checkout/guest/", headers=ENGLISH)
    shown = {"key": page.context["key"], "total": str(page.context["basket"].total), "payment": "online", "do": "order"}
    return client.post("/checkout/guest/", {**shown, **HOME, **typed}, headers=ENGLISH)


@pytest.fixture
def placed(client: Client) -> Order:
    """An order that a guest has placed with this browser."""
    put(client, a_title())
    assert order(client).status_code == HTTPStatus.SEE_OTHER
    return Order.objects.get()


def test_a_guest_whose_first_answer_was_lost_sees_the_order_all_the_same(client: Client) -> None:
    put(client, a_title())
    page = client.get("/checkout/guest/", headers=ENGLISH)
    sent = {"key": page.context["key"], "total": str(page.context["basket"].total), "payment": "online", "do": "order"}
    client.post("/checkout/guest/", {**sent, **HOME})
    del client.cookies["shuyou_orders"]
    again = client.post("/checkout/guest/", {**sent, **HOME})

    number = Order.objects.get().number
    assert again.headers["Location"] == f"/guest/{number}/placed/"
    assert number in client.get(again.headers["Location"], headers=ENGLISH).content.decode()
    assert Client().get(again.headers["Location"]).headers["Location"] == "/help/order/"


@pytest.mark.feature("F130")
def test_a_guest_orders_pays_and_follows_the_order(client: Client, placed: Order) -> None:
    here = f"/guest/{placed.number}/"
    url = client.post(f"{here}pay/", {"provider": "wechat"}).headers["Location"]
    assert "data-look-again" in client.get(f"{here}placed/", headers=ENGLISH).content.decode()
    client.post(url, {"do": "play"})
    deliver_all()

    placed.refresh_from_db()
    assert (placed.member_id, placed.state, placed.total) == (None, "paid", placed.list_total)
    assert "It is paid." in client.get(f"{here}placed/", headers=ENGLISH).content.decode()
    assert client.get(f"{url}state/").json()["url"] == f"{here}placed/"
    assert "Paid" in client.get(here, headers=ENGLISH).content.decode()


def test_what_delivery_costs_is_told_before_anything_is_ordered(client: Client) -> None:
    near = DeliveryDraft(code="near", name_zh="省内", rank=1, fee=Decimal(6))
    keep_delivery_rule(near, actor=Actor("staff", "1", "test", frozenset({Role.MANAGER})), at=clock.now())
    put(client, a_title(list_price=Decimal("12.00")))
    empty = client.get("/checkout/guest/", headers=ENGLISH)
    shown = {"key": empty.context["key"], "total": str(empty.context["basket"].total), **HOME, "do": "look"}
    typed = client.post("/checkout/guest/", shown, headers=ENGLISH)
    fetched = client.post("/checkout/guest/", {**shown, "to": "pickup"}, headers=ENGLISH)

    assert "by where it goes" in empty.content.decode()
    assert typed.context["basket"].total == empty.context["basket"].total + typed.context["basket"].delivery.fee
    assert "by where it goes" not in typed.content.decode() + fetched.content.decode()
    assert not Order.objects.exists()


def test_another_browser_sees_it_by_number_and_phone_alone(placed: Order) -> None:
    stranger, here = Client(), f"/guest/{placed.number}/"
    pages = [here, f"{here}pay/", f"{here}placed/"]
    assert {stranger.get(url).headers["Location"] for url in pages} == {"/help/order/"}
    assert stranger.post(f"{here}cancel/").headers["Location"] == "/help/order/"
    wrong = stranger.post("/help/order/", {"number": placed.number, "phone": "13900002046"}, headers=ENGLISH)
    right = stranger.post("/help/order/", {"number": placed.number, "phone": PHONE}, headers=ENGLISH)

    assert (wrong.status_code, right.headers["Location"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, here)
    assert placed.number in stranger.get(here, headers=ENGLISH).content.decode()
    placed.refresh_from_db()
    assert placed.state == "placed"


def test_a_paid_order_is_given_up_once_and_its_money_goes_back(client: Client, placed: Order) -> None:
    here = f"/guest/{placed.number}/"
    client.post(client.post(f"{here}pay/", {"provider": "wechat"}).headers["Location"], {"do": "play"})
    deliver_all()

    answers = [client.post(f"{here}cancel/", headers=ENGLISH).status_code for _ in range(2)]

    placed.refresh_from_db()
    assert answers == [HTTPStatus.SEE_OTHER, HTTPStatus.CONFLICT]
    assert (placed.state, Refund.objects.get().amount) == ("cancelled", placed.total)


@pytest.mark.feature("F015")
def test_who_joins_with_the_same_phone_finds_the_order_among_theirs(client: Client, placed: Order) -> None:
    other = Client()
    join(other, contact="13900002046", name="别人")
    join(client)

    assert Order.objects.get().member_id == Member.objects.get(person__name="林晚舟").pk
    assert placed.number in client.get("/me/orders/", headers=ENGLISH).content.decode()
    assert placed.number not in other.get("/me/orders/", headers=ENGLISH).content.decode()
    assert client.get(f"/guest/{placed.number}/").headers["Location"] == "/help/order/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"phone": ""}, "no phone"),
        ({"address": ""}, "no delivery address"),
        ({"total": "1.00"}, "it is"),
        ({"payment": "remittance"}, "Select a valid choice"),
        ({"invoice": "firm", "invoice_title": "纸鸢书社", "tax_number": "123"}, "unified social credit code"),
        ({"invoice": "firm", "invoice_title": "纸鸢书社"}, "unified social credit code"),
        ({"invoice": "person"}, "no buyer"),
    ],
)
def test_what_cannot_be_ordered_stays_in_the_basket(client: Client, typed: dict[str, str], said: str) -> None:
    put(client, a_title())

    answer = order(client, **typed)

    assert (answer.status_code // 100, Order.objects.count()) == (4, 0)
    assert said in answer.content.decode()


def test_the_invoice_asked_for_is_made_out_once_it_is_paid_and_kept_for_the_next_time(client: Client) -> None:
    join(client)
    put(client, a_title())
    page = client.get("/checkout/", headers=ENGLISH)
    wanted = {"invoice": "firm", "invoice_title": "纸鸢书社", "tax_number": f" {FIRM.lower()} "}
    shown = {"key": page.context["key"], "total": str(page.context["basket"].total), "payment": "online", "do": "order"}
    client.post("/checkout/", {**shown, **HOME, **wanted}, headers=ENGLISH)
    number = Order.objects.get().number
    assert OrderWish.objects.get().tax_number == FIRM
    client.post(client.post(f"/me/orders/{number}/pay/", {"provider": "wechat"}).headers["Location"], {"do": "play"})
    deliver_all()

    assert list(Invoice.objects.values_list("buyer_title", "tax_number")) == [("纸鸢书社", FIRM)]
    put(client, a_title("园冶图说"))
    again = client.get("/checkout/", headers=ENGLISH).context["form"]
    assert (again["invoice_title"].value(), again["tax_number"].value(), again["invoice"].value()) == (
        "纸鸢书社", FIRM, None,
    )  # fmt: skip


def test_a_guest_is_told_by_the_phone_of_the_order_and_not_at_night(client: Client, placed: Order) -> None:
    deliver_all()
    deliver_all()

    told = Message.objects.get()
    assert (told.kind, told.member_id, told.purpose, told.choices) == ("orders.placed", None, "service", ["sms"])
    assert (told.shown, told.is_urgent) == ("138 **** 2046", False)
    assert told.facts == {"number": placed.number, "total": str(placed.total)}


def test_what_a_guest_pays_at_the_door_is_ordered_with_a_phone_that_was_shown(client: Client) -> None:
    put(client, a_title())
    asked = order(client, payment="cod")
    page = asked.content.decode()
    sent = {"sent": str(asked.context["form"]["sent"].value())}
    wrong = order(client, payment="cod", code="000001", **sent)
    other = order(client, payment="cod", code=CODE, phone="13900002000", **sent)

    assert (asked.status_code, wrong.status_code) == (HTTPStatus.UNPROCESSABLE_ENTITY,) * 2
    assert "We have sent a code to 138 **** 2046." in page
    assert other.status_code == HTTPStatus.UNPROCESSABLE_ENTITY  # the code is of another phone
    assert not Order.objects.exists()


def test_a_phone_that_was_shown_stays_so_while_the_page_is_put_right(client: Client) -> None:
    put(client, a_title())
    sent = str(order(client, payment="cod").context["form"]["sent"].value())
    refused = order(client, payment="cod", code=CODE, sent=sent, address="")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    proof = str(refused.context["form"]["proof"].value())
    forged = order(client, payment="cod", sent=sent, proof=proof[:-2])
    answer = order(client, payment="cod", sent=sent, proof=proof)

    assert (forged.status_code, answer.status_code) == (HTTPStatus.CONFLICT, HTTPStatus.SEE_OTHER)
    assert Order.objects.get().phone == PHONE


def test_nobody_has_one_phone_ordered_with_all_day(client: Client) -> None:
    for _time in range(5):
        put(client, a_title())
        assert order(client).status_code == HTTPStatus.SEE_OTHER
    put(client, a_title())
    assert order(client).status_code == HTTPStatus.CONFLICT
    assert Order.objects.count() == 5
