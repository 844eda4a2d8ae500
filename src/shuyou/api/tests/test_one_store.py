"""Tokens for one store: they see and touch its orders, its money and its copies, and nothing of others."""

from dataclasses import replace
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from shuyou.api.errors import ScopeOfAllStores, UnknownStore
from shuyou.api.models import Token
from shuyou.api.rules import STORE_SCOPES
from shuyou.api.services import TokenDraft, create_token
from shuyou.api.tests.factories import LONG_AGO, MANAGER, Caller, an_order
from shuyou.api.tests.test_door import SAMPLES, described
from shuyou.catalog.services import PriceListDraft, add_price_list
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import now
from shuyou.orders import services
from shuyou.orders.models import Order, Return
from shuyou.orders.services import Wanted, Wish
from shuyou.orders.tests.factories import BOSS, CLERK, a_draft, a_member, a_title
from shuyou.payments.models import Receipt
from shuyou.supply.services import Delivery, DeliveryLine, receive_delivery
from shuyou.supply.tests.factories import RECEIVER, make_store

pytestmark = pytest.mark.django_db


def of_store(code: str, *scopes: str) -> Caller:
    draft = TokenDraft(
        name=f"till of {code} {Token.objects.count()}", scopes=frozenset(scopes or STORE_SCOPES),
        expires_at=now().replace(year=now().year + 1), store=code,
    )  # fmt: skip
    return Caller(create_token(draft, actor=MANAGER, at=LONG_AGO).secret)


def fetched_at(place: str) -> str:
    """Return the number of an order that is fetched in a store."""
    draft = a_draft(a_member().pk, Wanted(a_title(copies=5).pk, 1), payment="cash")
    draft = replace(draft, wish=Wish(pickup_place=place))
    return services.place_order(draft, actor=CLERK, at=now()).number


def numbers(found: Any) -> set[str]:
    return {row["number"] for row in found.json()["orders"]}


def test_it_sees_the_orders_of_its_store_and_for_it_there_are_no_others() -> None:
    make_store("lake")
    make_store("hill")
    own, other = fetched_at("lake"), fetched_at("hill")
    caller = of_store("lake")

    assert numbers(caller.get("/orders")) == {own}
    assert caller.get(f"/orders/{own}").status_code == HTTPStatus.OK
    for path in (f"/orders/{other}", f"/orders/{other}/parcels", f"/orders/{other}/payments"):
        assert caller.get(path).status_code == HTTPStatus.NOT_FOUND
    assert [row["order"] for row in caller.get("/parcels").json()["parcels"]] == []
    assert numbers(Caller(_whole()).get("/orders")) == {own, other}


def _whole() -> str:
    draft = TokenDraft(name="all", scopes=frozenset({"orders.view"}), expires_at=now().replace(year=now().year + 1))
    return create_token(draft, actor=MANAGER, at=LONG_AGO).secret


@pytest.mark.parametrize(
    ("path", "sample"),
    [
        ("cancel", "/orders/{number}/cancel"), ("payments", "/orders/{number}/payments"),
        ("returns", "/orders/{number}/returns"), ("claims", "/orders/{number}/claims"),
        ("invoice", "/orders/{number}/invoice"), ("charges", "/orders/{number}/charges"),
    ],
)  # fmt: skip
def test_it_touches_no_order_of_another_store(path: str, sample: str) -> None:
    make_store("lake")
    make_store("hill")
    other = fetched_at("hill")
    before = Order.objects.values().get(number=other)

    response = of_store("lake").post(f"/orders/{other}/{path}", SAMPLES["post", sample])

    assert (response.status_code, response.json()["code"]) == (HTTPStatus.NOT_FOUND, "kernel.not_found")
    assert Order.objects.values().get(number=other) == before
    assert (Receipt.objects.count(), Return.objects.count()) == (0, 0)


def test_it_changes_no_order_of_another_store() -> None:
    make_store("lake")
    make_store("hill")
    other = fetched_at("hill")
    body = SAMPLES["post", "/orders/{number}/change"] | {
        "lines": [{"item": str(Order.objects.get().lines.get().item.uid), "quantity": 2}]
    }

    response = of_store("lake").post(f"/orders/{other}/change", body)

    assert response.status_code == HTTPStatus.NOT_FOUND
    assert Order.objects.get().lines.get().quantity == 1


def test_what_it_placed_is_its_own_and_its_money_is_seen() -> None:
    make_store("lake")
    item, member = a_title(copies=5), a_member()
    caller = of_store("lake")

    number = caller.post("/orders", an_order(member.number, {"item": str(item.uid)}, payment="cash")).json()["number"]
    paid = services.PaymentDraft(number=number, tender="cash", reference="K1", amount=Order.objects.get().total)
    services.take_payment(paid, actor=BOSS, at=now())

    assert numbers(caller.get("/orders")) == {number}
    assert [row["reference"] for row in caller.get(f"/orders/{number}/payments").json()] == ["K1"]
    assert numbers(of_store("lake").get("/orders")) == set()


def test_copies_are_those_of_its_store() -> None:
    make_store("lake")
    item = a_title(copies=5)
    line = DeliveryLine(item.pk, 2, Decimal(40), Decimal("0.62"))
    came = Delivery(source="d:lake", warehouse="lake", supplier="north", terms="returnable", lines=[line])
    receive_delivery(came, actor=RECEIVER, at=LONG_AGO)

    found = of_store("lake").get(f"/items/{item.uid}").json()

    assert found["free"] == 2


def test_prices_of_its_store_are_shown_told_and_charged_and_nowhere_else() -> None:
    make_store("lake")
    item, member = a_title(copies=9), a_member()
    offer = PriceListDraft(code="by-lake", name_zh="湖畔", name_en="Lake", kind="store", store="lake", rate="50")
    add_price_list(offer, actor=Actor.job("test"), at=LONG_AGO)
    callers = of_store("lake"), of_store("")
    lines = [{"item": str(item.uid), "quantity": 1}]

    shown = [{row["price"] for row in one.get(f"/items/{item.uid}").json()["prices"]} for one in callers]
    placed = [one.post("/orders", an_order(member.number, *lines, payment="cash")).json() for one in callers]

    assert [max(Decimal(price) for price in prices) for prices in shown] == [Decimal("20.00"), Decimal("40.00")]
    assert [Decimal(one["total"]) for one in placed] == [Decimal("20.00"), Decimal("38.00")]
    lake = Order.objects.get(number=placed[0]["number"])
    body = SAMPLES["post", "/orders/{number}/change"] | {
        "version": lake.version, "lines": [{"item": str(item.uid), "quantity": 2}]
    }  # fmt: skip
    assert callers[0].post(f"/orders/{lake.number}/change", body).status_code == HTTPStatus.OK
    lake.refresh_from_db()
    assert lake.total == Decimal("40.00")


def test_what_belongs_to_no_store_is_refused() -> None:
    make_store("lake")

    response = of_store("lake").get("/remittances")

    assert (response.status_code, response.json()["code"]) == (HTTPStatus.FORBIDDEN, "kernel.one_store_only")


def test_it_holds_no_scope_that_is_about_no_store_alone() -> None:
    make_store("lake")
    for scopes, store, refusal in (
        ({"orders.view", "members.search"}, "lake", ScopeOfAllStores), ({"orders.view"}, "moon", UnknownStore),
    ):  # fmt: skip
        draft = TokenDraft(name="x", scopes=frozenset(scopes), expires_at=now(), store=store)
        with pytest.raises(refusal):
            create_token(draft, actor=MANAGER, at=LONG_AGO)
    with pytest.raises(CommandError):
        call_command("create_token", "x", scope=["orders.view"], store="moon")
    assert not Token.objects.exists()


def test_every_endpoint_that_it_may_call_is_known_to_keep_to_the_store() -> None:
    kept = {
        "/orders", "/orders/{number}", "/orders/{number}/cancel", "/orders/{number}/change", "/orders/{number}/charges",
        "/orders/{number}/claims", "/orders/{number}/invoice", "/orders/{number}/parcels", "/orders/{number}/payments",
        "/orders/{number}/returns", "/parcels", "/returns", "/returns/{number}", "/charges/{number}", "/invoices",
        "/invoices/{serial}", "/invoices/{serial}/{form}", "/items", "/items/{uid}",
    }  # fmt: skip
    refused, of_all = {"/remittances"}, {"/promotions"}

    open_to = {path for (_method, path), scopes in described().items() if set(scopes) <= STORE_SCOPES}

    assert open_to == kept | refused | of_all
