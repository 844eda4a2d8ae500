"""Sales without a network that are refused: kept, shown, posted or dropped by a manager, never lost."""

import json
from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from uuid import uuid4

import pytest

from shuyou.catalog.models import Item
from shuyou.kernel import clock
from shuyou.kernel.permissions import Role
from shuyou.members.models import Member
from shuyou.orders.models import Order, Sale
from shuyou.orders.models.till import RefusedSale
from shuyou.orders.services.till import count_drawer, open_drawer
from shuyou.orders.tests.factories import AT, a_member
from shuyou.orders.tests.test_till_pages import post, signed_in
from shuyou.orders.tests.till_scene import FLOAT, TILL, a_clerk, at_the_till, in_store

pytestmark = pytest.mark.django_db(transaction=True)


def alone(item: Item, slip: str, *, reference: str = "", member: Member | None = None) -> Mapping[str, object]:
    """Return a sale of one copy as a till without a network sends it."""
    paid = {"kind": "card", "amount": "40", "reference": reference} if reference else {"kind": "cash", "amount": "40"}
    return {
        "key": str(uuid4()), "slip": slip, "sold_at": clock.now().isoformat(), "tenders": [paid],
        "member": member.number if member else "",
        "lines": [{"item": item.pk, "quantity": 1, "list": "40.00", "net": "40.00"}],
    }  # fmt: skip


def test_a_refused_sale_waits_until_a_manager_posts_it() -> None:
    clerk, item, member = at_the_till(), in_store(3), a_member()
    count_drawer(TILL, pieces={"100": 2}, actor=clerk, at=AT)  # at another device, while this one had no network
    here, boss = signed_in(clerk.id), signed_in(a_clerk(Role.MANAGER).id)
    sale = alone(item, "r1-00007", member=member)

    answers = [post(here, "sell/", sale) for _again in range(2)]

    assert [(status, "kept" in told) for status, told in answers] == [(HTTPStatus.OK, True)] * 2
    kept = RefusedSale.objects.get()
    assert (kept.code, kept.slip, kept.member, kept.state) == (
        "orders.till_shut", "r1-00007", member.number, "waiting",
    )  # fmt: skip
    assert member.number not in kept.body
    page = f"/console/till/refused/{kept.pk}/"
    assert "r1-00007" in boss.get("/console/till/refused/").content.decode()
    assert "¥40.00" in boss.get(page).content.decode()
    assert here.post(f"{page}post/").status_code == HTTPStatus.FORBIDDEN
    assert boss.post(f"{page}post/").status_code == HTTPStatus.CONFLICT
    assert (Sale.objects.count(), RefusedSale.objects.get().state) == (0, "waiting")

    open_drawer(TILL, opening=FLOAT, actor=clerk, at=AT)
    assert boss.post(f"{page}post/").status_code == HTTPStatus.SEE_OTHER

    kept = RefusedSale.objects.get()
    assert (kept.state, kept.member, kept.order_id) == ("posted", "", Sale.objects.get().pk)
    assert Order.objects.get().member_id == member.pk
    assert post(here, "sell/", sale)[1]["is_repeat"] is True
    assert boss.post(f"{page}drop/", {"reason": "-"}).status_code == HTTPStatus.CONFLICT
    assert Sale.objects.count() == 1


def test_a_sale_that_cannot_be_posted_is_dropped_by_another_for_a_reason() -> None:
    clerk, item = at_the_till(), in_store(3)
    here, boss = signed_in(clerk.id), signed_in(a_clerk(Role.MANAGER).id)
    first, twice = (alone(item, slip, reference="000124") for slip in ("r1-00001", "r1-00002"))
    assert "number" in post(here, "sell/", first)[1]
    assert "kept" in post(here, "sell/", twice)[1]
    page = f"/console/till/refused/{RefusedSale.objects.get().pk}/"

    assert boss.post(f"{page}drop/", {"reason": " "}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert boss.post(f"{page}drop/", {"reason": "paid with the first"}).status_code == HTTPStatus.SEE_OTHER

    kept = RefusedSale.objects.get()
    assert (kept.state, kept.reason) == ("dropped", "paid with the first")
    assert "paid with the first" in boss.get("/console/till/refused/?state=dropped").content.decode()
    in_cash = {**json.loads(kept.body), "tenders": [{"kind": "cash", "amount": "40"}]}
    RefusedSale.objects.update(body=json.dumps(in_cash))
    assert boss.post(f"{page}post/").status_code == HTTPStatus.CONFLICT
    assert RefusedSale.objects.get().order_id is None
    assert Sale.objects.count() == 1


def test_whoever_sold_it_does_not_post_it_and_what_is_in_the_books_already_waits_no_more() -> None:
    clerk, item = at_the_till(), in_store(3)
    here, boss = signed_in(clerk.id), a_clerk(Role.MANAGER)
    count_drawer(TILL, pieces={"100": 2}, actor=clerk, at=AT)
    sale = alone(item, "r1-00007")
    assert "kept" in post(here, "sell/", sale)[1]
    open_drawer(TILL, opening=FLOAT, actor=clerk, at=AT)
    page = f"/console/till/refused/{RefusedSale.objects.get().pk}/"
    RefusedSale.objects.update(sent_by=f"staff:{boss.id}")
    assert signed_in(boss.id).post(f"{page}post/").status_code == HTTPStatus.FORBIDDEN
    assert Sale.objects.count() == 0

    post(here, "sell/", sale)
    RefusedSale.objects.update(state="waiting", order=None, decided_at=None)
    assert signed_in(a_clerk(Role.MANAGER).id).post(f"{page}post/").status_code == HTTPStatus.SEE_OTHER
    assert (RefusedSale.objects.get().state, Sale.objects.count()) == ("posted", 1)


def test_whatever_the_server_fails_at_is_handed_in_as_it_is() -> None:
    clerk = at_the_till()
    here, boss = signed_in(clerk.id), signed_in(a_clerk(Role.MANAGER).id)
    odd = {"key": str(uuid4()), "sold_at": "-", "lines": [{"item": "\ud800", "quantity": 2**60}, 7], "card": "\0\ud800"}

    for body in (odd, {**odd, "slip": "\0"}):
        assert post(here, "hand-in/", body)[0] == HTTPStatus.OK

    kept = RefusedSale.objects.get()
    assert boss.get(f"/console/till/refused/{kept.pk}/").status_code == HTTPStatus.OK
    assert boss.post(f"/console/till/refused/{kept.pk}/post/").status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert post(here, "sell/", {"key": str(uuid4()), "lines": [], "tenders": []})[0] == HTTPStatus.UNPROCESSABLE_ENTITY
    assert RefusedSale.objects.count() == 1
    assert Decimal(0) == sum((sale.total for sale in Sale.objects.order_by("pk")), Decimal(0))
