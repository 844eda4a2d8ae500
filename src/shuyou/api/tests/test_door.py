"""The door: who comes in, who does not, and that every answer says what is wrong and nothing more."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from shuyou.api.models import Token
from shuyou.api.services import revoke_token
from shuyou.api.tests.factories import LONG_AGO, MANAGER, USUAL, Caller, a_supplier_token, a_token, an_order
from shuyou.api.views import door
from shuyou.api.views.root import api
from shuyou.members import queries as members
from shuyou.supply.tests.factories import make_supplier

pytestmark = pytest.mark.django_db

UID = "01890000-0000-7000-8000-000000000000"
HOOK = {"name": "stock", "url": "https://books.example/hook", "events": ["orders.order_placed"]}
SAMPLES: dict[tuple[str, str], Any] = {
    ("post", "/members/find"): {"clue": "2046"},
    ("get", "/fields"): None,
    ("get", "/members/{number}/preferences"): None,
    ("post", "/members/{number}/preferences"): {"field": "seat", "value": ["front"]},
    ("post", "/members"): {"request_key": "join-1", "name": "林晚舟", "phone": "13800002046", "service": True},
    ("get", "/members/{number}"): None,
    ("post", "/members/{number}/inquiries"): {"kind": "question", "channel": "web", "text": "有没有张岱全集"},
    ("get", "/members/{number}/history"): None,
    ("get", "/items"): None,
    ("get", "/items/{uid}"): None,
    ("post", "/orders"): an_order("M1000002", {"isbn": "9787530216835"}),
    ("get", "/orders/{number}"): None,
    ("post", "/orders/{number}/payments"): {"tender": "cash", "reference": "K1", "amount": "1.00"},
    ("get", "/orders"): None,
    ("post", "/orders/{number}/change"): {
        "lines": [{"isbn": "9787530216835", "quantity": 1}], "version": 1,
        "destination": {"recipient": "林晚舟", "phone": "13800002046", "address": "浙江省杭州市西湖区纸鸢路 12 号"},
    },
    ("post", "/orders/{number}/cancel"): {"reason": "读者改了主意"},
    ("get", "/orders/{number}/parcels"): None,
    ("get", "/orders/{number}/payments"): None,
    ("post", "/orders/{number}/charges"): {"provider": "wechat"},
    ("post", "/orders/{number}/claims"): {"position": 1, "price": "1.00", "seen_at": "别家"},
    ("post", "/orders/{number}/invoice"): {"title": "某公司"},
    ("post", "/orders/{number}/returns"): {"lines": [{"position": 1, "copies": 1}], "reason": "damaged"},
    ("get", "/parcels"): None,
    ("get", "/returns"): None,
    ("get", "/returns/{number}"): None,
    ("get", "/charges/{number}"): None,
    ("get", "/invoices"): None,
    ("get", "/invoices/{serial}"): None,
    ("get", "/invoices/{serial}/{form}"): None,
    ("get", "/remittances"): None,
    ("get", "/promotions"): None,
    ("post", "/baskets/price"): {"member": "M1000002", "lines": [{"isbn": "9787530216835", "quantity": 1}]},
    ("get", "/webhooks"): None,
    ("post", "/webhooks"): HOOK,
    ("get", "/webhooks/{uid}"): None,
    ("put", "/webhooks/{uid}"): HOOK,
    ("delete", "/webhooks/{uid}"): None,
    ("get", "/webhooks/{uid}/deliveries"): None,
    ("post", "/webhooks/{uid}/ping"): None,
    ("post", "/webhooks/{uid}/switch"): {"is_on": True},
    ("post", "/webhooks/deliveries/{uid}/resend"): None,
    ("get", "/supplier/orders"): None,
    ("get", "/supplier/orders/{number}"): None,
    ("post", "/supplier/orders/{number}/answer"): {"lines": [{"isbn": "9787530216835", "copies": 1}]},
    ("post", "/supplier/orders/{number}/dispatches"): {
        "note_number": "DN-7", "sent_on": "2026-11-30", "lines": [{"isbn": "9787530216835", "copies": 1}],
    },
    ("post", "/supplier/proposals"): {"place": "main", "lines": [{"isbn": "9787530216835", "copies": 1}]},
    ("get", "/supplier/stock"): None,
    ("get", "/supplier/papers"): None,
}  # fmt: skip
"""Every endpoint, with a body that can be read."""


def described() -> dict[tuple[str, str], list[str]]:
    """Return the scopes of every endpoint as openapi.json tells them."""
    return {
        (method, path.removeprefix("/api/v1")): operation["security"][0]["token"]
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method, operation in operations.items()
    }


ENDPOINTS = pytest.mark.parametrize("endpoint", sorted(SAMPLES), ids=" ".join)


def call(secret: str, endpoint: tuple[str, str]) -> Any:
    method, path = endpoint
    path = path.format(number="M1000002", uid=UID, serial="INV1", form="pdf") + ("?q=x" if path == "/items" else "")
    return Caller(secret).call(method, path, SAMPLES[endpoint])


def test_every_endpoint_is_in_the_matrix_below() -> None:
    assert described().keys() == SAMPLES.keys()


@ENDPOINTS
def test_without_a_token_that_is_valid_now_no_endpoint_answers(endpoint: tuple[str, str]) -> None:
    revoked = a_token(*USUAL, name="lost")
    revoke_token("lost", actor=MANAGER, at=LONG_AGO)
    expired = a_token(*USUAL, expires_at=LONG_AGO + timedelta(days=1))
    good = a_token(*USUAL)

    for secret in ("", "sy_guess", good[:-1], good.upper(), expired, revoked, "\u4e66", "\udcff"[:0] + " "):
        response = call(secret, endpoint)
        assert response.status_code == HTTPStatus.UNAUTHORIZED
        assert response.json()["code"] == "api.token_refused"
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


def _token_of(endpoint: tuple[str, str], scopes: list[str]) -> str:
    """Return a token that is let in: a supplier's where only suppliers are; webhooks of orders need a right more."""
    if endpoint[1].startswith("/webhooks"):
        return a_token(*scopes, "orders.view")
    if not endpoint[1].startswith("/supplier/"):
        return a_token(*scopes)
    make_supplier()
    return a_supplier_token("north")


@ENDPOINTS
def test_each_scope_is_needed_and_all_of_them_are_enough(endpoint: tuple[str, str]) -> None:
    scopes = described()[endpoint]
    assert scopes

    for missing in scopes:
        response = call(a_token("kernel.use_console", *(set(scopes) - {missing})), endpoint)
        assert response.status_code == HTTPStatus.FORBIDDEN
        assert (response.json()["code"], response.json()["params"]) == ("kernel.not_permitted", {"permission": missing})
    enough = call(_token_of(endpoint, scopes), endpoint)
    assert enough.status_code in (HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NOT_FOUND)


def test_a_browser_that_is_signed_in_is_nobody_here(admin_client: Any) -> None:
    assert admin_client.get("/api/v1/items?q=x").status_code == HTTPStatus.UNAUTHORIZED


def test_another_scheme_is_refused() -> None:
    secret = a_token(*USUAL)
    caller = Caller()
    caller._headers["Authorization"] = f"Basic {secret}"

    assert caller.get("/items", q="x").status_code == HTTPStatus.UNAUTHORIZED


def test_the_description_is_open_and_names_every_answer_of_the_door() -> None:
    response = Caller().get("/openapi.json")

    assert response.status_code == HTTPStatus.OK
    paths = response.json()["paths"]
    assert all("default" in operation["responses"] for path in paths.values() for operation in path.values())


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Set the door's clock to some seconds after noon."""

    def set_to(seconds: int) -> None:
        noon = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
        monkeypatch.setattr(door, "now", lambda: noon + timedelta(seconds=seconds))

    return set_to


def test_too_many_calls_in_a_minute_are_told_when_to_come_again(at_noon: Callable[[int], None]) -> None:
    eager = Caller(a_token(*USUAL, calls_per_minute=2, expires_at=datetime(2027, 1, 1, tzinfo=UTC)))
    other = Caller(a_token(*USUAL, calls_per_minute=2, expires_at=datetime(2027, 1, 1, tzinfo=UTC)))
    at_noon(18)
    assert [eager.get("/items", q="x").status_code for _ in range(2)] == [HTTPStatus.OK] * 2

    refused = eager.get("/items", q="x")

    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert (refused.headers["Retry-After"], refused.json()["code"]) == ("42", "api.too_many_calls")
    assert other.get("/items", q="x").status_code == HTTPStatus.OK
    at_noon(60)
    assert eager.get("/items", q="x").status_code == HTTPStatus.OK


def test_a_clock_that_is_behind_forgets_no_call(at_noon: Callable[[int], None]) -> None:
    caller = Caller(a_token(*USUAL, calls_per_minute=2, expires_at=datetime(2027, 1, 1, tzinfo=UTC)))
    answers = []
    for seconds in (60, 59, 61):
        at_noon(seconds)
        answers.append(caller.get("/items", q="x").status_code)

    assert answers == [HTTPStatus.OK, HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS]


@pytest.mark.django_db(transaction=True)
def test_calls_at_the_same_time_are_all_counted(at_noon: Callable[[int], None]) -> None:
    at_noon(18)
    secret = a_token(*USUAL, calls_per_minute=5, expires_at=datetime(2027, 1, 1, tzinfo=UTC))
    together = Barrier(8)

    def ask(_caller: int) -> int:
        caller = Caller(secret)
        together.wait(10)
        try:
            return int(caller.get("/items", q="x").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        answers = Counter(pool.map(ask, range(8)))

    assert answers == {HTTPStatus.OK: 5, HTTPStatus.TOO_MANY_REQUESTS: 3}


def test_last_use_is_noted_once_a_minute(at_noon: Callable[[int], None]) -> None:
    caller = Caller(a_token(*USUAL, expires_at=datetime(2027, 1, 1, tzinfo=UTC)))
    noted = []
    for seconds in (0, 59, 60):
        at_noon(seconds)
        caller.get("/items", q="x")
        last = Token.objects.get().last_used_at
        assert last is not None
        noted.append(last.minute)

    assert noted == [0, 0, 1]


def test_what_breaks_inside_is_told_by_its_number_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("no such table secret_things")

    monkeypatch.setattr(members, "member_head", broken)

    response = Caller(a_token(*USUAL)).get("/members/M1")

    incident = response.headers["X-Request-ID"]
    assert response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "secret_things" not in response.content.decode()
    assert (response.json()["code"], response.json()["params"]) == ("api.failed", {"incident": incident})
    assert incident in caplog.text
    assert "secret_things" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("get", "/", HTTPStatus.NOT_FOUND, "api.no_such_address"),
        ("get", "/readers", HTTPStatus.NOT_FOUND, "api.no_such_address"),
        ("get", "/members/find", HTTPStatus.METHOD_NOT_ALLOWED, "api.wrong_method"),
        ("get", "/members/M1", HTTPStatus.NOT_FOUND, "kernel.not_found"),
        ("get", "/items", HTTPStatus.UNPROCESSABLE_ENTITY, "api.field_missing"),
        ("get", "/items/17", HTTPStatus.UNPROCESSABLE_ENTITY, "api.field_not_readable"),
        ("get", "/members/M1%00", HTTPStatus.UNPROCESSABLE_ENTITY, "api.field_not_readable"),
        ("get", "/members/M1/history?limit=0", HTTPStatus.UNPROCESSABLE_ENTITY, "api.field_out_of_range"),
        ("get", "/members/M1/history?before=2026-01-01T00:00:00", HTTPStatus.UNPROCESSABLE_ENTITY,
         "api.field_not_readable"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_address_is_a_problem_document(
    method: str, path: str, status: HTTPStatus, code: str
) -> None:
    response = Caller(a_token(*USUAL)).call(method, path)

    problem = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert problem["type"] == f"urn:shuyou:problem:{code}"
    assert problem["title"]
    assert problem["detail"]


def test_a_body_that_is_no_json_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = Caller(a_token(*USUAL))

    assert caller.post("/members/find", b"{").json()["code"] == "api.unreadable"
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 10)
    response = caller.post("/members/find", {"clue": "x" * 20})
    assert response.status_code in (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def test_all_that_is_wrong_with_a_body_is_told_at_once_without_repeating_it() -> None:
    body = an_order("M1", {"isbn": "9787530216835", "quantity": 0}, points="13800002046", gift=True)
    del body["payment"]

    problem = Caller(a_token(*USUAL)).post("/orders", body).json()

    assert sorted((error["code"], error["field"]) for error in problem["errors"]) == [
        ("api.field_missing", "payment"),
        ("api.field_not_readable", "points"),
        ("api.field_out_of_range", "lines.0.quantity"),
        ("api.field_unknown", "gift"),
    ]
    assert "13800002046" not in str(problem)


def test_a_refusal_speaks_the_language_asked_for() -> None:
    secret = a_token(*USUAL)

    english, chinese = (Caller(secret, language).get("/nowhere").json() for language in ("en", "zh-CN"))

    assert english["detail"] == "Nothing answers at this address."
    assert chinese["detail"] == "这个地址没有内容。"


def test_no_answer_stays_in_a_cache() -> None:
    response = Caller(a_token(*USUAL)).get("/items", q="x")

    assert "no-store" in response.headers["Cache-Control"]
