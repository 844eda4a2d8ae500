"""The basket: what can be in it, whose it is, what it comes to, and that it follows its reader."""

from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.test import Client

from shuyou.catalog.models import Item
from shuyou.catalog.tests.factories import ItemFactory, PriceListFactory
from shuyou.kernel import clock
from shuyou.members.models import Member
from shuyou.members.tests.factories import MemberFactory
from shuyou.orders.models import Order
from shuyou.shop.models import Basket, BasketLine
from shuyou.shop.tests.factories import ENGLISH, an_account, come_in
from shuyou.shop.views import checkout as desk
from shuyou.supply.tests.factories import stock_up

pytestmark = pytest.mark.django_db
GOOD = "paper-kite-7"


@pytest.fixture(autouse=True)
def fresh() -> None:
    """Nobody has tried anything yet."""
    cache.clear()


def a_title(title: str = "夜航船", copies: int = 9, **values: Any) -> Item:
    """Return a title at ¥40.00, 5 % less for members, with copies on the shelf."""
    PriceListFactory.create()
    item = ItemFactory.create(title=title, **values)
    if copies:
        stock_up(item.pk, copies, at=clock.now())
    return item


def put(client: Client, item: Item, copies: str = "1", **headers: str) -> Any:
    return client.post(f"/basket/add/{item.uid}/", {"copies": copies}, headers={**ENGLISH, **headers})


def lines() -> list[tuple[int, int]]:
    return list(BasketLine.objects.order_by("pk").values_list("item_id", "copies"))


def test_a_guest_fills_a_basket_that_only_this_browser_sees(client: Client) -> None:
    item = a_title()
    assert put(client, item, "2").status_code == HTTPStatus.SEE_OTHER
    assert put(client, item).status_code == HTTPStatus.SEE_OTHER

    page = client.get("/basket/", headers=ENGLISH)

    assert lines() == [(item.pk, 3)]
    assert page.context["basket"].total == item.list_price * 3
    assert "no-store" in page.headers["Cache-Control"]
    assert item.title not in Client().get("/basket/").content.decode()


@pytest.mark.parametrize("copies", ["0", "-1", "1000", "1000000000", "1.5", "x", ""])
def test_copies_that_cannot_be_are_refused(client: Client, copies: str) -> None:
    item = a_title()

    assert put(client, item, copies).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert lines() == []
    put(client, item)
    changed = client.post("/basket/change/", {f"copies-{item.pk}": copies}, headers=ENGLISH)
    assert changed.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert lines() == [(item.pk, 1)]


def test_what_is_not_sold_does_not_come_in_and_goes_out_when_it_is_withdrawn(client: Client) -> None:
    gone, sold = a_title(status="out_of_print"), a_title("园冶图说")
    assert put(client, gone).status_code == HTTPStatus.NOT_FOUND
    put(client, sold)
    Item.objects.filter(pk=sold.pk).update(status="withdrawn")

    page = client.get("/basket/", headers=ENGLISH)

    assert "Not sold any more" in page.content.decode()
    assert page.context["basket"].total == 0
    client.post("/basket/change/", {"out": str(sold.pk)})
    assert lines() == []


def test_another_site_cannot_fill_a_basket(client: Client) -> None:
    item = a_title()

    assert put(client, item, Origin="https://example.org").status_code == HTTPStatus.FORBIDDEN
    assert put(client, item, **{"Sec-Fetch-Site": "cross-site"}).status_code == HTTPStatus.FORBIDDEN
    assert not Basket.objects.exists()


def test_a_basket_follows_its_reader_and_takes_in_what_a_browser_held(client: Client) -> None:
    first, second = a_title(), a_title("园冶图说")
    member = MemberFactory.create()
    account = an_account(member, password=make_password(GOOD))
    other = Client()
    come_in(other, account)
    put(other, first, "2")
    put(client, first, "1")
    put(client, second, "4")

    client.post("/me/sign-in/", {"contact": "13800002046", "password": GOOD})

    assert sorted(lines()) == sorted([(first.pk, 2), (second.pk, 4)])
    assert Basket.objects.get().account_id == account.pk
    assert second.title in other.get("/basket/", headers=ENGLISH).content.decode()
    price = Decimal("0.95") * (first.list_price * 2 + second.list_price * 4)
    assert other.get("/basket/", headers=ENGLISH).context["basket"].total == price


def test_signing_in_twice_counts_a_browsers_basket_once(client: Client) -> None:
    item = a_title()
    an_account(MemberFactory.create(), password=make_password(GOOD))
    put(client, item, "3")
    kept = client.cookies["shuyou_basket"].value
    for _ in range(2):
        client.cookies["shuyou_basket"] = kept
        client.post("/me/sign-in/", {"contact": "13800002046", "password": GOOD})

    assert lines() == [(item.pk, 3)]


def a_reader(client: Client) -> Member:
    member = MemberFactory.create()
    come_in(client, an_account(member))
    return member


HOME = {"to": "other", "recipient": "林晚舟", "phone": "13800002046", "address": "浙江省杭州市西湖区纸鸢路 12 号"}


def order(client: Client, **typed: str) -> Any:
    """Look at the checkout and confirm what it says, with other values where they are named."""
    looked = client.post("/checkout/", {**checkout(client), **HOME, "do": "look", **typed}, headers=ENGLISH)
    seen = {"key": str(looked.context["key"]), "total": str(looked.context["basket"].total)}
    return client.post("/checkout/", {**seen, **HOME, "payment": "cod", "do": "order", **typed}, headers=ENGLISH)


def checkout(client: Client) -> dict[str, str]:
    """Return what the page of the checkout sends back by itself."""
    page = client.get("/checkout/", headers=ENGLISH)
    return {"key": str(page.context["key"]), "total": str(page.context["basket"].total)}


@pytest.mark.feature("F129")
def test_what_is_shown_is_what_is_charged_and_the_basket_is_empty_then(client: Client) -> None:
    item, member = a_title(), a_reader(client)
    put(client, item, "2")

    answer = order(client)

    placed = Order.objects.get()
    assert answer.headers["Location"] == f"/me/orders/{placed.number}/placed/"
    assert (placed.member_id, placed.channel, placed.payment) == (member.pk, "web", "cod")
    assert placed.total == Decimal("0.95") * item.list_price * 2
    assert placed.placed_by == f"member:{member.pk}"
    assert lines() == []
    assert placed.number in client.get(answer.headers["Location"], headers=ENGLISH).content.decode()


def test_a_basket_with_one_wrong_figure_is_not_changed_by_half(client: Client) -> None:
    one, other = a_title(), a_title()
    put(client, one)
    put(client, other)

    answer = client.post("/basket/change/", {f"copies-{one.pk}": "3", f"copies-{other.pk}": "-1"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert dict(lines()) == {one.pk: 1, other.pk: 1}


def test_a_form_sent_twice_orders_once(client: Client) -> None:
    item, _member = a_title(), a_reader(client)
    put(client, item)
    sent = {**checkout(client), **HOME, "payment": "cod", "do": "order"}
    answers = [client.post("/checkout/", sent) for _ in range(2)]

    assert Order.objects.count() == 1
    assert {answer.headers["Location"] for answer in answers} == {f"/me/orders/{Order.objects.get().number}/placed/"}


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"total": "0.01"}, HTTPStatus.CONFLICT),
        ({"total": "-40"}, HTTPStatus.CONFLICT),
        ({"key": "01890000-0000-7000-8000-000000000000"}, HTTPStatus.CONFLICT),
        ({"key": "x"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"payment": "account"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"points": "5000"}, HTTPStatus.CONFLICT),
        ({"points": "-5"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"points": "1000000000"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"coupon": "GUESSED"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"address": ""}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"phone": "12"}, HTTPStatus.UNPROCESSABLE_ENTITY),
        ({"to": "pickup", "store": "nowhere"}, HTTPStatus.UNPROCESSABLE_ENTITY),
    ],
)
def test_what_was_tampered_with_orders_nothing(client: Client, typed: dict[str, str], status: HTTPStatus) -> None:
    item, _member = a_title(), a_reader(client)
    put(client, item)

    answer = client.post("/checkout/", {**checkout(client), **HOME, "payment": "cod", "do": "order", **typed})

    assert (answer.status_code, Order.objects.count()) == (status, 0)
    assert lines() == [(item.pk, 1)]
    assert "林晚舟" in answer.content.decode()


def test_coupons_are_not_guessed_at(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "COUPONS", replace(desk.COUPONS, most=2))
    a_reader(client)
    put(client, a_title())
    sent = {**checkout(client), **HOME, "payment": "cod", "do": "look"}
    for code in ("GUESS1", "GUESS1", "GUESS1", "GUESS2"):  # the same one again, reckoned anew, is no guess
        client.post("/checkout/", {**sent, "coupon": code})

    third = client.post("/checkout/", {**sent, "do": "order", "coupon": "GUESS3"}, headers=ENGLISH)
    without = client.post("/checkout/", {**sent, "do": "order"})

    assert (third.status_code, "That was tried too often" in third.content.decode()) == (HTTPStatus.CONFLICT, True)
    assert (without.status_code, Order.objects.count()) == (HTTPStatus.SEE_OTHER, 1)


def test_a_price_that_rose_meanwhile_is_said_before_it_is_charged(client: Client) -> None:
    item, _member = a_title(), a_reader(client)
    put(client, item)
    sent = {**checkout(client), **HOME, "payment": "cod", "do": "order"}
    Item.objects.filter(pk=item.pk).update(list_price=Decimal("99.00"))

    answer = client.post("/checkout/", sent, headers=ENGLISH)

    assert (answer.status_code, Order.objects.count()) == (HTTPStatus.CONFLICT, 0)
    assert "94.05" in answer.content.decode()


def test_copies_that_went_meanwhile_are_not_promised(client: Client) -> None:
    item, _member = a_title(copies=2), a_reader(client)
    put(client, item, "3")

    answer = order(client)

    assert (answer.status_code, Order.objects.count()) == (HTTPStatus.CONFLICT, 0)
    assert "Only 2 copies are there" in answer.content.decode()


def test_a_guest_is_asked_who_they_are_and_comes_back_to_the_checkout(client: Client) -> None:
    put(client, a_title())

    assert client.get("/checkout/").headers["Location"] == "/me/sign-in/?next=%2Fcheckout%2F"
