"""The same history and the same points in every channel, at the same instant."""

from datetime import timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from shuyou.api import queries
from shuyou.api.tests.factories import USUAL, Caller, a_token, an_order
from shuyou.kernel.actor import Actor
from shuyou.kernel.clock import club_day, now
from shuyou.kernel.delivery import deliver_all
from shuyou.kernel.tests.factories import StaffFactory
from shuyou.loyalty import queries as loyalty
from shuyou.loyalty.queries import PointsState, points_entries, points_state
from shuyou.loyalty.services import earn_points
from shuyou.members.models import PersonalDataAccess
from shuyou.orders.queries import member_orders
from shuyou.orders.services import Wanted, place_order
from shuyou.orders.tests.factories import CLERK, a_draft, a_member, a_title

pytestmark = pytest.mark.django_db(transaction=True)

READER = Actor.job("test")


def give_points(member_id: int, points: int) -> None:
    with transaction.atomic():
        earn_points(member_id=member_id, amount=Decimal(points), source="gift", at=now())


@pytest.mark.feature("F010")
def test_an_order_and_its_points_are_the_same_by_api_by_page_and_by_query() -> None:
    member, item = a_member(), a_title(copies=9)
    give_points(member.pk, 500)
    caller = Caller(a_token(*USUAL))
    by_phone = place_order(a_draft(member.pk, Wanted(item.pk, 1)), actor=CLERK, at=now()).number
    body = an_order(member.number, {"item": str(item.uid), "quantity": 2}, points=100, channel="sms")
    by_sms = caller.post("/orders", body).json()["number"]
    caller.post(f"/orders/{by_sms}/payments", {"tender": "remittance", "reference": "HK1", "amount": "75.00"})
    deliver_all()

    told = caller.get(f"/members/{member.number}/history").json()
    at = now()
    orders = member_orders(member_id=member.pk, before=at, limit=20, actor=READER)
    points = points_state(member_id=member.pk, today=club_day(at), actor=READER)
    entries = points_entries(member_id=member.pk, before=at, limit=20, actor=READER)

    assert [(one["number"], one["channel"], one["state"], one["total"]) for one in told["orders"]] == [
        (by_sms, "sms", "paid", "75.00"), (by_phone, "phone", "placed", "38.00"),
    ]  # fmt: skip
    assert [row.number for row in orders] == [by_sms, by_phone]
    assert [(one["kind"], one["points"], one["order"]) for one in told["entries"]] == [
        (row.kind, row.points, row.source.removeprefix("order:") if row.source != "gift" else None) for row in entries
    ]
    assert told["points"]["balance"] == points.usable == 500 - 100 + 75
    page = _console_page(member.number)
    assert by_sms in page
    assert by_phone in page
    assert f"{points.usable:,}" in page
    assert PersonalDataAccess.objects.filter(part="history", via="api").count() == 1


def _console_page(number: str) -> str:
    browser = Client()
    browser.force_login(StaffFactory.create(language="en"))
    return browser.get(f"/console/members/{number}/").content.decode()


def test_orders_and_points_are_read_at_one_instant(monkeypatch: pytest.MonkeyPatch) -> None:
    member, item = a_member(), a_title(copies=9)
    give_points(member.pk, 500)
    real = points_state

    def order_meanwhile(**asked: Any) -> PointsState:
        state = real(**asked)
        draft = a_draft(member.pk, Wanted(item.pk, 1), points=100)
        other = Thread(target=_place_elsewhere, args=(draft,))
        other.start()
        other.join()
        return state

    monkeypatch.setattr(loyalty, "points_state", order_meanwhile)
    later = now() + timedelta(minutes=1)

    page = queries.member_history(member_id=member.pk, before=later, limit=20, actor=READER, at=later)

    assert (page.points.usable, [row.points for row in page.entries], page.orders) == (500, [500], ())
    assert len(member_orders(member_id=member.pk, before=later, limit=20, actor=READER)) == 1


def _place_elsewhere(draft: Any) -> None:
    try:
        place_order(draft, actor=CLERK, at=now())
    finally:
        connection.close()


def test_paging_tells_everything_once_even_what_happened_at_one_moment() -> None:
    member, item = a_member(), a_title(copies=50)
    give_points(member.pk, 1_000)
    at = now()
    numbers = []
    for minutes in (5, 4, 4, 4, 3, 2, 2, 1):
        draft = a_draft(member.pk, Wanted(item.pk, 1), points=10)
        numbers.append(place_order(draft, actor=CLERK, at=at - timedelta(minutes=minutes)).number)
    caller = Caller(a_token(*USUAL))

    orders: list[str] = []
    entries: list[str | None] = []
    before: dict[str, str] = {}
    pages = 0
    while True:
        told = caller.get(f"/members/{member.number}/history", limit=3, **before).json()
        orders += [one["number"] for one in told["orders"]]
        entries += [one["order"] for one in told["entries"]]
        pages += 1
        if told["next_before"] is None:
            break
        before = {"before": told["next_before"]}

    assert sorted(orders) == sorted(numbers)
    assert sorted(filter(None, entries)) == sorted(numbers)
    assert entries.count(None) == 1
    assert pages > 3
