"""Pages around the till: who sees which, what they show, and what their script is refused."""

import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from shuyou.catalog.models import BundlePart
from shuyou.catalog.tests.factories import IdentifierFactory
from shuyou.kernel import clock
from shuyou.kernel.models import User
from shuyou.kernel.permissions import Role
from shuyou.kernel.tests.factories import staff_with
from shuyou.orders.models import OwnBundle, OwnBundleTitle, SaleNote, Till, TillSession
from shuyou.orders.services.till import SaleLine, sell_at_till
from shuyou.orders.tests.factories import AT, a_member
from shuyou.orders.tests.till_scene import TILL, a_clerk, a_sale, at_the_till, cash, in_store

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(actor_id: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor_id))
    return client


def post(client: Client, path: str, body: Mapping[str, object]) -> tuple[int, dict[str, object]]:
    answer = client.post(f"/console/till/at/{TILL}/{path}", json.dumps(body), content_type="application/json")
    return answer.status_code, answer.json()


def test_lists_reports_and_receipts_are_shown_and_taken_along() -> None:
    clerk, item = at_the_till(), in_store(1)
    sold = sell_at_till(a_sale(SaleLine(item_id=item.pk, quantity=2), tenders=(cash("100.00"),)), actor=clerk, at=AT)
    boss = signed_in(a_clerk(Role.MANAGER).id)
    session, note = TillSession.objects.get().pk, SaleNote.objects.get().pk

    pages = {
        path: boss.get(f"/console/till/{path}")
        for path in ("", "drawers/", f"drawers/{session}/", "sales/", "notes/", f"notes/{note}/", "set-up/",
                     f"receipts/{sold.number}/", "drawers/?as=csv", "sales/?as=csv&drawer=" + str(session))
    }  # fmt: skip
    pdf = boss.get(f"/console/till/receipts/{sold.number}.pdf")

    assert {path: page.status_code for path, page in pages.items()} == dict.fromkeys(pages, HTTPStatus.OK)
    # What should be in the drawer, for whoever is not going to count it.
    assert "¥280.00" in pages[f"drawers/{session}/"].content.decode()
    assert "¥280.00" not in signed_in(clerk.id).get(f"/console/till/drawers/{session}/").content.decode()
    assert pdf.content.startswith(b"%PDF-")
    assert signed_in(str(staff_with(Role.BUYER).pk)).get("/console/till/").status_code == HTTPStatus.FORBIDDEN
    assert boss.post(f"/console/till/notes/{note}/").status_code == HTTPStatus.SEE_OTHER
    assert SaleNote.objects.get().settled_at is not None


def test_the_script_is_told_prices_and_why_not() -> None:
    clerk, item = at_the_till(), in_store(3)
    client = signed_in(clerk.id)
    line = {"item": item.pk, "quantity": 2}

    status, told = post(client, "price/", {"lines": [line]})
    assert (status, told["total"]) == (HTTPStatus.OK, "80.00")
    status, told = post(client, "sell/", {"key": str(uuid4()), "lines": [line], "tenders": []})
    assert (status, told["refused"]["code"]) == (HTTPStatus.UNPROCESSABLE_ENTITY, "orders.tenders_differ")  # type: ignore[index]
    assert post(client, "sell/", {"key": "x", "lines": [line]})[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert post(client, "price/", {"lines": [{"item": "1", "quantity": 1}]})[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    other = signed_in(a_clerk().id)
    assert other.get(f"/console/till/at/{TILL}/").status_code == HTTPStatus.SEE_OTHER


def test_nothing_that_the_script_says_breaks_the_door() -> None:
    clerk, item = at_the_till(), in_store(5)
    client = signed_in(clerk.id)
    client.raise_request_exception = False
    one, void = {"item": item.pk, "quantity": 1}, {"item": item.pk, "quantity": 1, "amount": "1.00"}
    alone = {"sold_at": "2026-11-22T02:00:00Z", "tenders": [{"kind": "cash", "amount": "40"}]}
    bodies: list[tuple[str, Mapping[str, object]]] = [
        ("void/", {**void, "item": 999_999_999}), ("void/", {**void, "quantity": 2**40}),
        ("void/", {**void, "quantity": 0}), ("void/", {**void, "amount": "-1000.00"}),
        ("hold/", {"total": "1", "lines": [{**one, "item": 99_999_999}]}), ("hold/", {"total": "-1", "lines": [one]}),
        ("sell/", {"slip": "\ud800", "lines": [one]}), ("price/", {"member": "\ud800", "lines": [one]}),
        ("price/", {"coupons": "\ud800abc", "lines": [one]}), ("price/", {"lines": [{**one, "item": 2**52}]}),
        ("sell/", {**alone, "lines": [{**one, "quantity": 9999, "list": "1000000.00", "net": "1000000.00"}]}),
    ]  # fmt: skip

    for path, body in bodies:
        status, told = post(client, path, {"key": str(uuid4()), **body})
        assert status < HTTPStatus.INTERNAL_SERVER_ERROR, (path, body, told)
    deep = client.post(f"/console/till/at/{TILL}/price/", "[" * 60_000, content_type="application/json")
    assert deep.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    line = {**one, "list": "40.00", "net": "40.00"}
    sold = {**alone, "key": str(uuid4()), "member": "M0000000", "lines": [line]}
    assert post(client, "sell/", sold)[0] == HTTPStatus.OK
    assert SaleNote.objects.get().kind == "member"


def test_a_manager_sets_tills_up_and_a_clerk_counts_one() -> None:
    clerk = at_the_till()
    boss = signed_in(a_clerk(Role.MANAGER).id)
    store = Till.objects.get().store_id
    new = {"code": "r2", "name": "二号台", "store": store, "most_off": "5", "most_differing": "10", "is_active": "on"}

    assert boss.post("/console/till/set-up/", new).status_code == HTTPStatus.SEE_OTHER
    assert boss.post("/console/till/set-up/", {"quick": "0000", "store": store}).status_code == HTTPStatus.SEE_OTHER
    client = signed_in(clerk.id)
    move = {"key": str(uuid4()), "kind": "in", "reason": "change", "amount": "50"}
    assert client.post(f"/console/till/at/{TILL}/cash/", move).status_code == HTTPStatus.SEE_OTHER
    counted = client.post(f"/console/till/at/{TILL}/count/", {"piece-100": "2", "piece-50": "1"})

    assert counted.status_code == HTTPStatus.SEE_OTHER
    assert Till.objects.get(code="r2").most_off == Decimal("0.05")
    assert TillSession.objects.get().z_number == 1


def test_a_bundle_brings_its_parts_along_and_a_readers_own_is_shown() -> None:
    clerk, whole, member = at_the_till(), in_store(0), a_member()
    one, other = in_store(3), in_store(3)
    BundlePart.objects.create(bundle=whole, part=one, quantity=2)
    BundlePart.objects.create(bundle=whole, part=other, quantity=1)
    own = OwnBundle.objects.create(
        member=member, made_by="staff:1", made_at=AT, valid_to=clock.now() + timedelta(days=9)
    )
    for place, item in enumerate((one, other), 1):
        OwnBundleTitle.objects.create(bundle=own, item=item, position=place, reason="series", word="江南丛书")
    IdentifierFactory.create(item=whole, value="9787530216800")
    client = signed_in(clerk.id)

    _status, found = post(client, "find/", {"q": "9787530216800"})
    line = {"item": one.pk, "quantity": 2}
    _status, priced = post(client, "price/", {"lines": [line], "member": member.number})

    hit: Any = found["items"][0]  # type: ignore[index]
    assert (hit["free"], hit["packed"]) == (1, 0)
    assert {part["id"]: part["quantity"] for part in hit["parts"]} == {one.pk: 2, other.pk: 1}
    assert {row["id"] for row in priced["member"]["bundle"]} == {one.pk, other.pk}  # type: ignore[index]
