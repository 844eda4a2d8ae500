"""Whatever is sent, the API never breaks, and what it refuses leaves nothing."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuyou.api.tests.factories import USUAL, Caller, a_token, an_order
from shuyou.orders.models import Order
from shuyou.orders.tests.factories import a_member, a_title
from shuyou.payments.models import Receipt

pytestmark = pytest.mark.django_db

FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

text = st.text(st.characters(codec=None), max_size=90) | st.sampled_from(
    ["\x00", "\ud800", "９７８", "' OR 1=1 --", "%", "\\"]
)
scalar = st.none() | st.booleans() | st.integers() | st.floats() | text
anything = st.recursive(
    scalar, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3), max_leaves=6
)
PATHS = ("/members/find", "/orders", "/orders/SO1/payments")


@pytest.fixture
def caller() -> Caller:
    """A program that may do everything."""
    return Caller(a_token(*USUAL, "members.see_contact"))


def refused(response: Any) -> bool:
    return bool(400 <= response.status_code < 500 and response.headers["Content-Type"] == "application/problem+json")


@FUZZ
@given(path=st.sampled_from(PATHS), body=anything | st.binary(max_size=60))
def test_no_body_breaks_an_endpoint(caller: Caller, path: str, body: object) -> None:
    response = caller.post(path, body)

    assert response.status_code == 200 or refused(response)
    assert Order.objects.count() == Receipt.objects.count() == 0


@FUZZ
@given(data=st.data())
def test_no_value_in_an_order_breaks_it(caller: Caller, data: st.DataObject) -> None:
    member, item = a_member(), a_title(copies=2)
    body = an_order(member.number, {"item": str(item.uid), "quantity": 1}, points=0, note="", channel="web")
    inside = {"": body, "lines": body["lines"][0], "destination": body["destination"]}
    part = inside[data.draw(st.sampled_from(sorted(inside)))]
    field = data.draw(st.sampled_from(sorted(part)))
    part[field] = data.draw(anything)
    before = Order.objects.count()

    response = caller.post("/orders", body)

    assert response.status_code == 201 or refused(response)
    assert Order.objects.count() == before + (response.status_code == 201)


@FUZZ
@given(field=st.sampled_from(["tender", "reference", "amount"]), value=anything)
def test_no_value_in_a_payment_breaks_it(caller: Caller, field: str, value: object) -> None:
    member, item = a_member(), a_title(copies=1)
    number = caller.post("/orders", an_order(member.number, {"item": str(item.uid)})).json()["number"]
    body = {"tender": "cash", "reference": number, "amount": "1.00"}

    response = caller.post(f"/orders/{number}/payments", {**body, field: value})

    assert response.status_code == 201 or refused(response)


@FUZZ
@given(words=text, path=st.sampled_from(["/items", "/members/M1/history"]))
def test_no_query_breaks_an_endpoint(caller: Caller, words: str, path: str) -> None:
    readable = words.encode("utf-8", "replace").decode()

    for name in ("q", "limit", "before"):
        response = caller.get(path, **{name: readable})
        assert response.status_code == 200 or refused(response)


@FUZZ
@given(words=text)
def test_no_address_breaks_the_door(caller: Caller, words: str) -> None:
    from urllib.parse import quote

    readable = quote(words.encode("utf-8", "replace"), safe="")

    for path in ("/members/", "/orders/", "/items/", "/"):
        response = caller.get(path + readable)
        assert response.status_code == 200 or refused(response)
